"""Turns at web hosts, on a real Redis."""

from __future__ import annotations

import threading
import time

import pytest

from services.ingest.fetch import HostBusy
from services.shared.hosts import Hosts
from services.shared.settings import Settings


def hosts(redis_url: str, **settings: float) -> Hosts:
    return Hosts(Settings(redis_url=redis_url, **settings), HostBusy)  # type: ignore[arg-type]


def test_never_more_than_allowed_are_at_a_host_at_once(redis_url: str) -> None:
    several = [hosts(redis_url, fetch_host_delay=0.0, fetch_host_concurrency=2) for _ in range(3)]
    lock, inside, most = threading.Lock(), 0, 0

    def visit(number: int) -> None:
        nonlocal inside, most
        with several[number % 3].turn("example.org", f"page {number}", delay=None, patience=20):
            with lock:
                inside += 1
                most = max(most, inside)
            time.sleep(0.02)
            with lock:
                inside -= 1

    threads = [threading.Thread(target=visit, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_between_two_beginnings_there_is_the_delay(redis_url: str) -> None:
    polite, begun = hosts(redis_url, fetch_host_delay=0.2), time.monotonic()
    for number in range(3):
        with polite.turn("example.org", f"page {number}", delay=None, patience=5):
            pass
    assert time.monotonic() - begun >= 0.4
    with polite.turn("example.com", "page", delay=None, patience=0):  # another host is another matter
        pass


def test_who_comes_too_early_has_a_slot_of_its_own_and_keeps_it(redis_url: str) -> None:
    polite = hosts(redis_url, fetch_host_delay=0.3)
    with polite.turn("example.org", "first", delay=None, patience=0):
        pass
    waits = []
    for who in ("second", "third", "second"):
        with pytest.raises(HostBusy) as caught, polite.turn("example.org", who, delay=None, patience=0):
            pass
        waits.append(caught.value.retry_after or 0)
    assert waits[0] <= 0.3 < waits[1] <= 0.6
    assert waits[2] <= waits[0]
    time.sleep(waits[2] + 0.01)
    with polite.turn("example.org", "second", delay=None, patience=0):
        pass


def test_a_crawl_delay_makes_it_longer(redis_url: str) -> None:
    polite = hosts(redis_url, fetch_host_delay=0.0)
    with polite.turn("example.org", "first", delay=5.0, patience=0):
        pass
    with pytest.raises(HostBusy), polite.turn("example.org", "second", delay=5.0, patience=1):
        pass
