"""The dashboard's page without a key, and the stream of what becomes searchable."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.api.routes import dashboard
from services.local import free_port
from services.shared.keys import hash_key
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.contract.corpus import article, further_names
from tests.unit.api.test_search_service import serving

KEY = {"X-API-Key": "secret"}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    chosen = Settings(data_dir=tmp_path_factory.mktemp("data"), api_port=free_port(), api_keys=hash_key("secret"))
    write(chosen, 0)
    return chosen


def write(settings: Settings, number: int) -> None:
    index = open_index(settings, writer=True, names_of=further_names)
    index.prepare()
    index.write([Put(article(number))])
    index.close()


@pytest.fixture(scope="module")
def api(settings: Settings) -> Iterator[httpx.Client]:
    yield from serving(settings)


@pytest.mark.parametrize("path", ["/", "/search?q=x", "/articles/x", "/feeds", "/docs", "/assets/main.js"])
def test_the_page_and_its_files_need_no_key(api: httpx.Client, path: str) -> None:
    assert api.get(path).status_code == 200


@pytest.mark.parametrize(
    "path", ["/v1/search", "/v1/live", "/v1/pipeline", "/metrics", "//v1/search", "/stories/../v1/search"]
)
def test_what_is_in_the_archive_needs_one(api: httpx.Client, path: str) -> None:
    answer = api.send(httpx.Request("GET", str(api.base_url).rstrip("/") + path))
    assert answer.status_code in (401, 404)
    assert b'"hits"' not in answer.content


def test_there_are_samples_to_begin_with_where_the_seeds_are_installed(
    api: httpx.Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    answer = api.get("/samples.ndjson", headers=KEY)
    assert answer.headers["content-type"] == "application/x-ndjson"
    assert len([json.loads(line) for line in answer.text.splitlines()]) == 34
    monkeypatch.setattr(dashboard, "SAMPLES", tmp_path / "none")
    assert api.head("/samples.ndjson", headers=KEY).status_code == 204


def test_a_file_is_asked_for_again_and_not_sent_again(api: httpx.Client) -> None:
    first = api.get("/assets/main.js")
    assert first.headers["cache-control"] == "no-cache"
    again = api.get("/assets/main.js", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.post("/assets/main.js").status_code == 405


def test_who_listens_hears_of_what_comes_and_not_of_what_was_there(api: httpx.Client, settings: Settings) -> None:
    with api.stream("GET", "/v1/live", headers=KEY, timeout=30) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = answer.iter_lines()
        assert next(lines) == ": listening"
        write(settings, 1)
        data = next(line for line in lines if line.startswith("data: "))
    heard = json.loads(data.removeprefix("data: "))
    assert heard["id"] == article(1).id
    assert "body" not in heard
