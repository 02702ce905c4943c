"""The parameters of `/v1/search`: from a query string to a `Query`, or every mistake in it by name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from difflib import get_close_matches
from typing import Any, get_args

from services.shared.article import NOT_PUBLIC, Article
from services.shared.errors import FieldError, ProblemError
from services.shared.search.fields import COLLAPSES, FACETS, FILTERS, PERIODS, WORDS
from services.shared.search.language import Node, QuerySyntaxError, parse
from services.shared.search.port import Query, Sort

__all__ = ["FIELDS_OPENAPI", "OPENAPI", "Reader", "nearest", "read_query", "read_search"]

MOST_VALUES = 100
LARGEST_PAGE = 100
_LOST_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)|(?<=\.\d{3}) (?=\d\d:?\d\d$)")

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


@dataclass
class Reader:
    """Takes parameters one by one and gathers what is wrong with them."""

    values: dict[str, list[str]]
    errors: list[FieldError]

    def wrong(self, field: str, message: str) -> None:
        self.errors.append({"field": field, "message": message})

    def one(self, name: str) -> str | None:
        found = self.values.get(name, [])
        if len(found) > 1:
            self.wrong(name, "given more than once")
        return found[0] if found else None

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        value = self.one(name)
        if value is None:
            return default
        if value not in allowed:
            self.wrong(name, f"expected one of {', '.join(allowed)}")
            return default
        return value

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = self.one(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
            self.wrong(name, f"expected a whole number from {low} to {high}")
            return default
        return int(value)

    def time(self, name: str) -> datetime | None:
        value = self.one(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(_LOST_PLUS.sub("+", value))
            return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(name, "expected a time of RFC 3339, such as 2024-08-31 or 2024-08-31T12:00:00Z")
            return None

    def text(self, operator: str) -> Node | None:
        try:
            said = self.one("q") or ""
            return parse(said, "or" if operator == "or" else "and", fields=WORDS, periods=PERIODS)
        except QuerySyntaxError as error:
            wrong: FieldError = {"field": "q", "message": str(error), "position": error.position}
            if error.suggestion is not None:
                wrong["suggestion"] = error.suggestion
            self.errors.append(wrong)
            return None

    def filters(self) -> dict[str, tuple[str, ...]]:
        found = {name: tuple(self.values[name]) for name in FILTERS if name in self.values}
        for name, asked in found.items():
            if len(asked) > MOST_VALUES:
                self.wrong(name, f"expected at most {MOST_VALUES} values")
            if any(not value.strip() for value in asked):
                self.wrong(name, "expected a value")
        return found

    def facets(self) -> tuple[str, ...]:
        asked = [name.strip() for value in self.values.get("facets", []) for name in value.split(",") if name.strip()]
        for name in asked:
            if name not in FACETS:
                self.wrong("facets", f"there is no facet {name[:50]!r}{nearest(name, FACETS)}")
        return tuple(dict.fromkeys(name for name in asked if name in FACETS))


def read_query(parameters: Iterable[tuple[str, str]]) -> Query:
    """Read the pairs of a query string; a `ProblemError` (422) names every parameter that is wrong."""
    query, errors = _read(parameters, _NAMES)
    if errors:
        raise ProblemError(422, "The search cannot be understood.", errors)
    return query


def read_search(parameters: Iterable[tuple[str, str]]) -> tuple[Query, frozenset[str] | None]:
    """As `read_query`, where `fields` may be chosen too: the query, and the fields to show (None: no choice)."""
    pairs = list(parameters)
    query, errors = _read((pair for pair in pairs if pair[0] != "fields"), (*_NAMES, "fields"))
    chosen = {name.strip() for key, value in pairs if key == "fields" for name in value.split(",") if name.strip()}
    for name in sorted(chosen - set(SHOWN)):
        errors.append({"field": "fields", "message": f"an article has no field {name[:50]!r}{nearest(name, SHOWN)}"})
    if errors:
        raise ProblemError(422, "The search cannot be understood.", errors)
    return query, frozenset({"id", *chosen}) if chosen else None


def _read(parameters: Iterable[tuple[str, str]], known: Iterable[str]) -> tuple[Query, list[FieldError]]:
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    reader = Reader(values, [])
    for name in values:
        if name not in known:
            reader.wrong(name[:50], f"there is no such parameter{nearest(name, known)}")
    after, before = reader.time("published_after"), reader.time("published_before")
    if after is not None and before is not None and after > before:
        reader.wrong("published_before", "expected a time after published_after")
    query = Query(
        text=reader.text(reader.choice("operator", ("and", "or"), "and")),
        filters=reader.filters(),
        match="all" if reader.choice("match", ("any", "all"), "any") == "all" else "any",
        published_after=after,
        published_before=before,
        sort=reader.choice("sort", get_args(Sort), "relevance"),  # type: ignore[arg-type]
        facets=reader.facets(),
        collapse=reader.choice("collapse", COLLAPSES, "") or None,  # type: ignore[arg-type]
        size=reader.number("size", 1, LARGEST_PAGE, 20),
        cursor=reader.one("cursor"),
    )
    return query, reader.errors


def nearest(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, list(known), 1)
    return f": did you mean {near[0]}?" if near else f": expected one of {', '.join(sorted(known))}"
