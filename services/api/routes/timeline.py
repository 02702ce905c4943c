"""`GET /v1/timeline`: how much was published when, or is said to have happened when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import Counted, TotalOf
from services.api.counting import Asked, facet_counts, parameters
from services.api.engine import answer
from services.shared.problems import problem_answers
from services.shared.search.aggregations import Axis, Ranges, Tally, Values
from services.shared.search.calendar import (
    INTERVALS,
    MOST_BUCKETS,
    Interval,
    TooManyBuckets,
    fitting,
    moment,
    time_bounds,
)
from services.shared.search.fields import FACETS, milliseconds
from services.shared.search.mentioned import written_periods
from services.shared.search.periods import Grain, first_day, grain_of, last_day
from services.shared.search.port import FacetCount, Index, Query

__all__ = ["bounds_of", "in_zone", "read_interval", "router"]

router = APIRouter(tags=["counts"])

_EARLIEST, _LATEST = date(1678, 1, 1), date(2262, 1, 1)  # what an engine can hold as a time
_LAST_DAY = date(9998, 12, 31)
_MOST_MENTIONED = 10_000
INTERVAL = (
    {"enum": ["auto", *INTERVALS], "default": "auto"},
    "How long a bucket is; `auto`: the shortest that makes no more than 100.",
)


class Bucket(BaseModel):
    """`start` (inclusive) and `end` (exclusive) of the time, and what is in it; `split` by value of the facet."""

    start: str
    end: str
    count: int
    split: dict[str, int] | None = None
    period: str | None = None


class Split(BaseModel):
    """The facet, and its commonest values over the whole timeline."""

    facet: str
    values: list[Counted]


class Timeline(BaseModel):
    """Buckets in order, without a gap; `total` counts what has no time too."""

    interval: Literal["hour", "day", "week", "month", "quarter", "year"]
    tz: str
    by: Literal["published", "mentioned"]
    total: TotalOf
    buckets: list[Bucket]
    split: Split | None
    took_ms: float


@router.get(
    "/v1/timeline",
    summary="Count by time",
    operation_id="timeline",
    responses={200: {"model": Timeline}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        interval=INTERVAL,
        by=(
            {"enum": ["published", "mentioned"], "default": "published"},
            "`published`: when it was printed; `mentioned`: when it happened, by the dates in the text.",
        ),
        mentioned_after=({"type": "string", "format": "date"}, "With `by=mentioned`: the first day."),
        mentioned_before=({"type": "string", "format": "date"}, "With `by=mentioned`: the day after the last."),
        split=({"enum": list(FACETS)}, "Count the commonest values of this facet in each bucket."),
        split_size=({"type": "integer", "minimum": 1, "maximum": 20, "default": 5}, "How many values."),
    ),
    response_class=Response,
)
async def timeline(request: Request) -> Response:
    """Count articles (collapsed: groups) in each hour, day, week, month, quarter or year of a zone's calendar."""
    asked = Asked(request, ("interval", "by", "mentioned_after", "mentioned_before", "split", "split_size"))
    interval = read_interval(asked)
    split, size = asked.facet("split"), asked.reader.number("split_size", 1, 20, 5)
    query = asked.query()
    if asked.reader.choice("by", ("published", "mentioned"), "published") == "published":
        for name in ("mentioned_after", "mentioned_before"):
            if name in asked.reader.values:
                asked.wrong(name, "is only for by=mentioned")
        asked.done()
        return await answer(request, lambda index: _published(index, query, interval, asked.zone, (split, size)))
    if interval == "hour":
        interval = None
        asked.wrong("interval", "by=mentioned knows no hours: expected day or longer")
    span = _Days(_day(asked, "mentioned_after"), _day(asked, "mentioned_before"))
    if span.first is not None and span.end is not None and span.first > span.end:
        asked.wrong("mentioned_before", "expected a day after mentioned_after")
    asked.done()
    return await answer(request, lambda index: _mentioned(index, query, interval, span, (split, size)))


def read_interval(asked: Asked) -> Interval | None:
    """The parameter `interval`; None for `auto`."""
    said = asked.reader.choice("interval", ("auto", *INTERVALS), "auto")
    return None if said == "auto" else said  # type: ignore[return-value]


def bounds_of(
    tallies: list[Tally], query: Query, interval: Interval | None, zone: ZoneInfo
) -> tuple[Interval, list[int]]:
    """The interval and the bounds of the buckets over what was asked for, else over what is there."""
    extents = [extent for tally in tallies if (extent := tally.extent("published_at")) is not None]
    after, before = query.published_after, query.published_before
    begin = milliseconds(after) if after else min((least for least, _ in extents), default=None)
    end = milliseconds(before) if before else max((greatest + 1 for _, greatest in extents), default=None)
    if begin is None or end is None:
        return interval or "day", []
    begin, end = max(begin, _at(_EARLIEST)), min(end, _at(_LATEST))
    chosen = interval or fitting(begin, end)
    return chosen, time_bounds(begin, end, chosen, zone)


