"""Who a source is: the entity that a name, a pronoun or a description stands for, as far as the article says."""

from __future__ import annotations

import re
from bisect import bisect_left

from services.enrich.quotes.cues import Voice
from services.enrich.quotes.gender import gender_of
from services.shared.article import Article, Mention, Speaker

__all__ = ["Speakers"]

_NEAR = 700
"""Characters that a pronoun looks back over for its speaker."""
_MENTIONS = 60
"""Mentions that a description looks back over."""
_INTRODUCTION = 40
_OF = re.compile(
    r"\b(?:for|of|at|in|from|with|to|de|du|von|der|des|del)\s+(?:the\s+|la\s+|den\s+|dem\s+)?$", re.IGNORECASE
)
_POSSESSED = re.compile(r"['’]s?\s+\w")
_WORD = re.compile(r"[^\W\d_][\w\-]*")
_GERMAN_ARTICLES = frozenset(("der", "die", "das"))
_PARTICLES = frozenset(("de", "da", "del", "di", "du", "von", "van", "den", "la", "le", "bin", "el"))
# What may stand between a sentence's beginning and its subject: titles, an introduction that ends with a comma.
_SUBJECT = re.compile(
    r"(?:^|[.!?…:;\n”\"»]\s*|,\s)(?:(?:but|and|the|mr\.|mrs\.|ms\.|dr\.)\s+)?(?:[A-Z][\w.\-]*\s+){0,3}$", re.IGNORECASE
)


