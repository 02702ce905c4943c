"""The search service over HTTP, on a tantivy index in a folder and an ingest service that notes what it is sent."""

from __future__ import annotations

import http.server
import json
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn

from services.api.app import create_app
from services.local import free_port
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.contract.corpus import article, further_names


class Ingest(http.server.BaseHTTPRequestHandler):
    """Answers with what it was sent."""

    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        body = b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        names = ("X-API-Key", "Idempotency-Key", "Content-Type", "X-Request-ID")
        said = {
            "method": self.command,
            "path": self.path,
            "bytes": len(body),
            "headers": {name: self.headers.get(name) for name in names},
        }
        text = json.dumps(said).encode()
        self.send_response(202)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.send_header("Retry-After", "7")
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = answer

    def log_message(self, *_: Any) -> None:
        pass


def serving(settings: Settings) -> Iterator[httpx.Client]:
    """A client of the service that `settings` describe, running in a thread."""
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=settings.api_port, log_config=None))
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        with httpx.Client(base_url=f"http://127.0.0.1:{settings.api_port}", timeout=10, trust_env=False) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("api")
    ingest = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Ingest)
    threading.Thread(target=ingest.serve_forever).start()
    settings = Settings(data_dir=folder, ingest_port=ingest.server_port, api_port=free_port())
    index = open_index(settings, writer=True, names_of=further_names)
    index.prepare()
    index.write([Put(article(n)) for n in range(30)])
    index.close()
    yield from serving(settings)
    ingest.shutdown()
    ingest.server_close()


