"""Buckets of a timeline: explicit periods of a zone's calendar."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Literal, get_args
from zoneinfo import ZoneInfo

from services.shared.search.fields import milliseconds
from services.shared.search.periods import next_first, this_first

__all__ = ["INTERVALS", "MOST_BUCKETS", "Interval", "TooManyBuckets", "fitting", "moment", "time_bounds"]

Interval = Literal["hour", "day", "week", "month", "quarter", "year"]
INTERVALS: tuple[Interval, ...] = get_args(Interval)

MOST_BUCKETS = 1000
"""No timeline has more buckets."""
_FITTING = 100
"""`auto` takes the finest interval that makes no more buckets."""
_SECONDS = {"hour": 3600, "day": 86_400, "week": 604_800, "month": 2_629_746, "quarter": 7_889_238, "year": 31_556_952}


class TooManyBuckets(Exception):
    """`interval` would make more than `MOST_BUCKETS`; `coarser` is the finest that does not."""

    def __init__(self, interval: Interval, coarser: Interval):
        super().__init__(f"{interval} makes more than {MOST_BUCKETS} buckets here: use {coarser}, or a shorter time")
        self.interval = interval
        self.coarser = coarser


def moment(at: int) -> datetime:
    """The moment `at` milliseconds after 1970, in UTC."""
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)


def fitting(begin: int, end: int, most: int = _FITTING, *, finest: Interval = "hour") -> Interval:
    """The finest interval with at most `most` buckets from `begin` up to `end` (milliseconds); years if none is."""
    coarse = INTERVALS[INTERVALS.index(finest) :]
    return next((interval for interval in coarse if (end - begin) / 1000 / _SECONDS[interval] <= most), "year")


def time_bounds(begin: int, end: int, interval: Interval, zone: ZoneInfo) -> list[int]:
    """Where the buckets of `interval` begin that cover `begin` up to and without `end`, and where the last one ends.

    All in milliseconds since 1970. Days, weeks (from Monday) and longer ones begin at midnight in `zone`, however long
    they are (23 to 25 hours for a day); hours are all an hour long. Raises `TooManyBuckets`.
    """
    if begin >= end:
        return []
    if (end - begin) / 1000 / _SECONDS[interval] > MOST_BUCKETS:
        raise TooManyBuckets(interval, fitting(begin, end, MOST_BUCKETS))
    local = moment(begin).astimezone(zone)
    if interval == "hour":
        first = milliseconds(local.replace(minute=0, second=0, microsecond=0))
        return list(range(first, end + 3_600_000, 3_600_000))
    day = this_first(local.date(), interval)
    bounds = [_midnight(day, zone)]
    while bounds[-1] < end:
        day = next_first(day, interval)
        bounds.append(_midnight(day, zone))
    return [at for at, following in pairwise(bounds) if at < following] + bounds[-1:]  # a zone may skip a day


def _midnight(day: date, zone: ZoneInfo) -> int:
    return milliseconds(datetime(day.year, day.month, day.day, tzinfo=zone))
