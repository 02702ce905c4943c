"""The scheduler on a real Redis: each due feed once, never a storm, and none lost by a scheduler that dies."""

from __future__ import annotations

import threading
import time
import uuid
from collections import Counter
from typing import Any

import pytest
import redis

from services.ingest.scheduler import Scheduler
from services.shared.feed_store import PREFIX, FeedStore, StoredFeed
from services.shared.settings import Settings


class Polling:
    """Counts polls, and how many there were at once; each takes `seconds`."""

    def __init__(self, store: FeedStore, seconds: float = 0.0) -> None:
        self._store, self._seconds, self._lock = store, seconds, threading.Lock()
        self.polled, self.now, self.most = Counter[str](), 0, 0

    def poll(self, stored: StoredFeed, owner: str) -> dict[str, Any] | None:
        with self._lock:
            self.polled[stored.id] += 1
            self.now += 1
            self.most = max(self.most, self.now)
        time.sleep(self._seconds)
        with self._lock:
            self.now -= 1
        self._store.finish(stored.id, owner, wait=600)
        return None


@pytest.fixture
def store(redis_url: str) -> FeedStore:
    return FeedStore.connect(Settings(redis_url=redis_url))


def feeds(store: FeedStore, count: int) -> set[str]:
    """So many feeds, all of them long overdue."""
    ids = {uuid.uuid4().hex[:26] for _ in range(count)}
    for id in ids:
        store.add(id, f"https://{id}.example/", f"https://{id}.example/", b"{}", wait=-7200)
    return ids


def scheduler(store: FeedStore, polling: Polling, **how: Any) -> Scheduler:
    poller: Any = polling
    return Scheduler(store, poller, **{"threads": 4, "lease": 20.0, **how})


def test_after_a_long_pause_each_feed_is_polled_once_and_no_more_at_once_than_ever(store: FeedStore) -> None:
    ids, polling = feeds(store, 300), Polling(store, seconds=0.002)
    schedulers = [scheduler(store, polling) for _ in range(2)]
    deadline = time.monotonic() + 30
    while set(polling.polled) < ids and time.monotonic() < deadline:
        for one in schedulers:
            one.work()
    for one in schedulers:
        one.close()
    assert {id: polling.polled[id] for id in ids} == dict.fromkeys(ids, 1)
    assert polling.most <= 8
    assert sum(one.work() for one in schedulers) == 0


@pytest.mark.parametrize("hours", [3, -3])
def test_a_clock_that_jumps_by_hours_makes_no_storm_and_keeps_no_feed_waiting(
    store: FeedStore, redis_url: str, hours: int
) -> None:
    """Of Redis's clock: each feed is polled once at most, and what is due soon is polled soon."""
    soon, ids = feeds(store, 5), feeds(store, 100)
    polling = Polling(store, seconds=0.002)
    one = scheduler(store, polling)
    while one.work() or set(polling.polled) < soon | ids:
        pass
    polling.polled.clear()
    with redis.Redis.from_url(redis_url) as client:
        due = dict(client.zrange(PREFIX + "due", 0, -1, withscores=True))
        now, moved = time.time() * 1000, hours * 3_600_000
        kept = {id: now + 1000 if id.decode() in soon else at for id, at in due.items()}
        client.zadd(PREFIX + "due", {id: at - moved for id, at in kept.items()})
        client.set(PREFIX + "clock", int(now - moved))
    deadline = time.monotonic() + 3
    while time.monotonic() < deadline and not (set(polling.polled) >= soon and one.work() == 0 and hours < 0):
        one.work()
    one.close()
    assert soon <= set(polling.polled)
    assert max(polling.polled.values()) == 1
    assert polling.most <= 4
    assert set(polling.polled) == (soon | ids if hours > 0 else soon)


def test_a_poll_that_takes_longer_than_its_lease_is_not_begun_by_another(store: FeedStore) -> None:
    ids, polling = feeds(store, 2), Polling(store, seconds=1.5)
    first, second = (scheduler(store, polling, lease=0.6) for _ in range(2))
    assert first.work() == 2
    until = time.monotonic() + 1.4
    while time.monotonic() < until:
        first.work()
        assert second.work() == 0
        time.sleep(0.05)
    first.close()
    assert dict(polling.polled) == dict.fromkeys(ids, 1)


def test_what_a_scheduler_held_when_it_died_is_polled_by_another_within_the_lease(store: FeedStore) -> None:
    ids = feeds(store, 20)
    assert {one.id for one in store.claim("dead", 100, 0.3)} == ids  # and never finished
    polling, begun = Polling(store), time.monotonic()
    alive = scheduler(store, polling)
    while set(polling.polled) < ids and time.monotonic() < begun + 10:
        alive.work()
        time.sleep(0.02)
    assert time.monotonic() - begun < 3
    alive.close()
    assert dict(polling.polled) == dict.fromkeys(ids, 1)


def test_what_was_claimed_ahead_when_a_scheduler_ends_is_due_for_others_at_once(store: FeedStore) -> None:
    ids, polling = feeds(store, 4), Polling(store, seconds=0.5)
    ending = scheduler(store, polling, threads=2)
    assert ending.work() == 4
    ending.close()
    begun = set(polling.polled)
    assert len(begun) == 2
    assert {one.id for one in store.claim("next", 10, 60)} == ids - begun