def found(api: httpx.Client, **parameters: Any) -> dict[str, Any]:
    answer = api.get("/v1/search", params=parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()  # type: ignore[no-any-return]


def refused(api: httpx.Client, query: str, status: int = 422) -> dict[str, str]:
    answer = api.get(f"/v1/search?{query}")
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


def test_a_hit_has_a_lead_where_no_snippet_and_no_summary_says_what_it_is_about(api: httpx.Client) -> None:
    for hit in found(api, size=20)["hits"]:
        assert ("lead" in hit) == (not hit["article"]["summary"])
        whole = api.get(f"/v1/articles/{hit['article']['id']}").json()
        assert " ".join(whole["body"].split()).startswith(hit.get("lead", "").removesuffix("…"))
    in_headlines = found(api, q="headline:part", size=20)["hits"]
    assert any("lead" in hit for hit in in_headlines)
    assert all(("lead" in hit) == (not hit["article"]["summary"]) for hit in in_headlines if hit["highlights"])
    assert all("lead" not in hit for hit in found(api, q="body:number", size=20)["hits"])
    assert all("lead" not in hit for hit in found(api, fields="headline", size=20)["hits"])


def test_a_search_answers_by_the_contract(api: httpx.Client) -> None:
    page = found(api, q="place:Kiev", facets="person,language", size=2)
    assert page["total"] == {"value": 8, "relation": "eq"}
    assert set(page) == {"total", "interpreted_as", "hits", "facets", "next_cursor", "took_ms"}
    assert page["interpreted_as"] == [{"text": "Kiev", "id": "place:kyiv", "type": "place", "name": "Kyiv"}]
    assert set(page["hits"][0]) == {"article", "score", "highlights"}
    summary = page["hits"][0]["article"]
    assert summary["id"].startswith("article-")
    assert not {"body", "mentions", "quotes", "dates", "revisions", "enrichments", "revision", "signature"} & set(
        summary
    )
    assert page["facets"]["person"] == [{"value": "person:ada-obuya", "label": "Ada Obuya", "count": 8}]
    assert found(api, q="place:Kiev", facets="language", size=6, cursor=page["next_cursor"])["next_cursor"] is None


def test_the_parameters_reach_the_search(api: httpx.Client) -> None:
    assert found(api)["total"]["value"] == 30
    assert found(api, q="ships regierung")["total"]["value"] == 0
    assert found(api, q="ships regierung", operator="or")["total"]["value"] == 8
    assert found(api, language=["en", "de"])["total"]["value"] == 8
    assert found(api, feed=["feed-1", "feed-all"], match="all")["total"]["value"] == 5
    assert found(api, published_after="2024-08-02", published_before="2024-08-03T00:00:00Z")["total"]["value"] > 0
    assert found(api, collapse="duplicates")["total"]["value"] == 10
    assert api.get("/v1/search?published_after=2024-08-02T02:00:00+02:00").json() | {"took_ms": 0} == (
        found(api, published_after="2024-08-02") | {"took_ms": 0}
    )


def test_the_fields_of_articles_can_be_chosen(api: httpx.Client) -> None:
    article = found(api, fields="headline,body,quotes", size=1)["hits"][0]["article"]
    assert set(article) == {"id", "headline", "body", "quotes"}


def test_collapsed_answers_count_groups_and_articles(api: httpx.Client) -> None:
    page = found(api, collapse="duplicates", facets="language", sort="published_at")
    assert sum(count["articles"] for count in page["facets"]["language"]) == 30
    assert all(count["count"] <= count["articles"] for count in page["facets"]["language"])
    assert {hit["members"]["count"] for hit in page["hits"]} == {3}
    assert all(hit["article"]["id"] in hit["members"]["ids"] for hit in page["hits"])


@pytest.mark.parametrize(
    ("query", "field", "said"),
    [
        ("fields=headlin", "fields", "did you mean headline?"),
        ("fields=revision", "fields", "an article has no field"),
        ("sise=1", "sise", "did you mean size?"),
        ("zzz=1", "zzz", "there is no such parameter"),
        ("size=0", "size", "from 1 to 100"),
        ("size=1000000000000", "size", "from 1 to 100"),
        ("size=²", "size", "from 1 to 100"),
        ("size=1&size=2", "size", "more than once"),
        ("sort=newest", "sort", "expected one of relevance"),
        ("recency=soon", "recency", "such as 12h, 7d or 4w"),
        ("recency=0d", "recency", "such as 12h"),
        ("recency=7d&sort=published_at", "recency", "sort=relevance"),
        ("operator=xor", "operator", "expected one of and, or"),
        ("collapse=copies", "collapse", "duplicates"),
        ("facets=persn", "facets", "did you mean person?"),
        ("person=", "person", "expected a value"),
        ("published_after=yesterday", "published_after", "RFC 3339"),
        ("published_after=0001-01-01T00:00:00%2B23:59", "published_after", "RFC 3339"),
        ("published_after=2024-09-01&published_before=2024-08-01", "published_before", "after published_after"),
        ("cursor=made-up", "cursor", "not the next_cursor"),
        ("q=%22open", "q", "at character 1"),
        ("q=!!!", "q", "expected a word"),
        ("q=" + "a" * 2001, "q", "at most 2,000"),
        ("&".join(f"tag={n}" for n in range(101)), "tag", "at most 100"),
    ],
)
def test_a_mistake_is_named(api: httpx.Client, query: str, field: str, said: str) -> None:
    assert said in refused(api, query)[field]


def test_a_mistake_in_a_query_comes_with_its_place_and_a_suggestion(api: httpx.Client) -> None:
    answer = api.get("/v1/search", params={"q": "persn:obuya harbour"})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["field"], error["position"], error["suggestion"]) == ("q", 1, "person:obuya harbour")
    assert "did you mean person?" in error["message"]


def test_all_mistakes_are_named_at_once(api: httpx.Client) -> None:
    assert set(refused(api, "sise=1&size=0&q=(&person=")) == {"sise", "size", "q", "person"}


def test_a_cursor_whose_snapshot_is_gone_answers_410(api: httpx.Client, tmp_path: Path) -> None:
    cursor = found(api, q="number", size=1)["next_cursor"]
    settings = Settings(data_dir=tmp_path, api_port=free_port())
    for other in serving(settings):  # another process does not hold it
        assert "cursor" in refused(other, f"q=number&size=1&cursor={cursor}", 410)


