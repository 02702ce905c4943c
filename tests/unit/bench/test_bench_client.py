"""The clients of `make bench`, against a small server that answers as ingest does."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bench.client import Connection, Refused, push_concurrently


class _Ingest(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("bulk"):
            receipts = [
                b'{"status":"rejected"}' if line == b"bad" else b'{"status":"accepted"}' for line in body.split()
            ]
            self._answer(200, b"\n".join(receipts))
        else:
            status = b"rejected" if body == b"bad" else b"accepted"
            self._answer(202, b'{"receipts":[{"id":"%b","status":"%b"}]}' % (body, status))

    def do_GET(self) -> None:
        self._answer(
            *{"/v1/articles/there": (200, b"{}"), "/v1/articles/busy": (503, b"{}")}.get(self.path, (404, b"{}"))
        )

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def base() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Ingest) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_pushes_over_several_connections_are_counted(base: str) -> None:
    assert push_concurrently(base, [b"one", b"two", b"three", b"four"], connections=2, seconds=5) > 0


def test_a_refused_push_ends_the_measurement(base: str) -> None:
    with pytest.raises(Refused):
        push_concurrently(base, [b"one", b"bad"], connections=1, seconds=5)
    connection = Connection(base)
    with pytest.raises(Refused):
        connection.push(b"bad")
    with pytest.raises(Refused, match="1 of 2 accepted"):
        connection.push_all([b"good", b"bad"])
    connection.close()


def test_an_article_is_not_searchable_while_it_is_missing_or_nobody_can_say(base: str) -> None:
    connection = Connection(base)
    assert connection.push(b"there") == "there"
    assert [connection.searchable(id) for id in ("there", "missing", "busy")] == [True, False, False]
    connection.close()
