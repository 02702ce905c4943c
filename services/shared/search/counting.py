"""Totals and facets: counts of articles or of groups of them, exact and in the same order on every engine.

An engine only counts the values of a field (`Counts`). Groups are counted by taking the surplus away: of the few
groups with two matching articles or more, all but one article in each value. So singletons, nearly all there are,
cost nothing.
"""

from __future__ import annotations

from collections import Counter, OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from services.shared.article import Article
from services.shared.search.fields import FACETS, Field, Value
from services.shared.search.port import FacetCount, InvalidQuery, Members

__all__ = ["EXACT_UP_TO", "Counts", "Labels", "count_facets"]

FACET_SIZE = 20
"""The most values of one facet."""
EXACT_UP_TO = 10_000
"""Collapsed counts are exact up to so many matches."""
_MOST_VALUES = 60_000  # engines refuse to return more buckets at once
_GROUPS_AT_ONCE = 300


MOST_MEMBERS = 10
"""The most ids that are told of a group."""

Counted = tuple[str, int] | tuple[str, int, int]
"""A value with its count; collapsed: the number of groups, and of articles."""


class Counts(Protocol):
    """Counting among the articles that one query matches."""

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """For each keyword field, its most frequent values (at most the size given) with the number of articles.

        Of values as frequent as each other, those come first whose code points do.
        """

    def surplus(self, field: str, group: str, groups: Sequence[int]) -> Counter[str]:
        """For each value of a keyword field: in how many articles of these `groups` it is, less in how many groups."""

    def members(self, group: str, groups: Sequence[int]) -> dict[int, Members]:
        """The matching articles of each of `groups`: their number and at most `MOST_MEMBERS` ids."""


def count_facets(
    counts: Counts, names: Sequence[str], *, group: str | None = None, groups: Iterable[int] = ()
) -> dict[str, list[Counted]]:
    """The `FACET_SIZE` most frequent values of each facet; collapsed by the field `group`, with articles as well.

    `groups` are those with two matching articles or more.
    """
    for name in names:
        if name not in FACETS:
            raise InvalidQuery("facets", f"there is no facet {name!r}")
    fields = [FACETS[name].name for name in names]
    surplus = _surplus(counts, fields, group, sorted(groups))
    # A value that loses counts to its groups can only fall behind; so the best are among this many by article:
    found = counts.values({field: min(FACET_SIZE + len(surplus[field]), _MOST_VALUES) for field in fields})
    best: dict[str, list[Counted]] = {}
    for name, field in zip(names, fields, strict=True):
        ranked = sorted((surplus[field][value] - count, value, count) for value, count in found[field])[:FACET_SIZE]
        best[name] = [(value, count) if group is None else (value, -less, count) for less, value, count in ranked]
    return best


def _surplus(
    counts: Counts, fields: Sequence[str], group: str | None, groups: Sequence[int]
) -> dict[str, Counter[str]]:
    surplus: dict[str, Counter[str]] = {field: Counter() for field in fields}
    if group is not None:
        for field in fields:
            for at in range(0, len(groups), _GROUPS_AT_ONCE):
                surplus[field].update(counts.surplus(field, group, groups[at : at + _GROUPS_AT_ONCE]))
    return {field: +values for field, values in surplus.items()}


class Labels:
    """How people read facet values: as the newest article with that value has it. Remembers what it has looked up."""

    def __init__(self, most: int = 20_000):
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()
        self._most = most

    def missing(self, facets: Mapping[str, Sequence[Counted]]) -> list[tuple[Field, str]]:
        """The values whose label must be looked up."""
        return [
            (FACETS[name], value)
            for name, found in facets.items()
            if FACETS[name].labels is not None
            for value, *_ in found
            if (name, value) not in self._known
        ]

    def learn(self, field: Field, value: Value, article: Article | None) -> None:
        """Take the label of `value` from an article that has it."""
        labels = field.labels(article) if field.labels is not None and article is not None else ()
        self._known[field.facet, str(value)] = next((label for key, label in labels if key == value), str(value))
        while len(self._known) > self._most:
            self._known.popitem(last=False)

    def read(self, facets: Mapping[str, Sequence[Counted]]) -> dict[str, list[FacetCount]]:
        """The facets with their labels."""
        return {
            name: [FacetCount(value, self._known.get((name, value), value), *counts) for value, *counts in found]
            for name, found in facets.items()
        }
