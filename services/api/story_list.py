"""A list of stories: which they are and in what order, by their matching articles, and each of them in brief."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from services.api import story_views as views
from services.api.story_reading import FOR_BRIEF, extent_of, headline_of
from services.shared.search.aggregations import Ranges, Tally, Values
from services.shared.search.fields import milliseconds
from services.shared.search.port import Index, InvalidQuery, Query

__all__ = ["StoryList", "list_stories"]

MOST_RANKED = 1000
"""Sorted by size or growth, so many stories can be paged through, the largest."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoryList:
    """What is asked of a list of stories."""

    query: Query
    sort: str
    least: int
    size: int
    cursor: str | None


def list_stories(index: Index, wanted: StoryList) -> dict[str, Any]:
    """The stories of one page, each as its newest articles tell it, and the cursor of the next."""
    tally = index.tally(wanted.query)
    days = _last_days(tally, wanted.query)
    if wanted.sort == "recency":
        found, following = _by_recency(index, tally, wanted)
    else:
        found, following = _ranked(tally, days, wanted)
    grown = tally.table(Values("story", tuple(found)), Ranges("published_at", days)) if found else Counter()
    return {
        "stories": [
            _brief(index, id) | {"matching": count, "last_day": grown[(id, 1)], "day_before": grown[(id, 0)]}
            for id, count in found.items()
        ],
        "next_cursor": following,
    }


def _last_days(tally: Tally, query: Query) -> tuple[int, int, int]:
    if query.published_before is not None:
        end = milliseconds(query.published_before)
    else:
        extent = tally.extent("published_at")
        end = extent[1] + 1 if extent else milliseconds(datetime.now(UTC))
    day = DAY // timedelta(milliseconds=1)
    return end - 2 * day, end - day, end


def _ranked(tally: Tally, days: tuple[int, int, int], wanted: StoryList) -> tuple[dict[str, int], str | None]:
    """Stories by size or growth, with their numbers of matching articles; and the next cursor."""
    sort, size = wanted.sort, wanted.size
    prefix, _, place = (wanted.cursor or f"{sort}.0").partition(".")
    if prefix != sort or not (place.isascii() and place.isdigit() and int(place[:6]) < MOST_RANKED):
        raise InvalidQuery("cursor", "it is none of this list: begin it again without")
    start = int(place)
    ranked = [(id, count) for id, count in tally.commonest("story", MOST_RANKED) if count >= wanted.least]
    if sort == "growth" and ranked:
        grown = tally.table(Values("story", tuple(id for id, _ in ranked)), Ranges("published_at", days))
        ranked.sort(key=lambda one: (grown[(one[0], 0)] - grown[(one[0], 1)], -one[1], one[0]))
    further = f"{sort}.{start + size}" if len(ranked) > start + size else None
    return dict(ranked[start : start + size]), further


def _by_recency(index: Index, tally: Tally, wanted: StoryList) -> tuple[dict[str, int], str | None]:
    """The same by the newest article. Where stories are small, a page may hold fewer than `size`."""
    size = wanted.size
    query = replace(wanted.query, sort="-published_at", collapse="story", cursor=wanted.cursor, size=size)
    found: dict[str, int] = {}
    for _ in range(5):
        page = index.search(query)
        ids = [str(hit.article["story_id"]) for hit in page.hits if hit.article.get("story_id")]
        counts = tally.table(Values("story", tuple(ids))) if ids else Counter()
        found |= {id: counts[(id,)] for id in ids if counts[(id,)] >= wanted.least}
        if page.next_cursor is None or len(found) >= size:
            break
        query = replace(query, cursor=page.next_cursor, size=size - len(found))
    return found, page.next_cursor


def _brief(index: Index, id: str) -> dict[str, Any]:
    """A story in a list, from its newest articles."""
    every = Query(filters={"story": (id,)}, sort="-published_at", size=FOR_BRIEF, highlight=False)
    page = index.search(every)
    articles = [hit.article for hit in page.hits]
    return {
        "id": id,
        **headline_of(articles),
        "articles": page.total.value,
        **extent_of(index.tally(every)),
        "languages": sorted({article["language"]["code"] for article in articles}),
        "publishers": list(dict.fromkeys(name for article in articles if (name := _publisher(article))))[:5],
        "entities": views.entities_of(articles, 5),
        "places": views.places_of(articles, 3),
        "image": next((article["image"] for article in articles if article.get("image")), None),
    }


def _publisher(article: Mapping[str, Any]) -> str | None:
    of = article["publisher"]
    name: str | None = of.get("name") or of.get("domain")
    return name
