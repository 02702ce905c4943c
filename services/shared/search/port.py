"""The index port: what Tidings asks of a search engine, in its own words. Each engine is one file beside this one.

Writing is the indexer's alone; reading is anybody's. No engine's query language passes through here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal, Protocol

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search.language import Node

if TYPE_CHECKING:
    from services.shared.search.aggregations import Tally

__all__ = [
    "CursorExpired", "FacetCount", "Hit", "Index", "InvalidQuery", "Members", "Outcome", "Page", "Put", "Query",
    "Remove", "SchemaMismatch", "Sort", "Total", "Write",
]  # fmt: skip

Sort = Literal["relevance", "published_at", "-published_at", "received_at", "-received_at"]


@dataclass(frozen=True, slots=True)
class Put:
    """Write this whole article; `article.revision` decides which of two writes stays."""

    article: Article

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def revision(self) -> int:
        return self.article.revision


@dataclass(frozen=True, slots=True)
class Remove:
    """Take this article out."""

    id: str
    revision: int


Write = Put | Remove


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one write.

    `done`: durable and soon searchable; `stale`: the engine holds this revision or a newer one, so nothing was to do;
    `refused`: the engine will never take it, `reason` says why; `busy`: try this one again later.
    """

    id: str
    revision: int
    status: Literal["done", "stale", "refused", "busy"]
    reason: str = ""


class SchemaMismatch(EngineUnavailable):
    """What is in the engine was made by another schema; the text says which command puts that right."""


class InvalidQuery(Exception):
    """A query that cannot be answered: `field` is the parameter at fault, `message` what is wrong with it."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field = field
        self.message = message


class CursorExpired(Exception):
    """The cursor was good once, but what it pointed into is no longer held: begin the search again."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for.

    `text`: the parsed user's query, None for every article. `filters`: by filter name (a key of `fields.FILTERS`), the
    values of which any must hold (with `match="all"`, all of them); different filters must all hold.
    `having`: by keyword field of the table, exact values of which any must hold; what calls ask, and no user does.
    `published_after` is inclusive, `published_before` exclusive. `sort="relevance"` without a word is newest first.
    `facets`: names of `fields.FACETS`. `collapse`: a key of `fields.COLLAPSES`. `cursor`: the `next_cursor` of a page
    of the same query. `highlight`: whether hits say where the text was found. `recency`: under `sort="relevance"`, the
    age at which an article counts about half as much as a new one (see `recency`). `whole`: whether hits have the whole
    article, or what lists show of it, which is quicker.
    """

    text: Node | None = None
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    match: Literal["any", "all"] = "any"
    having: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    published_after: datetime | None = None
    published_before: datetime | None = None
    sort: Sort = "relevance"
    facets: tuple[str, ...] = ()
    collapse: Literal["duplicates", "story"] | None = None
    size: int = 20
    cursor: str | None = None
    highlight: bool = True
    recency: timedelta | None = None
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Total:
    """How many articles match (collapsed: groups with a matching one); `eq` where exact, else `estimated`."""

    value: int
    relation: Literal["eq", "estimated"] = "eq"


@dataclass(frozen=True, slots=True)
class Members:
    """How many articles of a group match, and the ids of the first of them in the order of ids."""

    count: int
    ids: Sequence[str]


@dataclass(frozen=True, slots=True)
class Hit:
    """One found article: its stored JSON values, how well it matches, and the HTML snippets that show where.

    `members`, where collapsed: the matching articles of its group, this one among them. Where the query does not want
    whole articles, `article` is empty, `listed` is the JSON of what lists show, and `lead` how the body begins.
    """

    article: Mapping[str, Any]
    score: float | None = None
    highlights: Mapping[str, Sequence[str]] = field(default_factory=dict)
    members: Members | None = None
    listed: str = ""
    lead: str = ""


@dataclass(frozen=True, slots=True)
class FacetCount:
    """`count` matching articles (collapsed: groups) have this `value`; `label` is how people read it.

    `articles`, where collapsed: how many articles that are.
    """

    value: str
    label: str
    count: int
    articles: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of results; `next_cursor` is None on the last one. Facets are sorted by count, then value."""

    total: Total
    hits: Sequence[Hit]
    facets: Mapping[str, Sequence[FacetCount]] = field(default_factory=dict)
    next_cursor: str | None = None


class Index(Protocol):
    """One search engine. Any method may raise `EngineUnavailable`, and then nothing is known of its effect."""

    def prepare(self) -> None:
        """Create what is missing (a writer only); raise `SchemaMismatch` where another schema made what is there."""

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """Apply `writes` as one bulk request; outcomes in the same order. Returns when the writes are durable."""

    def stored(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles as last written, searchable or not, with `revision`; ids that are not there are left out."""

    def article(self, id: str) -> Article | None:
        """The article as a search would find it; None while it is not searchable."""

    def check(self) -> None:
        """Return where the engine answers; raise `EngineUnavailable` where it does not."""

    def search(self, query: Query) -> Page:
        """Answer `query`; raise `InvalidQuery` or `CursorExpired` where it cannot be answered."""

    def every(self, query: Query, after: str | None = None) -> Iterator[tuple[Mapping[str, Any], str]]:
        """All that `query` matches, in the order of its time sort and from one state of the index: stored JSON values.

        Each with a cursor, which as `after` goes on behind it. Raises `InvalidQuery` for a cursor of another query.
        """

    def values(self, query: Query, field: str, *, prefix: str = "", size: int = 20) -> list[tuple[str, int]]:
        """The commonest values of a keyword field of the table that begin with `prefix`, among what `query` matches.

        Each with its number of articles (never of groups), by count, then by code points. Raises `InvalidQuery`.
        """

    def tally(self, query: Query) -> Tally:
        """Counts among what `query` matches (`text`, filters, times, `collapse`); raises `InvalidQuery`."""

    def close(self) -> None:
        """Let go of connections, locks and files."""
