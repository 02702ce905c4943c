"""What the calls under `/v1/feeds` answer, as OpenAPI describes it."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.ingest.feeds.options import FeedOptions

__all__ = ["Added", "FeedPage", "FeedShown", "Imported", "OneFeed", "Poll", "PollOrPause", "Polls", "Preview"]


class FeedShown(BaseModel):
    """A feed: its options and how it is doing; `reason` says in words why it is as it is."""

    id: str
    url: str
    title: str | None
    status: Literal["new", "ok", "failing", "paused", "ended"]
    reason: str | None
    kind: str | None
    link: str | None
    failures: int
    failing_since: str | None
    interval: float | None = Field(description="Seconds between two polls.")
    created_at: str
    last_polled_at: str | None
    last_success_at: str | None
    last_new_at: str | None
    next_poll_at: str | None
    polling: bool
    options: FeedOptions


class Subscription(BaseModel):
    """How a hub (WebSub) tells of the feed's news."""

    hub: str
    status: Literal["active", "refused", "asked"]
    delivers: bool
    seconds_left: int
    reason: str | None


class OneFeed(FeedShown):
    """A feed, and its subscription at a hub where it has one."""

    websub: Subscription | None


class Candidate(BaseModel):
    """A feed that a page links."""

    url: str
    title: str | None


class Added(BaseModel):
    """The feed; or, where the URL is a page's, none and the feeds that it links."""

    feed: FeedShown | None
    candidates: list[Candidate]


class FeedPage(BaseModel):
    """A page of a list of feeds."""

    total: int
    feeds: list[FeedShown]
    next_cursor: str | None


class ImportedOne(BaseModel):
    """What became of one feed of a list."""

    url: str
    status: Literal["added", "known", "refused"]
    id: str | SkipJsonSchema[None] = None
    reason: str | SkipJsonSchema[None] = None


class Imported(BaseModel):
    """What became of a list of feeds."""

    added: int
    known: int
    refused: int
    feeds: list[ImportedOne]


class Preview(BaseModel):
    """What a feed would bring now: the first 50 documents, and what would be left out."""

    kind: str
    title: str | None
    link: str | None
    items: int
    left_out: str | None = Field(description="What of it would not come in, in words.")
    documents: list[dict[str, Any]]
    sitemaps: list[str]
    candidates: list[Candidate]


class Poll(BaseModel):
    """One poll: HTTP's status, what came in, and in words how it went."""

    at: str
    status: int | None
    bytes: int
    items: int
    new: int
    took_ms: int
    reason: str | None


class PollOrPause(BaseModel):
    """The poll; or only the `reason` why its host is left in peace for a moment."""

    at: str | SkipJsonSchema[None] = None
    status: int | None = None
    bytes: int | SkipJsonSchema[None] = None
    items: int | SkipJsonSchema[None] = None
    new: int | SkipJsonSchema[None] = None
    took_ms: int | SkipJsonSchema[None] = None
    reason: str | None


class Polls(BaseModel):
    """The last polls of a feed, newest first."""

    fetches: list[Poll]
