"""`python -m bench.search`: how long twelve typical searches take over HTTP, beside the same query of the bare engine.

For each number of articles the index is written anew through the port, with articles of the generated corpus whose
entities, places and groups are made up cheaply. Calls and bare queries alternate, so that a drift cancels out.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import itertools
import json
import multiprocessing
import statistics
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import uvicorn

from bench.corpus import generate
from bench.results import quantile
from bench.running import forget_settings
from services.api.app import create_app
from services.api.parameters import read_query
from services.local import free_port
from services.shared.article import Article, Duplicate, Entity, Keyword, Language, Place, Publisher
from services.shared.search import matching as m
from services.shared.search import open_index
from services.shared.search.elasticsearch_search import body_of, terms, time_sort_of
from services.shared.search.fields import COLLAPSES, FACETS, SCHEMA_VERSION
from services.shared.search.port import Put
from services.shared.search.tantivy_index import TantivyIndex
from services.shared.settings import Settings

SIZES = (1_000, 10_000, 100_000)
BATCH = 500
FIRST = datetime(2024, 1, 1, tzinfo=UTC)
CALLS: dict[str, dict[str, str]] = {
    "newest": {},
    "a word": {"q": "minister"},
    "two words": {"q": "minister said"},
    "a question": {"q": "what did the minister say about the new law", "operator": "or"},
    "a phrase": {"q": '"the government"'},
    "a prefix": {"q": "govern*"},
    "in the headline": {"q": "headline:minister"},
    "filtered": {"q": "minister", "person": "Person 7", "published_after": "2024-01-10"},
    "by time": {"q": "minister", "sort": "-published_at"},
    "with facets": {"q": "minister", "facets": "person,place,publisher,language"},
    "a place": {"q": "place:city", "country": "C3"},
    "collapsed": {"q": "government", "collapse": "duplicates"},
}


def article(number: int) -> Article:
    """Article `number` of the generated corpus, enriched without a model."""
    fields = generate(1, 1, start=number)[0]
    publisher = fields.get("publisher") or "The Bench"
    name = publisher if isinstance(publisher, str) else publisher.get("name")
    people = [Entity(id=f"p{n}", type="person", name=f"Person {n}", count=2, salience=0.3) for n in _some(number, 500)]
    cities = [Entity(id=f"c{n}", type="place", name=f"City {n}", count=1, salience=0.1) for n in _some(number, 300)]
    moment = FIRST + timedelta(minutes=number)
    return Article(
        id=f"bench-{number}", version=1, revision=1, received_at=moment, published_at=moment,
        headline=fields["headline"], body=fields["body"], language=Language(code="en", confidence=1.0),
        publisher=Publisher(name=name), entities=(*people, *cities), word_count=len(fields["body"].split()),
        places=tuple(
            Place(entity_id=city.id, name=city.name, kind="city", country=f"C{int(city.id[1:]) % 9}", count=1)
            for city in cities
        ),
        keywords=tuple(Keyword(text=f"topic {n}", score=0.5) for n in _some(number, 1000)),
        duplicate=Duplicate(group_id=f"g{number if number % 20 else number // 40}", kind="original"),
    )  # fmt: skip


def _some(number: int, of: int) -> list[int]:
    """Five numbers under `of`, small ones more often."""
    return sorted({(number * 7919 * (n + 1) + n * 104_729) % of * ((number + n) % 7 + 1) // 7 for n in range(5)})


def fill(settings: Settings, count: int) -> None:
    """Write `count` articles."""
    index = open_index(settings, writer=True)
    index.prepare()
    for batch in itertools.batched(range(count), BATCH):
        outcomes = index.write([Put(article(number)) for number in batch])
        if any(outcome.status != "done" for outcome in outcomes):
            sys.exit(f"bench: not written: {outcomes[0]}")
    index.close()


def _serve(settings: Settings) -> None:
    uvicorn.run(create_app(settings), port=settings.api_port, log_config=None, access_log=False)


@contextlib.contextmanager
def serving(settings: Settings) -> Iterator[http.client.HTTPConnection]:
    """A connection to the search service in a process of its own."""
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(settings,), daemon=True)
    process.start()
    connection = http.client.HTTPConnection("127.0.0.1", settings.api_port, timeout=30)
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


def ask(connection: http.client.HTTPConnection, method: str, path: str, body: bytes | None = None) -> bytes:
    """The body of an answer of status 200."""
    connection.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    answer = connection.getresponse()
    said = answer.read()
    if answer.status != 200:
        sys.exit(f"bench: {path} answered {answer.status}: {said[:300]!r}")
    return said


def bare(settings: Settings, parameters: dict[str, str]) -> Callable[[], object]:
    """The query of a call, asked of the engine alone: hits with their stored JSON, count, facets."""
    query = m.settled(read_query(parameters.items()))
    text, filters = m.text_condition(query), m.filter_conditions(query)
    facets = [FACETS[name].name for name in query.facets]
    if settings.elasticsearch_url:
        sort = ["_score", {"tie": "asc"}] if query.sort == "relevance" else time_sort_of(*m.time_sort(query))
        collapse = {"collapse": {"field": COLLAPSES[query.collapse]}} if query.collapse else {}
        aggs = {"aggs": {name: terms(name, 20) for name in facets}} if facets else {}
        body = {
            "query": body_of(text, filters), "size": query.size + 1, "sort": sort, "track_total_hits": True,
            "_source": True, **collapse, **aggs,
        }  # fmt: skip
        where = urllib.parse.urlsplit(settings.elasticsearch_url)
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        packed, path = json.dumps(body).encode(), f"/{settings.elasticsearch_index}/_search"
        return lambda: ask(connection, "POST", path, packed)
    reading = TantivyIndex(settings.data_dir / "index")._reading()
    assert reading is not None
    held = m.text_condition(query, reading.languages)

    def run() -> object:
        found = reading.of(m.All((held or m.Everything(), *filters)))
        by_score = query.sort == "relevance"
        rows = found.by_score(query.size + 1) if by_score else found.by_time(*m.time_sort(query), query.size + 1)
        return found.total(), [reading.json(row.address) for row in rows], found.values(dict.fromkeys(facets, 20))

    return run


def measure(settings: Settings, times: int) -> dict[str, tuple[list[float], list[float]]]:
    """For each call, the seconds it took over HTTP and of the bare engine."""
    taken: dict[str, tuple[list[float], list[float]]] = {}
    with serving(settings) as connection:
        for name, parameters in CALLS.items():
            path = f"/v1/search?{urllib.parse.urlencode(parameters)}"
            query = bare(settings, parameters)
            ways: tuple[Callable[[], object], ...] = (lambda path=path: ask(connection, "GET", path), query)  # type: ignore[misc]
            for _ in range(3):
                for way in ways:
                    way()
            taken[name] = ([], [])
            for n in range(times):
                for which in (0, 1) if n % 2 else (1, 0):
                    begun = time.perf_counter()
                    ways[which]()
                    taken[name][which].append(time.perf_counter() - begun)
    return taken


def main() -> None:
    """Write, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench.search", description=__doc__)
    parser.add_argument("--articles", type=int, action="append", help=f"how many (repeatable; default: {SIZES})")
    parser.add_argument("--elasticsearch", metavar="URL", help="measure it too")
    parser.add_argument("--times", type=int, default=50, help="each call is made (default: %(default)s)")
    given = parser.parse_args()
    forget_settings()
    urls = [None, given.elasticsearch] if given.elasticsearch else [None]
    for count, url in itertools.product(given.articles or SIZES, urls):
        with tempfile.TemporaryDirectory(prefix="tidings-bench-") as folder:
            name = f"bench-{uuid.uuid4().hex[:8]}"
            settings = Settings(
                data_dir=Path(folder), api_port=free_port(), elasticsearch_url=url, elasticsearch_index=name
            )
            fill(settings, count)
            try:
                if url:
                    _elasticsearch(url, "POST", f"/{name}/_refresh")
                report(f"{'elasticsearch' if url else 'tantivy'}, {count:,} articles", measure(settings, given.times))
            finally:
                if url:
                    _elasticsearch(url, "DELETE", f"/{name}-v{SCHEMA_VERSION}")


def _elasticsearch(url: str, method: str, path: str) -> None:
    where = urllib.parse.urlsplit(url)
    with contextlib.closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)) as connection:
        connection.request(method, path)
        connection.getresponse().read()


def report(title: str, taken: dict[str, tuple[list[float], list[float]]]) -> None:
    """Print one table, in milliseconds."""
    print(f"\n{title}\n{'':18}{'HTTP p50':>10}{'p95':>8}{'bare p50':>10}{'p95':>8}{'p50 ratio':>11}{'p95 ratio':>11}")
    ratios = []
    for name, ways in taken.items():
        (p50, p95), (bare50, bare95) = ((statistics.median(way) * 1e3, quantile(way, 0.95) * 1e3) for way in ways)
        ratios.append(p50 / bare50)
        print(f"{name:18}{p50:10.1f}{p95:8.1f}{bare50:10.1f}{bare95:8.1f}{ratios[-1]:11.2f}{p95 / bare95:11.2f}")
    print(f"{'median ratio':18}{statistics.median(ratios):47.2f}", flush=True)


if __name__ == "__main__":
    main()
