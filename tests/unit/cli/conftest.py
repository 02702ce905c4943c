"""A small service that answers as it is told, for commands to talk to over real HTTP."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from typer.testing import CliRunner, Result

from services.cli.app import app


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes


Answer = tuple[int, Any] | tuple[int, Any, dict[str, str]]


@dataclass
class Service:
    """Answers `METHOD /path` with what `answers` has for it: (status, JSON or bytes[, headers]), or a function."""

    url: str = ""
    answers: dict[str, Answer | Callable[[Asked], Answer]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/health/live":
            return 200, {"status": "ok"}
        self.asked.append(asked)
        said = self.answers.get(f"{asked.method} {asked.path}", problem(404, "There is nothing here."))
        return said(asked) if callable(said) else said


def problem(status: int, detail: str, errors: list[dict[str, str]] | None = None, **more: Any) -> Answer:
    """An answer as the services give it for an error."""
    body = {"type": "about:blank", "title": "No", "status": status, "detail": detail, "errors": errors or [], **more}
    headers = {"Retry-After": str(more["retry_after"])} if "retry_after" in more else {}
    return status, body, headers


@pytest.fixture
def service() -> Iterator[Service]:
    """A service on its own port; its `answers` are the test's to fill."""
    fake = Service()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one packet an answer: two would wait for an acknowledgement in between

        def respond(self) -> None:
            parts = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            headers = {name.lower(): value for name, value in self.headers.items()}
            asked = Asked(self.command, parts.path, parse_qs(parts.query), headers, body)
            status, value, *more = fake.answer(asked)
            content = b"" if value is None else value if isinstance(value, bytes) else json.dumps(value).encode()
            self.send_response(status)
            for name, text in (more[0] if more else {}).items():
                self.send_header(name, text)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_DELETE = respond

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        fake.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield fake
        server.shutdown()
        thread.join()


Tidings = Callable[..., Result]


@pytest.fixture
def tidings(service: Service, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Tidings:
    """Runs `tidings` with these arguments against the fake service; its state lies in `tmp_path / "state"`."""
    for name in ("TIDINGS_API_KEY", "TIDINGS_API_KEYS", "TIDINGS_API_PORT"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TIDINGS_API_URL", service.url)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("COLUMNS", "120")

    def run(*arguments: str, input: str | bytes | None = None) -> Result:
        return CliRunner().invoke(app, list(arguments), input=input)

    return run
