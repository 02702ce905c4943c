"""Counting over what a query matches: by values, by ranges, by both; in articles or, collapsed, in groups of them.

An engine only counts articles (`Cells`); what a group counts, and how people read values, is worked out here, so that
every engine answers the same. Of a group with several matching articles all but one are taken away again from each
cell they share (see `counting`); so collapsed counts are exact, and articles that are alone, nearly all, cost nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from time import monotonic
from typing import Protocol

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search.counting import EXACT_UP_TO, Labels
from services.shared.search.fields import FACETS
from services.shared.search.port import FacetCount, Total

__all__ = ["MOST_VALUES", "Axis", "Cell", "Cells", "Known", "NoCells", "Ranges", "Tally", "TooManyCells", "Values"]

MOST_VALUES = 10_000
"""The most values of one field that are looked at, the commonest."""
_SECONDS = 2.0
"""Groups are counted in many requests; after so long nobody waits for the answer, and the engine is left in peace."""
_MOST_LISTED = 2000
"""So many values are asked for by name; more are all asked for."""
_GROUPS_AT_ONCE = 300
"""Of groups with any number of values; `_FEW_AT_ONCE` where the values are named, or there are none."""
_FEW_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Values:
    """An axis of the values of a keyword field: these, or (None) the commonest. A cell names the value."""

    field: str
    values: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ranges:
    """An axis of ranges of a time field: from each bound up to and without the next. A cell names the range's number.

    The field has at most one value an article. `bounds` are milliseconds since 1970, rising, two or more.
    """

    field: str
    bounds: tuple[int, ...]


Axis = Values | Ranges
Cell = tuple[str | int, ...]
"""A place on each of the axes that were asked for, in their order."""


@dataclass(frozen=True, slots=True)
class Known:
    """How an entity is called, and of which type it is."""

    name: str
    type: str


_NAME = FACETS["entity"]
_TYPE = replace(_NAME, facet="type of entity", labels=lambda a: ((entity.id, entity.type) for entity in a.entities))


class TooManyCells(Exception):
    """The engine refuses to count so much at once."""


class Cells(Protocol):
    """What an engine counts among the articles that one query matches. Nothing here knows of groups but by a field."""

    def matches(self) -> int:
        """How many articles match."""

    def repeated(self, group: str, most: int) -> list[int]:
        """The values of the integer field `group` that two matching articles or more have, at most `most`."""

    def extent(self, field: str) -> tuple[int, int] | None:
        """The least and the greatest value of a time field; None where no article has one."""

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """For each keyword field its commonest values, at most the size given; by count, then by code points."""

    def cells(self, axes: Sequence[Axis]) -> Counter[Cell]:
        """How many articles are in each cell; cells without one are left out."""

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:
        """For each cell: how many articles of these `groups` are in it, less how many groups. Raises `TooManyCells`."""

    def newest(self, field: str, values: Sequence[str]) -> dict[str, Article]:
        """For each value of a keyword field the newest article of the whole index that has it."""


class Tally:
    """Counts among what one query matches: articles, or the groups by the field `group` that have a matching one."""

    def __init__(self, cells: Cells, group: str | None, labels: Labels):
        self._cells = cells
        self._group = group
        self._labels = labels
        self._repeated: list[int] | None = None
        self._until = monotonic() + _SECONDS

    def total(self) -> Total:
        """How many there are."""
        matches = self._cells.matches()
        if self._group is None or matches < 2:
            return Total(matches)
        surplus = sum(self._surplus(()).values())
        return Total(matches - surplus, "estimated" if matches > EXACT_UP_TO else "eq")

    def extent(self, field: str) -> tuple[int, int] | None:
        """The first and the last moment of a time field, in milliseconds; None where no article has one."""
        return self._cells.extent(field)

    def table(self, *axes: Axis) -> Counter[Cell]:
        """The count of each cell; no axes at all have one cell, `()`."""
        if any(axis.values == () for axis in axes if isinstance(axis, Values)):
            return Counter()
        counts = self._cells.cells(axes)
        counts.subtract(self._surplus(axes))
        return +counts

    def commonest(self, field: str, size: int, *, least: int = 1) -> list[tuple[str, int]]:
        """The `size` commonest values of a keyword field with `least` or more; by count, then by code points."""
        looked_at = size if not self._group else min(MOST_VALUES, 2 * size + 50)
        while True:
            found = self._cells.values({field: looked_at})[field]
            enough = [(value, count) for value, count in found if count >= least]
            exhausted = len(enough) < looked_at or looked_at >= MOST_VALUES
            listed = tuple(value for value, _ in enough) if len(enough) <= _MOST_LISTED else None
            surplus = self._surplus((Values(field, listed),)) if enough else Counter()
            counts = [(value, count - surplus[(value,)]) for value, count in enough]
            best = sorted(counts, key=lambda of: (-of[1], of[0]))[:size]
            # Groups only take counts away, so what was not looked at has no more than the last that was:
            if exhausted or not self._group or best[-1][1] > found[-1][1]:
                return [(value, count) for value, count in best if count >= least]
            looked_at = min(MOST_VALUES, 4 * looked_at)

    def labelled(self, facet: str, counts: Iterable[tuple[str, int]]) -> list[FacetCount]:
        """Values of a facet with how people read them."""
        asked = {facet: list(counts)}
        missing = self._labels.missing(asked)
        newest = self._cells.newest(FACETS[facet].name, [value for _, value in missing]) if missing else {}
        for field, value in missing:
            self._labels.learn(field, value, newest.get(value))
        return self._labels.read(asked)[facet]

    def newest(self, field: str, values: Sequence[str]) -> dict[str, Article]:
        """For each value of a keyword field the newest article of the whole index that has it, without its text."""
        return self._cells.newest(field, values) if values else {}

    def entities(self, ids: Sequence[str]) -> dict[str, Known]:
        """Who the entities are, as the newest article of the index that names them has it."""
        asked = {of.facet: [(id, 0) for id in ids] for of in (_NAME, _TYPE)}
        unknown = [one.value for one in self._labels.read(asked)[_TYPE.facet] if one.label == one.value]
        newest = self._cells.newest(_NAME.name, unknown) if unknown else {}
        for id in unknown:
            for of in (_NAME, _TYPE):
                self._labels.learn(of, id, newest.get(id))
        names, types = (self._labels.read(asked)[of.facet] for of in (_NAME, _TYPE))
        return {name.value: Known(name.label, type.label) for name, type in zip(names, types, strict=True)}

    def _surplus(self, axes: Sequence[Axis]) -> Counter[Cell]:
        surplus: Counter[Cell] = Counter()
        if self._group is None:
            return surplus
        if self._repeated is None:
            self._repeated = sorted(self._cells.repeated(self._group, EXACT_UP_TO))
        named = all(isinstance(axis, Ranges) or axis.values is not None for axis in axes)
        at_once = _FEW_AT_ONCE if named else _GROUPS_AT_ONCE
        pending = [self._repeated[at : at + at_once] for at in range(0, len(self._repeated), at_once)]
        while pending:
            if monotonic() > self._until:
                raise EngineUnavailable("counting groups takes too long")
            groups = pending.pop()
            try:
                surplus.update(self._cells.surplus(axes, self._group, groups))
            except TooManyCells:
                if len(groups) == 1:
                    raise
                pending += [groups[: len(groups) // 2], groups[len(groups) // 2 :]]
        return +surplus


class NoCells:
    """What is counted where there is no index yet: nothing."""

    def matches(self) -> int:
        return 0

    def repeated(self, group: str, most: int) -> list[int]:  # noqa: ARG002
        return []

    def extent(self, field: str) -> tuple[int, int] | None:  # noqa: ARG002
        return None

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        return {field: [] for field in sizes}

    def cells(self, axes: Sequence[Axis]) -> Counter[Cell]:  # noqa: ARG002
        return Counter()

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:  # noqa: ARG002
        return Counter()

    def newest(self, field: str, values: Sequence[str]) -> dict[str, Article]:  # noqa: ARG002
        return {}
