"""A search service over the crowd on one engine, and the plain look through all articles that it is held to."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, tzinfo
from typing import Any

import httpx
import uvicorn

from services.api.app import create_app
from services.shared.article import Article
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.contract.conftest import delete_index, make_searchable
from tests.contract.crowd import Told, crowd

FILTERS: list[dict[str, Any]] = [
    {},
    {"collapse": "duplicates"},
    {"person": "Leo Dubois", "collapse": "story"},
    {"person": ["Ana Silva", "Bo Lund"], "match": "all", "collapse": "duplicates"},
    {"language": ["en", "de"], "published_after": "2024-10-10", "collapse": "duplicates"},
    {"q": "keyword:flood OR keyword:calm", "published_before": "2024-11-01T12:30:00Z"},
    {"q": "nothing-like-it"},
]


HOURS: list[dict[str, Any]] = [
    {"published_after": "2024-10-26", "published_before": "2024-10-28T00:00:00Z"},
    {"published_after": "2024-11-01", "published_before": "2024-11-12T00:00:00Z", "collapse": "duplicates"},
]


class Api:
    """A client of the search service over one engine."""

    def __init__(self, client: httpx.Client):
        self.client = client

    def get(self, path: str, parameters: dict[str, Any], model: type | None = None) -> Any:
        for _ in range(10):
            answer = self.client.get(path, params=parameters)
            if answer.status_code != 503:  # a busy machine, and an answer that says to ask again
                break
        assert answer.status_code == 200, answer.text
        if model is not None:
            model.model_validate(answer.json(), strict=True)  # type: ignore[attr-defined]
        return answer.json()


def serving(settings: Settings, articles: Iterable[Article]) -> Iterator[Api]:
    """The service over an index of `articles`."""
    writer = open_index(settings, writer=True)
    writer.prepare()
    assert {outcome.status for outcome in writer.write([Put(article) for article in articles])} == {"done"}
    writer.close()
    make_searchable(settings)
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=settings.api_port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.api_port}", timeout=10, trust_env=False) as client:
            yield Api(client)
    finally:
        server.should_exit = True
        thread.join()
        delete_index(settings)


def matching(asked: dict[str, Any], zone: tzinfo = UTC) -> list[Told]:
    """Those that the parameters of `FILTERS` ask for, by their plain meaning."""

    def wanted(article: Article) -> bool:
        names = {entity.name for entity in article.entities}
        persons = {asked["person"]} if isinstance(asked.get("person"), str) else set(asked.get("person", ()))
        after, before = asked.get("published_after"), asked.get("published_before")
        at = article.published_at
        return (
            asked.get("q") != "nothing-like-it"
            and persons <= names
            and article.language.code in asked.get("language", ("en", "de", "pl"))
            and (after is None or (at is not None and at >= datetime.fromisoformat(after).replace(tzinfo=zone)))
            and (before is None or (at is not None and at < datetime.fromisoformat(before)))
        )

    return [told for told in crowd() if wanted(told.article)]


def count(found: Iterable[Told], asked: dict[str, Any]) -> int:
    """How many articles, or groups of them where collapsed."""
    articles = [told.article for told in found]
    match asked.get("collapse"):
        case "duplicates":
            return len({article.duplicate.group_id for article in articles if article.duplicate})
        case "story":
            return len({article.story_id or article.id for article in articles})
    return len(articles)


def ids(told: Told) -> set[str]:
    return {entity.id for entity in told.article.entities}


def ranked(counts: dict[str, int], size: int) -> list[tuple[str, int]]:
    return sorted(((v, n) for v, n in counts.items() if n), key=lambda of: (-of[1], of[0]))[:size]
