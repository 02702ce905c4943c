"""Days and spans of days as they are written in queries and named in articles: 2024, 2024-Q3, 2024-08, 2024-08-06."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Literal, get_args

__all__ = ["GRAINS", "Grain", "first_day", "grain_of", "last_day", "next_first", "span_of", "this_first"]

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = get_args(Grain)

_PATTERNS: dict[Grain, re.Pattern[str]] = {
    "day": re.compile(r"\d{4}-\d\d-\d\d", re.ASCII),
    "week": re.compile(r"\d{4}-?[Ww]\d\d", re.ASCII),
    "month": re.compile(r"\d{4}-\d\d", re.ASCII),
    "quarter": re.compile(r"\d{4}-?[Qq][1-4]", re.ASCII),
    "year": re.compile(r"\d{4}", re.ASCII),
}
_NUMBER = re.compile(r"\d+")


def grain_of(value: str) -> Grain | None:
    """How long the period is that `value` writes; None where it writes none."""
    return next((grain for grain, pattern in _PATTERNS.items() if pattern.fullmatch(value)), None)


def first_day(value: str) -> date | None:
    """The first day of a written period (`2024-Q3`: 2024-07-01); None where it is none of the calendar."""
    grain = grain_of(value)
    if grain is None:
        return None
    year, *part = (int(number) for number in _NUMBER.findall(value))
    try:
        if grain == "week":
            return date.fromisocalendar(year, part[0], 1)
        if grain == "quarter":
            return date(year, 3 * part[0] - 2, 1)
        month, day = [*part, 1, 1][:2]
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def next_first(first: date, grain: Grain) -> date:
    """The first day of the period after the one that begins on `first`; raises `OverflowError` past the year 9999."""
    if grain in {"day", "week"}:
        return first + timedelta(days=1 if grain == "day" else 7)
    months = {"month": 1, "quarter": 3, "year": 12}[grain]
    years, month = divmod(first.month - 1 + months, 12)
    if first.year + years > date.max.year:
        raise OverflowError(f"after {first}")
    return date(first.year + years, month + 1, 1)


def this_first(day: date, grain: Grain) -> date:
    """The first day of the period of this grain that `day` is in; the calendar's first day where that is later."""
    if grain == "day":
        return day
    if grain == "week":
        return date.fromordinal(max(1, day.toordinal() - day.weekday()))
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1}.get(grain, 1)
    return date(day.year, month, 1)


def last_day(day: date, grain: Grain) -> date:
    """The last day of the period of this grain that begins on `day`."""
    try:
        return next_first(day, grain) - timedelta(days=1)
    except OverflowError:
        return date.max


def span_of(text: str) -> tuple[datetime, datetime | None] | None:
    """The moments that `text` names, from the first up to and without the second (None: for ever), in UTC.

    `text` is a period (`2024`, `2024-08`, `2024-Q3`, `2024-W32`, `2024-08-06`) or a moment of RFC 3339, which is so
    long as it is exact: a minute, a second, a microsecond. None where it is neither.
    """
    if grain := grain_of(text):
        first = first_day(text)
        if first is None:
            return None
        try:
            following = _midnight(next_first(first, grain))
        except OverflowError:
            following = None
        return _midnight(first), following
    if not _PATTERNS["day"].match(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
        return moment, moment + _exactness(text)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _exactness(text: str) -> timedelta:
    """How long the moment lasts that `text` writes."""
    clock = re.split(r"[Zz+-]", text[11:])[0].replace(":", "")
    return {2: timedelta(hours=1), 4: timedelta(minutes=1), 6: timedelta(seconds=1)}.get(
        len(clock), timedelta(microseconds=1)
    )
