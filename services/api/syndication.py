"""A page of search results as a feed: RSS 2.0, Atom (RFC 4287) or JSON Feed 1.1."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

import orjson

__all__ = ["KINDS", "FeedItem", "feed_items", "write_feed"]

_DC = "http://purl.org/dc/elements/1.1/"
_ATOM = "http://www.w3.org/2005/Atom"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEXT = 500
"""Characters of the body that stand for a summary where an article has none."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One article of a feed. `url` is the publisher's, where it has one."""

    id: str
    url: str | None
    title: str
    text: str
    published: datetime
    updated: datetime
    authors: Sequence[str]
    tags: Sequence[str]
    language: str
    publisher: str | None


def feed_items(articles: Sequence[Mapping[str, Any]]) -> list[FeedItem]:
    """Stored articles as items."""
    return [_item(article) for article in articles]


def _item(article: Mapping[str, Any]) -> FeedItem:
    received = datetime.fromisoformat(article["received_at"])
    published = datetime.fromisoformat(article["published_at"]) if article.get("published_at") else received
    modified = article.get("modified_at")
    body = " ".join((article.get("body") or "")[: 2 * _TEXT].split())
    publisher = article.get("publisher") or {}
    return FeedItem(
        id=f"urn:tidings:article:{article['id']}",
        url=article.get("url"),
        title=article.get("headline") or body[:80] or "(no headline)",
        text=article.get("summary") or (body if len(body) <= _TEXT else body[:_TEXT].rsplit(" ", 1)[0] + " …"),
        published=published,
        updated=datetime.fromisoformat(modified) if modified else published,
        authors=article.get("authors") or (),
        tags=article.get("tags") or (),
        language=(article.get("language") or {}).get("code", "und"),
        publisher=publisher.get("name") or publisher.get("domain"),
    )


def _plain(text: str) -> str:
    return _NOT_XML.sub("", text)


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    child = SubElement(parent, tag, {name: _plain(value) for name, value in attributes.items()})
    child.text = None if text is None else _plain(text)
    return child


def _rss(title: str, address: str, items: Sequence[FeedItem]) -> bytes:
    root = Element("rss", {"version": "2.0", "xmlns:dc": _DC, "xmlns:atom": _ATOM})
    channel = _add(root, "channel")
    _add(channel, "title", title)
    _add(channel, "link", address)
    _add(channel, "description", title)
    _add(channel, "atom:link", href=address, rel="self", type=KINDS["rss"])
    for item in items:
        entry = _add(channel, "item")
        _add(entry, "title", item.title)
        if item.url:
            _add(entry, "link", item.url)
        _add(entry, "guid", item.id, isPermaLink="false")
        _add(entry, "pubDate", format_datetime(item.published.astimezone(UTC), usegmt=True))
        _add(entry, "description", _escaped(item.text))
        for author in item.authors:
            _add(entry, "dc:creator", author)
        for tag in item.tags:
            _add(entry, "category", tag)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _atom(title: str, address: str, items: Sequence[FeedItem]) -> bytes:
    root = Element("feed", {"xmlns": _ATOM})
    _add(root, "id", address)
    _add(root, "title", title)
    _add(root, "link", rel="self", href=address, type=KINDS["atom"])
    newest = max((item.updated for item in items), default=datetime(1970, 1, 1, tzinfo=UTC))
    _add(root, "updated", newest.astimezone(UTC).isoformat())
    _add(_add(root, "author"), "name", "Tidings")
    for item in items:
        entry = _add(root, "entry")
        _add(entry, "id", item.id)
        _add(entry, "title", item.title)
        if item.url:
            _add(entry, "link", rel="alternate", href=item.url)
        _add(entry, "published", item.published.astimezone(UTC).isoformat())
        _add(entry, "updated", item.updated.astimezone(UTC).isoformat())
        _add(entry, "summary", item.text)
        for author in item.authors or ([item.publisher] if item.publisher else []):
            _add(_add(entry, "author"), "name", author)
        for tag in item.tags:
            _add(entry, "category", term=tag)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _json(title: str, address: str, items: Sequence[FeedItem]) -> bytes:
    entries = [
        {
            "id": item.id,
            "url": item.url,
            "title": item.title,
            "content_text": item.text,
            "date_published": item.published.isoformat(),
            "date_modified": item.updated.isoformat(),
            "authors": [{"name": author} for author in item.authors],
            "tags": list(item.tags),
            "language": item.language,
        }
        for item in items
    ]
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": title,
            "feed_url": address,
            "items": [{name: value for name, value in entry.items() if value not in (None, [])} for entry in entries],
        }
    )


def _escaped(text: str) -> str:
    """RSS readers take descriptions for HTML."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


KINDS = {"rss": "application/rss+xml", "atom": "application/atom+xml", "json": "application/feed+json"}
"""The formats, with their media types."""
_WRITERS: dict[str, Callable[[str, str, Sequence[FeedItem]], bytes]] = {"rss": _rss, "atom": _atom, "json": _json}


def write_feed(kind: str, *, title: str, address: str, items: Sequence[FeedItem]) -> bytes:
    """A feed of this kind (a key of `KINDS`) that says it stands at `address`; everything of articles is escaped."""
    return _WRITERS[kind](title, address, items)
