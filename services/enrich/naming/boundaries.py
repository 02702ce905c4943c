"""Where a name begins and ends: the model's spans without titles, articles, possessives, line breaks and brackets."""

from __future__ import annotations

import re
from dataclasses import dataclass

from services.enrich.knowledge.words import demonyms, is_state_abbreviation, us_states, words

__all__ = ["Span", "repair"]


@dataclass(slots=True)
class Span:
    """A stretch of text that names something; `label` is a mention's type, `method` where it comes from."""

    start: int
    end: int
    label: str
    method: str = "model"
    score: float = 0.85


TYPES = {
    "PERSON": "person",
    "ORG": "organization",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "NORP": "group",
    "EVENT": "event",
    "LAW": "law",
    "PRODUCT": "product",
    "WORK_OF_ART": "work",
    "PER": "person",  # as the French and Russian models say it; their MISC may be anything
}
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"\s?['’](?:s|S)?$")
_EDGE_LEFT = " \t-–—:;,./|*\"“”‘’'([{<«„@#&"
_EDGE_RIGHT = " \t-–—:;,/|*\"“”‘’'([{<>»&"
_BREAK = re.compile(r"\n+|\s+[/|–—-]+\s+|\s+via\s+|(?<=\w)/(?=\w)|\s{3,}")
_FIRST_WORD = re.compile(r"[^\W\d_][\w'’-]*\.?(?=\s)")
_PLAIN_FIRST = re.compile(r"([a-z]+)\s+")
_PLAIN_LAST = re.compile(r"\s+[a-z]+$")
# in a French or Russian name: words before it that belong to the sentence, an elided article
_LOWER_FIRST = re.compile(r"[a-zà-öø-ÿа-яёіїєґ]+\s+|[ldnsjmtc]['’](?=[^\W_])|qu['’](?=[^\W_])")
_PARTICLE = re.compile(r"(?:de|du|des|von|van|аль|ибн|бен|эль)\b")
_FRENCH_TITLE = re.compile(r"(?:MM?|Mmes?|Mlles?|Mgr|Me|Dr|Pr|Monsieur|Madame)\.? (?=[A-ZÀ-Þ])")
_OF = re.compile(r"(?:City|Town|Village|Township|Borough|State|County|Province|Municipality) of (?=[A-Z])")
_OFFICE = re.compile(
    r"\s(?:Sheriff|Coroner|Mayor|Governor|Attorney|Commissioner|Supervisor|Fire|Police|(?<!\bHighway\s)(?<!\bRoute\s)(?<!\bRoad\s)(?<!\bInterstate\s)\d{1,3})$"
)
_PARTY = re.compile(r"[DR]-(?=[A-Z])")  # `D-N.Y.`: a member of Congress and the state
_PARTICLES = frozenset("al el bin ben ibn abu de da di du del della la le van von der ter".split())  # noqa: SIM905


def repair(text: str, start: int, end: int, label: str, language: str = "en") -> list[Span]:
    """The names in one span of the model: usually one; none where nothing is left of it, more where it has a break."""
    kind = TYPES.get(label)
    if kind is None:
        return []
    spans, begin = [], start
    for match in [*_BREAK.finditer(text, start, end), None]:
        stop = match.start() if match else end
        trim = _trim if language in ("en", "und") else _trim_lightly
        if (span := trim(text, begin, stop, kind)) is not None:
            spans.append(span)
        begin = match.end() if match else end
    return spans


def _trim(text: str, start: int, end: int, kind: str) -> Span | None:
    while True:
        before = (start, end)
        start, end = _without_edges(text, start, end)
        if match := _POSSESSIVE.search(text, start, end):
            end = match.start()
        if match := _PARTY.match(text, start, end):
            start, kind = match.end(), "place"
        if kind != "work" and (article := _ARTICLE.match(text, start, end)):
            start = article.end()
        start, end = _without_plain_ends(text, start, end)
        if kind == "person":
            start = _past_title(text, start, end)
        if kind == "place":
            start, end = _without_common_nouns(text, start, end)
        if (start, end) == before:
            break
    name = text[start:end]
    if not name or not any(c.isupper() or (c.isalpha() and not c.islower()) for c in name):
        return None
    if _keeps_stop(text, start, end):
        end += text[end : end + 1] == "."
    elif (
        text[end - 1] == "."
        and not is_state_abbreviation(name[:-1])
        and not (len(name) == 3 and name[:-1] in us_states())
        and not re.search(r"\b(?:[A-Z]\.|Jr\.|Sr\.|Inc\.|Corp\.|Co\.|Ltd\.|Bros\.|St\.|Mt\.)$", name)
    ):
        end -= 1
    return Span(start, end, kind)


def _trim_lightly(text: str, start: int, end: int, kind: str) -> Span | None:
    """What holds in other languages than English too: names there end in lower case (`Union européenne`)."""
    start, end = _without_edges(text, start, end)
    while (match := _LOWER_FIRST.match(text, start, end)) and not (kind == "person" and _PARTICLE.match(text, start)):
        start = match.end()
    while kind == "person" and (match := _FRENCH_TITLE.match(text, start, end)):
        start = match.end()
    while end > start and text[end - 1] == "." and text[end - 3 : end - 2].isalnum():
        end -= 1  # the sentence's, not an initial's
    return Span(start, end, kind) if any(c.isupper() for c in text[start:end]) else None


def _without_edges(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out blanks and punctuation at either end, and a bracket that closes what was opened before."""
    while start < end and text[start] in _EDGE_LEFT:
        start += 1
    while end > start and text[end - 1] in _EDGE_RIGHT:
        end -= 1
    if end > start and text[end - 1] == ")" and "(" not in text[start:end]:
        end -= 1
    return start, end


def _keeps_stop(text: str, start: int, end: int) -> bool:
    """Whether a full stop after the name is its own: `U.S.`, `Mich.`, `Paris, Mo.`."""
    name = text[start:end]
    if is_state_abbreviation(name.replace(" ", "")):
        return True
    if len(name) == 2 and name[1].islower() and name in us_states():
        return text[max(0, start - 2) : start] == ", " or text[start - 1 : start] == "("
    return "." in name.split()[-1][:-1] and text[end : end + 1] == "."


def _without_plain_ends(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out words in lower case at either end: `rocker Stevie Nicks`, `Pride and`."""
    while (match := _PLAIN_FIRST.match(text, start, end)) and match.group(1) not in _PARTICLES:
        start = match.end()
    while match := _PLAIN_LAST.search(text, start, end):
        end = match.start()
    return start, end


def _without_common_nouns(text: str, start: int, end: int) -> tuple[int, int]:
    """Leave out what is said of a place: `City of Montreal`, `Henderson County Sheriff`, `Rio de Janeiro 84`."""
    if match := _OF.match(text, start, end):
        start = match.end()
    if match := _OFFICE.search(text, start, end):
        end = match.start()
    return start, end


def _past_title(text: str, start: int, end: int) -> int:
    """Where the name itself begins: `Prime Minister Boris Johnson` → at `Boris`."""
    titles = words("title")
    while match := _FIRST_WORD.match(text, start, end):
        word = match.group().rstrip(".").lower()
        if word not in titles and not (word in demonyms() and "-" not in word):
            break
        start = match.end()
        while start < end and text[start] in " \t":
            start += 1
    return start
