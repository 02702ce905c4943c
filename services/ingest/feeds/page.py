"""A plain page: no feed itself, but it says which feeds there are (`<link rel="alternate">`)."""

from __future__ import annotations

import re

import lxml.etree
import lxml.html

from services.ingest.feeds.plain import line_of, web_url
from services.ingest.feeds.port import Feed, NotAFeed, Source

__all__ = ["read", "recognises"]

MAX_CANDIDATES = 20
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|title|meta|link)[\s>]", re.IGNORECASE)
_TYPES = frozenset(
    {"application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/feed+json"}
    | {"application/xml", "text/xml", "application/json"}
)
_LOOKS_LIKE_A_FEED = re.compile(r"(?:\brss\b|\batom\b|\bfeeds?\b|\.rss$|\.xml$|\.rdf$)", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """HTML by its content type or its first tags."""
    return source.media_type in ("text/html", "application/xhtml+xml") or _HTML.search(source.start()) is not None


def read(source: Source) -> Feed:
    """The feeds that the page links, as `candidates`: those it declares, else links that look like feeds."""
    head = source.body[: 2 * 1024 * 1024]
    try:
        parser = lxml.html.HTMLParser(encoding=source.charset, huge_tree=False)
        root = lxml.html.document_fromstring(head, parser=parser)
    except (lxml.etree.LxmlError, ValueError, LookupError):
        raise NotAFeed(f"not a feed: {source.media_type or 'a page'} that cannot be read") from None
    base = web_url(next((one.get("href") for one in root.iter("base")), None), source.url) or source.url
    found: dict[str, str | None] = {}
    for link in root.iter("link"):
        rel = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_feed = ("alternate" in rel and kind in _TYPES) or "feed" in rel
        if is_feed and (url := web_url(link.get("href"), base)):
            found.setdefault(url, line_of(link.get("title")))
    if not found:
        for anchor in root.iter("a"):
            if _LOOKS_LIKE_A_FEED.search(anchor.get("href") or "") and (url := web_url(anchor.get("href"), base)):
                found.setdefault(url, line_of("".join(map(str, anchor.itertext()))))
    if not found:
        raise NotAFeed(f"not a feed: {source.media_type or 'text/html'}, and it links none")
    title = next((line_of("".join(map(str, one.itertext()))) for one in root.iter("title")), None)
    return Feed(kind="page", title=title, candidates=tuple(found.items())[:MAX_CANDIDATES])
