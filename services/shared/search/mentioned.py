"""When what an article tells happened: the periods that the dates in its text lie in, as keywords."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from services.shared.article import Article
from services.shared.search.periods import GRAINS, Grain, first_day, grain_of, last_day, next_first, this_first

__all__ = ["mentioned_in", "period_name", "written_periods"]


def period_name(first: date, grain: Grain) -> str:
    """How the period of this grain that begins on `first` is written: 2024-08-06, 2024-W32, 2024-08, 2024-Q3, 2024."""
    match grain:
        case "day":
            return first.isoformat()
        case "week":
            year, week, _ = first.isocalendar()
            return f"{year:04}-W{week:02}"
        case "month":
            return first.isoformat()[:7]
        case "quarter":
            return f"{first.year:04}-Q{first.month // 3 + 1}"
        case "year":
            return f"{first.year:04}"


def mentioned_in(article: Article) -> Iterator[str]:
    """Every period that a date in the text lies in: for 2024-08-06 its week, month, quarter and year too.

    So what happened on a day counts in its month; what is only known by its month counts in no day.
    """
    for named in article.dates:
        if named.value:
            yield from _periods_of(named.value)


@lru_cache(maxsize=10_000)  # the same days are named again and again
def _periods_of(value: str) -> tuple[str, ...]:
    first, grain = first_day(value), grain_of(value)
    if first is None or grain is None:
        return ()
    last = last_day(first, grain)
    wider = ((this_first(first, other), other) for other in GRAINS[GRAINS.index(grain) + 1 :])
    around = (period_name(begin, other) for begin, other in wider if last <= last_day(begin, other))
    return period_name(first, grain), *around


def written_periods(first: date, end: date, grain: Grain) -> Iterator[tuple[date, date, str]]:
    """The periods of this grain from the one with `first` to the one before `end`: begin, end (exclusive), name."""
    day = this_first(first, grain)
    while day < end:
        following = next_first(day, grain)
        yield day, following, period_name(day, grain)
        day = following
