"""`GET /v1/stories` and `/v1/stories/{id}`: what is reported, by event instead of by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.api import story_views as views
from services.api.counting import Asked, answer, facet_counts, parameters
from services.api.summaries import summary_of
from services.shared.article import rfc3339
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.aggregations import Ranges, Tally, Values
from services.shared.search.fields import milliseconds
from services.shared.search.port import CursorExpired, Index, InvalidQuery, Query

__all__ = ["router"]

router = APIRouter(tags=["stories"])

SORTS = ("size", "growth", "recency")
LARGEST_PAGE = 50
MOST_RANKED = 1000
"""Sorted by size or growth, so many stories can be paged through, the largest."""
MOST_READ = 500
"""Headline, who, what, where and quotes of a story come from so many of its articles, the newest."""
FOR_BRIEF = 20
MOST_DAYS = 400
DAY = timedelta(days=1)

_SIZE = ({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20}, "Stories on a page.")
_CURSOR = ({"type": "string"}, "The `next_cursor` of the page before; every other parameter stays the same.")


@router.get(
    "/v1/stories",
    summary="List stories",
    operation_id="stories",
    responses=problem_answers(401, 410, 422, 503),
    openapi_extra=parameters(
        sort=(
            {"enum": list(SORTS), "default": "size"},
            "By matching articles; by how many more were published in the last day than in the day before; or by the "
            "newest article. The last day ends at `published_before`, or with the newest matching article.",
        ),
        least=(
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 2},
            "The fewest matching articles of a story. An article by itself is a story of one.",
        ),
        size=_SIZE,
        cursor=_CURSOR,
    ),
    response_class=Response,
)
async def stories(request: Request) -> Response:
    """Stories with an article that matches; `matching` counts those, `articles` all of the story."""
    asked = Asked(request, ("sort", "least", "size", "cursor"))
    reader = asked.reader
    sort = reader.choice("sort", SORTS, "size")
    least, size = reader.number("least", 1, 1000, 2), reader.number("size", 1, LARGEST_PAGE, 20)
    wanted = _List(asked.query(), sort, least, size, reader.one("cursor"))
    asked.done()
    return await answer(request, lambda index: _listed(index, wanted))


@router.get(
    "/v1/stories/{id}",
    summary="Read one story",
    operation_id="story",
    responses={308: {"description": "It is another story by now"}, **problem_answers(401, 404, 422, 503)},
    openapi_extra={
        "parameters": [
            {"name": name, "in": "query", "schema": schema, "description": said}
            for name, (schema, said) in {
                "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Articles on a page."),
                "cursor": _CURSOR,
                "tz": ({"type": "string", "default": "UTC"}, "The IANA zone whose days the timeline has."),
            }.items()
        ]
    },
    response_class=Response,
)
async def story(id: str, request: Request) -> Response:
    """Who, what, when and where; the timeline, sources and articles. A story that is merged redirects to its new id."""
    asked = Asked(request, ("size", "cursor"), common=("tz",))
    size, cursor = asked.reader.number("size", 1, 100, 20), asked.reader.one("cursor")
    asked.done()
    moved: list[str] = []
    page = _Page(size, cursor, asked.zone)
    answered = await answer(request, _reading(id, page, moved))
    if moved:
        return JSONResponse({"id": id, "merged_into": moved[0], "now_in": moved}, 308, _elsewhere(request, moved[0]))
    return answered


def _elsewhere(request: Request, id: str) -> dict[str, str]:
    asked = f"?{request.url.query}" if request.url.query else ""
    return {"Location": f"/v1/stories/{id}{asked}"}


# ------------------------------------------------------------------------------------------------------- a list


@dataclass(frozen=True, slots=True)
class _List:
    """What is asked of a list of stories."""

    query: Query
    sort: str
    least: int
    size: int
    cursor: str | None


def _listed(index: Index, wanted: _List) -> Mapping[str, Any]:
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


def _ranked(tally: Tally, days: tuple[int, int, int], wanted: _List) -> tuple[dict[str, int], str | None]:
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


def _by_recency(index: Index, tally: Tally, wanted: _List) -> tuple[dict[str, int], str | None]:
    """The same by the newest article. Where stories are small, a page may hold fewer than `size`."""
    size = wanted.size
    query = replace(wanted.query, sort="-published_at", collapse="story", cursor=wanted.cursor, size=size)
    found: dict[str, int] = {}
    for _ in range(5):
        try:
            page = index.search(query)
        except CursorExpired:
            raise ProblemError(
                410,
                "The list this cursor points into is no longer held: begin it again.",
                [{"field": "cursor", "message": "expired: leave it out to begin again"}],
            ) from None
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
        **_headline(articles),
        "articles": page.total.value,
        **_extent(index.tally(every)),
        "languages": sorted({article["language"]["code"] for article in articles}),
        "publishers": list(dict.fromkeys(name for article in articles if (name := _publisher(article))))[:5],
        "entities": views.entities_of(articles, 5),
        "places": views.places_of(articles, 3),
        "image": next((article["image"] for article in articles if article.get("image")), None),
    }


def _headline(articles: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    chosen = views.central(articles)
    return {"headline": chosen and chosen["headline"], "headline_article_id": chosen and chosen["id"]}


def _extent(tally: Tally) -> dict[str, str | None]:
    first, last = tally.extent("published_at") or (None, None)
    return {"first_published_at": _moment(first), "last_published_at": _moment(last)}


def _moment(at: int | None) -> str | None:
    return None if at is None else rfc3339(datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at))


def _publisher(article: Mapping[str, Any]) -> str | None:
    of = article["publisher"]
    name: str | None = of.get("name") or of.get("domain")
    return name


# -------------------------------------------------------------------------------------------------------- one


@dataclass(frozen=True, slots=True)
class _Page:
    """Which of a story's articles are shown, and whose days its timeline has."""

    size: int
    cursor: str | None
    zone: ZoneInfo


def _reading(id: str, page: _Page, moved: list[str]) -> Callable[[Index], Mapping[str, Any]]:
    def read(index: Index) -> Mapping[str, Any]:
        every = Query(filters={"story": (id,)}, sort="-published_at", size=MOST_READ, highlight=False)
        found = index.search(every)
        if not found.hits:
            moved.extend(_now_in(index, id))
            if not moved:
                raise ProblemError(404, "No searchable article is, or was, in a story with this id.")
            return {}
        return {"id": id, "size": found.total.value} | _told(index, every, [hit.article for hit in found.hits], page)

    return read


def _now_in(index: Index, id: str) -> list[str]:
    """The stories that the articles of a story that is no more are in, the one with most of them first."""
    former = Query(having={"former_story": (id,)}, highlight=False)
    return [story for story, _ in index.tally(former).commonest("story", 20)]


def _told(index: Index, every: Query, articles: Sequence[Mapping[str, Any]], page: _Page) -> dict[str, Any]:
    tally = index.tally(every)
    first = index.search(replace(every, sort="published_at", size=1)).hits
    sources = tally.labelled("publisher", tally.commonest("publisher", 50))
    shown = views.with_copies(articles)
    start, size = _start(shown, page.cursor), page.size
    following = shown[start + size - 1]["id"] if len(shown) > start + size else None
    return {
        **_headline(articles),
        "originals": sum(not (one.get("duplicate") or {}).get("of") for one in articles),
        "read": len(articles),
        **_extent(tally),
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