def in_zone(at: int, zone: ZoneInfo) -> str:
    """A moment as it is written in a zone."""
    return moment(at).astimezone(zone).isoformat().replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class _Days:
    """From `first` up to and without `end`; None where whatever there is decides."""

    first: date | None
    end: date | None


def _at(day: date) -> int:
    return (day - date(1970, 1, 1)).days * 86_400_000


def _day(asked: Asked, name: str) -> date | None:
    value = asked.reader.one(name)
    if value is None:
        return None
    day = first_day(value)
    if day is None or day > _LAST_DAY:
        asked.wrong(name, "expected a day, such as 2024-08-06, or a month or year")
        return None
    return day


def _published(
    index: Index, query: Query, interval: Interval | None, zone: ZoneInfo, split: tuple[str | None, int]
) -> Mapping[str, Any]:
    tally = index.tally(query)
    chosen, bounds = bounds_of([tally], query, interval, zone)
    said = {"interval": chosen, "tz": zone.key, "by": "published", "total": asdict(tally.total())}
    if len(bounds) < 2:
        return {**said, "buckets": [], "split": _split_said(tally, split)}
    axis = Ranges("published_at", tuple(bounds))
    counts = tally.table(axis)
    values, within = _split(tally, axis, split)
    buckets = [
        {
            "start": in_zone(bounds[at], zone),
            "end": in_zone(bounds[at + 1], zone),
            "count": counts[(at,)],
            **({"split": {one.value: within[at, one.value] for one in values}} if split[0] else {}),
        }
        for at in range(len(bounds) - 1)
    ]
    return {**said, "buckets": buckets, "split": _split_said(tally, split, values)}


def _mentioned(
    index: Index, query: Query, interval: Interval | None, span: _Days, split: tuple[str | None, int]
) -> Mapping[str, Any]:
    tally = index.tally(query)
    counts = dict(tally.commonest("mentioned_in", _MOST_MENTIONED))
    first, end = _extent(counts, span)
    chosen: Interval = interval or (
        "day" if first is None or end is None else fitting(_at(first), _at(end), finest="day")
    )
    said = {"interval": chosen, "tz": "UTC", "by": "mentioned", "total": asdict(tally.total())}
    if first is None or end is None or first >= end:
        return {**said, "buckets": [], "split": _split_said(tally, split)}
    if (end - first).days / {"day": 1, "week": 7}.get(chosen, 28) > MOST_BUCKETS:
        raise TooManyBuckets(chosen, fitting(_at(first), _at(end), MOST_BUCKETS, finest="day"))
    grain: Grain = "day" if chosen == "hour" else chosen
    periods = list(written_periods(first, end, grain))
    axis = Values("mentioned_in", tuple(name for _, _, name in periods if name in counts))
    values, within = _split(tally, axis, split)
    buckets = [
        {
            "start": begin.isoformat(),
            "end": finish.isoformat(),
            "period": name,
            "count": counts.get(name, 0),
            **({"split": {one.value: within[name, one.value] for one in values}} if split[0] else {}),
        }
        for begin, finish, name in periods
    ]
    return {**said, "buckets": buckets, "split": _split_said(tally, split, values)}


def _extent(counts: Mapping[str, int], span: _Days) -> tuple[date | None, date | None]:
    """The days asked for, else from the first to the last of the days and months found (of all, without any)."""
    found = [(day, grain) for name in counts if (day := first_day(name)) and (grain := grain_of(name))]
    found = [one for one in found if one[1] in {"day", "month"}] or found
    first = span.first or min((day for day, _ in found if span.end is None or day < span.end), default=None)
    if span.end is not None:
        return first, span.end
    last = max((last_day(day, grain) for day, grain in found), default=None)
    return first, None if last is None else min(last, _LAST_DAY) + timedelta(days=1)


def _split(
    tally: Tally, axis: Axis, split: tuple[str | None, int]
) -> tuple[list[FacetCount], Mapping[tuple[str | int, ...], int]]:
    facet, size = split
    if facet is None:
        return [], {}
    field = FACETS[facet].name
    values = tally.labelled(facet, tally.commonest(field, size))
    return values, tally.table(axis, Values(field, tuple(one.value for one in values)))


def _split_said(
    tally: Tally, split: tuple[str | None, int], values: list[FacetCount] | None = None
) -> dict[str, Any] | None:
    facet, size = split
    if facet is None:
        return None
    if values is None:
        values = tally.labelled(facet, tally.commonest(FACETS[facet].name, size))
    return {"facet": facet, "values": facet_counts(values)}
