"""A running Tidings for the tests: real processes through `services.local.Stack`, and a small client that waits."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from services.local import Stack, free_port
from services.shared.settings import Settings

__all__ = ["Client", "running_stack", "wait_until"]

Json = dict[str, Any]


def wait_until(holds: Callable[[], Any], *, seconds: float = 60, what: str = "it") -> Any:
    """Ask again and again, and return the first true answer."""
    deadline = time.monotonic() + seconds
    while not (answer := holds()):
        assert time.monotonic() < deadline, f"{what} did not come to be within {seconds:g} s"
        time.sleep(0.05)
    return answer


class Client:
    """Speaks to both services as a user does."""

    def __init__(self, stack: Stack) -> None:
        self.stack = stack
        self.ingest = httpx.Client(base_url=stack.ingest_url, timeout=20)
        self.api = httpx.Client(base_url=stack.api_url, timeout=20)

    def close(self) -> None:
        self.ingest.close()
        self.api.close()

    def push(self, document: Json, **parameters: str) -> Json:
        """Push one document; return its receipt."""
        answer = self.ingest.post("/v1/articles", json=document, params=parameters)
        assert answer.status_code == 202, answer.text
        receipt: Json = answer.json()["receipts"][0]
        return receipt

    def push_all(self, documents: Iterable[Json]) -> list[Json]:
        """Push as NDJSON; return a receipt for each."""
        body = "".join(json.dumps(document) + "\n" for document in documents)
        answer = self.ingest.post(
            "/v1/articles/bulk", content=body.encode(), headers={"Content-Type": "application/x-ndjson"}
        )
        assert answer.status_code == 200, answer.text
        return [json.loads(line) for line in answer.text.splitlines()]

    def article(self, id: str) -> Json | None:
        """The article, or None while it is not searchable."""
        answer = self.api.get(f"/v1/articles/{id}")
        assert answer.status_code in (200, 404), answer.text
        return answer.json() if answer.status_code == 200 else None

    def searchable(self, ids: Sequence[str], *, seconds: float = 90, version: int | None = None) -> list[Json]:
        """Wait until all of `ids` (in that version) are searchable; return the articles."""

        def found(id: str) -> Json | None:
            article = self.article(id)
            return article if article and version in (None, article["version"]) else None

        deadline = time.monotonic() + seconds
        return [wait_until(lambda id=id: found(id), seconds=max(1, deadline - time.monotonic()), what=id) for id in ids]

    def search(self, **parameters: Any) -> Json:
        """Search; return the answer."""
        answer = self.api.get("/v1/search", params=parameters)
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def trace(self, id: str) -> Json:
        """What happened to an article so far."""
        answer = self.ingest.get(f"/v1/articles/{id}/trace")
        assert answer.status_code == 200, answer.text
        found: Json = answer.json()
        return found

    def events(self, id: str) -> list[str]:
        """The names of the events in an article's trace."""
        return [event["event"] for event in self.trace(id)["events"]]


@contextmanager
def running_stack(folder: Path, *, environment: dict[str, str] | None = None, **settings: Any) -> Iterator[Client]:
    """Start everything in `folder` on free ports, with these settings; stop it at the end."""
    settings = {"ingest_port": free_port(), "api_port": free_port(), "workers": 1, **settings}
    with Stack(Settings(**settings), data_dir=folder, environment=environment) as stack:
        client = Client(stack)
        try:
            yield client
        finally:
            client.close()
