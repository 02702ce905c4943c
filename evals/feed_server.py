"""Serves rows over real HTTP, each with its own headers, and reads each as a poll does: fetched, guarded, parsed."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.polling import source_of
from services.ingest.feeds.port import Feed, NotAFeed
from services.ingest.fetch import Fetcher, FetchError
from services.shared.settings import Settings

__all__ = ["HANGS", "Reading", "Served", "reading"]

HANGS = 10.0
"""Seconds after which reading one document counts as hanging."""
_FRAMING = frozenset({"content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class Served:
    """A document to be served: its bytes, and the headers that go with them."""

    body: bytes
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of a document: a feed, a `reason` in words, or a `crash`; `url` is where it was served."""

    url: str
    seconds: float
    feed: Feed | None = None
    reason: str = ""
    crash: str = ""


@contextmanager
def reading(documents: Sequence[Served]) -> Iterator[Iterator[Reading]]:
    """Serve `documents` on loopback; the readings come one by one, in order."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1

        def do_GET(self) -> None:
            served = documents[int(self.path.strip("/"))]
            self.send_response(200)
            for name, value in served.headers.items():
                if name.lower() not in _FRAMING:
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(served.body)))
            self.end_headers()
            self.wfile.write(served.body)

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    fetcher = Fetcher(Settings(fetch_private_networks="127.0.0.1/32", fetch_proxy=None))
    try:
        base = f"http://127.0.0.1:{server.server_address[1]}"
        yield (_read(fetcher, f"{base}/{number}") for number in range(len(documents)))
    finally:
        fetcher.close()
        server.shutdown()
        server.server_close()
        thread.join()


def _read(fetcher: Fetcher, url: str) -> Reading:
    begun = time.monotonic()
    try:
        feed = read_feed(source_of(fetcher.fetch(url)))
    except (FetchError, NotAFeed) as error:
        return Reading(url, time.monotonic() - begun, reason=str(error))
    except Exception as error:  # noqa: BLE001  whatever it is, it is what is counted
        return Reading(url, time.monotonic() - begun, crash=f"{type(error).__name__}: {error}")
    return Reading(url, time.monotonic() - begun, feed=feed)
