"""People in a language without a model: a common given name and the capitalised words after it."""

from __future__ import annotations

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.words import given_names, words
from services.enrich.naming.boundaries import Span
from services.enrich.naming.inflection import nominatives
from services.enrich.naming.text import Word, Words

__all__ = ["people_by_given_name"]

_PARTICLES = frozenset(("de", "da", "di", "del", "della", "dos", "van", "von", "der", "den", "la", "el"))
_NOUNS_IN_CAPITALS = frozenset(("de", "lb"))
"""Where every noun has a capital, a surname is one word: what comes after it may be any noun."""


def people_by_given_name(split: Words, language: str) -> list[Span]:
    """Full names that begin with a given name which the list has, in order, not overlapping."""
    spans: list[Span] = []
    every = split.all
    for n in split.capitals:
        first = every[n]
        if (spans and first.start < spans[-1].end) or not _is_given(first, language):
            continue
        last = _last_of(split, n, 1 if language in _NOUNS_IN_CAPITALS else 2, language)
        if last > n:
            spans.append(Span(first.start, every[last].end, "person", "given name", 0.7))
    return spans


def _is_given(word: Word, language: str) -> bool:
    if not word.text[:1].isupper() or word.text.isupper():
        return False
    return any(fold(form) in given_names() for form in nominatives(word.text, language))


def _last_of(split: Words, first: int, surnames: int, language: str) -> int:
    """The number of the last word of the name that begins with word `first`; `first` itself where nothing follows."""
    text, every = split.text, split.all
    last, n = first, first + 1
    while n < len(every) and text[every[n - 1].end : every[n].start] in (" ", ". "):
        word = every[n]
        if not word.text[:1].isupper() or (len(word.text) > 1 and word.text.isupper()):
            if word.text not in _PARTICLES:
                break
        elif text[every[n - 1].end : word.start] == ". " and len(every[n - 1].text) > 1:
            break  # a new sentence
        else:
            last = n
            if len(word.text) > 1 and not _is_given(word, language):
                surnames -= 1
            if not surnames:
                break
        n += 1
    ending = every[last].text
    if last == first + 1 and (
        ending.lower() in words("place_head") or gazetteer().find([f"{every[first].text} {ending}"])
    ):
        return first  # `Santa Cruz`, `San José`
    return last
