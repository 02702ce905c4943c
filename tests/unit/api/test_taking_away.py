"""What is taken away from the search service: exports, feeds, and articles like one, over HTTP."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

import feedparser
import httpx
import pytest

from services.api.tables import DEFAULT_COLUMNS, csv_lines
from services.local import free_port
from services.shared.article import Duplicate
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.contract.corpus import article, further_names
from tests.unit.api.test_search_service import serving

NASTY = '=HYPERLINK("http://evil.example","x") <script>&amp; \x0b'


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), api_port=free_port())
    index = open_index(settings, writer=True, names_of=further_names)
    index.prepare()
    nasty = article(70).model_copy(
        update={"headline": NASTY, "tags": ("-1+1", "@x"), "url": "https://a.example/?a=1&b=<2>"}
    )
    index.write([Put(article(n)) for n in range(60)] + [Put(nasty)])
    index.close()
    yield from serving(settings)


def lines(api: httpx.Client, query: str = "") -> list[dict[str, Any]]:
    answer = api.get(f"/v1/export?{query}")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/x-ndjson"
    return [json.loads(line) for line in answer.text.splitlines()]


def test_an_export_has_everything_once_and_whole(api: httpx.Client) -> None:
    found = lines(api)
    assert len(found) == len({one["id"] for one in found}) == 61
    first = next(one for one in found if one["id"] == "article-003")
    assert {name: value for name, value in first.items() if name != "cursor"} == article(3).public()


def test_an_export_takes_the_query_and_filters_of_a_search(api: httpx.Client) -> None:
    for query in (
        "q=harbour",
        "language=de&language=fr",
        "q=ships%20regierung&operator=or",
        "published_after=2024-08-05",
    ):
        total = api.get(f"/v1/search?{query}").json()["total"]["value"]
        assert len(lines(api, query)) == total > 0


def test_an_export_is_gone_on_with_behind_any_line(api: httpx.Client) -> None:
    whole = lines(api, "fields=id")
    for n in (0, 30, 60):
        rest = lines(api, f"fields=id&cursor={whole[n]['cursor']}")
        assert [one["id"] for one in rest] == [one["id"] for one in whole[n + 1 :]]
    assert set(whole[0]) == {"id", "cursor"}


def test_a_table_has_no_formula_in_it_and_is_gone_on_with(api: httpx.Client) -> None:
    answer = api.get("/v1/export?format=csv&language=en")
    assert answer.headers["content-type"].startswith("text/csv")
    rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    assert list(rows[0]) == [*DEFAULT_COLUMNS, "cursor"]
    assert not [
        cell
        for row in rows
        for name, cell in row.items()
        if name != "sentiment" and cell.startswith(("=", "@", "-", "+"))
    ]
    rest = api.get(f"/v1/export?format=csv&language=en&cursor={rows[1]['cursor']}").text
    assert list(csv.reader(io.StringIO(rest, newline=""))) == [list(row.values()) for row in rows[2:]]
    nasty = next(
        row
        for row in csv.DictReader(io.StringIO(api.get("/v1/export?format=csv").text, newline=""))
        if row["id"] == "article-070"
    )
    assert nasty["headline"] == f"'{NASTY}"
    assert nasty["tags"] == "'-1+1; @x"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", " =1", "＝1", "\n=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert next(iter(csv.reader(io.StringIO(csv_lines([[text]]), newline=""))))[0] == f"'{text}"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("format=xml", "format"),
        ("fields=bdy", "fields"),
        ("format=csv&fields=entities", "fields"),
        ("cursor=made-up", "cursor"),
        ("size=3", "size"),
        ("q=(", "q"),
    ],
)
def test_a_mistake_in_an_export_is_named(api: httpx.Client, query: str, field: str) -> None:
    answer = api.get(f"/v1/export?{query}")
    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == [field]


@pytest.mark.parametrize("kind", ["rss", "atom"])
def test_a_search_is_a_feed_that_a_reader_understands(api: httpx.Client, kind: str) -> None:
    answer = api.get(f"/v1/search.{kind}?size=100")
    assert answer.headers["content-type"] == f"application/{kind}+xml; charset=utf-8"
    feed = feedparser.parse(answer.content)
    assert not feed.bozo, feed.get("bozo_exception")
    newest = [hit["article"]["id"] for hit in api.get("/v1/search?size=100&sort=-published_at").json()["hits"]]
    assert [entry.id.rpartition(":")[2] for entry in feed.entries] == newest
    nasty = next(entry for entry in feed.entries if entry.id.endswith("article-070"))
    assert nasty.link == "https://a.example/?a=1&b=<2>"
    assert "HYPERLINK" in nasty.title
    assert all(entry.published_parsed for entry in feed.entries)


def test_a_search_is_a_json_feed(api: httpx.Client) -> None:
    feed = api.get("/v1/search.json?q=harbour").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] == "Tidings: harbour"
    assert len(feed["items"]) == api.get("/v1/search?q=harbour").json()["total"]["value"]
    assert all(item["content_text"] for item in feed["items"])


@pytest.mark.parametrize("kind", ["rss", "atom", "feed+json"])
def test_accept_asks_for_a_feed(api: httpx.Client, kind: str) -> None:
    media_type = kind if "json" in kind else f"{kind}+xml"
    answer = api.get("/v1/search?q=harbour", headers={"Accept": f"application/{media_type}, */*;q=0.1"})
    assert answer.headers["content-type"].startswith(f"application/{media_type}")
    assert api.get("/v1/search?q=harbour", headers={"Accept": "*/*"}).json()["total"]["value"] > 0


def test_a_feed_that_has_not_changed_is_not_sent_again(api: httpx.Client) -> None:
    first = api.get("/v1/search.rss?q=harbour")
    again = api.get("/v1/search.rss?q=harbour", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert api.get("/v1/search.rss?q=river", headers={"If-None-Match": first.headers["etag"]}).status_code == 200


def test_a_mistake_in_a_feed_is_named(api: httpx.Client) -> None:
    answer = api.get("/v1/search.atom?sise=3")
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")


def test_similar_articles_share_what_is_telling_and_are_no_copies(api: httpx.Client) -> None:
    answer = api.get("/v1/articles/article-004/similar?size=50").json()
    found = [hit["article"] for hit in answer["hits"]]
    ids = [one["id"] for one in found]
    groups = [one["duplicate"]["group_id"] for one in found]
    assert "article-004" not in ids
    assert len(groups) == len(set(groups))
    own = article(4).duplicate
    assert isinstance(own, Duplicate)
    assert own.group_id not in groups
    scores = [hit["score"] for hit in answer["hits"]]
    assert scores == sorted(scores, reverse=True)
    assert {entity["name"] for entity in found[0]["entities"]} & {entity.name for entity in article(4).entities}
    with_copies = api.get("/v1/articles/article-004/similar?size=50&duplicates=include").json()["hits"]
    assert {"article-003", "article-005"} & {hit["article"]["id"] for hit in with_copies}
    assert "article-004" not in {hit["article"]["id"] for hit in with_copies}


def test_similar_articles_are_of_those_that_are_meant(api: httpx.Client) -> None:
    hits = api.get("/v1/articles/article-004/similar?language=ru").json()["hits"]
    assert {hit["article"]["language"]["code"] for hit in hits} == {"ru"}
    assert api.get("/v1/articles/no-such/similar").status_code == 404
    assert api.get("/v1/articles/article-004/similar?sise=3").status_code == 422
