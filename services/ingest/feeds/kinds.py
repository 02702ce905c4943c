"""The kinds of feed that can be read, and which of them an answer is: a new kind is a file and a line here."""

from __future__ import annotations

from services.ingest.feeds import json_feed, page, sitemap, syndication
from services.ingest.feeds.port import Feed, Kind, NotAFeed, Source

__all__ = ["KINDS", "read_feed"]

KINDS: tuple[Kind, ...] = (json_feed, sitemap, syndication, page)
"""In the order they are asked; a page comes last, for anything may be served as HTML."""


def read_feed(source: Source) -> Feed:
    """Read an answer as the first kind that recognises it. Raises `NotAFeed` with the reason in words."""
    if not source.body.strip():
        raise NotAFeed("not a feed: the answer is empty")
    if b"<opml" in source.start(1000).lower():
        raise NotAFeed("not a feed: a list of feeds (OPML), to be imported as one")
    for kind in KINDS:
        if kind.recognises(source):
            return kind.read(source)
    raise NotAFeed(f"not a feed: {source.media_type or 'of no stated type'}")
