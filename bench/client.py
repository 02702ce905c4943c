"""The clients that push and look: as light as can be, since they share the machine with what they measure."""

from __future__ import annotations

import asyncio
import http.client
import time
from collections.abc import Iterator, Sequence
from typing import Any, cast
from urllib.parse import urlsplit

import orjson

__all__ = ["Connection", "Refused", "push_concurrently"]

TIMEOUT = 60.0


class Refused(Exception):
    """A service did not take what it was sent; the text is its answer."""


class Connection:
    """One kept-alive connection to a service, for one request at a time."""

    def __init__(self, base: str) -> None:
        at = urlsplit(base)
        self._http = http.client.HTTPConnection(at.hostname or "127.0.0.1", at.port, timeout=TIMEOUT)

    def close(self) -> None:
        self._http.close()

    def push(self, document: bytes) -> str:
        """Push one JSON document; return the id it was accepted under."""
        status, body = self._ask("POST", "/v1/articles", document, "application/json")
        receipt = orjson.loads(body)["receipts"][0] if status == 202 else {}
        if receipt.get("status") != "accepted":
            raise Refused(f"{status}: {body[:300].decode(errors='replace')}")
        return str(receipt["id"])

    def push_all(self, documents: Sequence[bytes]) -> None:
        """Push as one NDJSON stream; return when each document was accepted."""
        status, body = self._ask("POST", "/v1/articles/bulk", b"\n".join(documents), "application/x-ndjson")
        accepted = body.count(b'"status":"accepted"')
        if status != 200 or accepted != len(documents):
            raise Refused(f"{status}: {accepted} of {len(documents)} accepted: {body[:300].decode(errors='replace')}")

    def searchable(self, id: str) -> bool:
        """Whether the article is found; not while the service is too busy to say."""
        status, body = self._ask("GET", f"/v1/articles/{id}")
        if status not in (200, 404, 503):
            raise Refused(f"{status}: {body[:300].decode(errors='replace')}")
        return status == 200

    def count(self) -> int:
        """How many articles are searchable; none while the service is too busy to say."""
        status, body = self._ask("GET", "/v1/search?size=1")
        if status == 503:
            return 0
        if status != 200:
            raise Refused(f"{status}: {body[:300].decode(errors='replace')}")
        return cast(int, orjson.loads(body)["total"]["value"])

    def _ask(self, method: str, path: str, body: bytes | None = None, kind: str | None = None) -> tuple[int, bytes]:
        self._http.request(method, path, body, {"Content-Type": kind} if kind else {})
        answer = self._http.getresponse()
        return answer.status, answer.read()


def push_concurrently(base: str, documents: Sequence[bytes], *, connections: int, seconds: float) -> float:
    """Push single documents over some connections for `seconds` at most; return accepted documents a second."""
    at = urlsplit(base)
    head = f"POST /v1/articles HTTP/1.1\r\nHost: {at.netloc}\r\nContent-Type: application/json\r\nContent-Length: "
    requests = [f"{head}{len(document)}\r\n\r\n".encode() + document for document in documents]

    async def push() -> float:
        loop = asyncio.get_running_loop()
        waiting, begun = iter(requests), time.monotonic()
        pushers: list[_Pusher] = []
        for _ in range(connections):
            _, pusher = await loop.create_connection(
                lambda: _Pusher(waiting, begun + seconds, loop.create_future()),
                at.hostname or "127.0.0.1",
                at.port or 80,
            )
            pushers.append(pusher)
        try:
            async with asyncio.timeout(seconds + TIMEOUT):
                await asyncio.gather(*(pusher.done for pusher in pushers))
        finally:
            for pusher in pushers:
                pusher.close()
            await asyncio.sleep(0)  # uvloop waits for ever for what is still open when it is closed
        return sum(pusher.accepted for pusher in pushers) / (time.monotonic() - begun)

    return asyncio.run(push(), loop_factory=_light_loop())


def _light_loop() -> Any:
    try:
        import uvloop  # noqa: PLC0415  where there is one
    except ImportError:
        return None
    return uvloop.new_event_loop


class _Pusher(asyncio.Protocol):
    """One connection: the next request when the answer to the last one is there, until `end`."""

    def __init__(self, requests: Iterator[bytes], end: float, done: asyncio.Future[None]) -> None:
        self._requests, self._end, self.done = requests, end, done
        self._got = b""
        self.accepted = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._next()

    def close(self) -> None:
        """Give the connection up."""
        if self._transport:
            self._transport.abort()

    def _next(self) -> None:
        assert self._transport
        request = next(self._requests, None) if time.monotonic() < self._end else None
        if request is not None:
            self._transport.write(request)
        elif not self.done.done():
            self.done.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._got += data
        head, end, body = self._got.partition(b"\r\n\r\n")
        if not end or len(body) < int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]):
            return
        self._got = b""
        if b'"status":"accepted"' in body:
            self.accepted += 1
            self._next()
        elif not self.done.done():
            self.done.set_exception(Refused(body[:300].decode(errors="replace")))

    def connection_lost(self, error: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(Refused(f"ingest closed the connection: {error}"))
