"""Russian names put into the nominative, so that `Ольги Соколовой` and `Ольга Соколова` are one person.

pymorphy3 says which cases and genders a word may stand in. What one word leaves open is settled by the words beside it,
which agree with it, and by the article's other mentions: the form that most of them may have is taken.
"""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

__all__ = ["in_nominative"]

_CASES = ("nomn", "gent", "datv", "accs", "ablt", "loct")
_NAMES = {"Name", "Surn", "Patr"}


def in_nominative(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """For each name (its words, `person` or `organization`) of one article: its likeliest nominative."""
    options = {name: tuple(dict.fromkeys(_options(name, kind))) or (name,) for name, kind in names}
    votes: Counter[str] = Counter(option for some in options.values() for option in some)
    chosen = {}
    for name in sorted(options, key=lambda name: " " not in name):  # full names first: they settle the surnames
        best = max(options[name], key=votes.__getitem__)  # the first of the likeliest
        chosen[name] = best
        if " " in best:
            votes[best.rpartition(" ")[2]] += len(options)
    return chosen


@functools.cache
def _analyzer() -> Any:
    import pymorphy3  # noqa: PLC0415  Russian text is the first to need it

    return pymorphy3.MorphAnalyzer(lang="ru")


def _options(name: str, kind: str) -> Iterator[str]:
    """What `name` may be in the nominative, likeliest first; nothing where it is not declined."""
    words = name.split(" ")
    if len(words) > 6 or not all(word[0].isalpha() for word in words if word):
        return
    parsed = [_parses(word) for word in words]
    if kind == "person":
        agreeing = words
    else:  # what follows the first noun is its complement, and stays as it is: `Министерство обороны`
        head = next((n for n, some in enumerate(parsed) if any("NOUN" in p.tag for p in some)), 0)
        agreeing = words[: head + 1]
    found = []
    for case in _CASES:
        for gender in ("masc", "femn") if kind == "person" else ("masc", "femn", "neut", None):
            fits = [_fitting(some, case, gender, kind) for some in parsed[: len(agreeing)]]
            if all(fit is not None for fit in fits):
                score = sum(fit.score + _is_name(fit) for fit in fits)
                forms = [_form(word, fit, gender) for word, fit in zip(agreeing, fits, strict=True)]
                found.append((score, " ".join([*forms, *words[len(agreeing) :]])))
    for _, form in sorted(found, key=lambda one: -one[0]):
        yield form


@functools.lru_cache(maxsize=10_000)
def _parses(word: str) -> tuple[Any, ...]:
    return tuple(_analyzer().parse(word)) if word and not (word.isupper() or word.isascii()) else ()


def _fitting(parses: tuple[Any, ...], case: str, gender: str | None, kind: str) -> Any:
    """The likeliest of a word's readings in this case and gender (None: plural); names before other words."""
    fits = [
        p
        for p in parses
        if case in p.tag
        and (gender in p.tag and "sing" in p.tag if gender else "plur" in p.tag)
        and ("NOUN" in p.tag or "ADJF" in p.tag)
    ]
    return max(fits, key=lambda p: (kind == "person" and _is_name(p), p.score), default=None)


def _is_name(parse: Any) -> bool:
    return any(mark in parse.tag for mark in _NAMES)


def _form(word: str, parse: Any, gender: str | None) -> str:
    inflected = parse.inflect({"nomn", gender} if gender and "ADJF" in parse.tag else {"nomn"})
    return _like(word, inflected.word if inflected else word)


def _like(word: str, form: str) -> str:
    """`form` with capitals where `word` has them."""
    parts = zip(word.split("-"), form.split("-"), strict=False)
    return "-".join(new.capitalize() if old[:1].isupper() else new for old, new in parts)
