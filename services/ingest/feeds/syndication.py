"""RSS 0.9x to 2.0, RDF and Atom, as feedparser reads them: broken XML, any encoding, dates in any dress."""

from __future__ import annotations

import calendar
import io
import re
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import feedparser

from services.ingest.feeds.plain import line_of, lines_of, plausible, text_of, web_url
from services.ingest.feeds.port import Feed, Item, NotAFeed, Source
from services.ingest.feeds.xml_guard import check_xml, without_middle

__all__ = ["read", "recognises"]

_ROOT = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:rss|rdf|feed|channel)[\s>/]", re.IGNORECASE)
_SKIPPED = re.compile(rb"<skipHours[\s>](.{0,4000}?)</skipHours", re.IGNORECASE | re.DOTALL)
_HOUR = re.compile(rb"<hour>\s*(\d{1,2})\s*<", re.IGNORECASE)
_MAILBOX = re.compile(r"\s*[^\s@()<>]{1,100}@[^\s@()<>]{1,200}\s*\(([^()]{1,200})\)\s*$")
_PERIODS = {"hourly": 3600.0, "daily": 86_400.0, "weekly": 604_800.0, "monthly": 2_592_000.0, "yearly": 31_536_000.0}


def recognises(source: Source) -> bool:
    """A feed's outermost element near the beginning; HTML that only mentions one is a page."""
    start = source.start()
    found = _ROOT.search(start)
    return found is not None and not re.search(rb"<html[\s>]", start[: found.start()], re.IGNORECASE)


def read(source: Source) -> Feed:
    """Read with feedparser, which never fetches here: it is given bytes. Raises `NotAFeed`."""
    body = without_middle(source.body)
    check_xml(body)
    headers = {"content-location": source.url}
    if source.content_type:
        headers["content-type"] = source.content_type
    try:
        parsed = feedparser.parse(io.BytesIO(body), response_headers=headers)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError) as error:
        raise NotAFeed(f"not a feed that can be read: {type(error).__name__} while parsing") from error
    about, entries = dict(parsed.get("feed") or {}), parsed.get("entries") or []
    if not parsed.get("version") and not entries and not about:
        raise NotAFeed("not a feed: no RSS, RDF or Atom in it")
    base = source.url
    language = line_of(about.get("language"))
    return Feed(
        kind=str(parsed.get("version") or "rss"),
        title=line_of(about.get("title")),
        link=_home(about, base),
        description=text_of(about.get("subtitle")),
        language=language,
        items=tuple(_item(dict(entry), base, language) for entry in entries),
        every=_every(about),
        skip_hours=_skip_hours(source.body),
        hub=_linked(about, "hub", base),
        topic=_linked(about, "self", base),
    )


def _item(entry: dict[str, Any], base: str, language: str | None) -> Item:
    guid = line_of(entry.get("id"))
    published = _moment(entry.get("published_parsed")) or _moment(entry.get("created_parsed"))
    updated = _moment(entry.get("updated_parsed"))
    content, summary = _content(entry), entry.get("summary")
    return Item(
        url=_url(entry, base),
        guid=guid,
        title=line_of(entry.get("title")),
        summary=text_of(summary),
        content=content,
        published_at=published or updated,
        modified_at=updated if published and updated != published else None,
        authors=_authors(entry),
        tags=lines_of(tag.get("label") or tag.get("term") for tag in entry.get("tags") or ()),
        image=_image(entry, base),
        language=line_of(_own_language(entry)) or language,
        rights=text_of(entry.get("rights")),
    )


def _links(part: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return [link for link in part.get("links") or () if link.get("href")]


def _linked(about: dict[str, Any], relation: str, base: str) -> str | None:
    return next((web_url(link["href"], base) for link in _links(about) if link.get("rel") == relation), None)


def _home(about: dict[str, Any], base: str) -> str | None:
    links = [link["href"] for link in _links(about) if link.get("rel") == "alternate"]
    return next((url for one in (about.get("link"), *links) if (url := web_url(one, base))), None)


def _url(entry: dict[str, Any], base: str) -> str | None:
    """The item's page: `feedburner:origLink`, its link, an alternate, or a guid that is an address."""
    chosen = [entry.get("feedburner_origlink"), entry.get("link")]
    chosen += [link["href"] for link in _links(entry) if link.get("rel", "alternate") == "alternate"]
    if str(entry.get("id", "")).startswith(("http://", "https://")):
        chosen.append(entry["id"])
    return next((url for one in chosen if (url := web_url(one, base))), None)


def _content(entry: dict[str, Any]) -> str | None:
    """The longest of the item's own texts, as HTML."""
    texts = []
    for part in entry.get("content") or ():
        value = part.get("value")
        if isinstance(value, str) and part.get("type", "text/html") in (
            "text/html",
            "application/xhtml+xml",
            "text/plain",
        ):
            texts.append(value)
    return max(texts, key=len, default=None) or None


def _authors(entry: dict[str, Any]) -> tuple[str, ...]:
    found = _MAILBOX.match(str(entry.get("author") or ""))
    if found:  # RSS's "desk@example.org (Name)"
        return lines_of([found[1]])
    names = [author.get("name") for author in entry.get("authors") or () if author.get("name")]
    names += [person.get("name") for person in entry.get("contributors") or () if not names and person.get("name")]
    return lines_of(names or [entry.get("author")])


def _own_language(entry: dict[str, Any]) -> str | None:
    if entry.get("language"):
        return str(entry["language"])
    detail = entry.get("title_detail") or entry.get("summary_detail") or {}
    said = detail.get("language")
    return str(said) if said else None


def _image(entry: dict[str, Any], base: str) -> str | None:
    """What the item shows: media content or enclosure of an image type, thumbnail, or image element."""
    offered: list[Any] = [
        one.get("url")
        for one in entry.get("media_content") or ()
        if one.get("medium") == "image" or str(one.get("type", "")).startswith("image/")
    ]
    offered += [
        link["href"]
        for link in _links(entry)
        if link.get("rel") == "enclosure" and str(link.get("type", "")).startswith("image/")
    ]
    offered += [one.get("url") for one in entry.get("media_thumbnail") or ()]
    image = entry.get("image")
    offered.append(image.get("href") if isinstance(image, dict) else None)
    return next((url for one in offered if (url := web_url(one, base))), None)


def _moment(parsed: time.struct_time | None) -> datetime | None:
    if not parsed:
        return None
    try:
        return plausible(datetime.fromtimestamp(calendar.timegm(parsed), UTC))
    except (ValueError, OverflowError, OSError):
        return None


def _every(about: dict[str, Any]) -> float | None:
    """How often the feed says it changes, in seconds: `<ttl>` in minutes, or `sy:updatePeriod` and its frequency."""
    try:
        if about.get("ttl"):
            return max(0.0, float(about["ttl"]) * 60) or None
        period = _PERIODS.get(str(about.get("sy_updateperiod", "")).strip().lower())
        return period / max(1.0, float(about.get("sy_updatefrequency") or 1)) if period else None
    except ValueError:
        return None


def _skip_hours(body: bytes) -> frozenset[int]:
    found = _SKIPPED.search(body[: 256 * 1024])
    hours = frozenset(int(hour) % 24 for hour in _HOUR.findall(found[1])) if found else frozenset()
    return hours if len(hours) < 24 else frozenset()
