"""How the time of a function grows with its input: a ratio within one run, so that a slow machine changes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

TIMES = 8
FLOOR_SECONDS = 0.02
"""Less than this is noise."""


def assert_linear(run: Callable[[int], object], size: int) -> None:
    """`run(8 * size)` may take at most 24 times the CPU time of `run(size)`: linear takes 8, quadratic 64."""
    small, large = (min(_seconds(run, n) for _ in range(2)) for n in (size, TIMES * size))
    assert large <= 3 * TIMES * max(small, FLOOR_SECONDS)


def _seconds(run: Callable[[int], object], size: int) -> float:
    begun = time.process_time()
    run(size)
    return time.process_time() - begun
