"""What every call that counts has in common: its parameters (`q`, the filters, `tz`), and how counts are told."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from fastapi import Request

from services.api.describing import Described, described
from services.api.reader import Reader
from services.shared.errors import nearest
from services.shared.search.fields import COLLAPSES, FACETS, FILTERS
from services.shared.search.port import FacetCount, Query

__all__ = ["SIZE", "Asked", "facet_counts", "parameters"]

_COMMON = ("q", "operator", "match", "collapse", "published_after", "published_before", *FILTERS)
SIZE = ({"type": "integer", "minimum": 1, "maximum": 1000, "default": 20}, "The most values of a facet.")


def parameters(*, required: Collection[str] = (), **own: Described) -> dict[str, Any]:
    """`openapi_extra` of a call: its `own` parameters, each with its schema and description, and the common ones."""
    return described(own, (*_COMMON, "tz"), required)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


class Asked:
    """The parameters of one call. What is wrong with any of them is gathered, and told by `done`."""

    def __init__(self, request: Request, own: Sequence[str], common: Sequence[str] = (*_COMMON, "tz")):
        self.reader = Reader.of(request.query_params.multi_items(), (*own, *common))
        self.zone = self._zone()

    def query(self, q: str | None = None) -> Query:
        """The query of the common parameters; `q` instead of the parameter of this name."""
        reader = self.reader if q is None else Reader({**self.reader.values, "q": [q]}, self.reader.errors)
        after, before = reader.period(self.zone)
        collapse = reader.choice("collapse", COLLAPSES, "")
        return Query(
            text=reader.text(),
            filters=reader.filters(),
            match=reader.match(),
            published_after=after,
            published_before=before,
            collapse=collapse or None,  # type: ignore[arg-type]
            highlight=False,
        )

    def facet(self, name: str, among: Sequence[str] = tuple(FACETS)) -> str | None:
        """The name of a facet."""
        value = self.reader.one(name)
        if value is not None and value not in among:
            self.reader.wrong(name, f"there is no facet {value[:50]!r}{nearest(value, among)}")
            return None
        return value

    def facets(self, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of facets, comma-separated."""
        return self.reader.facets() or default

    def wrong(self, name: str, message: str) -> None:
        """Note what is wrong with a parameter."""
        self.reader.wrong(name, message)

    def done(self) -> None:
        """Raise a `ProblemError` (422) where anything is wrong."""
        self.reader.done()

    def _zone(self) -> ZoneInfo:
        name = self.reader.one("tz") or "UTC"
        if name not in _zones():
            near = nearest(name, _zones())
            said = near if "did you mean" in near else ": expected one of the IANA database, such as Europe/Kyiv"
            self.reader.wrong("tz", f"there is no zone {name[:50]!r}{said}")
            name = "UTC"
        return ZoneInfo(name)


def facet_counts(counts: Sequence[FacetCount]) -> list[dict[str, Any]]:
    """Facet values as they are answered."""
    return [
        {"value": one.value, "label": one.label, "count": one.count}
        | ({} if one.articles is None else {"articles": one.articles})
        for one in counts
    ]
