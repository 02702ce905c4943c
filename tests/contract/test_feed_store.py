"""What the feed store promises, on a real Redis: one poll of a feed at a time, and none lost."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator

import pytest
import redis

from services.shared.feed_store import PREFIX, FeedStore
from services.shared.settings import Settings


@pytest.fixture
def store(redis_url: str) -> FeedStore:
    return FeedStore.connect(Settings(redis_url=redis_url))


def new(store: FeedStore, *, wait: float = 0.0) -> str:
    id = uuid.uuid4().hex[:26]
    url = f"https://{id}.example/feed"
    assert store.add(id, url, url, b"{}", wait=wait) == (id, True)
    return id


def claimed(store: FeedStore, owner: str, lease: float = 60) -> set[str]:
    return {one.id for one in store.claim(owner, 1000, lease)}


def test_a_url_is_one_feed(store: FeedStore) -> None:
    id = new(store)
    url = f"https://{id}.example/feed"
    assert store.add("another", url, url, b"{}") == (id, False)


def test_a_feed_that_is_due_is_claimed_by_one_owner_alone(store: FeedStore) -> None:
    due, later = new(store), new(store, wait=60)
    first, second = claimed(store, "a"), claimed(store, "b")
    assert due in first
    assert due not in second
    assert later not in first | second


def test_a_poll_that_is_never_finished_comes_up_again_and_its_late_end_changes_nothing(store: FeedStore) -> None:
    id = new(store)
    assert id in claimed(store, "killed", lease=0.0)
    assert id in claimed(store, "next")
    assert not store.finish(id, "killed", wait=0, state=b'{"status":"failing"}')
    assert store.finish(id, "next", wait=60, state=b'{"status":"ok"}', fetch=b"{}", seen={"x": b"1"})
    found = store.get(id)
    assert found is not None
    assert (found.state, found.polling) == (b'{"status":"ok"}', False)
    assert store.seen(id) == {"x": b"1"}
    assert store.fetches(id) == [b"{}"]


def test_a_feed_that_is_being_polled_is_not_taken_by_hand(store: FeedStore) -> None:
    id = new(store, wait=60)
    assert store.take(id, "a", 60)
    assert not store.take(id, "b", 60)
    assert store.finish(id, "a", wait=60)
    assert store.take(id, "b", 60)


def test_a_paused_feed_is_not_due_until_resumed_even_when_its_poll_ends_meanwhile(store: FeedStore) -> None:
    id = new(store)
    assert id in claimed(store, "a")
    assert store.change(id, paused="by hand")
    assert store.finish(id, "a", wait=0)
    assert id not in claimed(store, "b")
    assert store.change(id, resumed=True)
    assert id in claimed(store, "b")


def test_a_removed_feed_leaves_nothing_and_its_url_is_free_again(store: FeedStore) -> None:
    id = new(store)
    url = f"https://{id}.example/feed"
    claimed(store, "a")
    moved = url + "/new"
    assert store.finish(id, "a", wait=60, moved=(moved, moved), seen={"x": b"1"})
    assert store.remove(id)
    assert store.get(id) is None
    assert not store.seen(id)
    assert not store.remove(id)
    assert store.add(id, url, url, b"{}") == (id, True)
    assert store.add("other", moved, moved, b"{}") == ("other", True)


def test_the_feed_that_brought_an_article_first_is_remembered(store: FeedStore) -> None:
    article = uuid.uuid4().hex
    assert store.first_feeds("a", [article]) == ["a"]
    assert store.first_feeds("b", [article]) == ["a"]


def test_a_lease_that_is_renewed_lasts_and_one_that_was_lost_is_not_renewed(store: FeedStore) -> None:
    id = new(store)
    assert id in claimed(store, "a", lease=0.0)
    assert store.renew([id], "a", 60) == 1
    assert id not in claimed(store, "b")
    assert store.renew([id], "b", 60) == 0


@pytest.fixture
def client(redis_url: str) -> Iterator[redis.Redis]:
    with redis.Redis.from_url(redis_url) as client:
        yield client


def test_of_what_is_due_the_more_urgent_comes_first_and_the_least_urgent_in_the_end(
    store: FeedStore, client: redis.Redis
) -> None:
    ids = {priority: new(store) for priority in ("low", "normal", "high")}
    since = time.time() * 1000 - 1000
    for priority, id in ids.items():
        assert store.change(id, options=b"{}", priority=priority)
        client.zadd(PREFIX + ("due" if priority == "normal" else f"due:{priority}"), {id: since})

    def first() -> str:
        (one,) = store.claim("a", 1, 60)
        return one.id

    assert [first(), first(), first()] == [ids["high"], ids["normal"], ids["low"]]


def test_a_feed_of_low_priority_that_has_waited_long_comes_before_an_urgent_one(
    store: FeedStore, client: redis.Redis
) -> None:
    low, high = new(store), new(store)
    for id, priority in ((low, "low"), (high, "high")):
        assert store.change(id, options=b"{}", priority=priority)
    client.zadd(PREFIX + "due:low", {low: time.time() * 1000 - 3_600_000})
    assert [one.id for one in store.claim("a", 1, 60)] == [low]


def test_a_clock_that_is_put_back_makes_no_feed_wait_for_it(store: FeedStore, client: redis.Redis) -> None:
    id, later = new(store, wait=3600), new(store, wait=7200)
    client.set(PREFIX + "clock", int(time.time() * 1000) + 3_600_000)  # as if it had been an hour later until now
    assert id in claimed(store, "a")
    (found,) = store.get_many([later])
    assert found.due_ms is not None
    assert abs(found.due_ms / 1000 - time.time() - 3600) < 10
    assert later not in claimed(store, "a")


def test_what_came_without_a_poll_is_kept_as_what_came_by_one(store: FeedStore) -> None:
    id = new(store, wait=60)
    assert store.note(id, b'{"new":1}', {"x": b"1"})
    assert (store.fetches(id), store.seen(id)) == ([b'{"new":1}'], {"x": b"1"})
    assert not store.note("unknown", b"{}", {"x": b"1"})
    assert not store.seen("unknown")
