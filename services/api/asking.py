"""Parameters of the calls beside the search: their own, and the filters of articles that most of them take."""

from __future__ import annotations

from collections.abc import Awaitable, Collection, Iterable, Mapping
from typing import Any

from services.api.parameters import Reader, nearest
from services.shared.errors import ProblemError
from services.shared.search.fields import FILTERS
from services.shared.search.language import Node, QuerySyntaxError, parse
from services.shared.search.port import CursorExpired, InvalidQuery, Query

__all__ = [
    "ARTICLE_FILTERS",
    "answered",
    "articles_asked",
    "checked",
    "described",
    "read",
    "text_of",
    "texts_of",
    "words_of",
]

ARTICLE_FILTERS = (*FILTERS, "match", "published_after", "published_before")
"""The names of the parameters that say which articles are meant."""

_NOT_UNDERSTOOD = "The call cannot be understood."
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


def read(parameters: Iterable[tuple[str, str]], names: Collection[str]) -> Reader:
    """Begin to read the pairs of a query string; every name beside `names` is noted as a mistake."""
    values: dict[str, list[str]] = {}
    for name, value in parameters:
        values.setdefault(name, []).append(value)
    reader = Reader(values, [])
    for name in values:
        if name not in names:
            reader.wrong(name[:50], f"there is no such parameter{nearest(name, names)}")
    return reader


def articles_asked(reader: Reader, *, without: Collection[str] = ()) -> Query:
    """Which articles are meant, by filters and times; filters named like the call's own parameters are left out."""
    after, before = reader.time("published_after"), reader.time("published_before")
    if after is not None and before is not None and after > before:
        reader.wrong("published_before", "expected a time after published_after")
    return Query(
        filters={name: values for name, values in reader.filters().items() if name not in without},
        match="all" if reader.choice("match", ("any", "all"), "any") == "all" else "any",
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


def words_of(reader: Reader, fields: Collection[str]) -> Node | None:
    """The query in `q`, in which only these fields may be named."""
    try:
        return parse(reader.one("q") or "", fields=fields)
    except QuerySyntaxError as error:
        reader.wrong("q", str(error))
        return None


def checked(reader: Reader) -> None:
    """Answer with all the mistakes found, if there are any (422)."""
    if reader.errors:
        raise ProblemError(422, _NOT_UNDERSTOOD, reader.errors)


async def answered[T](call: Awaitable[T]) -> T:
    """Wait for an answer of the engine, with its two refusals told to the client."""
    try:
        return await call
    except InvalidQuery as error:
        raise ProblemError(422, _NOT_UNDERSTOOD, [{"field": error.field, "message": error.message}]) from None
    except CursorExpired:
        raise ProblemError(
            410,
            "The results this cursor points into are no longer held: begin again.",
            [{"field": "cursor", "message": "expired: leave it out to begin again"}],
        ) from None
