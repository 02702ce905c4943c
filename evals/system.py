"""The whole system in a temporary folder, spoken to over real HTTP, for what only real services can show."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx

from services.local import Stack, free_port
from services.shared.settings import Settings

__all__ = ["Json", "System", "running_system"]

NDJSON = {"Content-Type": "application/x-ndjson"}
PATIENCE_SECONDS = 120.0
REFUSALS = 5
"""A text that is refused for load so often in a row is what causes the load: that is counted."""
Json = dict[str, Any]


class System:
    """A running system: `ask` never raises for what the system does wrong, so that it can be counted."""

    def __init__(self, ingest_url: str, api_url: str) -> None:
        self.ingest = ingest_url
        self.api = api_url
        self._http = httpx.Client(timeout=30)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response | None:
        """The answer; None where there was none. What is answered 503 for load is asked again, as any sender would."""
        try:
            for _ in range(REFUSALS):
                answer = self._http.request(method, url, **request)
                if answer.status_code != 503 or "retry-after" not in answer.headers:
                    break
                time.sleep(int(answer.headers["retry-after"]))
        except httpx.TransportError:
            return None
        return answer

    def push_lines(self, lines: bytes) -> list[Json] | None:
        """Push NDJSON; a receipt for each line, None where the answer is another than 200."""
        receipts: list[Json] = []
        for _ in range(REFUSALS):
            answer = self.ask("POST", f"{self.ingest}/v1/articles/bulk", content=lines, headers=NDJSON)
            if answer is None or answer.status_code != 200:
                return None
            receipts = [json.loads(line) for line in answer.text.split("\n") if line.strip()]
            refused = [one["error"]["retry_after"] for one in receipts if (one["error"] or {}).get("status") == 503]
            if not refused:
                break
            time.sleep(max(refused))
        return receipts

    def searchable(self, ids: Sequence[str]) -> dict[str, Json]:
        """Those of `ids` that become searchable in time, by id."""
        found: dict[str, Json] = {}
        deadline = time.monotonic() + PATIENCE_SECONDS
        waiting = list(ids)
        while waiting and time.monotonic() < deadline:
            for id in waiting:
                answer = self.ask("GET", f"{self.api}/v1/articles/{id}")
                if answer is not None and answer.status_code == 200:
                    found[id] = answer.json()
            waiting = [id for id in waiting if id not in found]
            if waiting:
                time.sleep(0.2)
        return found


@contextlib.contextmanager
def running_system() -> Iterator[System]:
    """Start everything, indexing with tantivy, on free ports; stop it and remove its data at the end.

    Settings of the environment are left out, for they may name a Redis or an engine that somebody uses.
    """
    for name in [name for name in os.environ if name.startswith("TIDINGS_")]:
        del os.environ[name]
    settings = Settings(ingest_port=free_port(), api_port=free_port(), workers=1)
    with (
        tempfile.TemporaryDirectory(prefix="tidings-evals-") as folder,
        Stack(settings, data_dir=Path(folder)) as stack,
        contextlib.closing(System(stack.ingest_url, stack.api_url)) as system,
    ):
        yield system
