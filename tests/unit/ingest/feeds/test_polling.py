"""One poll of a feed, with a store in memory and answers made up: what is kept, and when it comes again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import orjson
import pytest

from services.ingest.feeds.handing import Handing
from services.ingest.feeds.options import FeedOptions, FeedState
from services.ingest.feeds.polling import Poller
from services.ingest.fetch import Fetched, FetchFailed, HostBusy
from services.shared.article import rfc3339
from services.shared.feed_store import StoredFeed
from services.shared.inbox import Accepted, Offer

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FEED = """<rss version="2.0"><channel><title>Site</title>{wishes}
<item><title>One</title><link>https://site.example/1</link><description>First words.</description></item>
<item><title>Two</title><link>https://site.example/2</link><description>Second words.</description></item>
</channel></rss>"""


class Store:
    def __init__(self) -> None:
        self.finished: dict[str, Any] = {}
        self.known: dict[str, bytes] = {}

    def finish(self, id: str, owner: str, **how: Any) -> bool:  # noqa: ARG002
        self.finished = how
        self.known |= how.get("seen") or {}
        return True

    def seen(self, id: str) -> dict[str, bytes]:  # noqa: ARG002
        return dict(self.known)

    def first_feeds(self, id: str, articles: Sequence[str]) -> list[str]:
        return [id for _ in articles]


class Taking:
    """An inbox with room for `room` documents."""

    def __init__(self, room: int = 1000) -> None:
        self.room, self.offers = room, list[Offer]()

    def accept(self, offers: Sequence[Offer]) -> tuple[list[Accepted], bool]:
        outcomes = []
        for offer in offers:
            fits = len(self.offers) < self.room
            self.offers += [offer] if fits else []
            outcomes.append(Accepted("accepted", 1, 1) if fits else Accepted("full", None, None))
        return outcomes, False

    def amend(self, changes: Sequence[tuple[str, bytes]]) -> list[bool]:
        return [True for _ in changes]


def answer(status: int = 200, body: str = "", **headers: str) -> Fetched:
    sent: Mapping[str, str] = {name.replace("_", "-"): value for name, value in headers.items()}
    return Fetched(status, "https://site.example/f", None, sent, body.encode(), "text/xml", None, 0.1, len(body))


class Polled:
    """A feed that is polled again and again; `asked` is what the last fetch was given."""

    def __init__(self, **options: Any) -> None:
        self.store, self.inbox, self.asked = Store(), Taking(), dict[str, Any]()
        self.options, self.state, self.now = FeedOptions(**options), FeedState(), NOW

    def poll(self, answered: Fetched | Exception) -> dict[str, Any] | None:
        def fetch(url: str, **how: Any) -> Fetched:  # noqa: ARG001
            self.asked = how
            if isinstance(answered, Exception):
                raise answered
            return answered

        hints: Any = SimpleNamespace(send=lambda *_: None)
        store: Any = self.store
        poller = Poller(
            store, fetch, Handing(store, self.inbox, hints, most=500), now=lambda: self.now, chance=lambda: 0.5
        )
        options = orjson.dumps(self.options.model_dump(mode="json"))
        state = self.state.model_dump_json().encode()
        line = poller.poll(StoredFeed("f", "https://site.example/f", options, state, None, 0, 0, True), "me")
        if self.store.finished.get("state"):
            self.state = FeedState.model_validate_json(self.store.finished["state"])
        return line

    @property
    def wait(self) -> float:
        return float(self.store.finished["wait"])


def line_of(poll: dict[str, Any] | None) -> dict[str, Any]:
    assert poll is not None
    return poll


def test_items_are_handed_on_once_and_validators_are_sent_back() -> None:
    feed = Polled()
    assert line_of(feed.poll(answer(body=FEED, etag='"1"', last_modified="Fri")))["new"] == 2
    assert [offer.channel for offer in feed.inbox.offers] == ["feed:f", "feed:f"]
    line = line_of(feed.poll(answer(body=FEED + "<!-- changed -->", etag='"2"')))
    assert (line["items"], line["new"]) == (2, 0)
    assert (feed.asked["etag"], feed.asked["last_modified"]) == ('"1"', "Fri")
    assert len(feed.inbox.offers) == 2
    feed.poll(answer(304))
    assert feed.asked["etag"] == '"2"'


def test_an_answer_that_changed_nothing_still_renews_its_validators() -> None:
    feed = Polled()
    feed.poll(answer(body=FEED, etag='"1"'))
    assert line_of(feed.poll(answer(body=FEED, etag='"2"')))["reason"] == "the same as before"
    assert feed.state.etag == '"2"'


def test_where_the_inbox_was_full_the_rest_is_read_again_soon_and_nothing_twice() -> None:
    feed = Polled()
    feed.inbox.room = 1
    line = line_of(feed.poll(answer(body=FEED, etag='"1"')))
    assert "inbox is full" in line["reason"]
    assert (feed.wait < 60, feed.state.etag) == (True, None)
    feed.inbox.room = 10
    assert line_of(feed.poll(answer(body=FEED, etag='"1"')))["new"] == 1
    assert feed.asked["etag"] is None


def test_changed_options_have_the_feed_read_anew() -> None:
    feed = Polled(exclude=[{"words": ["two"], "fields": ["title"]}])
    assert line_of(feed.poll(answer(body=FEED, etag='"1"')))["new"] == 1
    feed.options = FeedOptions()
    assert line_of(feed.poll(answer(body=FEED, etag='"1"')))["new"] == 1
    assert feed.asked["etag"] is None


@pytest.mark.parametrize(
    ("wishes", "headers", "least"),
    [
        ("<ttl>120</ttl>", {}, 7200),
        ("", {"cache_control": "public, max-age=5400"}, 5400),
        ("", {"retry_after": "4000"}, 4000),
        ("<skipHours><hour>12</hour><hour>13</hour></skipHours>", {}, 7200),
    ],
)
def test_what_the_feed_and_its_server_ask_for_is_heeded(wishes: str, headers: dict[str, str], least: float) -> None:
    feed = Polled(min_interval=60)
    feed.poll(answer(body=FEED.format(wishes=wishes), **headers))
    assert least * 0.95 <= feed.wait <= least * 1.2


def test_failures_are_told_and_wait_longer_each_time_within_bounds() -> None:
    feed = Polled(min_interval=300, max_interval=86_400)
    waits = []
    for _ in range(12):
        line = line_of(feed.poll(FetchFailed("certificate expired", "certificate")))
        assert line["reason"] == "certificate expired"
        waits.append(feed.wait)
    assert waits[0] < waits[1] < waits[2]
    assert max(waits) <= 86_400 * 1.5
    assert (feed.state.status, feed.state.failures) == ("failing", 12)
    feed.poll(answer(body=FEED))
    assert (feed.state.status, feed.state.failures, feed.state.reason) == ("ok", 0, None)


def test_a_server_that_asks_for_time_gets_it() -> None:
    feed = Polled()
    feed.poll(answer(429, retry_after="7200"))
    assert feed.wait >= 7200
    assert feed.state.reason == "429 Too Many Requests"


def test_a_block_by_a_guard_is_told_by_name() -> None:
    feed = Polled()
    assert line_of(feed.poll(answer(403, server="cloudflare")))["reason"] == "403 from Cloudflare"


def test_a_feed_that_fails_for_a_month_is_paused_and_says_so() -> None:
    feed = Polled()
    feed.state = FeedState(failures=20, failing_since=rfc3339(NOW - timedelta(days=31)), status="failing")
    feed.poll(answer(404))
    assert feed.store.finished["paused"] == "it failed for a month, at last with: 404 Not Found"


def test_a_feed_that_is_gone_ends() -> None:
    feed = Polled()
    feed.poll(answer(410))
    assert "410 Gone" in feed.store.finished["paused"]
    assert feed.state.status == "ended"


def test_a_busy_host_is_no_failure() -> None:
    feed = Polled()
    assert feed.poll(HostBusy("site.example", 3.0)) is None
    assert feed.store.finished == {"wait": 3.0}


def test_of_a_feed_with_ten_thousand_items_the_newest_are_taken_and_the_old_wait_behind_the_news() -> None:
    feed = Polled()
    item = "<item><title>N{n}</title><link>https://site.example/{n}</link><pubDate>{at}</pubDate></item>"
    items = "".join(
        item.format(n=n, at=(NOW - timedelta(hours=n)).strftime("%a, %d %b %Y %H:%M:%S GMT")) for n in range(2000)
    )
    line = line_of(feed.poll(answer(body=f"<rss version='2.0'><channel>{items}</channel></rss>")))
    assert (line["items"], line["new"]) == (2000, 500)
    assert line["reason"] == "1500 older than the 500 newest left out"
    assert {offer.lane for offer in feed.inbox.offers[:40]} == {"live"}
    assert {offer.lane for offer in feed.inbox.offers[60:]} == {"bulk"}


def test_a_feed_is_asked_as_often_as_it_has_news_within_its_bounds() -> None:
    feed = Polled(min_interval=300, max_interval=7200)
    item = "<item><title>N{n}</title><link>https://site.example/{n}</link><pubDate>{at}</pubDate></item>"

    def every(hours: float) -> str:
        moments = [(NOW - timedelta(hours=hours * n)).strftime("%a, %d %b %Y %H:%M:%S GMT") for n in range(10)]
        parts = "".join(item.format(n=n, at=at) for n, at in enumerate(moments))
        return f"<rss version='2.0'><channel>{parts}</channel></rss>"

    feed.poll(answer(body=every(1)))
    assert feed.wait == pytest.approx(1800, rel=0.06)
    feed.poll(answer(body=every(0.01)))
    assert feed.wait == pytest.approx(300, rel=0.06)
    feed.poll(answer(body=every(100)))
    assert feed.wait == pytest.approx(7200, rel=0.06)


def test_the_items_of_a_feed_of_low_priority_wait_behind_the_live_news() -> None:
    feed = Polled(priority="low")
    feed.poll(answer(body=FEED))
    assert [offer.lane for offer in feed.inbox.offers] == ["bulk", "bulk"]


def test_a_host_that_is_busy_for_long_is_asked_again_within_the_feeds_interval() -> None:
    feed = Polled(min_interval=300)
    feed.poll(HostBusy("site.example", 7200.0))
    assert feed.store.finished == {"wait": 300.0}
