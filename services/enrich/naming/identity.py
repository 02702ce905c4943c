"""Who is meant by a mention: somebody known, a place, or the bearer of a longer name met in the same article."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.known import Known, entity_id_of, known_by_name
from services.enrich.knowledge.own import own_entities
from services.enrich.knowledge.words import given_names
from services.enrich.naming.completion import initials_of
from services.enrich.naming.declension import in_nominative
from services.enrich.naming.inflection import nominatives
from services.enrich.naming.whereabouts import where_is
from services.shared.article import Article, EntityType, Mention

__all__ = ["Identity", "identify"]

_LEGAL = re.compile(
    r",?\s(?:inc|corp|corporation|co|company|ltd|limited|plc|llc|llp|ag|sa|nv|gmbh|spa|holdings|group)\.?$",
    re.IGNORECASE,
)
_SUFFIX = re.compile(r",?\s(?:jr|sr|ii|iii|iv)\.?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Identity:
    """An entity as one article knows it; `method` says what its identity rests on.

    `own`: the user's list; `list`: the curated lists; `name`: the name alone; places: see `where_is`.
    """

    entity_id: str
    name: str
    uri: str | None = None
    method: str = "name"


def identify(article: Article) -> list[Identity]:
    """The identity behind each of the article's mentions, in their order."""
    mentions = article.mentions
    places = where_is(article, [mention for mention in mentions if mention.type == "place"])
    language = article.language.code
    named = dict.fromkeys((m.text, m.type) for m in mentions if m.type in ("person", "organization"))
    written = in_nominative(named) if language == "ru" else {text: text for text, _ in named}
    people = _People(mentions, language, written)
    organizations = _organizations(mentions, language, written)
    identities = []
    own = own_entities().by_name()
    for mention in mentions:
        if (known := own.get(fold(mention.text))) and known.type == mention.type:
            identities.append(_of_known(known))
        elif mention.type == "place" and (place := places.get(fold(mention.text))):
            record, method = place
            uri = f"https://sws.geonames.org/{record.geonames_id}/" if record.geonames_id else None
            identities.append(Identity(record.entity_id, record.name, uri, method))
        elif mention.type == "person":
            identities.append(people.identity(mention))
        elif mention.type == "organization":
            identities.append(organizations[written[mention.text]])
        else:
            identities.append(Identity(entity_id_of(mention.type, mention.text, language), mention.text))
    return identities


def _of_known(known: Known) -> Identity:
    return Identity(known.entity_id, known.name, known.uri, "own" if known.own else "list")


def _listed(name: str, kind: EntityType, language: str) -> Known | None:
    by_name = known_by_name()
    found = (by_name.get(fold(form)) for form in nominatives(name, language))
    return next((known for known in found if known is not None and known.type == kind), None)


class _People:
    """The people of one article: full names, and which of them a bare surname or first name stands for."""

    def __init__(self, mentions: Iterable[Mention], language: str, written: dict[str, str]) -> None:
        self._language = language
        self._written = written
        self._identities: dict[str, Identity] = {}
        self._by_part: dict[str, list[str]] = defaultdict(list)
        self._last: dict[str, Identity] = {}
        outlines: dict[tuple[str, str], str] = {}
        names = dict.fromkeys(written[mention.text] for mention in mentions if mention.type == "person")
        longer = _longer(names)
        for name in names:
            tokens = _tokens(name)
            if len(tokens) < 2:
                continue
            outline = (tokens[0], tokens[-1])
            full = longer.get(" ".join(tokens), name)
            if known := _listed(name, "person", language) or _listed(full, "person", language):
                identity = _of_known(known)
            elif full != name:
                identity = Identity(entity_id_of("person", full, language), full)
            elif outline in outlines:  # with and without the middle name
                identity = self._identities[outlines[outline]]
            else:
                identity = Identity(entity_id_of("person", name, language), name)
            outlines.setdefault(outline, name)
            self._identities[name] = identity
            for n in range(1, len(tokens)):
                self._by_part[" ".join(tokens[n:])].append(name)
            self._by_part[tokens[0]].append(name)

    def identity(self, mention: Mention) -> Identity:
        """Who this mention is. Of several with the same surname, the one who was named in full last."""
        name = self._written[mention.text]
        if full := self._identities.get(name):
            for part in (*_tokens(name)[1:], _tokens(name)[0]):
                self._last[part] = full
            return full
        part = " ".join(_tokens(name))
        if part in self._last:
            return self._last[part]
        if names := self._by_part.get(part):
            return self._identities[names[0]]
        if known := _listed(mention.text, "person", self._language):
            return _of_known(known)
        return Identity(entity_id_of("person", name, self._language), name)


def _longer(names: Iterable[str]) -> dict[str, str]:
    """What a name of several words may be the end of: `Anyang' Nyong'o` of `Peter Anyang' Nyong'o`, by its tokens.

    A name that begins with a given name is whole: `Trayvon Martin`, whatever a headline puts before it.
    """
    return {
        " ".join(tokens[n:]): name
        for name in names
        if len(tokens := _tokens(name)) > 2 and name[0].isupper()
        for n in range(1, len(tokens) - 1)
        if tokens[n] not in given_names()
    }


def _tokens(name: str) -> list[str]:
    return fold(_SUFFIX.sub("", name)).split()


def _organizations(mentions: Iterable[Mention], language: str, written: dict[str, str]) -> dict[str, Identity]:
    names = list(dict.fromkeys(written[mention.text] for mention in mentions if mention.type == "organization"))
    found = {name: _of_known(known) for name in names if (known := _listed(name, "organization", language))}
    cores: dict[str, str] = {}
    initials: dict[str, str] = {}
    for name in sorted(names, key=len, reverse=True):
        core = fold(_LEGAL.sub("", name))
        cores.setdefault(core, name)
        for letters in initials_of(_LEGAL.sub("", name)) | initials_of(name):
            initials.setdefault(letters, name)
    for name in names:
        if name in found:
            continue
        longer = cores.get(fold(_LEGAL.sub("", name)), name)
        if longer == name and name.isupper() and len(name) > 2:
            longer = initials.get(fold(name).replace(" ", ""), name)
        if longer == name:
            longer = next((other for other in names if other.startswith(name + " ") and _LEGAL.search(other)), name)
        found[name] = found.get(longer) or Identity(entity_id_of("organization", longer, language), longer)
    return found