@pytest.mark.parametrize("name", ["q", "person", "language", "cursor", "facets", "published_after", "size", "nonsense"])
@pytest.mark.parametrize(
    "value", ["\x00", "\ufffe", "'; DROP", "𝕏" * 400, "%", "\\", "a:b:c", '"', "../..", "ﷺ", "-1", "١"]
)
def test_odd_values_never_fail(api: httpx.Client, name: str, value: str) -> None:
    assert api.get("/v1/search", params={name: value}).status_code in {200, 422}


def test_an_article_is_answered_whole_or_not_at_all(api: httpx.Client) -> None:
    answer = api.get("/v1/articles/article-003")
    assert answer.status_code == 200
    assert answer.json() == article(3).public()
    missing = api.get("/v1/articles/no-such")
    assert missing.status_code == 404
    assert missing.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/articles"),
        ("POST", "/v1/articles/bulk"),
        ("DELETE", "/v1/articles/a%2Fb"),
        ("POST", "/v1/articles?restore=true"),
        ("GET", "/v1/articles/a/trace"),
        ("POST", "/v1/urls"),
        ("GET", "/v1/feeds"),
        ("PATCH", "/v1/feeds/one/two?x=1&y=%20"),
        ("GET", "/v1/quarantine"),
        ("POST", "/v1/quarantine/replay"),
        ("DELETE", "/v1/quarantine/a"),
    ],
)
def test_ingest_calls_are_forwarded_under_the_same_path(api: httpx.Client, method: str, path: str) -> None:
    headers = {"X-API-Key": "secret", "Idempotency-Key": "once", "X-Request-ID": "mine"}
    sent = {"json": {"body": "text"}} if method == "POST" else {}
    answer = api.request(method, path, headers=headers, **sent)  # type: ignore[arg-type]
    if path == "/v1/articles/a%2Fb":
        assert answer.status_code in {202, 404}  # a slash in an id is no id
        return
    assert answer.status_code == 202
    assert answer.headers["retry-after"] == "7"
    said = answer.json()
    assert (said["method"], said["path"]) == (method, path)
    assert said["headers"]["X-API-Key"] == "secret"
    assert said["headers"]["Idempotency-Key"] == "once"
    assert said["headers"]["X-Request-ID"] == "mine"
    assert said["bytes"] == (len(b'{"body":"text"}') if sent else 0)


def test_a_bulk_body_is_streamed_through(api: httpx.Client) -> None:
    lines = (b'{"body":"%d"}\n' % n for n in range(20_000))
    answer = api.post("/v1/articles/bulk", content=lines, headers={"Content-Type": "application/x-ndjson"})
    assert answer.json()["bytes"] == sum(len(b'{"body":"%d"}\n' % n) for n in range(20_000))


def test_openapi_names_every_search_parameter(api: httpx.Client) -> None:
    paths = api.get("/openapi.json").json()["paths"]
    named = {parameter["name"] for parameter in paths["/v1/search"]["get"]["parameters"]}
    assert {"q", "size", "cursor", "sort", "facets", "collapse", "match", "person", "published_after", "feed"} <= named


def test_ingest_away_is_a_503_at_once(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, api_port=free_port(), ingest_port=free_port())
    for api in serving(settings):
        began = time.monotonic()
        answer = api.post("/v1/articles", json={"body": "text"})
        assert time.monotonic() - began < 2
        assert answer.status_code == 503
        assert answer.headers["retry-after"] == "1"
        assert api.get("/v1/search").json()["total"]["value"] == 0


@pytest.mark.parametrize("how", ["refuses", "hangs"])
def test_an_engine_that_is_away_is_a_503_within_two_seconds(how: str, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1] if how == "hangs" else free_port()
        settings = Settings(data_dir=tmp_path, api_port=free_port(), elasticsearch_url=f"http://127.0.0.1:{port}")
        for api in serving(settings):
            for path in ("/v1/search?q=a", "/v1/search", "/v1/articles/a", "/health/ready"):
                began = time.monotonic()
                answer = api.get(path)
                assert answer.status_code == 503, path
                assert time.monotonic() - began < 2.2, path
                assert answer.headers["content-type"] == "application/problem+json"
            assert api.get("/health/live").status_code == 200
