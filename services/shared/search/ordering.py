"""In which order a query's answers come: the sort that was asked for, where it means something."""

from __future__ import annotations

from dataclasses import replace

from services.shared.search.fields import WORDS
from services.shared.search.port import Query
from services.shared.search.tree import And, InField, Node, Not, Or, Period

__all__ = ["settled", "time_sort"]


def settled(query: Query) -> Query:
    """`query` with a sort that means something: where no word is asked for, nothing is relevant."""
    if query.sort == "relevance" and (query.text is None or _scores_nothing(query.text)):
        return replace(query, sort="-published_at")
    return query


def _scores_nothing(node: Node) -> bool:
    """Whether a text asks for values alone: times, a language, what must not be there."""
    match node:
        case Period() | Not():
            return True
        case InField(name):
            return WORDS[name].kind == "keyword"
        case And(parts) | Or(parts):
            return all(map(_scores_nothing, parts))
    return False


def time_sort(query: Query) -> tuple[str, bool]:
    """The time field that a query not by relevance is sorted by, and whether newest first."""
    return query.sort.lstrip("-"), query.sort.startswith("-")
