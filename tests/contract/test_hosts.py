"""Turns at web hosts, on a real Redis."""

from __future__ import annotations

import socket
import threading
import time

import pytest
import redis

from services.ingest.fetch import Fetcher, HostBusy
from services.shared.hosts import Hosts
from services.shared.settings import Settings
from tests.security.hostile import serving


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


def shift_clock(redis_url: str, seconds: float) -> None:
    """Have all that is kept look as if Redis's clock had been put on by `seconds` since."""
    with redis.Redis.from_url(redis_url) as client:
        for key in client.scan_iter("tidings:host:*"):
            if client.type(key) == b"zset":
                kept = dict(client.zrange(key, 0, -1, withscores=True))
                client.zadd(key, {one: score - seconds * 1000 for one, score in kept.items()})
            elif numbers := (client.get(key) or b"").split():
                client.set(key, " ".join(str(int(number) - int(seconds * 1000)) for number in numbers))
            elif seconds > 0:
                client.delete(key)  # a mark that ended meanwhile


def crowd(polite: Hosts, count: int) -> list[float]:
    """How long each of `count` callers is told to wait; 0 for whose turn it was."""
    waits = []
    for number in range(count):
        try:
            with polite.turn("example.org", f"page {number}", delay=None, patience=0):
                waits.append(0.0)
        except HostBusy as busy:
            waits.append(busy.retry_after or 0.0)
    return waits


def test_a_clock_that_is_put_back_by_hours_keeps_nobody_from_a_host(redis_url: str) -> None:
    polite = hosts(redis_url, fetch_host_delay=1.0)
    crowd(polite, 5)
    shift_clock(redis_url, -3 * 3600)
    assert max(crowd(polite, 5)) <= 10


def test_slots_that_were_missed_in_a_pause_or_a_jump_of_the_clock_are_no_leave_to_come_all_at_once(
    redis_url: str,
) -> None:
    polite = hosts(redis_url, fetch_host_delay=1.0)
    crowd(polite, 20)
    shift_clock(redis_url, 300)
    assert crowd(polite, 20).count(0.0) == 1


def test_those_who_wait_for_a_crowded_host_ask_ten_times_a_second_together(redis_url: str) -> None:
    crowded = hosts(redis_url, fetch_host_delay=0.0, fetch_host_concurrency=1)
    with crowded.turn("crowded.example", "first", delay=None, patience=0):
        waits = []
        for number in range(20):
            with (
                pytest.raises(HostBusy) as caught,
                crowded.turn("crowded.example", f"feed {number}", delay=None, patience=0),
            ):
                pass
            waits.append(caught.value.retry_after or 0)
    assert waits == pytest.approx([0.1 * number for number in range(1, 21)])


def test_a_page_that_redirects_on_its_own_host_is_one_visit(redis_url: str) -> None:
    """A turn for each redirect would send whoever comes back for the second one through the first again, for ever."""

    def answer(connection: socket.socket, request: str) -> None:
        moved = b"HTTP/1.1 301 Moved\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n"
        connection.sendall(moved if " / " in request else b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    settings = Settings(redis_url=redis_url, fetch_private_networks="127.0.0.0/8", fetch_host_delay=30.0)
    fetcher = Fetcher(settings, turns=Hosts(settings, HostBusy))
    with serving(answer, "127.0.0.81") as port:
        assert fetcher.fetch(f"http://127.0.0.81:{port}/", patience=0).body == b"ok"
        with pytest.raises(HostBusy):
            fetcher.fetch(f"http://127.0.0.81:{port}/another", patience=0)
    fetcher.close()
