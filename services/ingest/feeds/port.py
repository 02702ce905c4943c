"""The port every kind of feed stands behind: an answer's bytes go in, a `Feed` of `Item`s comes out."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

__all__ = ["Feed", "Item", "Kind", "NotAFeed", "Source"]


class NotAFeed(Exception):
    """These bytes are no feed of this kind, or a hostile one; the text says why, in words for people."""


@dataclass(frozen=True, slots=True)
class Source:
    """What a server answered: `body` decompressed, `url` where it came from, `content_type` as the header says."""

    body: bytes
    url: str
    content_type: str = ""
    charset: str | None = None

    @property
    def media_type(self) -> str:
        """The content type alone, in lower case: `text/html`."""
        return self.content_type.partition(";")[0].strip().lower()

    def start(self, size: int = 16_384) -> bytes:
        """The first bytes after a byte order mark and white space, in one byte a character."""
        head = self.body[: size * 2]
        if head[:2] in (b"\xff\xfe", b"\xfe\xff") or head[:4] in (b"\x00\x00\xfe\xff", b"\x00<\x00?", b"<\x00?\x00"):
            head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
        return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:size]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a feed. Every string but `content` is plain text, and every URL an http(s) one, or it is not there.

    `content` is the feed's own full text as HTML, hostile until it became text. Dates that cannot be are set aside.
    """

    url: str | None = None
    guid: str | None = None
    title: str | None = None
    summary: str | None = None
    content: str | None = None
    published_at: datetime | None = None
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    image: str | None = None
    language: str | None = None
    rights: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed as read. `more`: further documents to read as the same feed (a sitemap index's sitemaps, newest first);
    `candidates`: feeds that a page offers, as (url, title); `every` seconds and `skip_hours` (UTC) are its wishes; its
    `hub` delivers it by WebSub and knows it as `topic`.
    """

    kind: str
    title: str | None = None
    link: str | None = None
    description: str | None = None
    language: str | None = None
    items: tuple[Item, ...] = ()
    more: tuple[str, ...] = ()
    candidates: tuple[tuple[str, str | None], ...] = ()
    every: float | None = None
    skip_hours: frozenset[int] = field(default_factory=frozenset)
    hub: str | None = None
    topic: str | None = None


class Kind(Protocol):
    """One kind of feed: a module with these two functions is one."""

    def recognises(self, source: Source) -> bool:
        """Could these bytes be of this kind? Cheap; looks at the beginning and the content type alone."""

    def read(self, source: Source) -> Feed:
        """Read them. Raises `NotAFeed` with the reason; never anything else, whatever the bytes are."""
