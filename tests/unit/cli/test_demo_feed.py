"""The demo's own feed: one that Tidings can read, and that gains an item while it is read."""

from __future__ import annotations

import httpx
import pytest

from services.cli import demo_feed
from services.cli.client import Client
from services.cli.terminal import Failure
from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.port import Source
from tests.unit.cli.conftest import Answer, Asked, Service

EVENTS = [{"at": "2026-11-20T08:00:01.250Z", "event": "indexed", "detail": "version 1"}]


def titles(feed: demo_feed.DemoFeed) -> list[str | None]:
    return [item.title for item in read_feed(Source(httpx.get(feed.url).content, feed.url)).items]


def test_the_feed_can_be_read_and_grows_by_an_item() -> None:
    with demo_feed.serving_feed() as feed:
        assert len(titles(feed)) == 1
        title = feed.publish()
        assert titles(feed)[1:] == [title]


def test_the_demo_shows_how_soon_an_item_is_found_and_its_trace(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    def found(asked: Asked) -> Answer:
        (title,) = asked.query["q"]
        hits = [{"article": {"id": "id1"}}] if title.strip('"') in titles(feed) else []
        return 200, {"hits": hits}

    service.answers["POST /v1/feeds"] = 201, {"feed": {}}
    service.answers["GET /v1/search"] = found
    service.answers["GET /v1/articles/id1/trace"] = 200, {"id": "id1", "status": "indexed", "events": EVENTS}
    with demo_feed.serving_feed() as feed, Client(service.url) as client:
        demo_feed.show_feed(client, feed)
    shown = capsys.readouterr().out
    for words in ("was searchable", "Lighthouse at Corsewall", "08:00:01.250", "indexed"):
        assert words in shown


def test_an_item_that_never_comes_is_a_failure(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo_feed, "SECONDS", 0.0)
    service.answers["POST /v1/feeds"] = 201, {"feed": {}}
    service.answers["GET /v1/search"] = 200, {"hits": []}
    with (
        demo_feed.serving_feed() as feed,
        Client(service.url) as client,
        pytest.raises(Failure, match="did not come through the feed"),
    ):
        demo_feed.show_feed(client, feed)
