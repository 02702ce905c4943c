"""What the feed store promises, on a real Redis: one poll of a feed at a time, and none lost."""

from __future__ import annotations

import uuid

import pytest

from services.shared.feed_store import FeedStore
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
