"""A small feed of the demo's own on this machine, that gains an item while Tidings reads it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.sax.saxutils import escape

from rich.table import Table
from rich.text import Text

from services.cli.client import Client, path_id
from services.cli.terminal import Failure, aside, clean, out

__all__ = ["NETWORK", "DemoFeed", "serving_feed", "show_feed"]

NETWORK = "127.0.0.1/32"
"""What the guard must open for it, and nothing else."""
EVERY = 2.0
SECONDS = 60.0
_ITEMS = (
    (
        "Night ferry to Stranraer sails again",
        "The night ferry sails again after a winter in the yard. “We missed the lights of the harbour,” "
        "said its captain, Moira Sinclair, in Belfast on Friday.",
    ),
    (
        "Lighthouse at Corsewall is open to visitors",
        "The lighthouse opens its doors on Saturday, the Northern Lighthouse Board said in Edinburgh.",
    ),
)


class DemoFeed:
    """An RSS feed at `url`; `publish` adds its next item and returns its title."""

    def __init__(self) -> None:
        self._published: list[tuple[str, str, str]] = []
        feed = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                body = feed.document()
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}/feed.xml"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def publish(self) -> str:
        """Add an item."""
        title, text = _ITEMS[len(self._published)]
        self._published.append((title, text, format_datetime(datetime.now(UTC))))
        return title

    def document(self) -> bytes:
        """The feed as it is now."""
        items = "".join(
            f"<item><title>{escape(title)}</title><link>https://demo.invalid/{number}</link>"
            f"<pubDate>{at}</pubDate><description>{escape(text)}</description></item>"
            for number, (title, text, at) in enumerate(self._published, 1)
        )
        return f'<rss version="2.0"><channel><title>The Demo Courier</title>{items}</channel></rss>'.encode()

    def close(self) -> None:
        """Serve no more."""
        self._server.shutdown()
        self._server.server_close()


@contextmanager
def serving_feed() -> Iterator[DemoFeed]:
    """A feed on a free port of this machine, with one item."""
    feed = DemoFeed()
    feed.publish()
    try:
        yield feed
    finally:
        feed.close()


def show_feed(client: Client, feed: DemoFeed) -> None:
    """Have the system read `feed`, publish an item while it does, and print what became of it and how soon."""
    every = {"min_interval": EVERY, "max_interval": EVERY}
    client.call("POST", "/v1/feeds", json={"url": feed.url, "full_text": "never", **every})
    with aside().status("Reading a feed…"):
        _wait_for(client, _ITEMS[0][0])
        title, begun = feed.publish(), time.monotonic()
        id = _wait_for(client, title)
        seconds = time.monotonic() - begun
    console = out()
    console.print(
        Text.assemble(
            ("\nA feed          ", "bold"),
            f"a new item was searchable {seconds:.1f} s after it was published",
            (f"   {feed.url}, read every {EVERY:g} s", "dim"),
        )
    )
    table = Table.grid(padding=(0, 2))
    table.add_row(Text("  " + title, "bold"))
    for event in client.get(f"/v1/articles/{path_id(id)}/trace")["events"]:
        at = str(event["at"])[11:23]
        table.add_row(Text(f"  {at}  {clean(event['event'])}", "dim"), Text(clean(event.get("detail") or ""), "dim"))
    console.print(table)


def _wait_for(client: Client, title: str) -> str:
    return _until(lambda: _found(client, title), f"“{title}” did not come through the feed within {SECONDS:g} s.")


def _found(client: Client, title: str) -> str | None:
    hits = client.get("/v1/search", {"q": f'"{title}"', "size": 1})["hits"]
    return str(hits[0]["article"]["id"]) if hits else None


def _until(asked: Callable[[], str | None], failure: str) -> str:
    deadline = time.monotonic() + SECONDS
    while (found := asked()) is None:
        if time.monotonic() > deadline:
            raise Failure(failure)
        time.sleep(0.05)
    return found
