"""`python -m bench.feed_stub`: thousands of feeds on loopback in one process; prints its port.

`/round/N` begins round N, `/counts` answers what it saw since then: polls by feed, and the most at once at a host.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections import Counter, defaultdict

__all__ = ["kind_of", "url_of"]

HOSTS = 1000
ITEMS = 3
MISDEEDS = ("500", "404", "reset", "empty", "page", "half", "slow", "429")


def url_of(number: int, port: int) -> str:
    """The URL of feed `number`: they are spread over a thousand hosts."""
    host = number % HOSTS
    return f"http://127.2.{host // 200}.{host % 200 + 1}:{port}/{number}"


def kind_of(number: int, round_: int) -> str:
    """What feed `number` does in a round: 70 of 100 a 304, 25 a 200 (every other one with a new item), 5 fail."""
    place = (number * 7919 + round_ * 31) % 100
    if round_ == 0 or 70 <= place < 82:
        return "new" if round_ else "first"
    return "304" if place < 70 else "same" if place < 95 else MISDEEDS[(number // 100 + place) % len(MISDEEDS)]


def _document(number: int, items: int) -> bytes:
    parts = "".join(
        f"<item><title>Item {n} of feed {number}</title><link>https://f{number}.example/{n}</link>"
        f"<description>What the council of town {number} decided in its meeting number {n}.</description></item>"
        for n in range(items, max(0, items - 20), -1)
    )
    return f'<rss version="2.0"><channel><title>Feed {number}</title>{parts}</channel></rss>'.encode()


class _Site:
    """What all connections share."""

    def __init__(self) -> None:
        self.round = 0
        self.items: defaultdict[int, int] = defaultdict(lambda: ITEMS)
        self.begin(0)

    def begin(self, round_: int) -> None:
        self.round, self.polls, self.most = round_, Counter[int](), 0
        self.now: Counter[str] = Counter()


class _Connection(asyncio.Protocol):
    def __init__(self, site: _Site) -> None:
        self._site, self._head = site, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._host = transport.get_extra_info("sockname")[0]

    def data_received(self, data: bytes) -> None:
        self._head += data
        while b"\r\n\r\n" in self._head:
            head, _, self._head = self._head.partition(b"\r\n\r\n")
            self._answer(head.split(b" ", 2)[1].decode().strip("/"))

    def _answer(self, path: str) -> None:
        site = self._site
        if path.startswith("round/"):
            site.begin(int(path[6:]))
            self._send(b"200 OK", b"{}")
        elif path == "counts":
            self._send(b"200 OK", json.dumps({"polls": site.polls, "most": site.most}).encode())
        else:
            site.now[self._host] += 1
            site.most = max(site.most, site.now[self._host])
            number = int(path)
            site.polls[number] += 1
            delay = 0.3 if kind_of(number, site.round) == "slow" else 0.002  # so that what is at once is seen
            asyncio.get_running_loop().call_later(delay, self._poll, number)

    def _poll(self, number: int) -> None:
        site, kind = self._site, kind_of(number, self._site.round)
        site.now[self._host] -= 1
        site.items[number] += kind == "new"
        etag = b'ETag: "%d"\r\n' % site.items[number]
        match kind:
            case "304":
                self._send(b"304 Not Modified", b"", etag)
            case "first" | "new" | "same":
                self._send(
                    b"200 OK", _document(number, site.items[number]), b"Content-Type: application/rss+xml\r\n" + etag
                )
            case "reset":
                self._transport.abort()
            case "half":
                self._transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n<rss")
                self._transport.close()
            case "page":
                self._send(b"200 OK", b"<html><body>Please log in</body></html>", b"Content-Type: text/html\r\n")
            case "empty" | "slow":
                self._send(b"200 OK", b"")
            case "429":
                self._send(b"429 Too Many Requests", b"", b"Retry-After: 3600\r\n")
            case status:
                self._send(status.encode() + b" No", b"oops")

    def _send(self, status: bytes, body: bytes, headers: bytes = b"") -> None:
        length = b"" if status.startswith(b"304") else b"Content-Length: %d\r\n" % len(body)
        self._transport.write(b"HTTP/1.1 %s\r\n%s%s\r\n%s" % (status, headers, length, body))


async def _serve() -> None:
    site = _Site()
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(site), "0.0.0.0", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)  # until whoever started it is gone
    server.close()


if __name__ == "__main__":
    asyncio.run(_serve())
