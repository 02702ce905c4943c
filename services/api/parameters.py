"""The parameters of `/v1/search`: from a query string to a `Query`, or every mistake in it by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import get_args

from services.api.describing import LARGEST_PAGE, SEARCH, SHOWN
from services.api.reader import Reader
from services.shared.errors import nearest
from services.shared.search.fields import COLLAPSES
from services.shared.search.port import Query, Sort

__all__ = ["read_query", "read_search"]


def read_query(parameters: Iterable[tuple[str, str]]) -> Query:
    """Read the pairs of a query string; a `ProblemError` (422) names every parameter that is wrong."""
    reader = Reader.of(parameters, SEARCH)
    query = _query(reader)
    reader.done()
    return query


def read_search(parameters: Iterable[tuple[str, str]]) -> tuple[Query, frozenset[str] | None]:
    """As `read_query`, where `fields` may be chosen too: the query, and the fields to show (None: no choice)."""
    reader = Reader.of(parameters, (*SEARCH, "fields"))
    query = _query(reader)
    chosen = {name.strip() for value in reader.values.get("fields", ()) for name in value.split(",") if name.strip()}
    for name in sorted(chosen - set(SHOWN)):
        reader.wrong("fields", f"an article has no field {name[:50]!r}{nearest(name, SHOWN)}")
    reader.done()
    return query, frozenset({"id", *chosen}) if chosen else None


def _query(reader: Reader) -> Query:
    after, before = reader.period()
    sort, recency = reader.choice("sort", get_args(Sort), "relevance"), reader.span("recency")
    if recency is not None and sort != "relevance":
        reader.wrong("recency", "expected sort=relevance: in the order of a time it says nothing")
    return Query(
        text=reader.text(),
        filters=reader.filters(),
        match=reader.match(),
        published_after=after,
        published_before=before,
        sort=sort,  # type: ignore[arg-type]
        recency=recency,
        facets=reader.facets(),
        collapse=reader.choice("collapse", COLLAPSES, "") or None,  # type: ignore[arg-type]
        size=reader.number("size", 1, LARGEST_PAGE, 20),
        cursor=reader.one("cursor"),
    )
