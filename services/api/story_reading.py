"""One story, read from its articles: headline, who, what, when and where, how it developed, sources, copies apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from services.api import story_views as views
from services.api.counting import facet_counts
from services.api.summaries import summary_of
from services.shared.article import rfc3339
from services.shared.search.aggregations import Ranges, Tally
from services.shared.search.fields import milliseconds
from services.shared.search.port import Index, InvalidQuery, Query

__all__ = ["FOR_BRIEF", "StoryPage", "extent_of", "headline_of", "now_in", "read_story", "story_headline"]

MOST_READ = 500
"""Headline, who, what, where and quotes of a story come from so many of its articles, the newest."""
FOR_BRIEF = 20
"""A story in a list is told from so many of its articles, the newest."""
MOST_DAYS = 400
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoryPage:
    """Which of a story's articles are shown, and whose days its timeline has."""

    size: int
    cursor: str | None
    zone: ZoneInfo


def read_story(index: Index, id: str, page: StoryPage) -> dict[str, Any] | None:
    """The story as it is answered; None where no article is in it."""
    every = Query(filters={"story": (id,)}, sort="-published_at", size=MOST_READ, highlight=False)
    found = index.search(every)
    if not found.hits:
        return None
    return {"id": id, "size": found.total.value} | _told(index, every, [hit.article for hit in found.hits], page)


def headline_of(articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The headline of the most central of these articles, and which that is; null where none has one."""
    chosen = views.central(articles)
    return {"headline": chosen and chosen["headline"], "headline_article_id": chosen and chosen["id"]}


def story_headline(index: Index, id: str) -> str | None:
    """What a list calls the story with this id; None where it has no article or none of them a headline."""
    every = Query(filters={"story": (id,)}, sort="-published_at", size=FOR_BRIEF, highlight=False)
    headline: str | None = headline_of([hit.article for hit in index.search(every).hits])["headline"]
    return headline


def extent_of(tally: Tally) -> dict[str, str | None]:
    """When the first and the last of the counted articles were published; null where none has a time."""
    first, last = tally.extent("published_at") or (None, None)
    return {"first_published_at": _moment(first), "last_published_at": _moment(last)}


def _moment(at: int | None) -> str | None:
    return None if at is None else rfc3339(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at))


def now_in(index: Index, id: str) -> list[str]:
    """The stories that the articles of a story that is no more are in, the one with most of them first."""
    former = Query(having={"former_story": (id,)}, highlight=False)
    return [story for story, _ in index.tally(former).commonest("story", 20)]


def _told(index: Index, every: Query, articles: Sequence[Mapping[str, Any]], page: StoryPage) -> dict[str, Any]:
    tally = index.tally(every)
    first = index.search(replace(every, sort="published_at", size=1)).hits
    sources = tally.labelled("publisher", tally.commonest("publisher", 50))
    shown = views.with_copies(articles)
    start, size = _start(shown, page.cursor), page.size
    following = shown[start + size - 1]["id"] if len(shown) > start + size else None
    return {
        **headline_of(articles),
        "originals": sum(not (one.get("duplicate") or {}).get("of") for one in articles),
        "read": len(articles),
        **extent_of(tally),
        "languages": sorted({article["language"]["code"] for article in articles}),
        "who": views.entities_of(articles, 12),
        "what": views.keywords_of(articles, 12),
        "where": views.places_of(articles, 12),
        "when": views.dates_of(articles, 12),
        "timeline": _timeline(tally, page.zone),
        "timezone": page.zone.key,
        "first_report": summary_of(first[0].article) if first else None,
        "sources": facet_counts(sources),
        "quotes": views.quotes_of(articles, 10),
        "merged_from": sorted({former for one in articles for former in one.get("former_story_ids") or ()}),
        "articles": shown[start : start + size],
        "next_cursor": following,
    }


def _start(shown: Sequence[Mapping[str, Any]], cursor: str | None) -> int:
    """Where the page behind the article `cursor` begins: what arrives meanwhile moves no page."""
    if cursor is None:
        return 0
    for n, one in enumerate(shown):
        if one["id"] == cursor:
            return n + 1
    raise InvalidQuery("cursor", "the article it names is not in this story: begin again without")


def _timeline(tally: Tally, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Articles by day of publication, the last `MOST_DAYS`; days without one included."""
    extent = tally.extent("published_at")
    if extent is None:
        return []
    since = datetime(1970, 1, 1, tzinfo=UTC)
    first, last = ((since + timedelta(milliseconds=at)).astimezone(zone).date() for at in extent)
    first = max(first, last - (MOST_DAYS - 1) * DAY)
    days = [first + n * DAY for n in range((last - first).days + 1)]
    starts = [datetime(day.year, day.month, day.day, tzinfo=zone) for day in (*days, last + DAY)]
    counts = tally.table(Ranges("published_at", tuple(milliseconds(start) for start in starts)))
    return [{"day": day.isoformat(), "articles": counts[(n,)]} for n, day in enumerate(days)]
