"""What the demo shows, and when it says that something is not as it should be."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.cli import demo
from services.cli.client import Client
from services.cli.terminal import Failure
from tests.unit.cli.conftest import Answer, Asked, Service
from tests.unit.cli.test_search import ARTICLE, PAGE


@pytest.fixture
def system(service: Service, monkeypatch: pytest.MonkeyPatch) -> Service:
    """A service in which every article is searchable at the second look."""
    looked: set[str] = set()
    numbers = iter(range(1000))

    def bulk(asked: Asked) -> Answer:
        receipts = [{"id": f"id{next(numbers)}", "status": "accepted"} for _ in asked.body.splitlines()]
        return 200, "\n".join(map(json.dumps, receipts)).encode()

    def respond(asked: Asked) -> Answer:
        service.asked.append(asked)
        if asked.path in service.answers:
            said: Any = service.answers[asked.path]
            answer: Answer = said(asked) if callable(said) else said
            return answer
        match asked.method:
            case "POST":
                return 202, {"receipts": [{"id": f"id{next(numbers)}", "status": "accepted"}]}
            case "DELETE":
                return 202, {}
            case _ if asked.path in looked:
                return 200, ARTICLE
        looked.add(asked.path)
        return 404, {"title": "Not Found", "status": 404, "detail": "No.", "errors": []}

    monkeypatch.setattr(service, "answer", respond)
    service.answers["/v1/articles/bulk"] = bulk
    service.answers["/v1/search"] = 200, PAGE
    return service


def test_the_demo_shows_what_was_found(system: Service, capsys: pytest.CaptureFixture[str]) -> None:
    with Client(system.url) as client:
        demo.show(client)
    shown = capsys.readouterr().out
    for words in ("34 articles are searchable", "Anna Petit", "Lyon", "tidings search Kiev", "France", "p50", "p95"):
        assert words in shown


def test_what_was_pushed_to_measure_is_deleted_again(system: Service) -> None:
    with Client(system.url) as client:
        demo.show(client)
    singles = [asked for asked in system.asked if asked.method == "POST" and asked.path == "/v1/articles"]
    deleted = {asked.path for asked in system.asked if asked.method == "DELETE"}
    assert len(singles) == len(deleted) == demo.SINGLES
    assert deleted.isdisjoint(f"/v1/articles/id{n}" for n in range(34))


def test_a_search_that_finds_nothing_is_a_failure(system: Service) -> None:
    system.answers["/v1/search"] = 200, {**PAGE, "hits": [], "facets": {}}
    with Client(system.url) as client, pytest.raises(Failure, match="found nothing"):
        demo.show(client)


def test_an_article_that_does_not_arrive_is_a_failure_that_says_where_it_is(
    system: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "SEARCHABLE_SECONDS", 0.0)
    events = [{"at": "2024-08-31T00:00:00Z", "event": "quarantined", "detail": "no text"}]
    system.answers["/v1/articles/id0/trace"] = 200, {"id": "id0", "status": "quarantined", "events": events}
    with Client(system.url) as client, pytest.raises(Failure, match="id0 is quarantined: quarantined no text"):
        demo.show(client)


def test_a_seed_that_is_rejected_is_a_failure(system: Service) -> None:
    def refuse(asked: Asked) -> Answer:
        receipt = {"id": None, "status": "rejected", "error": {"status": 422, "detail": "No body."}}
        return 200, "\n".join(json.dumps(receipt) for _ in asked.body.splitlines()).encode()

    system.answers["/v1/articles/bulk"] = refuse
    with Client(system.url) as client, pytest.raises(Failure, match=r"Seed article 1 was rejected: No body\."):
        demo.show(client)
