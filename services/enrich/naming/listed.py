"""Names that the lists know, found in a text: places of the gazetteer, much-named people and organizations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer
from services.enrich.knowledge.known import Known, known_by_name
from services.enrich.knowledge.own import own_entities
from services.enrich.knowledge.words import is_state_abbreviation, words
from services.enrich.naming.inflection import nominatives
from services.enrich.naming.text import Word, Words

__all__ = ["Listed", "find_listed"]

_LONGEST = 6
_GENITIVE = 100_000
_JOINTS = {" ", " & ", "-", ". "}
_SMALL = {
    "of",
    "the",
    "and",
    "for",
    "on",
    "upon",
    "de",
    "la",
    "le",
    "du",
    "des",
    "del",
    "el",
    "al",
    "da",
    "do",
    "di",
    "von",
    "van",
    "der",
    "den",
    "bin",
    "ben",
    "y",
    "и",
    "на",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """A stretch of text that some list knows: a person or organization, places of that name, or both."""

    start: int
    end: int
    name: str
    known: Known | None
    places: tuple[PlaceRecord, ...]


def find_listed(split: Words, language: str) -> list[Listed]:
    """Every capitalised stretch that is on a list, overlapping ones too, in order of place."""
    stretches = list(_stretches(split, language))
    spelled = {text: nominatives(text, language) for _, _, text in stretches}
    by_name, own = known_by_name(), own_entities().by_name()
    places = gazetteer().find({form for forms in spelled.values() for form in forms})
    found = []
    for start, end, text in stretches:
        for form in spelled[text]:
            known, there = own.get(fold(form)) or by_name.get(fold(form)), places.get(form, ())
            if language == "de" and form != text:  # a genitive, or any noun that ends so: `Norwegens`, `Ortes`
                there = tuple(place for place in there if place.kind != "city" or place.population > _GENITIVE)
            if fold(form) in words("generic"):  # `Western` is a region of Uganda, and hardly ever that
                there = ()
            if known is not None and not _spelled_like(form, known):
                known = None
            if known or there:
                shift = len(text) - len(form) if language == "ar" and text.endswith(form) else 0  # `and` and the like
                found.append(Listed(start + shift, end, form, known, there))
                break
    return sorted(found, key=lambda item: item.start) if language == "ar" else found


def _spelled_like(name: str, known: Known) -> bool:
    """Short names must stand as they are listed: `WHO` is not `Who`, `IS` not `Is`."""
    return len(name) > 4 or name in known.names


def _stretches(split: Words, language: str) -> Iterator[tuple[int, int, str]]:
    """Runs of words that begin with a capital; elsewhere than in English the last one may not (`Union européenne`)."""
    text, every = split.text, split.all
    english = language in ("en", "und")
    longest = _LONGEST if english else 4
    for first in split.capitals:
        start = every[first].start
        for last in range(first, min(first + longest, len(every))):
            word = every[last]
            if last > first and not _joined(text, every[last - 1], word):
                break
            if english and not (word.capital or word.text in _SMALL or word.text[0].isdigit()):
                break
            if word.capital or not english:
                end = word.end
                if text[end : end + 1] == "." and ("." in word.text or is_state_abbreviation(word.text)):
                    end += 1
                yield start, end, text[start:end]


def _joined(text: str, left: Word, right: Word) -> bool:
    between = text[left.end : right.start]
    if between not in _JOINTS:
        return False
    return between != ". " or left.text in ("St", "Mt", "Ft", "Jr", "Bros") or len(left.text) == 1 or "." in left.text
