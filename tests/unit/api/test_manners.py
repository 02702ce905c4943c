"""The manners of the search service: entity tags, compression, timing, rate limits, other origins."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.local import free_port
from services.shared.keys import hash_key
from services.shared.rate_limit import Allowance
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.contract.corpus import article, further_names
from tests.unit.api.test_search_service import serving


@contextmanager
def running(folder: Path, **settings: Any) -> Iterator[httpx.Client]:
    chosen = Settings(data_dir=folder, api_port=free_port(), **settings)
    index = open_index(chosen, writer=True, names_of=further_names)
    index.prepare()
    index.write([Put(article(n)) for n in range(20)])
    index.close()
    yield from serving(chosen)


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    with running(tmp_path_factory.mktemp("data")) as client:
        yield client


def test_an_article_that_has_not_changed_is_not_sent_again(api: httpx.Client) -> None:
    first = api.get("/v1/articles/article-003")
    assert first.headers["cache-control"] == "private, no-cache"
    for tag in (first.headers["etag"], f'"x", {first.headers["etag"]}', first.headers["etag"].removeprefix("W/"), "*"):
        again = api.get("/v1/articles/article-003", headers={"If-None-Match": tag})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
    assert api.get("/v1/articles/article-003", headers={"If-None-Match": '"other"'}).status_code == 200
    assert api.get("/v1/articles/article-003?explain=true").headers["etag"] != first.headers["etag"]


def test_long_answers_are_compressed_for_those_who_take_it(api: httpx.Client) -> None:
    packed = api.get("/v1/search?size=20", headers={"Accept-Encoding": "gzip"})
    plain = api.get("/v1/search?size=20", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.json()["hits"] == plain.json()["hits"]
    assert "content-encoding" not in api.get("/health/live", headers={"Accept-Encoding": "gzip"}).headers


def test_every_answer_says_how_long_it_took_and_which_request_it_answers(api: httpx.Client) -> None:
    for path in ("/v1/search", "/v1/nothing", "/v1/search?sise=1"):
        headers = api.get(path, headers={"X-Request-ID": "mine"}).headers
        assert float(headers["server-timing"].removeprefix("total;dur=")) >= 0
        assert headers["x-request-id"] == "mine"
    assert "no-store" in api.get("/v1/search").headers["cache-control"]


def test_pages_of_other_origins_may_call_where_that_is_set(tmp_path: Path, api: httpx.Client) -> None:
    origin = {"Origin": "https://desk.example"}
    assert "access-control-allow-origin" not in api.get("/v1/search", headers=origin).headers
    keys = {"api_keys": hash_key("secret"), "cors_origins": "https://desk.example"}
    asks = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-api-key"}
    with running(tmp_path, **keys) as open_to_desk:
        preflight = open_to_desk.options("/v1/search", headers=origin | asks)
        assert preflight.status_code == 200
        assert preflight.headers["access-control-allow-origin"] == "https://desk.example"
        assert "x-api-key" in preflight.headers["access-control-allow-headers"].lower()
        assert open_to_desk.get("/v1/search", headers=origin).status_code == 401
        answer = open_to_desk.get("/v1/search", headers=origin | {"X-API-Key": "secret"})
        assert answer.headers["access-control-allow-origin"] == "https://desk.example"
        other = open_to_desk.get("/v1/search", headers={"Origin": "https://evil.example", "X-API-Key": "secret"})
        assert "access-control-allow-origin" not in other.headers


def test_a_key_that_calls_too_often_is_told_to_wait(tmp_path: Path) -> None:
    keys = ",".join(map(hash_key, ("one", "two")))
    with running(tmp_path, api_keys=keys, rate_limit_calls=3, rate_limit_seconds=3600) as api:
        answers = [api.get("/v1/search?size=1", headers={"X-API-Key": "one"}) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert [answer.headers["ratelimit"].partition(";t=")[0] for answer in answers] == [
            f'"default";r={left}' for left in (2, 1, 0, 0)
        ]
        assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"default";q=3;w=3600'}
        refused = answers[3]
        assert refused.headers["content-type"] == "application/problem+json"
        assert 1 <= int(refused.headers["retry-after"]) <= 1200
        assert api.get("/v1/search", headers={"X-API-Key": "two"}).status_code == 200
        assert api.get("/v1/search", headers={"X-API-Key": "nobody"}).status_code == 401
        assert "ratelimit" not in api.get("/health/live").headers


def test_an_allowance_fills_up_again() -> None:
    now = [0.0]
    allowance = Allowance(2, 10, lambda: now[0])
    assert [allowance.take(b"a") for _ in range(3)] == [(True, 1, 5), (True, 0, 5), (False, 0, 5)]
    now[0] = 4.0
    assert allowance.take(b"a") == (False, 0, 1)
    now[0] = 5.0
    assert allowance.take(b"a") == (True, 0, 5)
    now[0] = 100.0
    assert allowance.take(b"a")[:2] == (True, 1)


def test_without_a_limit_no_header_tells_of_one(api: httpx.Client) -> None:
    assert "ratelimit" not in api.get("/v1/search").headers
