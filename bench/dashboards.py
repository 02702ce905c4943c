"""`python -m bench.dashboards`: what ten open dashboards wait for while fifty articles a second arrive.

A dashboard is the page "Now", and a search beside it: eight calls at once, again every six seconds, as a browser makes
them. One alone is timed on a quiet system first, then the crowd while articles are pushed one by one at their pace, on
the same system. Fifty a second is more than two cores enrich: what waits meanwhile is told too.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import httpx

from bench.client import Connection, Refused
from bench.corpus import encode, generate
from bench.engines import ENGINES, Engine, available
from bench.measurements import Stalled, push_until_searchable
from bench.results import p50_p95
from bench.running import forget_settings, running
from services.local import Stack

REST = 6.0
"""Seconds between two looks: how long the page waits before it counts anew what has arrived."""
LONGEST_WAIT = 600.0
CALLS: dict[str, dict[str, str | int]] = {
    "/v1/search": {"sort": "-received_at", "collapse": "duplicates", "size": 20},
    "/v1/search?q=": {"q": "minister", "facets": "person,place,publisher,language", "collapse": "duplicates"},
    "/v1/stories": {"size": 4, "sort": "growth"},
    "/v1/trending": {"size": 8, "min_count": 2, "collapse": "duplicates"},
    "/v1/facets": {"facets": "person,organization,place", "size": 6, "collapse": "duplicates"},
    "/v1/places": {"collapse": "duplicates"},
    "/v1/timeline": {"interval": "day", "collapse": "duplicates"},
    "/v1/pipeline": {},
}


@dataclass
class Waited:
    """By call the seconds to its answer, and how many answers were none (503 and the like)."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: {call: [] for call in CALLS})
    failed: dict[str, int] = field(default_factory=lambda: dict.fromkeys(CALLS, 0))

    async def look(self, http: httpx.AsyncClient) -> None:
        """All calls of one dashboard, at once."""
        await asyncio.gather(*(self._ask(http, call) for call in CALLS))

    async def _ask(self, http: httpx.AsyncClient, call: str) -> None:
        begun = time.perf_counter()
        answer = await http.get(call.partition("?")[0], params=CALLS[call])
        if answer.status_code == 200:
            self.seconds[call].append(time.perf_counter() - begun)
        else:
            self.failed[call] += 1


class Arriving(threading.Thread):
    """Pushes documents one by one, `rate` a second, for as long as it is told to."""

    def __init__(self, stack: Stack, pushes: Sequence[bytes], rate: float) -> None:
        super().__init__(daemon=True)
        self._stack, self._pushes, self._rate = stack, pushes, rate
        self._over = threading.Event()
        self.accepted, self.refused, self.seconds = 0, 0, 0.0

    def run(self) -> None:
        ingest, begun = Connection(self._stack.ingest_url), time.monotonic()
        for n, push in enumerate(self._pushes):
            if self._over.wait(max(0.0, begun + n / self._rate - time.monotonic())):
                break
            try:
                ingest.push(push)
                self.accepted += 1
            except Refused:  # too much is waiting already: what a client sends again later
                self.refused += 1
        self.seconds = time.monotonic() - begun
        ingest.close()

    def stop(self) -> None:
        self._over.set()
        self.join()


async def watched(stack: Stack, dashboards: int, seconds: float) -> Waited:
    """`dashboards` of them for so long, each begun at a time of its own."""
    waited, end = Waited(), time.monotonic() + seconds

    async def sit(number: int) -> None:
        await asyncio.sleep(REST * number / dashboards)
        async with httpx.AsyncClient(base_url=stack.api_url, timeout=30) as http:
            while time.monotonic() < end:
                begun = time.monotonic()
                await waited.look(http)
                await asyncio.sleep(max(0.0, begun + REST - time.monotonic()))

    await asyncio.gather(*(sit(number) for number in range(dashboards)))
    return waited


def measure(engine: Engine, folder: Path, given: argparse.Namespace) -> None:
    """Both on one system; prints a table."""
    with running(engine, folder) as stack:
        push_until_searchable(stack, encode(generate(1, given.before), "before"))
        asyncio.run(watched(stack, 1, REST))  # what is asked for the first time is looked up for labels
        alone = asyncio.run(watched(stack, 1, given.seconds))
        api, before = Connection(stack.api_url), given.before
        arriving = Arriving(stack, encode(generate(2, int(given.rate * given.seconds * 2)), "new"), given.rate)
        arriving.start()
        crowd = asyncio.run(watched(stack, given.dashboards, given.seconds))
        arriving.stop()
        there, ended = max(0, api.count() - before), time.monotonic()
        report(engine, alone, crowd, given)
        while api.count() < before + arriving.accepted:
            if time.monotonic() > ended + LONGEST_WAIT:
                raise Stalled(f"not all articles were searchable after {LONGEST_WAIT:.0f} s")
            time.sleep(0.5)
        rates = arriving.accepted / arriving.seconds, there / arriving.seconds
        print(
            f"{rates[0]:.1f} articles/s accepted, {arriving.refused} refused; {rates[1]:.1f} searchable; "
            f"{arriving.accepted - there} waited, and were {time.monotonic() - ended:.0f} s later",
            flush=True,
        )


def report(engine: Engine, alone: Waited, crowd: Waited, given: argparse.Namespace) -> None:
    """Print a table, in milliseconds."""
    print(f"\n{engine.name}, {given.before:,} articles and {given.rate:g} a second, {given.dashboards} dashboards")
    print(f"{'':18}{'alone p50':>10}{'p95':>8}{'crowd p50':>11}{'p95':>8}{'ratio':>8}{'calls':>8}{'failed':>8}")
    ratios = []
    for call, seconds in crowd.seconds.items():
        if not (seconds and alone.seconds[call]):
            print(f"{call:18}{'not answered':>37}{'':8}{len(seconds):8}{crowd.failed[call]:8}")
            continue
        (one50, one95), (many50, many95) = p50_p95(alone.seconds[call]), p50_p95(seconds)
        ratios.append(many50 / one50)
        print(
            f"{call:18}{one50:10.1f}{one95:8.1f}{many50:11.1f}{many95:8.1f}{ratios[-1]:8.2f}"
            f"{len(seconds):8}{crowd.failed[call]:8}"
        )
    if ratios:
        print(f"{'median ratio':18}{statistics.median(ratios):45.2f}")


def main() -> None:
    """Measure each engine, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.dashboards", description=__doc__)
    add = parser.add_argument
    add("--engine", choices=ENGINES, action="append", help="this one alone (repeatable)")
    add("--dashboards", type=int, default=10, help="open at once (default: %(default)s)")
    add("--rate", type=float, default=50.0, help="articles a second (default: %(default)s)")
    add("--seconds", type=float, default=60.0, help="with the crowd (default: %(default)s)")
    add("--before", type=int, default=1000, help="articles that are there already (default: %(default)s)")
    given = parser.parse_args()
    settings, tell = forget_settings(), partial(print, file=sys.stderr)
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-bench-")))
        for engine in available(stack, given.engine or ENGINES, settings, tell=tell, skipped=tell):
            measure(engine, folder, given)


if __name__ == "__main__":
    main()
