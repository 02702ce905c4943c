"""Spans and shares: what every set compares with. A span is `(start, end)` in code points, `end` exclusive."""

from __future__ import annotations

__all__ = ["Span", "f1", "overlaps", "share"]

Span = tuple[int, int]


def overlaps(a: Span, b: Span) -> bool:
    """Whether two spans have a character in common."""
    return a[0] < b[1] and b[0] < a[1]


def f1(right: int, invented: int, missed: int) -> float:
    """The harmonic mean of precision and recall, to four places; 0 where nothing is right."""
    return round(2 * right / (2 * right + invented + missed), 4) if right else 0.0


def share(part: float, whole: float) -> float:
    """`part` of `whole`, to four places; 0 of nothing."""
    return round(part / max(1, whole), 4)
