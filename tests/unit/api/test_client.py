"""The clients against a service that answers as told: what is sent, what comes back, what goes wrong."""

from __future__ import annotations

import asyncio
import json
import sys
import types
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from services.api.client import AsyncTidings, NoAnswer, Refusal, Tidings, to_pandas
from services.shared.article import Article
from tests.contract.corpus import article

Answer = Callable[[httpx.Request], httpx.Response]


def speaking(answer: Answer) -> Tidings:
    tidings = Tidings("http://tidings.example/", "secret")
    tidings._http = httpx.Client(base_url="http://tidings.example", transport=httpx.MockTransport(answer))
    return tidings


def page(numbers: list[int], cursor: str | None) -> dict[str, Any]:
    hits = [{"article": article(n).public(), "score": 1.5, "highlights": {}} for n in numbers]
    return {"total": {"value": 3, "relation": "eq"}, "hits": hits, "facets": {}, "next_cursor": cursor, "took_ms": 1}


def test_parameters_are_spelled_as_the_service_reads_them() -> None:
    asked: list[httpx.QueryParams] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params)
        return httpx.Response(200, json=page([], None))

    since = datetime(2024, 8, 1, 2, tzinfo=timezone(timedelta(hours=2)))
    speaking(answer).search("a b", language=["en", "de"], facets=["person", "tag"], published_after=since, author="")
    assert asked[0].multi_items() == [
        ("q", "a b"),
        ("language", "en"),
        ("language", "de"),
        ("facets", "person,tag"),
        ("published_after", "2024-08-01T00:00:00Z"),
    ]


def test_every_page_is_followed_with_the_same_parameters() -> None:
    asked: list[dict[str, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(dict(request.url.params))
        return httpx.Response(200, json=page([2], None) if "cursor" in asked[-1] else page([0, 1], "next"))

    found = list(speaking(answer).hits("x", tag="t"))
    assert [hit.article.id for hit in found] == ["article-000", "article-001", "article-002"]
    assert asked == [{"q": "x", "tag": "t"}, {"q": "x", "tag": "t", "cursor": "next"}]

    async def gathered() -> list[str]:
        client = AsyncTidings()
        client._http = httpx.AsyncClient(base_url="http://tidings.example", transport=httpx.MockTransport(answer))
        return [hit.article.id async for hit in client.hits("x", tag="t")]

    assert asyncio.run(gathered()) == [hit.article.id for hit in found]


def test_a_refusal_tells_the_problem() -> None:
    problem = {
        "title": "Unprocessable Entity",
        "status": 422,
        "detail": "No.",
        "errors": [{"field": "q", "message": "bad"}],
    }
    with pytest.raises(Refusal, match=r"422: No\.; q: bad") as raised:
        speaking(lambda _: httpx.Response(422, json=problem)).search("x")
    assert raised.value.problem == problem
    with pytest.raises(Refusal, match="502"):
        speaking(lambda _: httpx.Response(502, text="<html>")).article("x")


def test_ids_are_one_segment_of_a_path() -> None:
    paths: list[bytes] = []

    def answer(request: httpx.Request) -> httpx.Response:
        paths.append(request.url.raw_path)
        return httpx.Response(202)

    speaking(answer).delete("../a b/é")
    assert paths == [b"/v1/articles/..%2Fa%20b%2F%C3%A9"]


class Breaking(httpx.SyncByteStream):
    """Whole lines, then nothing."""

    def __init__(self, lines: list[bytes]):
        self._lines = lines

    def __iter__(self) -> Any:
        yield from self._lines
        raise httpx.ReadError("gone")


def line(n: int) -> bytes:
    return json.dumps(article(n).public() | {"cursor": f"c{n}"}).encode() + b"\n"


def test_an_export_that_breaks_off_is_gone_on_with() -> None:
    asked: list[str | None] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.params.get("cursor"))
        if len(asked) == 1:
            return httpx.Response(200, stream=Breaking([line(0), line(1), line(2)[:50]]))
        return httpx.Response(200, content=line(2) + line(3))

    assert [one.id for one in speaking(answer).export()] == [article(n).id for n in range(4)]
    assert asked == [None, "c1"]


def test_an_export_that_goes_nowhere_gives_up() -> None:
    with pytest.raises(NoAnswer):
        list(speaking(lambda _: httpx.Response(200, stream=Breaking([]))).export())


def test_a_push_is_ndjson_with_times_as_text() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        assert [json.loads(one) for one in request.content.splitlines()] == [
            {"body": "é", "published_at": "2024-08-01T00:00:00Z"},
            {"body": "b"},
        ]
        return httpx.Response(200, text='{"id": "a", "status": "accepted", "version": 1, "error": null}\n' * 2)

    receipts = speaking(answer).push([{"body": "é", "published_at": datetime(2024, 8, 1, tzinfo=UTC)}, {"body": "b"}])
    assert [(one.id, one.status) for one in receipts] == [("a", "accepted")] * 2


def test_a_table_for_pandas_has_the_columns_of_an_export(monkeypatch: pytest.MonkeyPatch) -> None:
    class Frame(dict[str, Any]):
        def __init__(self, rows: list[dict[str, Any]], columns: list[str]):
            super().__init__({name: [row[name] for row in rows] for name in columns})
            self.columns = columns

    fake = types.ModuleType("pandas")
    fake.DataFrame = Frame  # type: ignore[attr-defined]
    fake.to_datetime = lambda values, **_: [datetime.fromisoformat(value) for value in values]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pandas", fake)
    one: Article = article(1)
    frame = to_pandas([one], ["id", "published_at", "people"])
    assert frame == {"id": [one.id], "published_at": [one.published_at], "people": [["Bram de Vries"]]}
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(ImportError):
        to_pandas([one])