class Speakers:
    """The speakers of one article, asked for in the order in which they speak: a pronoun is one of those before it."""

    def __init__(self, article: Article, voice: Voice):
        self.text = article.body
        self.voice = voice
        self.mentions = sorted((m for m in article.mentions if m.field == "body"), key=lambda m: m.start)
        self.starts = [m.start for m in self.mentions]
        self.entities = {entity.id: entity for entity in article.entities}
        self.genders: dict[str, str | None] = {}
        self.last: tuple[int, str] | None = None  # where the last person spoke, and who
        self.known: dict[tuple[int, int], tuple[str | None, str | None, str]] = {}

    def speaker(self, start: int, end: int) -> Speaker:
        """The speaker whose source stands from `start` to `end`."""
        if (start, end) not in self.known:
            self.known[start, end] = self._who(start, end)
        entity_id, name, method = self.known[start, end]
        if entity_id is not None and entity_id in self.entities and self.entities[entity_id].type == "person":
            self.last = (max(end, self.last[0] if self.last else 0), entity_id)
        return Speaker.model_construct(
            text=self.text[start:end], start=start, end=end, entity_id=entity_id, name=name, method=method
        )

    def _who(self, start: int, end: int) -> tuple[str | None, str | None, str]:
        """Entity, name, and by what: `name`, `surname`, `pronoun` or `description`; `words`: nobody known."""
        source = self.text[start:end]
        gender = self.voice.pronouns.get(source.lower().rpartition("-")[2])
        if gender is not None:
            found = self._relative(start) if gender == "w" else self._pronoun(start, gender)
            return *self._named(found), "pronoun"
        for mention in self._chosen(start, end):
            return *self._named(mention.entity_id, mention.text), "name"
        if any(m.start < end and start < m.end for m in self._around(start, end)):
            return None, None, "words"  # somebody's spokesman, somebody's campaign: not that somebody
        if source[:1].isupper() and source.split(None, 1)[0].lower() not in self.voice.openers:
            return *self._by_surname(_name_at_the_end(source) or source), "surname"
        found = self._described(source, start)
        if found is None and (name := _name_at_the_end(source)) is not None:
            return *self._by_surname(name), "surname"
        return *self._named(found), "description" if found else "words"

    def _named(self, entity_id: str | None, name: str | None = None) -> tuple[str | None, str | None]:
        entity = self.entities.get(entity_id or "")
        return (entity.id, entity.name) if entity else (entity_id, name)

    def _around(self, start: int, end: int) -> list[Mention]:
        first = max(0, bisect_left(self.starts, start) - 1)
        return self.mentions[first : bisect_left(self.starts, end)]

    def _chosen(self, start: int, end: int) -> list[Mention]:
        """The mentions that the source as a whole names, a person first."""
        within = [
            m
            for m in self._around(start, end)
            if m.start < end
            and start < m.end
            and not _OF.search(self.text[start : m.start])
            and not (m.end < end and _POSSESSED.match(self.text, m.end, end))
        ]
        return sorted(within, key=lambda m: (m.type != "person", m.type == "group", -m.start))

    def _by_surname(self, source: str) -> tuple[str | None, str | None]:
        last = source.rsplit(None, 1)[-1].lower()
        for entity in self.entities.values():
            if entity.type == "person" and entity.name.lower().split()[-1:] == [last]:
                return entity.id, entity.name
        return None, source if len(source) < 80 else None

    # ------------------------------------------------------------------------------------- pronouns, descriptions
    def _before(self, position: int) -> list[Mention]:
        """Mentions of people shortly before `position`, nearest first."""
        last = bisect_left(self.starts, position)
        first = bisect_left(self.starts, position - _NEAR)
        return [m for m in reversed(self.mentions[first:last]) if m.type == "person" and m.entity_id]

    def _gender(self, entity_id: str) -> str | None:
        if entity_id not in self.genders:
            entity = self.entities.get(entity_id)
            found = gender_of(entity.name) if entity else None
            for mention in self.mentions if found is None else ():
                if mention.entity_id == entity_id:
                    found = gender_of(
                        "", self.text[max(0, mention.start - _INTRODUCTION) : mention.start]
                    ) or gender_of(mention.text)
                    if found:
                        break
            self.genders[entity_id] = found
        return self.genders[entity_id]

    def _pronoun(self, position: int, gender: str) -> str | None:
        if gender in ("i", "n"):
            return None
        fitting = [m for m in self._before(position) if self._gender(m.entity_id or "") in (gender, None)]
        subject = next((m for m in fitting if self._is_subject(m)), None)
        goes_on = (
            self.last is not None and position - self.last[0] < _NEAR and self._gender(self.last[1]) in (gender, None)
        )
        # the one who just spoke goes on, unless a sentence since began with another
        if self.last is not None and goes_on and (subject is None or subject.start < self.last[0]):
            return self.last[1]
        surely = [m for m in fitting if self._gender(m.entity_id or "") == gender]
        chosen = subject or next(iter(surely), None) or next(iter(fitting), None)
        return chosen.entity_id if chosen else None

    def _is_subject(self, mention: Mention) -> bool:
        begin = max(0, mention.start - _INTRODUCTION)
        return bool(_SUBJECT.search(self.text[begin : mention.start])) or mention.start == 0

    def _relative(self, position: int) -> str | None:
        """ "X, who said": the one named right before."""
        last = bisect_left(self.starts, position)
        if last and position - self.mentions[last - 1].end < 4:
            return self.mentions[last - 1].entity_id
        return None

    def _described(self, source: str, position: int) -> str | None:
        """ "The minister", "the council": the nearest one before that the article calls so."""
        words = _WORD.findall(source.lower())
        if not words or words[0] not in ("the", "le", "la", "der", "die", "das", "el", "этот", "цей"):
            return None
        head = words[-1]
        last = bisect_left(self.starts, position)
        for n in range(last - 1, max(-1, last - 1 - _MENTIONS), -1):
            mention = self.mentions[n]
            if mention.type == "person":
                begin = max(mention.start - _INTRODUCTION, self.mentions[n - 1].end if n else 0)
                around = self.text[begin : mention.start].rpartition(".")[2]
                after = self.text[mention.end : mention.end + 60]
                said = around + (after.partition(".")[0] if after.startswith(",") else "")
            else:
                said = mention.text if mention.type == "organization" else ""
            if head in _WORD.findall(said.lower()):
                return mention.entity_id
        return None


def _name_at_the_end(source: str) -> str | None:
    """ "Lucie Grandjean" of "l’organiste Lucie Grandjean": two words or more with capitals after one without.

    After an article, German's role is a noun and has a capital too: "die Biologin Friederike Santen".
    """
    words = source.split()
    first = len(words)
    while first and (words[first - 1][0].isupper() or words[first - 1] in _PARTICLES):
        first -= 1
    while first < len(words) and words[first].lower() in _PARTICLES | _GERMAN_ARTICLES:
        first += 1
    if first and words[first - 1].lower() in _GERMAN_ARTICLES:
        first += 1
    return " ".join(words[first:]) if len(words) - first > 1 else None
