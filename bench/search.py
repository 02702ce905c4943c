"""`python -m bench.search`: how long twelve typical searches take over HTTP, beside the same query of the bare engine.

For each number of articles two indexes are written: ours, through the port, and that of somebody who uses the engine by
itself (`bench.bare_tantivy`, `bench.bare_elasticsearch`), whose answers have hits, count, facets and snippets too, and
go over HTTP too. Both are asked in turn, so that a drift cancels out.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import multiprocessing
import statistics
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import uvicorn

from bench import bare_tantivy
from bench.bare_elasticsearch import BareElasticsearch
from bench.bare_tantivy import BareTantivy
from bench.results import p50_p95
from bench.running import forget_settings
from bench.search_calls import CALLS, article
from services.api.app import create_app
from services.local import free_port
from services.shared.article import Article
from services.shared.search import open_index
from services.shared.search.fields import SCHEMA_VERSION
from services.shared.search.port import Put
from services.shared.settings import Settings

SIZES = (1_000, 10_000, 100_000)
BATCH = 500
PAUSE = 0.04
"""Seconds before each call, so that what the one before still has to do is not counted in it."""
Ways = Mapping[str, Callable[[], object]]
"""How a call is made: `HTTP`, ours; `bare`, the engine's; `engine`, the same in this process, where there is such."""


def batches(count: int) -> Iterator[list[Article]]:
    """The first `count` articles."""
    for numbers in itertools.batched(range(count), BATCH):
        yield [article(number) for number in numbers]


def fill(settings: Settings, count: int) -> None:
    """Write `count` articles through the port."""
    index = open_index(settings, writer=True)
    index.prepare()
    for batch in batches(count):
        outcomes = index.write([Put(one) for one in batch])
        if any(outcome.status != "done" for outcome in outcomes):
            sys.exit(f"bench: not written: {outcomes[0]}")
    index.close()


def _serve(settings: Settings) -> None:
    app = create_app(settings)
    uvicorn.run(app, port=settings.api_port, loop="uvloop", http="httptools", log_config=None, access_log=False)


@contextlib.contextmanager
def serving(port: int, serve: Callable[..., None], *given: Any) -> Iterator[http.client.HTTPConnection]:
    """A connection to what `serve(*given)` serves in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=serve, args=given, daemon=True)
    process.start()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        for _ in range(600):
            with contextlib.suppress(OSError):
                connection.connect()
                break
            time.sleep(0.1)
        yield connection
    finally:
        connection.close()
        process.terminate()
        process.join()


def ask(connection: http.client.HTTPConnection, path: str) -> bytes:
    """The body of an answer of status 200."""
    connection.request("GET", path)
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        sys.exit(f"bench: {path} answered {answer.status}: {said[:300]!r}")
    return said


def asking(connection: http.client.HTTPConnection, path: str, parameters: Mapping[str, str]) -> Callable[[], bytes]:
    """The request of a call, ready to be sent again and again."""
    target = f"{path}?{urllib.parse.urlencode(parameters)}"
    return lambda: ask(connection, target)


def measure(ways: Ways, times: int) -> dict[str, list[float]]:
    """The seconds that each way took, in turn."""
    for _ in range(5):
        for way in ways.values():
            way()
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for n in range(times):
        for name in list(ways) if n % 2 else reversed(list(ways)):
            time.sleep(PAUSE)
            begun = time.perf_counter()
            ways[name]()
            taken[name].append(time.perf_counter() - begun)
    return taken


def on_tantivy(folder: Path, count: int, times: int) -> dict[str, dict[str, list[float]]]:
    """Fill a folder, unless it is filled, and measure all calls."""
    settings = Settings(data_dir=folder, api_port=free_port())
    bare = BareTantivy(folder / "bare")
    filled = folder / f"filled-v{SCHEMA_VERSION}"
    if not filled.exists():
        fill(settings, count)
        bare.fill(batches(count))
        filled.touch()
    bare.open()
    port = free_port()
    with (
        serving(settings.api_port, _serve, settings) as ours,
        serving(port, bare_tantivy.serve, folder / "bare", port) as theirs,
    ):
        return {
            call: measure(
                {
                    "HTTP": asking(ours, "/v1/search", parameters),
                    "bare": asking(theirs, "/", {"call": call}),
                    "engine": partial(bare.answer, call),
                },
                times,
            )
            for call, parameters in CALLS.items()
        }


def on_elasticsearch(url: str, name: str, count: int, times: int, keep: bool) -> dict[str, dict[str, list[float]]]:
    """The same in indexes of this name."""
    settings = Settings(api_port=free_port(), elasticsearch_url=url, elasticsearch_index=name)
    made, bare = BareElasticsearch(url, f"{name}-v{SCHEMA_VERSION}"), BareElasticsearch(url, f"{name}-bare")
    try:
        if not (made.there() and bare.there()):
            fill(settings, count)
            bare.fill(batches(count))
            time.sleep(1.5)  # ours is refreshed every second
        with serving(settings.api_port, _serve, settings) as ours:
            return {
                call: measure({"HTTP": asking(ours, "/v1/search", parameters), "bare": bare.prepared(call)}, times)
                for call, parameters in CALLS.items()
            }
    finally:
        if not keep:
            made.delete()
            bare.delete()


def report(title: str, taken: Mapping[str, Mapping[str, list[float]]]) -> None:
    """Print one table, in milliseconds."""
    print(
        f"\n{title}\n{'':18}{'HTTP p50':>10}{'p95':>8}{'bare p50':>10}{'p95':>8}{'engine':>8}{'p50 ratio':>11}", end=""
    )
    print(f"{'p95':>8}")
    everything = {way: [one for ways in taken.values() for one in ways[way]] for way in ("HTTP", "bare")}
    ratios = []
    for name, ways in {**taken, "all twelve": everything}.items():
        (p50, p95), (bare50, bare95) = p50_p95(ways["HTTP"]), p50_p95(ways["bare"])
        engine = f"{statistics.median(ways['engine']) * 1e3:.1f}" if "engine" in ways else ""
        ratios.append(p50 / bare50)
        print(
            f"{name:18}{p50:10.1f}{p95:8.1f}{bare50:10.1f}{bare95:8.1f}{engine:>8}{ratios[-1]:11.2f}{p95 / bare95:8.2f}"
        )
    print(f"{'median ratio':18}{statistics.median(ratios[:-1]):55.2f}", flush=True)


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--articles", type=int, action="append", help=f"how many (repeatable; default: {SIZES})")
    parser.add_argument("--elasticsearch", metavar="URL", help="measure it too")
    parser.add_argument("--only-elasticsearch", action="store_true", help="and it alone")
    parser.add_argument("--times", type=int, default=50, help="each call is made (default: %(default)s)")
    parser.add_argument("--keep", metavar="FOLDER", type=Path, help="keep the indexes, and use them again")
    given = parser.parse_args()
    forget_settings()
    for count in given.articles or SIZES:
        if not given.only_elasticsearch:
            with tempfile.TemporaryDirectory(prefix="tidings-bench-") as folder:
                where = given.keep / str(count) if given.keep else Path(folder)
                report(f"tantivy, {count:,} articles", on_tantivy(where, count, given.times))
        if given.elasticsearch:
            name = f"bench-{count}" if given.keep else f"bench-{uuid.uuid4().hex[:8]}"
            taken = on_elasticsearch(given.elasticsearch, name, count, given.times, given.keep is not None)
            report(f"elasticsearch, {count:,} articles", taken)


if __name__ == "__main__":
    main()
