"""The calls of the client without any network: what each one sends, and what it makes of the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypedDict, Unpack
from urllib.parse import quote

from pydantic import BaseModel, ConfigDict

from services.shared.article import Article, Quote, rfc3339

__all__ = [
    "Call",
    "Counted",
    "EntityFound",
    "Filters",
    "Hit",
    "PublisherFound",
    "Quotation",
    "QuotePage",
    "QuoteParameters",
    "Receipt",
    "SearchPage",
    "SearchParameters",
    "Total",
    "article",
    "delete",
    "entities",
    "entity",
    "export_lines",
    "publishers",
    "push",
    "quotes",
    "search",
    "similar",
    "suggest",
    "trace",
]  # fmt: skip

Texts = str | Sequence[str]
Json = dict[str, Any]


class Filters(TypedDict, total=False):
    """Which articles are meant. A list means any of its values, with `match="all"` all of them."""

    language: Texts
    publisher: Texts
    author: Texts
    section: Texts
    tag: Texts
    keyword: Texts
    entity: Texts
    person: Texts
    organization: Texts
    place: Texts
    country: Texts
    sentiment: Texts
    story: Texts
    feed: Texts
    match: Literal["any", "all"]
    published_after: datetime | str
    published_before: datetime | str


class SearchParameters(Filters, total=False):
    """Everything else that `GET /v1/search` takes."""

    speaker: Texts
    operator: Literal["and", "or"]
    sort: str
    recency: str
    facets: Texts
    collapse: str
    size: int


class QuoteParameters(Filters, total=False):
    """Everything else that `GET /v1/quotes` takes."""

    about: Texts
    q: str
    sort: str
    collapse: str
    size: int


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Total(_Answer):
    """How many there are; `eq` where exact, else `estimated`."""

    value: int
    relation: str


class Counted(_Answer):
    """A value, how people read it, and how many articles have it."""

    value: str
    label: str
    count: int


class Hit(_Answer):
    """A found article, without its text: `Tidings.article` reads the whole."""

    article: Article
    score: float | None = None
    highlights: dict[str, list[str]] = {}


class SearchPage(_Answer):
    """One page of a search."""

    total: Total
    hits: list[Hit]
    facets: dict[str, list[Counted]] = {}
    next_cursor: str | None = None


class Quotation(Quote):
    """A quotation with the words around it and its article; `about`: `{id, type, name}` of who is named there."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    before: str
    after: str
    about: list[dict[str, str]]
    article: Article


class QuotePage(_Answer):
    """One page of quotations."""

    total: Total
    quotes: list[Quotation]
    speakers: list[Counted]
    next_cursor: str | None = None


class EntityFound(_Answer):
    """An entity of a list."""

    id: str
    type: str
    name: str
    count: int
    matched: str | None = None


class PublisherFound(_Answer):
    """A publisher of a list; `value` is that of the filter `publisher`."""

    value: str
    name: str | None
    domain: str | None
    country: str | None
    count: int


class Receipt(_Answer):
    """What became of one pushed document; `error` is a problem (RFC 9457) where it was rejected."""

    id: str | None
    status: Literal["accepted", "unchanged", "rejected"]
    version: int | None = None
    error: Json | None = None


@dataclass(frozen=True, slots=True)
class Call[T]:
    """One request, and how its JSON answer is read."""

    method: str
    path: str
    read: Callable[[Any], T]
    params: Mapping[str, Any] = field(default_factory=dict)
    json: Any = None
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def query(self) -> list[tuple[str, str | int | float | bool | None]]:
        """The query string's pairs; what is None or empty is left out."""
        pairs: list[tuple[str, str | int | float | bool | None]] = []
        for name, value in self.params.items():
            values = value if isinstance(value, list | tuple) else [value]
            pairs += [(name, _spelled(one)) for one in values if one not in (None, "")]
        return pairs


def _spelled(value: object) -> str:
    return rfc3339(value.astimezone()) if isinstance(value, datetime) else str(value)


def _id(id: str) -> str:
    return quote(id, safe="")


def _as_given(value: Any) -> Any:
    return value


def _each(name: str, model: type[_Answer]) -> Callable[[Any], Any]:
    return lambda said: [model.model_validate(one) for one in said[name]]


def search(q: str, cursor: str | None, parameters: SearchParameters) -> Call[SearchPage]:
    """`GET /v1/search`."""
    given = dict(parameters)
    if isinstance(facets := given.get("facets"), list | tuple):
        given["facets"] = ",".join(facets)
    return Call("GET", "/v1/search", SearchPage.model_validate, {"q": q, **given, "cursor": cursor})


def article(id: str) -> Call[Article]:
    """`GET /v1/articles/{id}`."""
    return Call("GET", f"/v1/articles/{_id(id)}", Article.model_validate)


def similar(id: str, size: int, filters: Filters) -> Call[list[Hit]]:
    """`GET /v1/articles/{id}/similar`."""
    return Call("GET", f"/v1/articles/{_id(id)}/similar", _each("hits", Hit), {"size": size, **filters})


def quotes(speaker: Texts, cursor: str | None, parameters: QuoteParameters) -> Call[QuotePage]:
    """`GET /v1/quotes`."""
    return Call("GET", "/v1/quotes", QuotePage.model_validate, {"speaker": speaker, **parameters, "cursor": cursor})


def entities(q: str, type: str | None, size: int, filters: Filters) -> Call[list[EntityFound]]:
    """`GET /v1/entities`."""
    params = {"q": q, "type": type, "size": size, **filters}
    return Call("GET", "/v1/entities", _each("entities", EntityFound), params)


def entity(id: str) -> Call[Json]:
    """`GET /v1/entities/{id}`."""
    return Call("GET", f"/v1/entities/{_id(id)}", _as_given)


def publishers(q: str, size: int, filters: Filters) -> Call[list[PublisherFound]]:
    """`GET /v1/publishers`."""
    return Call("GET", "/v1/publishers", _each("publishers", PublisherFound), {"q": q, "size": size, **filters})


def suggest(q: str, size: int) -> Call[list[Json]]:
    """`GET /v1/suggest`."""
    return Call("GET", "/v1/suggest", lambda said: list(said["suggestions"]), {"q": q, "size": size})


def export_lines(q: str, cursor: str | None, **filters: Unpack[Filters]) -> Call[None]:
    """`GET /v1/export` as NDJSON, to be read line by line."""
    return Call("GET", "/v1/export", _as_given, {"q": q, "format": "ndjson", "cursor": cursor, **filters})


def push(documents: Iterable[Mapping[str, Any]]) -> Call[list[Receipt]]:
    """`POST /v1/articles/bulk`."""
    lines = b"".join(json.dumps(dict(one), ensure_ascii=False, default=_spelled).encode() + b"\n" for one in documents)
    return Call(
        "POST",
        "/v1/articles/bulk",
        lambda said: [Receipt.model_validate(one) for one in said],
        content=lines,
        headers={"Content-Type": "application/x-ndjson"},
    )


def trace(id: str) -> Call[Json]:
    """`GET /v1/articles/{id}/trace`."""
    return Call("GET", f"/v1/articles/{_id(id)}/trace", _as_given)


def delete(id: str) -> Call[None]:
    """`DELETE /v1/articles/{id}`."""
    return Call("DELETE", f"/v1/articles/{_id(id)}", lambda _: None)
