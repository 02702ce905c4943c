"""Snapshots: held for a while, a bounded number of them, and let go of once."""

from __future__ import annotations

import pytest

from services.shared.search.cursors import Snapshots
from services.shared.search.port import CursorExpired


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_snapshot_is_held_five_minutes_from_its_last_use() -> None:
    clock = Clock()
    dropped: list[str] = []
    snapshots: Snapshots[str] = Snapshots(clock=clock, let_go=dropped.append)
    name = snapshots.keep("one")
    clock.now = 299
    assert snapshots.held(name) == "one"
    clock.now = 598
    assert snapshots.held(name) == "one"
    clock.now = 899
    with pytest.raises(CursorExpired):
        snapshots.held(name)
    assert dropped == ["one"]


def test_only_so_many_snapshots_are_held() -> None:
    dropped: list[int] = []
    snapshots: Snapshots[int] = Snapshots(most=3, let_go=dropped.append)
    names = [snapshots.keep(n) for n in range(3)]
    snapshots.held(names[0])  # used: now the youngest
    snapshots.keep(3)
    assert dropped == [1]
    with pytest.raises(CursorExpired):
        snapshots.held(names[1])
    snapshots.drop_all()
    assert sorted(dropped) == [0, 1, 2, 3]
