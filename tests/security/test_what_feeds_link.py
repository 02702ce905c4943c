"""What a hostile feed or sitemap links is polled and fetched for real, and leads to no address of this machine."""

from __future__ import annotations

import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import escape

import orjson
import pytest

from services.ingest.feeds.options import FeedOptions
from services.ingest.feeds.reader import Reader
from services.ingest.fetch import Fetcher
from services.ingest.page_worker import PageWorker
from services.ingest.scheduler import make_poller
from services.shared.feed_store import FeedStore
from services.shared.inbox import Inbox
from services.shared.settings import Settings
from tests.security.hostile import Canary, canary, serving
from tests.security.spellings import ELSEWHERE, LOOPBACK

HOME = "127.0.0.77"
"""The one address that is opened, to serve feeds from."""


class Reading:
    """A scheduler's poll and a fetcher's work, in this process, on a real Redis."""

    def __init__(self, redis_url: str) -> None:
        self.settings = Settings(
            redis_url=redis_url, fetch_private_networks=f"{HOME}/32", fetch_connect_seconds=2, fetch_seconds=5,
            fetch_host_delay=0.0, max_attempts=1, log_level="ERROR",
        )  # fmt: skip
        self.store, self.inbox = FeedStore.connect(self.settings), Inbox.connect(self.settings)
        self.fetcher, self.reader = Fetcher(self.settings), Reader()

    def send(self, stage: str = "enrich") -> None:
        """Hints lead nowhere here."""

    def poll(self, url: str) -> dict[str, object]:
        """Add the feed and poll it; the line of history."""
        id, options = uuid.uuid4().hex[:26], FeedOptions(full_text="always")
        self.store.add(id, url, url, orjson.dumps(options.model_dump(mode="json")))
        (stored,) = self.store.claim("test", 1, 60)
        poller = make_poller(self.settings, self.store, self.inbox, self, self.fetcher, reader=self.reader, patience=0)
        line = poller.poll(stored, "test")
        assert line is not None
        return line

    def fetch_pages(self) -> int:
        """Do what a fetcher does until nothing waits; how many pages it attended to."""
        worker, count = PageWorker.connect(self.settings, self.fetcher), 0
        while done := worker.work():
            count += done
        return count

    def why(self, id: str) -> list[str]:
        """What the trace says of an article's fetching."""
        trace = self.inbox.trace(id)
        return [event["detail"] for event in trace.events if event["event"] == "fetched"] if trace else []


@pytest.fixture
def reading(redis_url: str) -> Iterator[Reading]:
    found = Reading(redis_url)
    yield found
    found.fetcher.close()
    found.reader.close()


@pytest.fixture
def bird() -> Iterator[Canary]:
    with canary() as listening:
        with socket.create_connection(("127.0.0.1", listening.port)):
            pass
        assert listening.connections, "the canary does not hear"
        yield listening


@contextmanager
def site(document: str) -> Iterator[str]:
    """Serve `document` as XML; its URL."""
    body = document.encode()

    def answer(connection: socket.socket, _request: str) -> None:
        head = b"HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nContent-Length: %d\r\n\r\n" % len(body)
        connection.sendall(head + body)

    with serving(answer, HOME) as port:
        yield f"http://{HOME}:{port}/feed.xml"


def rss(links: list[str]) -> str:
    items = "".join(f"<item><title>No {n}</title><link>{escape(one)}</link></item>" for n, one in enumerate(links))
    return f"<rss version='2.0'><channel><title>Hostile</title>{items}</channel></rss>"


def atom(links: list[str]) -> str:
    entries = "".join(
        f"<entry><title>No {n}</title><id>{n}</id><link href='{escape(one, quote=True)}'/></entry>"
        for n, one in enumerate(links)
    )
    return f"<feed xmlns='http://www.w3.org/2005/Atom'><title>Hostile</title>{entries}</feed>"


def sitemap(links: list[str]) -> str:
    news = "<news:news><news:title>No {n}</news:title></news:news>"
    urls = "".join(f"<url><loc>{escape(one)}</loc>{news.format(n=n)}</url>" for n, one in enumerate(links))
    namespaces = "xmlns='http://www.sitemaps.org/schemas/sitemap/0.9' xmlns:news='http://www.google.com/schemas/sitemap-news/0.9'"
    return f"<urlset {namespaces}>{urls}</urlset>"


@pytest.mark.parametrize("kind", [rss, atom, sitemap])
def test_no_item_of_a_feed_or_sitemap_leads_to_this_machine(
    kind: Callable[[list[str]], str], reading: Reading, bird: Canary
) -> None:
    links = [f"http://{host}:{bird.port}/item/{number}" for number, host in enumerate(LOOPBACK)]
    assert len(links) >= 60
    with site(kind(links)) as url:
        line = reading.poll(url)
    fetched = reading.fetch_pages()
    assert line["items"] == len(links) or kind is sitemap  # what is no URL is no entry of a sitemap
    assert fetched >= 40  # the others have a link that is no URL, and so no page
    assert bird.connections == []


def test_the_reason_stands_in_the_trace_of_each_item(reading: Reading) -> None:
    links = [f"http://{host}/latest/meta-data/{number}" for number, host in enumerate(ELSEWHERE)]
    with site(rss(links)) as url:
        line = reading.poll(url)
    assert line["new"] == len(links)
    reading.fetch_pages()
    (stored,) = reading.store.all()
    reasons = [reading.why(id) for id in reading.store.seen(stored.id)]
    assert len(reasons) == len(links)
    for said in reasons:
        assert len(said) == 1
        assert "without its page" in said[0]
        assert "not an address on the public internet" in said[0]


def test_no_sitemap_of_an_index_leads_to_this_machine(reading: Reading, bird: Canary) -> None:
    for number, host in enumerate(LOOPBACK):
        entry = f"<sitemap><loc>{escape(f'http://{host}:{bird.port}/{number}.xml')}</loc></sitemap>"
        with site(f"<sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{entry}</sitemapindex>") as url:
            line = reading.poll(url)
        assert (line["new"], line["items"]) == (0, 0), host
        assert line["reason"] or "://" not in host
    assert bird.connections == []


def test_no_hub_that_a_feed_names_leads_to_this_machine(reading: Reading, bird: Canary) -> None:
    reading.settings = reading.settings.model_copy(update={"websub_url": "https://news.example.org/"})
    for host in LOOPBACK:
        hub = f"<atom:link rel='hub' href='{escape(f'http://{host}:{bird.port}/hub', quote=True)}'/>"
        channel = f"<channel xmlns:atom='http://www.w3.org/2005/Atom'><title>Hostile</title>{hub}</channel>"
        with site(f"<rss version='2.0'>{channel}</rss>") as url:
            assert reading.poll(url)["status"] == 200
    assert bird.connections == []
