"""`python -m bench feeds`: how fast feeds are polled, over a bare HTTP client that makes the same requests."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import orjson
import redis

from bench.feed_stub import kind_of, url_of
from bench.processes import usage
from services.ingest.feeds.options import FeedOptions
from services.local import Stack
from services.shared.feed_store import PREFIX, FeedStore
from services.shared.settings import Settings

__all__ = ["main"]

STALLED = 300.0
GOAL = 0.5
ALLOWED = 2
"""`TIDINGS_FETCH_HOST_CONCURRENCY`."""


@dataclass
class _Measured:
    """`rates`: polls a second by who polled and round; `cpu`: seconds; `memory`: MB after each round."""

    rates: dict[str, list[float]] = field(default_factory=dict)
    cpu: dict[str, list[float]] = field(default_factory=dict)
    memory: list[float] = field(default_factory=list)
    most: int = 0
    starved: int = 0

    def note(self, who: str, polls: int, seconds: float, cpu: float) -> None:
        self.rates.setdefault(who, []).append(polls / seconds)
        self.cpu.setdefault(who, []).append(cpu)


class _Stub:
    def __init__(self, port: int) -> None:
        self.port, self._http = port, httpx.Client(base_url=f"http://127.0.0.1:{port}")

    def begin(self, round_: int) -> None:
        self._http.get(f"/round/{round_}").raise_for_status()

    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = self._http.get("/counts").json()
        return found


@contextmanager
def _stub() -> Iterator[_Stub]:
    command = [sys.executable, "-m", "bench.feed_stub"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            yield _Stub(int(process.stdout.readline()))
        finally:
            process.stdin.close()  # it ends by itself


def main(arguments: list[str]) -> None:
    """Measure and print; with `--check`, fail where a goal is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench feeds", description=__doc__)
    parser.add_argument("--feeds", type=int, default=5000, help="(default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=3, help="of polls by each (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=8, help="polls at once, by each (default: %(default)s)")
    parser.add_argument("--check", action="store_true", help="fail where a goal is missed")
    given = parser.parse_args(arguments)
    measured = _Measured()
    settings = Settings(
        fetch_private_networks="127.0.0.0/8", fetch_host_delay=0.0, fetch_host_concurrency=ALLOWED,
        feed_polls=given.threads, log_level="WARNING",
    )  # fmt: skip
    with (
        tempfile.TemporaryDirectory(prefix="tidings-bench-feeds-") as folder,
        _stub() as stub,
        Stack(settings, data_dir=Path(folder), only=("scheduler",)) as stack,
    ):
        store = FeedStore.connect(Settings(redis_url=stack.redis_url, redis_timeout=10))
        ids = _add(store, given.feeds, stub.port)
        print(f"first polls of {given.feeds:,} feeds", file=sys.stderr)
        _await(stub, given.feeds)
        for round_ in range(1, given.rounds + 1):
            works = [partial(_ours, stack, stub, ids), partial(_bare, given, stub)]
            for work in works if round_ % 2 else works[::-1]:
                _rest(store)
                work(round_, measured)
            print(f"round {round_} of {given.rounds}", file=sys.stderr)
    missed = _report(given, measured)
    if given.check and missed:
        sys.exit(f"Missed: {', '.join(missed)}")


def _add(store: FeedStore, count: int, port: int) -> list[str]:
    """All feeds, due at once; what they bring at first is not measured."""
    options = FeedOptions(min_interval=7200, max_interval=7200, full_text="never")
    ids = [f"{number:026d}" for number in range(count)]
    for number, id in enumerate(ids):
        url = url_of(number, port)
        store.add(id, url, url, orjson.dumps(options.model_dump(mode="json")))
    return ids


def _await(stub: _Stub, count: int) -> dict[str, Any]:
    deadline = time.monotonic() + STALLED
    while len((counts := stub.counts())["polls"]) < count:
        if time.monotonic() > deadline:
            return counts  # what is missing was starved
        time.sleep(0.1)
    return counts


def _rest(store: FeedStore) -> None:
    """Wait for the end of all polls: one that ends after the next round began would take its feed out of it."""
    deadline = time.monotonic() + STALLED
    while any(feed.polling for feed in store.all()) and time.monotonic() < deadline:
        time.sleep(0.1)


def _ours(stack: Stack, stub: _Stub, ids: list[str], round_: int, measured: _Measured) -> None:
    process = stack.children["scheduler"].process
    assert process is not None
    stub.begin(round_)
    before, begun = usage({"scheduler": process.pid})["scheduler"].cpu, time.monotonic()
    with redis.Redis.from_url(stack.redis_url) as client:  # all at once: marking them one by one would be the limit
        client.zadd(PREFIX + "due", dict.fromkeys(ids, 0))
    counts = _await(stub, len(ids))
    seconds = time.monotonic() - begun
    after = usage({"scheduler": process.pid}, memory=True)["scheduler"]
    measured.note("scheduler", len(counts["polls"]), seconds, after.cpu - before)
    measured.memory.append(after.rss)
    measured.most = max(measured.most, counts["most"])
    measured.starved += len(ids) - len(counts["polls"])


def _bare(given: argparse.Namespace, stub: _Stub, round_: int, measured: _Measured) -> None:
    """The same requests by a client that does nothing with the answers."""
    stub.begin(round_)
    clients = [httpx.Client(timeout=15) for _ in range(given.threads)]

    def ask(thread: int) -> None:
        for number in range(thread, given.feeds, given.threads):
            headers = {"If-None-Match": '"0"'} if kind_of(number, round_) == "304" else {}
            with suppress(httpx.HTTPError):
                _ = clients[thread].get(url_of(number, stub.port), headers=headers).content

    begun, cpu = time.monotonic(), time.process_time()
    with ThreadPoolExecutor(given.threads) as pool:
        list(pool.map(ask, range(given.threads)))
    measured.note("bare client", given.feeds, time.monotonic() - begun, time.process_time() - cpu)
    for client in clients:
        client.close()


def _report(given: argparse.Namespace, measured: _Measured) -> list[str]:
    ours, bare = measured.rates["scheduler"], measured.rates["bare client"]
    ratio = statistics.median(a / b for a, b in zip(ours, bare, strict=True))
    by_cpu = sum(measured.cpu["bare client"]) / sum(measured.cpu["scheduler"])
    growth = measured.memory[-1] - measured.memory[0]
    verdicts = {
        f"polls / bare client ≥ {GOAL:g}": (ratio, ratio >= GOAL),
        "scheduler's memory grows by < 20 MB": (growth, growth < 20),
        "feeds starved = 0": (measured.starved, measured.starved == 0),
        f"at once at a host ≤ {ALLOWED}": (measured.most, measured.most <= ALLOWED),
    }
    print(f"{given.feeds:,} feeds, {given.rounds} rounds, {given.threads} threads each\n")
    for who, rates in measured.rates.items():
        spread = f"{min(rates):,.0f}–{max(rates):,.0f}"
        print(f"| {who:<40} | {statistics.median(rates):8,.0f}/s | {spread:>13} |")
    print(f"| {'polls / bare client, by CPU':<40} | {by_cpu:10.2f} |")
    print(f"| {'memory of the scheduler, MB':<40} | {json.dumps([round(one) for one in measured.memory])} |")
    for what, (value, is_met) in verdicts.items():
        print(f"| {what:<40} | {value:10.2f} | {'met' if is_met else 'MISSED'} |")
    return [what for what, (_, is_met) in verdicts.items() if not is_met]
