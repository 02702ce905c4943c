"""Arithmetic on calendar values: which day, week, month, quarter or year lies so far from another."""

from __future__ import annotations

from datetime import date, timedelta

__all__ = ["Quarter", "day_value", "holiday", "month_value", "nearest_year", "shifted", "week_value", "weekday_near"]

Quarter = tuple[int, int]
"""Year and quarter, 1 to 4."""


def day_value(year: int, month: int, day: int) -> str | None:
    """`2024-08-06`; None where there is no such day."""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def month_value(year: int, month: int) -> str | None:
    """`2024-08`; None where there is no such month."""
    return f"{year:04}-{month:02}" if 1 <= month <= 12 else None


def week_value(day: date) -> str:
    """The ISO week that `day` lies in: `2024-W32`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def shifted(today: date, count: int, unit: str) -> str | None:
    """The day, week, month, quarter or year `count` units after `today` (before it where negative), in that grain."""
    try:
        if unit == "day":
            return (today + timedelta(days=count)).isoformat()
        if unit == "week":
            return week_value(today + timedelta(weeks=count))
        if unit == "month":
            months = today.year * 12 + today.month - 1 + count
            return month_value(months // 12, months % 12 + 1)
        if unit == "quarter":
            quarters = today.year * 4 + (today.month - 1) // 3 + count
            return f"{quarters // 4:04}-Q{quarters % 4 + 1}"
    except OverflowError:
        return None
    year = today.year + count
    return f"{year:04}" if 1 <= year <= 9999 else None


def weekday_near(today: date, weekday: int, direction: int, *, today_too: bool = True) -> date:
    """The last (`direction` -1) or next (1) `weekday` (Monday 0) seen from `today`, which counts if `today_too`."""
    ahead = (weekday - today.weekday()) % 7
    if ahead == 0:
        return today if today_too else today + timedelta(days=7 * direction)
    return today + timedelta(days=ahead if direction > 0 else ahead - 7)


def nearest_year(today: date, month: int, day: int | None, *, ahead: bool) -> int:
    """The year in which a text of `today` means a bare `month` or day of it; `ahead`: it speaks of the future.

    News looks back: a date is ahead only where the text says so or it is near.
    """
    if day is None:
        months = (month - today.month) % 12  # 0: this month
        if months == 0:
            return today.year
        year_ahead = today.year + (month < today.month)
        return year_ahead if months <= (9 if ahead else _MONTHS_AHEAD) else year_ahead - 1
    past = today.year - ((month, day) > (today.month, today.day))
    days = (_day(past + 1, month, day) - today).days
    if (month, day) == (today.month, today.day):
        return today.year
    return past + 1 if days <= (270 if ahead else _DAYS_AHEAD) else past


_MONTHS_AHEAD = 2
_DAYS_AHEAD = 92


def _day(year: int, month: int, day: int) -> date:
    try:
        return date(year, month, day)
    except ValueError:  # February 29th of another year, or no day at all
        return date(year, month, 28)


def holiday(name: str, year: int) -> date | None:
    """The day of a holiday of fixed rule in English-language news; None where unknown."""
    fixed = {
        "christmas": (12, 25), "christmas eve": (12, 24), "halloween": (10, 31), "independence": (7, 4),
        "new year's": (1, 1), "new year’s": (1, 1),
    }  # fmt: skip
    if name in fixed:
        return date(year, *fixed[name])
    first = date(year, 11, 1)
    if name == "thanksgiving":  # the fourth Thursday of November
        return first + timedelta(days=(3 - first.weekday()) % 7 + 21)
    if name == "election":  # the Tuesday after the first Monday of November
        return first + timedelta(days=-first.weekday() % 7 + 1)
    return None
