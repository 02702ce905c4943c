"""Parameters of the calls beside the search: their own, and the filters of articles that most of them take."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from services.api.reader import Reader
from services.shared.search.fields import FILTERS
from services.shared.search.port import Query

__all__ = [
    "ARTICLE_FILTERS",
    "articles_asked",
    "described",
    "text_of",
    "texts_of",
]

ARTICLE_FILTERS = (*FILTERS, "match", "published_after", "published_before")
"""The names of the parameters that say which articles are meant."""

_DESCRIBED: dict[str, tuple[dict[str, Any], str]] = {
    "match": ({"enum": ["any", "all"], "default": "any"}, "Whether a repeated filter means any of its values or all."),
    "published_after": ({"type": "string", "format": "date-time"}, "Published then or later; without a zone, UTC."),
    "published_before": ({"type": "string", "format": "date-time"}, "Published before then."),
}


def described(
    own: Mapping[str, tuple[dict[str, Any], str]], filters: Collection[str] = ARTICLE_FILTERS
) -> dict[str, Any]:
    """The OpenAPI entry for parameters: `own` by name with schema and sentence, and these filters of articles."""
    listed = [
        {"name": name, "in": "query", "schema": schema, "description": said} for name, (schema, said) in own.items()
    ]
    for name in filters:
        if name in own:
            continue
        schema, said = _DESCRIBED.get(
            name,
            ({"type": "array", "items": {"type": "string"}}, "A filter of articles; repeated, any (or all: `match`)."),
        )
        listed.append({"name": name, "in": "query", "schema": schema, "description": said})
    return {"parameters": listed}


def articles_asked(reader: Reader, *, without: Collection[str] = ()) -> Query:
    """Which articles are meant, by filters and times; filters named like the call's own parameters are left out."""
    after, before = reader.period()
    return Query(
        filters={name: values for name, values in reader.filters().items() if name not in without},
        match=reader.match(),
        published_after=after,
        published_before=before,
    )


def text_of(reader: Reader, name: str, *, longest: int = 200) -> str:
    """One text, without spaces around it; empty where it was not given."""
    value = (reader.one(name) or "").strip()
    if len(value) > longest:
        reader.wrong(name, f"expected at most {longest} characters")
    return value[:longest]


def texts_of(reader: Reader, name: str, *, most: int = 20, longest: int = 200) -> tuple[str, ...]:
    """The values of a repeated text, each once."""
    values = tuple(dict.fromkeys(value.strip() for value in reader.values.get(name, ())))
    if any(not value for value in values):
        reader.wrong(name, "expected a value")
    if len(values) > most or any(len(value) > longest for value in values):
        reader.wrong(name, f"expected at most {most} values of at most {longest} characters")
    return values
