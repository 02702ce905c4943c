"""Whether one short text meets a condition: for what the engines have no document of their own for."""

from __future__ import annotations

from typing import NamedTuple

from services.shared.search import conditions as m
from services.shared.search.analysis import tokens
from services.shared.search.port import InvalidQuery

__all__ = ["Rows", "holds", "rows_of"]


class Rows(NamedTuple):
    """A text as the index would hold it: its exact tokens in order, with a space around each, and its stems."""

    exact: str
    stems: frozenset[str]


def rows_of(text: str, language: str) -> Rows:
    """The rows of `text`, which is in this language."""
    found = tokens(text, language)
    return Rows(f" {' '.join(token[0] for token in found)} ", frozenset(token[1] for token in found if token[1]))


def holds(condition: m.Condition, rows: Rows) -> bool:  # noqa: PLR0911
    """Whether the text meets `condition`, which is of one text's fields; `InvalidQuery` where that cannot be said."""
    match condition:
        case m.Term(_, token):
            return f" {token} " in rows.exact or token in rows.stems
        case m.Series(_, series, _, slop):
            return _near(series, slop, rows.exact.split()) if slop else f" {' '.join(series)} " in rows.exact
        case m.Begins(_, start):
            return f" {start}" in rows.exact
        case m.Without(part):
            return not holds(part, rows)
        case m.All(parts):
            return all(holds(part, rows) for part in parts)
        case m.Preferring(part):
            return holds(part, rows)
        case m.Any(parts) | m.Best(parts):
            return any(holds(part, rows) for part in parts)
        case m.Everything():
            return True
        case m.Nothing():
            return False
    raise InvalidQuery("q", "expected words, prefixes and phrases, with AND, OR, NOT and parentheses")


def _near(series: tuple[str, ...], slop: int, tokens: list[str]) -> bool:
    """Whether the second token stands at most `slop` places from right after the first."""
    first, second = series
    here = [at for at, token in enumerate(tokens) if token == first]
    there = [at for at, token in enumerate(tokens) if token == second]
    return any(abs(right - left - 1) <= slop for left in here for right in there)
