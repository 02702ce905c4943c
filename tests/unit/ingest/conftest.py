"""The ingest service as a real HTTP server, over an inbox in memory."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, cast

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from services.ingest.app import create_app
from services.shared.inbox import Inbox
from services.shared.settings import Settings
from tests.unit.ingest.fake_inbox import FakeHints, FakeInbox


@dataclass
class Ingest:
    port: int
    http: httpx.Client
    inbox: FakeInbox
    hints: FakeHints

    def push(self, content: Any, **options: Any) -> httpx.Response:
        """POST /v1/articles; `content` is JSON to encode, or bytes as they are."""
        how = {"content": content} if isinstance(content, bytes | str) else {"json": content}
        headers = {"content-type": "application/json"} | options.pop("headers", {})
        return self.http.post("/v1/articles", **how, headers=headers, **options)

    def receipt(self, content: Any, **options: Any) -> dict[str, Any]:
        answer = self.push(content, **options)
        assert answer.status_code == 202, answer.text
        (receipt,) = answer.json()["receipts"]
        return cast(dict[str, Any], receipt)

    def bulk(self, content: bytes | Iterator[bytes], **options: Any) -> httpx.Response:
        headers = {"content-type": "application/x-ndjson"} | options.pop("headers", {})
        return self.http.post("/v1/articles/bulk", content=content, headers=headers, **options)


@contextmanager
def served(app: FastAPI) -> Iterator[int]:
    """Serve `app` on a free port of this machine, as `python -m services.ingest` does, until the block ends."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, loop="uvloop", http="httptools", log_config=None, access_log=False, lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join(20)
        listening.close()
    assert not thread.is_alive(), "the server did not stop"


@pytest.fixture
def start() -> Iterator[Callable[..., Ingest]]:
    """Starts an ingest service with these settings; all are stopped after the test."""
    with ExitStack() as stack:

        def started(**settings: Any) -> Ingest:
            inbox, hints = FakeInbox(), FakeHints()
            stack.callback(inbox.goes_on.set)
            app = create_app(Settings(**settings), inbox=cast(Inbox, inbox), hints=hints)
            port = stack.enter_context(served(app))
            http = stack.enter_context(httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=20, trust_env=False))
            return Ingest(port, http, inbox, hints)

        yield started


@pytest.fixture
def ingest(start: Callable[..., Ingest]) -> Ingest:
    return start()
