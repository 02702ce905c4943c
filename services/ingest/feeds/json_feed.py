"""JSON Feed 1.0 and 1.1 (https://www.jsonfeed.org/version/1.1/)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from html import escape
from typing import Any

import orjson

from services.ingest.feeds.plain import line_of, lines_of, plausible, text_of, web_url
from services.ingest.feeds.port import Feed, Item, NotAFeed, Source

__all__ = ["read", "recognises"]


def recognises(source: Source) -> bool:
    """JSON's first character: no other kind begins with a brace."""
    return source.start(16).startswith(b"{")


def read(source: Source) -> Feed:
    """Read an object with `items`. Raises `NotAFeed` where it is none."""
    try:
        text = source.body.decode(_charset(source), "replace").lstrip("\N{ZERO WIDTH NO-BREAK SPACE}")
        feed = orjson.loads(text)
    except (ValueError, LookupError) as error:
        raise NotAFeed(f"not a JSON Feed: {str(error)[:100]}") from None
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise NotAFeed("not a JSON Feed: it has no items")
    base = web_url(feed.get("feed_url"), source.url) or source.url
    language = _text(feed.get("language"))
    everyone = _authors(feed)
    hubs = [hub.get("url") for hub in _objects(feed.get("hubs")) if str(hub.get("type", "")).lower() == "websub"]
    return Feed(
        kind="json",
        title=_text(feed.get("title")),
        link=web_url(feed.get("home_page_url"), base),
        description=text_of(_string(feed.get("description"))),
        language=language,
        items=tuple(_item(one, base, language, everyone) for one in _objects(feed["items"])),
        hub=next((url for one in hubs if (url := web_url(one, base))), None),
        topic=web_url(feed.get("feed_url"), source.url),
    )


def _item(item: Mapping[str, Any], base: str, language: str | None, everyone: tuple[str, ...]) -> Item:
    content = _string(item.get("content_html"))
    if not content and (words := _string(item.get("content_text"))):
        content = "".join(f"<p>{escape(one)}</p>" for one in words.splitlines() if one.strip())
    images = [item.get("image"), item.get("banner_image")]
    images += [
        one.get("url")
        for one in _objects(item.get("attachments"))
        if str(one.get("mime_type", "")).startswith("image/")
    ]
    guid = item.get("id")
    published, modified = _moment(item.get("date_published")), _moment(item.get("date_modified"))
    return Item(
        url=next((url for one in (item.get("url"), guid, item.get("external_url")) if (url := _web(one, base))), None),
        guid=str(guid)[:1000] if isinstance(guid, str | int | float) and not isinstance(guid, bool) else None,
        title=_text(item.get("title")),
        summary=text_of(_string(item.get("summary"))),
        content=content,
        published_at=published or modified,
        modified_at=modified if published and modified != published else None,
        authors=_authors(item) or everyone,
        tags=lines_of(item["tags"]) if isinstance(item.get("tags"), list) else (),
        image=next((url for one in images if (url := web_url(one, base))), None),
        language=_text(item.get("language")) or language,
    )


def _web(value: object, base: str) -> str | None:
    """An id may be a URL, but a relative one is just an id."""
    return web_url(value, base) if isinstance(value, str) and ("/" in value or value.startswith("?")) else None


def _charset(source: Source) -> str:
    if source.body[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    return "utf-8"


def _objects(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _string(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _text(value: object) -> str | None:
    return line_of(value) if isinstance(value, str) else None


def _authors(part: Mapping[str, Any]) -> tuple[str, ...]:
    people = _objects(part.get("authors")) or _objects([part.get("author")])
    return lines_of(person.get("name") for person in people)


def _moment(value: object) -> datetime | None:
    try:
        return plausible(datetime.fromisoformat(value)) if isinstance(value, str) else None
    except ValueError:
        return None
