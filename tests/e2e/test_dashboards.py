"""Twenty dashboards look on while articles arrive: every answer is whole, and no count is ever wrong."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from itertools import cycle
from typing import Any

import httpx
import pytest

from tests.stack import Client

DASHBOARDS = 20
TOWNS = ("Bergen", "Valparaíso", "Nairobi", "Lviv")
NDJSON = {"Content-Type": "application/x-ndjson"}
ARCHIVE = {"tag": "onlookers"}
Json = dict[str, Any]


def document(number: int) -> Json:
    """An article of its own: every word pair in it is nobody else's, so that none is a copy."""
    town, words = TOWNS[number % 4], " ".join(f"w{number}x{n}" for n in range(30))
    return {
        "source_id": f"onlooked-{number}",
        "publisher": f"The {town} Gazette",
        "headline": f"Report {number} from {town}",
        "body": f"The harbour of {town} is open. {words}.",
        "language": "en",
        "tags": ["onlookers"],
        "published_at": f"2024-09-{1 + number % 28:02}T08:00:00Z",
    }


def counted(counts: list[Json]) -> int:
    """All of them together."""
    return sum(one["count"] for one in counts)


VIEW: dict[str, tuple[Json, Callable[[Json], int]]] = {
    "/v1/search": ({"facets": "language"}, lambda said: counted(said["facets"]["language"])),
    "/v1/timeline": ({"interval": "day"}, lambda said: counted(said["buckets"])),
    "/v1/facets": ({"facets": "publisher"}, lambda said: counted(said["facets"]["publisher"])),
    "/v1/compare": ({"q": ["harbour", "report"]}, lambda said: said["queries"][1]["total"]["value"]),
    "/v1/places": ({}, lambda said: counted([one["properties"] for one in said["features"]])),
}
"""What a dashboard asks, and the number of articles by another count than `total`: each has one language, and so on."""
FURTHER: dict[str, Json] = {
    "/v1/stories": {"least": "1"},
    "/v1/graph": {},
    "/v1/trending": {},
    "/v1/entities": {"q": "ber"},
}


async def asked(http: httpx.AsyncClient, path: str, parameters: Json) -> Json:
    """The answer; asked again where the service says that it has too much to do now."""
    for _ in range(20):
        answer = await http.get(path, params=parameters | ARCHIVE)
        if answer.status_code != 503:
            break
        await asyncio.sleep(int(answer.headers["retry-after"]))
    assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
    said: Json = answer.json()
    return said


class Watched:
    """How far the archive is: what every answer must lie between."""

    def __init__(self) -> None:
        self.pushed = 0
        """Begun to be pushed: no answer counts more."""
        self.seen = 0
        """Counted by an answer that is here: none that is asked from now on counts less."""
        self.further = cycle(FURTHER.items())
        """One of these is asked with each look."""


async def look(http: httpx.AsyncClient, watched: Watched) -> None:
    """One dashboard's calls, one after the other."""
    for path, (parameters, count) in VIEW.items():
        before = watched.seen
        said = await asked(http, path, parameters)
        total = (said["queries"][0] if path == "/v1/compare" else said)["total"]
        assert total["relation"] == "eq"
        for value in (total["value"], count(said)):  # on Elasticsearch, of moments that may be a little apart
            assert before <= value <= watched.pushed, f"{path}: {value} of {before} to {watched.pushed}"
        watched.seen = max(watched.seen, total["value"])
    await asked(http, *next(watched.further))


async def watch(http: httpx.AsyncClient, watched: Watched, articles: int) -> None:
    """A dashboard that is looked at until everything is there, and once more."""
    while watched.seen < articles:
        await look(http, watched)
    await look(http, watched)


async def arrive(ingest: httpx.AsyncClient, watched: Watched, articles: int, at_once: int) -> None:
    """Push in small batches, the next when some of the last is searchable."""
    for start in range(0, articles, at_once):
        numbers = range(start, min(articles, start + at_once))
        watched.pushed = numbers.stop
        body = "".join(json.dumps(document(number)) + "\n" for number in numbers)
        answer = await ingest.post("/v1/articles/bulk", content=body.encode(), headers=NDJSON)
        assert {json.loads(line)["status"] for line in answer.text.splitlines()} == {"accepted"}
        while watched.seen < start:
            await asyncio.sleep(0.01)


async def all_of_it(client: Client, articles: int, at_once: int) -> int:
    """Articles arrive and dashboards look on; how many articles were counted in the end."""
    limits = httpx.Limits(max_connections=DASHBOARDS)
    watched = Watched()
    async with (
        httpx.AsyncClient(base_url=client.stack.api_url, timeout=60, limits=limits) as http,
        httpx.AsyncClient(base_url=client.stack.ingest_url, timeout=60) as ingest,
        asyncio.TaskGroup() as tasks,
    ):
        tasks.create_task(arrive(ingest, watched, articles, at_once))
        for _ in range(DASHBOARDS):
            tasks.create_task(watch(http, watched, articles))
    return watched.seen


def test_twenty_dashboards_count_right_while_articles_arrive(client: Client) -> None:
    assert asyncio.run(all_of_it(client, articles=40, at_once=20)) == 40


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_twenty_dashboards_count_right_while_many_articles_arrive(client: Client) -> None:
    assert asyncio.run(all_of_it(client, articles=3000, at_once=50)) == 3000
