"""`GET /v1/trending`: what is significantly more frequent in a window than in the time before it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import TotalOf
from services.api.counting import SIZE, Asked, parameters
from services.api.engine import answer
from services.api.routes.facets import FACET_NAMES
from services.api.significance import log_likelihood
from services.shared.problems import problem_answers
from services.shared.search.aggregations import Tally, Values
from services.shared.search.calendar import moment
from services.shared.search.fields import FACETS
from services.shared.search.port import Index, Query, Total

__all__ = ["router"]

router = APIRouter(tags=["counts"])

_DURATION = "^([1-9][0-9]{0,4})([hdw])$"
_LENGTH = {"type": "string", "pattern": _DURATION}
_LOOKED_AT = 2000
"""So many of the commonest values of the window are compared with the time before it."""
_SIGNIFICANT = 10.83
"""G² that is exceeded by chance once in a thousand times."""


class Span(BaseModel):
    """`start` (inclusive), `end` (exclusive) and what was published between them."""

    start: str
    end: str
    total: TotalOf


class Rising(BaseModel):
    """A value with its counts in both times; `score` is G², `lift` how many times as frequent it is (null: new)."""

    value: str
    label: str
    score: float
    count: int
    baseline_count: int
    lift: float | None


class Trending(BaseModel):
    """By the name of the facet, what is more frequent in the window, most significant first."""

    window: Span | None
    baseline: Span | None
    trending: dict[str, list[Rising]]
    took_ms: float


@router.get(
    "/v1/trending",
    summary="Find what is rising",
    operation_id="trending",
    responses={200: {"model": Trending}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        window=(_LENGTH | {"default": "7d", "example": "24h"}, "How long the window is: hours, days, weeks."),
        baseline=(_LENGTH | {"default": "28d"}, "How long the time before the window is."),
        facets=(FACET_NAMES[0], "What to look at, comma-separated; default person,organization,place,keyword."),
        size=SIZE,
        min_count=({"type": "integer", "minimum": 1, "maximum": 1000, "default": 3}, "The least count in the window."),
    ),
    response_class=Response,
)
async def trending(request: Request) -> Response:
    """What is significantly more frequent in a window than before it, by the log-likelihood ratio G² (Dunning 1993).

    The window ends at `published_before`, or after the newest match; it begins at `published_after`, or as `window`
    says. Values with G² over 10.83 (p < .001) are told.
    """
    asked = Asked(request, ("window", "baseline", "facets", "size", "min_count"))
    if {"window", "published_after"} <= asked.reader.values.keys():
        asked.wrong("window", "expected either window or published_after")
    how = _How(
        window=_duration(asked, "window", "7d"),
        baseline=_duration(asked, "baseline", "28d"),
        facets=asked.facets(("person", "organization", "place", "keyword")),
        size=asked.reader.number("size", 1, 1000, 20),
        least=asked.reader.number("min_count", 1, 1000, 3),
        zone=asked.zone,
    )
    query = asked.query()
    asked.done()
    return await answer(request, lambda index: _trending(index, query, how))


@dataclass(frozen=True, slots=True)
class _How:
    window: timedelta
    baseline: timedelta
    facets: tuple[str, ...]
    size: int
    least: int
    zone: ZoneInfo


def _duration(asked: Asked, name: str, default: str) -> timedelta:
    said = asked.reader.one(name)
    match = re.fullmatch(_DURATION, default if said is None else said)
    if match is None:
        asked.wrong(name, "expected hours, days or weeks, such as 24h, 7d or 2w")
        return timedelta()
    unit = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}[match[2]]
    return int(match[1]) * unit


def _trending(index: Index, query: Query, how: _How) -> Mapping[str, Any]:
    end = query.published_before
    if end is None:
        extent = index.tally(query).extent("published_at")
        if extent is None:
            return {"window": None, "baseline": None, "trending": {name: [] for name in how.facets}}
        end = moment(extent[1] + 1)
    begin = query.published_after or _before(end, how.window)
    earlier = _before(begin, how.baseline)
    window = index.tally(replace(query, published_after=begin, published_before=end))
    baseline = index.tally(replace(query, published_after=earlier, published_before=begin))
    totals = window.total(), baseline.total()
    return {
        "window": _span(begin, end, totals[0], how.zone),
        "baseline": _span(earlier, begin, totals[1], how.zone),
        "trending": {name: _rising(name, (window, baseline), totals, how) for name in how.facets},
    }


def _rising(name: str, tallies: tuple[Tally, Tally], totals: tuple[Total, Total], how: _How) -> list[dict[str, Any]]:
    window, baseline = tallies
    field = FACETS[name].name
    counts = dict(window.commonest(field, _LOOKED_AT, least=how.least))
    before = baseline.table(Values(field, tuple(counts)))
    scores = {
        value: log_likelihood(count, totals[0].value, before[(value,)], totals[1].value)
        for value, count in counts.items()
    }
    best = sorted((value for value in counts if scores[value] >= _SIGNIFICANT), key=lambda one: (-scores[one], one))
    return [
        {
            "value": one.value,
            "label": one.label,
            "score": round(scores[one.value], 3),
            "count": one.count,
            "baseline_count": before[(one.value,)],
            "lift": _lift(one.count, before[(one.value,)], totals),
        }
        for one in window.labelled(name, [(value, counts[value]) for value in best[: how.size]])
    ]


def _lift(count: int, before: int, totals: tuple[Total, Total]) -> float | None:
    return round(count * totals[1].value / (before * totals[0].value), 3) if before else None


def _before(moment: datetime, duration: timedelta) -> datetime:
    try:
        return moment - duration
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def _span(begin: datetime, end: datetime, total: Total, zone: ZoneInfo) -> dict[str, Any]:
    return {"start": _written(begin, zone), "end": _written(end, zone), "total": asdict(total)}


def _written(moment: datetime, zone: ZoneInfo) -> str:
    try:
        return moment.astimezone(zone).isoformat().replace("+00:00", "Z")
    except OverflowError:  # within a day of year 1 or of year 9999
        return moment.isoformat().replace("+00:00", "Z")
