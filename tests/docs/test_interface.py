"""docs/api.md and docs/operations.md name the calls, parameters, fields and metrics that there are, and all of them."""

from __future__ import annotations

import re

import pytest
from fastapi import FastAPI

from services.api.app import create_app as create_api
from services.api.describing import SEARCH
from services.ingest.app import create_app as create_ingest
from services.ingest.jsonld import document_of
from services.shared.article import NOT_PUBLIC, Article, Document
from services.shared.search.fields import FACETS, FILTERS, WORDS
from services.shared.settings import Settings
from tests.docs.pages import ROOT
from tests.stack import Client

API = (ROOT / "docs" / "api.md").read_text()
OPERATIONS = (ROOT / "docs" / "operations.md").read_text()
_CODE = re.compile(r"`([^`\n]+)`")


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory) -> tuple[FastAPI, FastAPI]:
    """Ingest and search, not running."""
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), redis_url="redis://127.0.0.1:1/0")
    return create_ingest(settings), create_api(settings)


def code_of(text: str, begins: str, ends: str) -> list[str]:
    """What is set as code between two marks of a page."""
    return _CODE.findall(text.partition(begins)[2].partition(ends)[0])


def table(text: str, heading: str) -> str:
    """The first table after a heading."""
    return text.partition(f"{heading}\n")[2].partition("\n|")[2].partition("\n\n")[0]


def rows(text: str, heading: str) -> list[list[str]]:
    """The first cell of each row of the first table after a heading, as the names set as code in it."""
    return [_CODE.findall(line.split(" | ")[0]) for line in table(text, heading).splitlines()[2:]]


def test_every_call_is_listed_and_every_listed_call_exists(services: tuple[FastAPI, FastAPI]) -> None:
    there = {
        f"{method.upper()} {path}"
        for app in services
        for path, methods in app.openapi()["paths"].items()
        for method in methods
    }
    assert {name for row in rows(API, "## All calls") for name in row} == there


def test_the_search_service_answers_every_call_of_ingest(services: tuple[FastAPI, FastAPI], client: Client) -> None:
    for path, methods in services[0].openapi()["paths"].items():
        for method in methods if path.startswith("/v1/") else ():
            answer = client.api.request(method, path.replace("{id}", "a" * 26))
            said = answer.json() if "json" in answer.headers["content-type"] else {}
            assert said.get("detail") not in {"There is nothing here.", "This path does not take this method."}


def test_filters_facets_and_fields_of_a_query_are_listed() -> None:
    filters = code_of(API, "**Filters**", "Names are compared")
    assert {name for name in filters if name not in {"negative", "neutral", "positive"}} == FILTERS.keys()
    assert set(code_of(API, "**Facets**", "\n\n")) == FACETS.keys()
    assert set(code_of(API, "Fields in a query", "Words without")) == WORDS.keys()


def test_the_parameters_of_a_search_are_listed() -> None:
    listed = {row[0] for row in rows(API, "## Searching")}
    assert listed == {*SEARCH, "fields"} - FILTERS.keys()


def test_the_fields_of_a_document_and_their_schema_org_names_are_listed() -> None:
    assert {name for row in rows(API, "## Pushing") for name in row} == Document.model_fields.keys()
    mapped = {row[0] for row in rows(API, "### schema.org")}
    assert mapped == Document.model_fields.keys()
    for ours, theirs in re.findall(r"^\| `(\w+)` \| `(\w+)`", table(API, "### schema.org"), re.MULTILINE):
        value = {"publisher": {"name": "x"}, "url": "https://a.example/", "image": "https://a.example/"}.get(ours, "en")
        assert ours in document_of({theirs: value}), f"{theirs} does not fill {ours}"


def test_the_fields_of_an_article_are_listed() -> None:
    section = API.partition("## An article\n")[2].partition("\n## ")[0]
    listed = set(_CODE.findall(section)) | {name for row in rows(API, "## Pushing") for name in row}
    assert Article.model_fields.keys() - NOT_PUBLIC - listed == set()


def test_the_metrics_are_listed(client: Client) -> None:
    client.push({"body": "The one article that a receipt is counted for."})
    texts = client.api.get("/metrics").text + client.ingest.get("/metrics").text
    there = set(re.findall(r"^# TYPE (tidings_\w+)", texts, re.MULTILINE))
    assert {row[0] for row in rows(OPERATIONS, "## Metrics")} == {one for one in there if not one.endswith("_created")}
