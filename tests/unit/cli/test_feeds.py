"""What `tidings feeds` makes of the answers: a feed by id, URL or words, and each poll's reason once."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Service, Tidings

ID, OTHER = "qopz5ofgi4buiiodell6ykuueq", "7xz4rj42j6dqltcp6rlnelivtq"


def feed(id: str, url: str, **more: object) -> dict[str, object]:
    about = {"title": None, "status": "ok", "reason": None, "next_poll_at": None, "last_new_at": None}
    return {"id": id, "url": url, **about, **more}


def list_feeds(service: Service, *feeds: dict[str, object]) -> None:
    service.answers["GET /v1/feeds"] = 200, {"total": len(feeds), "feeds": list(feeds), "next_cursor": None}


@pytest.mark.parametrize("which", [ID, "https://a.example/f", "town paper"])
def test_a_feed_is_named_by_its_id_its_url_or_words_that_it_alone_has(
    tidings: Tidings, service: Service, which: str
) -> None:
    list_feeds(service, feed(ID, "https://a.example/f", title="Town Paper"))
    service.answers[f"DELETE /v1/feeds/{ID}"] = 204, b""
    assert tidings("feeds", "remove", which, "--api", service.url).stdout == f"{ID}  removed\n"


def test_words_of_several_feeds_or_of_none_are_told_so(tidings: Tidings, service: Service) -> None:
    list_feeds(service, feed(ID, "https://a.example/f"), feed(OTHER, "https://a.example/g"))
    result = tidings("feeds", "poll", "a.example", "--api", service.url)
    assert result.exit_code == 1
    assert "There are 2 such feeds: a.example." in result.stderr
    assert "https://a.example/g" in result.stderr
    list_feeds(service)
    assert "There is no such feed: nonsense." in tidings("feeds", "why", "nonsense", "--api", service.url).stderr


def test_a_poll_says_its_reason_once(tidings: Tidings, service: Service) -> None:
    line = {"status": 404, "items": 0, "new": 0, "reason": "404 Not Found"}
    service.answers[f"POST /v1/feeds/{ID}/poll"] = 200, line
    assert tidings("feeds", "poll", ID, "--api", service.url).stdout == "404 Not Found\n"
    service.answers[f"POST /v1/feeds/{ID}/poll"] = 200, {**line, "status": 200, "items": 9, "new": 2, "reason": None}
    assert tidings("feeds", "poll", ID, "--api", service.url).stdout == "200 · 2 new of 9\n"


def test_a_preview_lists_what_would_come_in(tidings: Tidings, service: Service) -> None:
    document = {"headline": "Ferry runs again", "body": "x", "published_at": "2024-08-30T09:15:00Z"}
    answer = {"kind": "rss20", "title": "Town Paper", "items": 2, "left_out": "1 without words left out"}
    service.answers["POST /v1/feeds/preview"] = 200, {**answer, "documents": [document]}
    shown = tidings("feeds", "preview", "https://a.example/f", "--api", service.url).stdout
    assert "Town Paper  rss20, 2 items" in shown
    assert "2024-08-30T09:15  Ferry runs again" in shown
    assert "1 without words left out" in shown
