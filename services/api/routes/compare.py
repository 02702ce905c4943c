"""`GET /v1/compare`: two or more queries beside each other, over time and by publisher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import TotalOf
from services.api.counting import Asked, parameters
from services.api.engine import answer
from services.api.routes.timeline import INTERVAL, bounds_of, in_zone, read_interval
from services.shared.problems import problem_answers
from services.shared.search.aggregations import Ranges, Values
from services.shared.search.calendar import Interval
from services.shared.search.fields import FACETS
from services.shared.search.port import Index, Query

__all__ = ["router"]

router = APIRouter(tags=["counts"])

_MOST = 5


class Compared(BaseModel):
    """One of the queries."""

    q: str
    total: TotalOf


class ComparedBucket(BaseModel):
    """A time, and what each query counts in it, in the order of the queries."""

    start: str
    end: str
    counts: list[int]


class ComparedPublisher(BaseModel):
    """A publisher, and what each query counts of it, in the order of the queries."""

    value: str
    label: str
    counts: list[int]


class Comparison(BaseModel):
    """What several queries count, in the same buckets and of the same publishers."""

    interval: Literal["hour", "day", "week", "month", "quarter", "year"]
    tz: str
    queries: list[Compared]
    buckets: list[ComparedBucket]
    publishers: list[ComparedPublisher]
    took_ms: float


@router.get(
    "/v1/compare",
    summary="Compare queries",
    operation_id="compare",
    responses={200: {"model": Comparison}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        required=["q"],
        q=(
            {"type": "array", "items": {"type": "string"}, "minItems": 2, "maxItems": _MOST},
            f"Two to {_MOST} queries, each in its own `q`.",
        ),
        interval=INTERVAL,
        size=({"type": "integer", "minimum": 1, "maximum": 100, "default": 10}, "How many publishers."),
    ),
    response_class=Response,
)
async def compare(request: Request) -> Response:
    """Count several queries over time and by publisher; the filters hold for all of them."""
    asked = Asked(request, ("q", "interval", "size"))
    texts = asked.reader.values.get("q", [])
    if not 2 <= len(texts) <= _MOST:
        asked.wrong("q", f"expected two to {_MOST} of them: q=…&q=…")
    interval, size = read_interval(asked), asked.reader.number("size", 1, 100, 10)
    queries = [asked.query(text) for text in texts[:_MOST]]
    asked.done()
    return await answer(request, lambda index: _compared(index, texts, queries, (interval, asked.zone, size)))


def _compared(
    index: Index, texts: list[str], queries: list[Query], how: tuple[Interval | None, ZoneInfo, int]
) -> Mapping[str, Any]:
    interval, zone, size = how
    tallies = [index.tally(query) for query in queries]
    chosen, bounds = bounds_of(tallies, queries[0], interval, zone)
    axis = Ranges("published_at", tuple(bounds))
    tables = [tally.table(axis) if len(bounds) > 1 else Counter() for tally in tallies]
    field = FACETS["publisher"].name
    found: Counter[str] = Counter()
    for tally in tallies:
        found.update(dict(tally.commonest(field, size)))
    ranked = sorted(found, key=lambda value: (-found[value], value))[:size]
    by_publisher = [tally.table(Values(field, tuple(ranked))) for tally in tallies]
    labelled = tallies[0].labelled("publisher", [(value, 0) for value in ranked])
    return {
        "interval": chosen,
        "tz": zone.key,
        "queries": [{"q": q, "total": asdict(tally.total())} for q, tally in zip(texts, tallies, strict=True)],
        "buckets": [
            {
                "start": in_zone(bounds[at], zone),
                "end": in_zone(bounds[at + 1], zone),
                "counts": [table[(at,)] for table in tables],
            }
            for at in range(len(bounds) - 1)
        ],
        "publishers": [
            {"value": one.value, "label": one.label, "counts": [table[(one.value,)] for table in by_publisher]}
            for one in labelled
        ],
    }
