"""What a written date means: its value and grain, worked out from its parts, the day of publication and the sentence.

A value that would have to be guessed stays None: without a day of publication nothing relative has one, and a text that
names a month gets no day.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Literal

from services.enrich.dates.calendar import (
    Quarter,
    day_value,
    holiday,
    month_value,
    nearest_year,
    shifted,
    week_value,
    weekday_near,
)
from services.enrich.dates.grammar import Grammar

__all__ = ["Context", "Resolved", "resolve"]

Grain = Literal["day", "week", "month", "quarter", "year", "decade"]
_GRAINS: dict[str, Grain] = {"day": "day", "week": "week", "month": "month", "quarter": "quarter", "year": "year"}


@dataclass(frozen=True, slots=True)
class Resolved:
    """`value` as the contract writes it, None where unknown; `relative` where it depends on the day of publication."""

    value: str | None
    grain: Grain
    relative: bool


@dataclass(slots=True)
class Context:
    """What the text said so far: `today` its day of publication, `quarter` the quarter it speaks of."""

    grammar: Grammar
    today: date | None
    ahead: bool = False
    quarter: Quarter | None = None


def resolve(kind: str, parts: dict[str, str], context: Context) -> Resolved | None:
    """The meaning of a date of this `kind` with these `parts`; None where it turns out to be no date."""
    return _RESOLVERS[kind](parts, context)


@cache
def _keys(words: tuple[tuple[str, int | str], ...]) -> tuple[tuple[re.Pattern[str], int | str], ...]:
    return tuple((re.compile(key, re.IGNORECASE), value) for key, value in words)


def _meaning[T: (int, str)](words: dict[str, T], text: str) -> T | None:
    keys = _keys(tuple(words.items()))
    for match in (re.Pattern.fullmatch, re.Pattern.match):
        for key, value in keys:
            if match(key, text):
                return value  # type: ignore[return-value]
    return None


def _year(parts: dict[str, str]) -> int | None:
    return int(parts["y"]) if parts.get("y") else None


def _iso(parts: dict[str, str], _: Context) -> Resolved | None:
    value = day_value(int(parts["y"]), int(parts["m"]), int(parts["d"]))
    return Resolved(value, "day", False) if value else None


def _numeric(parts: dict[str, str], context: Context) -> Resolved | None:
    first, second, year = int(parts["a"]), int(parts["b"]), int(parts["y"])
    if not (1 <= first <= 31 and 1 <= second <= 31 and min(first, second) <= 12):
        return None
    if len(parts["y"]) == 2:
        pivot = context.today.year if context.today else 2000
        year = min((century * 100 + year for century in (18, 19, 20, 21)), key=lambda y: abs(y - pivot))
    day_first = True if parts.get("sep") == "." else context.grammar.day_first
    if first > 12 or second > 12 or first == second:
        day_first = first > 12
    if day_first is None:  # 6/8 is June in one country and August in another
        return Resolved(None, "day", False)
    day, month = (first, second) if day_first else (second, first)
    return Resolved(value, "day", False) if (value := day_value(year, month, day)) else None


def _date(parts: dict[str, str], context: Context) -> Resolved | None:
    month, day, year = _meaning(context.grammar.months, parts["m"]), int(parts["d"]), _year(parts)
    if month is None or not day_value(year or 2000, month, day):
        return None
    if year is not None:
        return Resolved(day_value(year, month, day), "day", False)
    if context.today is None:
        return Resolved(None, "day", True)
    year = nearest_year(context.today, month, day, ahead=context.ahead)
    shift = _shift(parts.get("s", ""), context) or 0
    if shift < 0 and (year, month, day) > context.today.timetuple()[:3]:
        year -= 1
    elif shift > 0 and (year, month, day) < context.today.timetuple()[:3]:
        year += 1
    return Resolved(day_value(year, month, day), "day", True)


def _month(parts: dict[str, str], context: Context) -> Resolved | None:
    month, year = _meaning(context.grammar.months, parts["m"]), _year(parts)
    if month is None:
        return None
    if year is not None:
        return Resolved(month_value(year, month), "month", False)
    if context.today is None:
        return Resolved(None, "month", True)
    if parts.get("s"):
        year = context.today.year + (_shift(parts["s"], context) or 0)
    else:
        year = nearest_year(context.today, month, None, ahead=context.ahead)
    return Resolved(month_value(year, month), "month", True)


def _shift(text: str, context: Context) -> int | None:
    return _meaning(context.grammar.shifts, text)


def _named(parts: dict[str, str], context: Context) -> Resolved | None:
    shift = _shift(parts.get("s") or parts.get("s2") or "", context) or 0
    today = context.today
    if parts.get("m"):
        month = _meaning(context.grammar.months, parts["m"])
        if month is None or today is None:
            return Resolved(None, "month", True)
        year = today.year + (month > today.month and shift < 0 and -1) + (month < today.month and shift > 0)
        if shift < 0 and month == today.month:
            year -= 1
        return Resolved(month_value(year, month), "month", True)
    weekday = _meaning(context.grammar.weekdays, parts.get("w") or parts.get("w2") or "")
    if weekday is None or today is None:
        return Resolved(None, "day", True)
    if shift == 0 and not context.ahead:  # of the same week: "this Friday" is to come on a Wednesday
        return Resolved((today + timedelta(days=weekday - today.weekday())).isoformat(), "day", True)
    near = weekday_near(today, weekday, shift or 1, today_too=shift == 0)
    return Resolved(near.isoformat(), "day", True)


def _weekday(parts: dict[str, str], context: Context) -> Resolved | None:
    weekday = _meaning(context.grammar.weekdays, parts["w"])
    if weekday is None or context.today is None:
        return Resolved(None, "day", True)
    return Resolved(weekday_near(context.today, weekday, 1 if context.ahead else -1).isoformat(), "day", True)


def _quarter(parts: dict[str, str], context: Context) -> Resolved | None:
    quarter = int(parts["q"]) if parts["q"].isdigit() else _meaning(context.grammar.quarters, parts["q"])
    if quarter is None:
        return None
    year, relative = _year(parts), False
    if year is None:
        relative, today = True, context.today
        if today is None:
            return Resolved(None, "quarter", True)
        shift = parts.get("s") or parts.get("s2")
        if shift:
            year = today.year + (_shift(shift, context) or 0)
        else:
            begun = (today.month - 1) // 3 + 1 >= quarter
            # a quarter that has not begun is last year's, unless the sentence looks ahead or the quarter is the next
            upcoming = context.ahead or (today.month - 1) // 3 + 2 == quarter
            year = today.year - (not begun and not upcoming)
        year -= bool(parts.get("ago"))
    context.quarter = (year + bool(parts.get("ago")), quarter)
    return Resolved(f"{year:04}-Q{quarter}", "quarter", relative)


def _context(parts: dict[str, str], context: Context) -> Resolved | None:
    if parts.get("y"):
        if context.quarter is None:
            return Resolved(parts["y"], "year", False)
        return Resolved(f"{parts['y']}-Q{context.quarter[1]}", "quarter", True)
    if context.quarter is None:
        if context.today is None:
            return Resolved(None, "quarter", True)
        value = shifted(context.today, -1, "quarter") or ""
        context.quarter = (int(value[:4]), int(value[-1]))
    year, quarter = context.quarter
    return Resolved(f"{year - bool(parts.get('ago')):04}-Q{quarter}", "quarter", True)


def _unit(parts: dict[str, str], context: Context) -> Resolved | None:
    unit = _meaning(context.grammar.units, parts.get("u") or parts.get("u2") or parts.get("u3") or "")
    if unit is None:
        return None
    shift = 0 if parts.get("s0") or not parts.get("s") else _shift(parts["s"], context)
    if context.today is None or shift is None:
        return Resolved(None, _GRAINS[unit], True)
    if unit == "quarter" and shift <= 0 and context.quarter and parts.get("s"):
        year, quarter = context.quarter
        return Resolved(f"{year:04}-Q{quarter}", "quarter", True)
    return Resolved(shifted(context.today, shift, unit), _GRAINS[unit], True)


def _ago(parts: dict[str, str], context: Context) -> Resolved | None:
    unit = _meaning(context.grammar.units, parts["u"]) if parts.get("u") else "year"
    if unit is None:
        return None
    written = parts.get("n") or "1"
    count = int(written) if written.isdigit() else _meaning(context.grammar.numbers, written)
    if context.today is None or count is None:
        return Resolved(None, _GRAINS[unit], True)
    if unit == "year" and count == 1 and context.quarter:  # compared with the same quarter
        year, quarter = context.quarter
        return Resolved(f"{year - 1:04}-Q{quarter}", "quarter", True)
    return Resolved(shifted(context.today, -count, unit), _GRAINS[unit], True)


def _today(parts: dict[str, str], context: Context) -> Resolved | None:
    days = _meaning(context.grammar.days, parts["t"])
    if days is None or context.today is None:
        return Resolved(None, "day", True)
    return Resolved(shifted(context.today, days, "day"), "day", True)


def _decade(_: dict[str, str], __: Context) -> Resolved | None:
    return Resolved(None, "decade", False)  # the contract has no value for one


def _whole_year(parts: dict[str, str], _: Context) -> Resolved | None:
    return Resolved(parts["y"], "year", False)


def _holiday(parts: dict[str, str], context: Context) -> Resolved | None:
    today = context.today
    if today is None:
        return Resolved(None, "day", True)
    name, shift = " ".join(parts["h"].lower().split()), _shift(parts.get("s", ""), context)
    years = [today.year + n for n in (-1, 0, 1)]
    days = [day for year in years if (day := holiday(name, year)) is not None]
    if shift:
        days = [day for day in days if (day > today) == (shift > 0)]
    nearest = min(days, key=lambda day: abs((day - today).days), default=None)
    return Resolved(nearest.isoformat(), "day", True) if nearest else None


def _weekend(parts: dict[str, str], context: Context) -> Resolved | None:
    if context.today is None:
        return Resolved(None, "week", True)
    ahead = parts["s"].lower() == "next" or context.ahead
    return Resolved(week_value(weekday_near(context.today, 6, 1 if ahead else -1)), "week", True)


_RESOLVERS = {
    "holiday": _holiday,
    "weekend": _weekend,
    "iso": _iso,
    "numeric": _numeric,
    "date": _date,
    "month": _month,
    "named": _named,
    "weekday": _weekday,
    "quarter": _quarter,
    "context": _context,
    "unit": _unit,
    "ago": _ago,
    "today": _today,
    "decade": _decade,
    "year": _whole_year,
}
