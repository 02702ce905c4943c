"""Feeds: the files that feedparser, gofeed and the W3C validator test with, and what the first two read in them."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from evals.feed_server import HANGS, Reading, Served, reading
from evals.folder import Row
from evals.outcome import Errors, Outcome
from evals.run import Run
from services.ingest.feeds.plain import line_of, plausible, text_of, web_url
from services.ingest.feeds.port import Feed, Item

__all__ = ["feeds"]

_NOTHING = Feed("nothing")
_OF_FEED = {
    "title": "title", "link": "link", "language": "language", "subtitle": "description", "tagline": "description",
    "description": "description",
}  # fmt: skip


def feeds(run: Run) -> Outcome:
    """Shares of what the two parsers expect of fields that we have; crashes, hangs, refusals without a reason."""
    rows = {name: run.folder.rows(f"feeds_{name}") for name in ("feedparser", "gofeed", "feedvalidator")}
    rows["gofeed"] += run.folder.rows("feeds_gofeed", "jsonfeed")
    judged: dict[str, Callable[[Row, Reading], list[tuple[str, bool, str]]]] = {
        "feedparser": _by_feedparser,
        "gofeed": _by_gofeed,
        "feedvalidator": lambda _row, _read: [],
    }
    figures: dict[str, Any] = {"documents": 0, "read": 0, "refused": 0, "crashes": 0, "hangs": 0, "without_reason": 0}
    errors = Errors()
    for name, some in rows.items():
        right = total = 0
        with reading([_served(row) for row in some]) as readings:
            for row, read in zip(some, readings, strict=True):
                figures["documents"] += 1
                figures["read"] += read.feed is not None
                figures["refused"] += bool(read.reason)
                figures["crashes"] += bool(read.crash)
                figures["hangs"] += read.seconds > HANGS
                figures["without_reason"] += read.feed is None and not (read.reason or read.crash)
                if read.crash:
                    errors.add(f"{name} crash", f"{row['id']} {read.crash}")
                for what, is_right, said in judged[name](row, read):
                    total, right = total + 1, right + is_right
                    if not is_right:
                        errors.add(f"{name} {what}", f"{row['id']} {said}")
        if total:
            figures |= {f"{name}_expectations": total, f"{name}_right": round(right / total, 4)}
    return Outcome(figures, errors)


def _served(row: Row) -> Served:
    body = base64.b64decode(row["bytes_b64"]) if "bytes_b64" in row else row["text"].encode()
    return Served(body, dict(row.get("headers") or {}))


# -------------------------------------------------------------------------------------------------------- feedparser


def _by_feedparser(row: Row, read: Reading) -> list[tuple[str, bool, str]]:
    """Each expectation of a field that we have, as (what, right, in words)."""
    verdicts = []
    base = {name.lower(): value for name, value in (row.get("headers") or {}).items()}.get("content-location", read.url)
    for path, expected in row["expect_atoms"] or ():
        if (right := _as_feedparser(read.feed or _NOTHING, path, expected, base)) is not None:
            verdicts.append((".".join(str(part) for part in path if part != 0), right, f"expected {expected}"))
    return verdicts


def _as_feedparser(feed: Feed, path: Sequence[Any], expected: Any, base: str) -> bool | None:
    """Does the feed have `expected` at feedparser's `path`? None for what we do not keep."""
    if len(path) == 2 and path[0] == "feed" and path[1] in _OF_FEED:
        return _same(path[1], expected, getattr(feed, _OF_FEED[path[1]]), base)
    if len(path) < 3 or path[0] != "entries":
        return None
    item = feed.items[path[1]] if path[1] < len(feed.items) else Item()
    right: bool | None
    match path[2:]:
        case ["title"]:
            right = _same("title", expected, item.title, base)
        case ["link"]:
            right = _same("link", expected, item.url, base)
        case ["id"] | ["guid"]:
            right = _same("guid", expected, item.guid, base)
        case ["summary"] | ["description"]:
            right = _same("summary", expected, item.summary, base)
        case ["content", 0, "value"]:
            right = _same("content", expected, text_of(item.content), base)
        case ["author"] | ["author_detail", "name"]:
            right = any(line_of(expected) == one or one in expected for one in item.authors) or not expected
        case ["tags", _, "term"]:
            right = line_of(expected) in item.tags or not expected
        case ["published_parsed"]:
            right = _same_moment(expected, item.published_at)
        case ["updated_parsed"]:
            right = _same_moment(expected, item.modified_at or item.published_at)
        case _:
            right = None
    return right


def _same(what: str, expected: Any, found: str | None, base: str) -> bool:
    if what == "link":  # what is no web address is none of ours
        return found == web_url(expected, base)
    return (line_of(found) or "") == (line_of(expected) or "" if isinstance(expected, str) else expected)


def _same_moment(expected: Any, found: datetime | None) -> bool:
    if not expected:
        return found is None
    try:
        year, month, day, hour, minute, second = expected[:6]
        moment = plausible(datetime(year, month, day, hour, minute, second, tzinfo=UTC))
    except (TypeError, ValueError):
        return found is None
    return _to_the_second(moment) == _to_the_second(found)


def _to_the_second(moment: datetime | None) -> datetime | None:
    return moment.replace(microsecond=0) if moment else None


# ------------------------------------------------------------------------------------------------------------ gofeed


def _by_gofeed(row: Row, read: Reading) -> list[tuple[str, bool, str]]:
    """Title and link of the feed; title, link, guid and date of its items."""
    expected, feed = row["expected"] or {}, read.feed or _NOTHING
    pairs: list[tuple[str, object, object]] = []
    if expected.get("title"):
        pairs.append(("title", line_of(expected["title"]), feed.title))
    if expected.get("link"):
        pairs.append(("link", web_url(expected["link"], read.url), feed.link))
    for number, one in enumerate(expected.get("items") or ()):
        item = feed.items[number] if number < len(feed.items) else Item()
        guid = one.get("guid")
        guid = guid.get("value") if isinstance(guid, dict) else guid
        if one.get("title"):
            pairs.append(("item title", line_of(one["title"]), item.title))
        if one.get("link"):
            pairs.append(("item link", web_url(one["link"], read.url), item.url))
        if guid:
            pairs.append(("item guid", line_of(guid), item.guid))
        if one.get("publishedParsed"):
            moment = plausible(datetime.fromisoformat(one["publishedParsed"]))
            pairs.append(("item date", _to_the_second(moment), _to_the_second(item.published_at)))
    return [(what, wanted == found, f"expected {wanted}, found {found}") for what, wanted, found in pairs]
