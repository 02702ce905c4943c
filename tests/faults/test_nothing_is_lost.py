"""Whatever dies, every accepted article is searchable, once: on real processes, killed and frozen while they work."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.elasticsearch_server import forget_alias
from tests.faults.chaos import TARGETS, Proxy, Pusher, children_of, frozen, kill, pid_of
from tests.faults.documents import document
from tests.stack import Client, running_stack, wait_until

pytestmark = pytest.mark.faults
QUICK = {"lease_seconds": 3.0, "retry_seconds": 0.2, "workers": 2}


@pytest.fixture
def client(tmp_path: Path) -> Iterator[Client]:
    with running_stack(tmp_path / "data", **QUICK) as client:
        yield client


def all_searchable_once(client: Client, ids: list[str], seconds: float) -> None:
    """Every id is found by a search, and nothing else is."""

    def count() -> bool:
        client.stack.revive()
        try:
            return bool(client.search(size=1)["total"]["value"] >= len(set(ids)))
        except (httpx.TransportError, AssertionError):
            return False

    wait_until(count, seconds=seconds, what=f"finding {len(ids)} articles")
    found, cursor = [], {}
    while True:
        page = client.search(size=100, sort="received_at", **cursor)
        found += [hit["article"]["id"] for hit in page["hits"]]
        if not page["next_cursor"]:
            break
        cursor = {"cursor": page["next_cursor"]}
    assert sorted(found) == sorted(set(ids))


def kill_at_random(client: Client, articles: int, kills: int, pauses: tuple[float, float]) -> None:
    # paced so that the pushes last as long as the kills do
    pusher = Pusher(client, [document(n) for n in range(articles)], pause=kills * sum(pauses) / 2 / articles * 4)
    pusher.start()
    for n in range(kills):
        deadline = time.monotonic() + random.uniform(*pauses)
        while time.monotonic() < deadline:
            client.stack.revive()
            time.sleep(0.05)
        kill(client.stack, TARGETS[n % len(TARGETS)])
    while pusher.is_alive():
        client.stack.revive()
        time.sleep(0.05)
    all_searchable_once(client, pusher.finish(1), seconds=180)


def test_random_kills_lose_and_double_nothing(client: Client) -> None:
    kill_at_random(client, articles=400, kills=6, pauses=(1, 2))


@pytest.mark.soak
@pytest.mark.timeout(1800)
def test_many_random_kills_lose_and_double_nothing(client: Client) -> None:
    kill_at_random(client, articles=2000, kills=24, pauses=(2, 5))


def test_what_a_stopped_worker_was_hinted_at_is_not_lost_when_it_is_killed(client: Client) -> None:
    worker = pid_of(client.stack, "worker")
    everyone = [worker, *children_of(worker)]
    with frozen(*everyone):
        receipts = [client.push(document(n)) for n in range(3)]
        for pid in everyone:
            os.kill(pid, signal.SIGKILL)
    wait_until(lambda: client.stack.children["worker"].exit_code() is not None)
    client.stack.revive()
    assert client.searchable([receipt["id"] for receipt in receipts])


def test_redis_frozen_under_load_delays_everything_and_loses_nothing(client: Client) -> None:
    pusher = Pusher(client, [document(n) for n in range(300)], pause=0.02)
    pusher.start()
    wait_until(lambda: len(pusher.ids) > 20)
    with frozen(pid_of(client.stack, "redis")):
        until = time.monotonic() + 5
        while time.monotonic() < until:
            begun = time.monotonic()
            answer = client.ingest.post("/v1/articles", json=document(9999))
            assert answer.status_code == 503
            assert answer.headers["Retry-After"]
            assert time.monotonic() - begun < 2
            assert client.ingest.get("/health/live").status_code == 200
    ids = pusher.finish(60)
    assert pusher.slowest < 2.5
    unknown = client.push(document(9999))  # a 503 means unknown: it may have been written
    all_searchable_once(client, [*ids, unknown["id"]], seconds=90)


def test_sigterm_under_load_ends_cleanly_within_thirty_seconds_and_nothing_is_lost(tmp_path: Path) -> None:
    documents = [document(n) for n in range(400)]
    with running_stack(tmp_path / "data", **QUICK) as client:
        ids = [receipt["id"] for receipt in client.push_all(documents)]
        wait_until(lambda: client.search(size=1)["total"]["value"] > 20)
        processes = {name: child.process for name, child in client.stack.children.items()}
        begun = time.monotonic()
        client.stack.stop()
        assert time.monotonic() - begun < 30
        # uvicorn ends what it has begun, and then by the signal itself
        clean = {"ingest": -signal.SIGTERM, "api": -signal.SIGTERM}
        assert {name: process.returncode for name, process in processes.items() if process} == {
            name: clean.get(name, 0) for name in processes
        }
    with running_stack(tmp_path / "data", **QUICK) as client:
        all_searchable_once(client, ids, seconds=90)


@pytest.mark.elasticsearch
def test_elasticsearch_away_loses_nothing_and_nothing_is_enriched_twice(tmp_path: Path, elasticsearch_url: str) -> None:
    proxy = Proxy(httpx.URL(elasticsearch_url).port or 9200)
    there = {"elasticsearch_url": f"http://127.0.0.1:{proxy.port}", "elasticsearch_index": f"away-{os.getpid()}"}
    with running_stack(tmp_path / "data", **QUICK, **there) as client:
        client.searchable([client.push(document(0))["id"]])
        proxy.cut()
        ids = [receipt["id"] for receipt in client.push_all([document(n) for n in range(200)])]
        wait_until(
            lambda: all(client.trace(id)["status"] != "accepted" for id in ids), what="enriching without an engine"
        )
        begun = time.monotonic()
        assert client.api.get("/v1/search").status_code == 503
        assert time.monotonic() - begun < 2
        proxy.restore()
        all_searchable_once(client, ids, seconds=90)
        assert all(client.events(id).count("enriched") == 1 for id in ids)
    forget_alias(elasticsearch_url, there["elasticsearch_index"])
