"""The parameters of `/v1/search`: from a query string to a `Query`, or every mistake in it by name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, get_args

from services.api.reader import Reader, nearest
from services.shared.article import NOT_PUBLIC, Article
from services.shared.search.fields import COLLAPSES, FACETS, FILTERS, PERIODS, WORDS
from services.shared.search.port import Query, Sort

__all__ = ["FIELDS_OPENAPI", "OPENAPI", "read_query", "read_search"]

LARGEST_PAGE = 100

_TEXT = {"type": "string"}
_SINGLE: dict[str, tuple[dict[str, Any], str]] = {
    "q": (_TEXT, "Words, \"phrases\", \"near phrases\"~5, AND OR NOT - + ( ), prefix*, fuzzy~, =Form, field: ("
          + ", ".join(WORDS) + ") and times: (" + ", ".join(PERIODS) + ")."),
    "operator": ({"enum": ["and", "or"], "default": "and"}, "What joins words that nothing else joins."),
    "size": ({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20}, "Hits on a page."),
    "cursor": (_TEXT, "The `next_cursor` of the page before; every other parameter stays the same."),
    "sort": (
        {"enum": list(get_args(Sort)), "default": "relevance"},
        "Without `q`, relevance means newest first. What has no `published_at` comes last.",
    ),
    "collapse": ({"enum": list(COLLAPSES)}, "One hit a group, its best; counts are then of groups."),
    "match": ({"enum": ["any", "all"], "default": "any"}, "Whether a repeated filter means any of its values or all."),
    "published_after": ({"type": "string", "format": "date-time"}, "Published then or later; without a zone, UTC."),
    "published_before": ({"type": "string", "format": "date-time"}, "Published before then."),
}  # fmt: skip
_NAMES = (*_SINGLE, "facets", *FILTERS)
SHOWN = tuple(name for name in Article.model_fields if name not in NOT_PUBLIC)
"""The fields of an article that a list may show."""

OPENAPI: list[dict[str, Any]] = [
    {"name": name, "in": "query", "schema": schema, "description": said} for name, (schema, said) in _SINGLE.items()
]
OPENAPI.append(
    {
        "name": "facets",
        "in": "query",
        "schema": {"type": "array", "items": {"enum": list(FACETS)}},
        "style": "form",
        "explode": False,
        "description": "What to count among the matches.",
    }
)
FIELDS_OPENAPI: dict[str, Any] = {
    "name": "fields",
    "in": "query",
    "schema": {"type": "array", "items": {"enum": list(SHOWN)}},
    "style": "form",
    "explode": False,
    "description": "What to show of each article, beside its `id` (default: all but its text and what is found in it).",
}
OPENAPI.extend(
    {
        "name": name,
        "in": "query",
        "schema": {"type": "array", "items": _TEXT},
        "description": "A filter; repeated, any of the values (or all: `match`).",
    }
    for name in FILTERS
)


def read_query(parameters: Iterable[tuple[str, str]]) -> Query:
    """Read the pairs of a query string; a `ProblemError` (422) names every parameter that is wrong."""
    reader = Reader.of(parameters, _NAMES)
    query = _query(reader)
    reader.done()
    return query


def read_search(parameters: Iterable[tuple[str, str]]) -> tuple[Query, frozenset[str] | None]:
    """As `read_query`, where `fields` may be chosen too: the query, and the fields to show (None: no choice)."""
    reader = Reader.of(parameters, (*_NAMES, "fields"))
    query = _query(reader)
    chosen = {name.strip() for value in reader.values.get("fields", ()) for name in value.split(",") if name.strip()}
    for name in sorted(chosen - set(SHOWN)):
        reader.wrong("fields", f"an article has no field {name[:50]!r}{nearest(name, SHOWN)}")
    reader.done()
    return query, frozenset({"id", *chosen}) if chosen else None


def _query(reader: Reader) -> Query:
    after, before = reader.period()
    return Query(
        text=reader.text(),
        filters=reader.filters(),
        match=reader.match(),
        published_after=after,
        published_before=before,
        sort=reader.choice("sort", get_args(Sort), "relevance"),  # type: ignore[arg-type]
        facets=reader.facets(),
        collapse=reader.choice("collapse", COLLAPSES, "") or None,  # type: ignore[arg-type]
        size=reader.number("size", 1, LARGEST_PAGE, 20),
        cursor=reader.one("cursor"),
    )
