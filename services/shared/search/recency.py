"""Recency as a part of relevance: how much of an article's score is left when it is so old, on every engine.

What was published just now keeps its score; of what is older, `FLOOR` stays, and of the rest half for each half-life
that has passed: score x (FLOOR + (1 - FLOOR) x 2^(-age / half-life)). The floor keeps what is old in the order of
relevance, however short the half-life. An article without `published_at` is as old as its `received_at` says; one from
the future is as old as it is ahead.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

__all__ = ["FLOOR", "freshness", "now_ms"]

FLOOR = 0.1


def freshness(half_life: timedelta, now: int) -> Callable[[int], float]:
    """What is left of a score, from 0 to 1, by the article's time; times are milliseconds since 1970."""
    half = half_life / timedelta(milliseconds=1)
    return lambda moment: FLOOR + (1 - FLOOR) * 2 ** (-abs(now - moment) / half)


def now_ms() -> int:
    """This moment in milliseconds since 1970."""
    return int(datetime.now(UTC).timestamp() * 1000)
