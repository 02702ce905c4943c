"""A stub of many news sites on loopback, half of which misbehave; it notes what was published and who asked when."""

from __future__ import annotations

import random
import socket
import struct
import threading
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

__all__ = ["FeedSite", "StubFeed"]

KEPT = 60
"""A feed shows its newest items; so many are never published while it is not read."""
IN_A_ROW = 3
"""A misbehaving feed does so at most as often in a row, so that the test ends."""


@dataclass
class StubFeed:
    """Feed number `number`, on a host of its own; every tenth shares its items with the next one."""

    number: int
    port: int
    misbehaves: bool
    items: list[tuple[str, str, datetime]] = field(default_factory=list)
    polled: list[float] = field(default_factory=list)
    bad_in_a_row: int = 0

    @property
    def host(self) -> str:
        return f"127.1.{self.number // 200}.{self.number % 200 + 1}"

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}/{self.number}/feed.xml"

    def publish(self, link: str, title: str) -> None:
        self.items.append((link, title, datetime.now(UTC)))

    def document(self) -> bytes:
        """The feed as RSS."""
        items = "".join(
            f"<item><title>{title}</title><link>{link}</link><guid>{link}</guid><pubDate>{format_datetime(at)}</pubDate>"
            f"<description>{title}: the council of the town said so on Monday.</description></item>"
            for link, title, at in self.items[-KEPT:]
        )
        head = f"<title>Stub {self.number}</title>"
        return f'<?xml version="1.0"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


class _Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    site: FeedSite

    def do_GET(self) -> None:
        with suppress(OSError, ValueError), self.site.visiting(self.headers["Host"]):
            number, _, rest = self.path.strip("/").partition("/")
            if not number.isdecimal():
                self.send(404, b"nothing here")
            elif rest == "feed.xml":
                self.feed(self.site.feeds[int(number)])
            else:
                self.page(self.path)

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def page(self, path: str) -> None:
        title = self.site.titles.get(path)
        if title is None:
            self.send(404, b"no such page")
            return
        text = " ".join(f"Sentence {n} of the whole story of {title}, as the town heard it." for n in range(8))
        html = f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1><p>{text}</p></article></body>"
        self.send(200, html.encode(), Content_Type="text/html")

    def feed(self, feed: StubFeed) -> None:
        feed.polled.append(time.monotonic())
        if feed.misbehaves and self.site.chaos and feed.bad_in_a_row < IN_A_ROW and random.random() < 0.6:
            feed.bad_in_a_row += 1
            random.choice(MISDEEDS)(self, feed)
            return
        feed.bad_in_a_row = 0
        body = feed.document()
        etag = f'"{len(feed.items)}"'
        if self.headers["If-None-Match"] == etag:
            self.send(304, b"", ETag=etag)
        else:
            self.send(200, body, ETag=etag, Content_Type="application/rss+xml")

    def log_message(self, *_: Any) -> None:
        pass


def _reset(answer: _Answer, _feed: StubFeed) -> None:
    answer.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    answer.connection.close()
    answer.close_connection = True


def _greet(answer: _Answer, _feed: StubFeed) -> None:
    answer.wfile.write(b"SSH-2.0-OpenSSH_9.9\r\n")


def _half(answer: _Answer, feed: StubFeed) -> None:
    body = feed.document()
    answer.send_response(200)
    answer.send_header("Content-Length", str(len(body)))
    answer.end_headers()
    answer.wfile.write(body[: len(body) // 2])
    answer.close_connection = True


def _drip(answer: _Answer, _feed: StubFeed) -> None:
    answer.send_response(200)
    answer.end_headers()
    for _ in range(25):
        answer.wfile.write(b" ")
        time.sleep(0.1)
    answer.close_connection = True


def _endless(answer: _Answer, _feed: StubFeed) -> None:
    answer.send_response(200)
    answer.end_headers()
    answer.close_connection = True
    for _ in range(400):
        answer.wfile.write(bytes(65536))


MISDEEDS: tuple[Callable[[_Answer, StubFeed], None], ...] = (
    lambda answer, _: answer.send(500, b"oops"),
    lambda answer, _: answer.send(404, b"not now"),
    lambda answer, _: answer.send(403, b"no", Server="cloudflare"),
    lambda answer, _: answer.send(429, b"", Retry_After="1"),
    lambda answer, _: answer.send(503, b"", Retry_After="1"),
    lambda answer, _: answer.send(200, b""),
    lambda answer, _: answer.send(200, b"<html><body>Please log in</body></html>", Content_Type="text/html"),
    lambda answer, _: answer.send(200, b"\x1f\x8b\x08broken", Content_Encoding="gzip"),
    lambda answer, _: answer.send(200, b"\x8b\x03\x80", Content_Encoding="br"),
    lambda answer, _: answer.send(302, b"", Location=answer.path),
    lambda answer, feed: answer.send(200, feed.document()[:-60] + b"<item><title>&broken <", Content_Type="text/xml"),
    lambda answer, _: answer.send(304, b""),
    _greet,
    _reset,
    _half,
    _drip,
    _endless,
)
"""What a misbehaving feed may do instead of answering."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, *_: object) -> None:
        """Whoever was killed while asking is no error."""


class FeedSite:
    """`count` feeds; `published` is every item's link and title; `most` the most requests a host ever had at once."""

    def __init__(self, count: int) -> None:
        self.chaos = True
        self.titles: dict[str, str] = {}
        self.published: dict[str, str] = {}
        self.most = 0
        self._now: defaultdict[str, int] = defaultdict(int)
        self._lock = threading.Lock()
        handler = type("Handler", (_Answer,), {"site": self})
        self._server = _Server(("0.0.0.0", 0), handler)
        port = self._server.server_address[1]
        self.feeds = [StubFeed(number, port, misbehaves=number % 2 == 1) for number in range(count)]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def visiting(self, host: str) -> _Visit:
        return _Visit(self, host)

    def publish(self, feed: StubFeed) -> None:
        """A new item in `feed`; of every tenth feed also in the next one."""
        number = len(self.published)
        path, title = f"/{feed.number}/item/{number}", f"Town council decides matter m{number}x"
        link = f"http://{feed.host}:{feed.port}{path}"
        self.titles[path] = title
        self.published[link] = title
        feed.publish(link, title)
        if feed.number % 10 == 0 and feed.number + 1 < len(self.feeds):
            self.feeds[feed.number + 1].publish(link, title)

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class _Visit:
    def __init__(self, site: FeedSite, host: str) -> None:
        self._site, self._host = site, host

    def __enter__(self) -> None:
        self._count(1)

    def __exit__(self, *_: object) -> None:
        self._count(-1)

    def _count(self, change: int) -> None:
        site = self._site
        with site._lock:
            site._now[self._host] += change
            site.most = max(site.most, site._now[self._host])
