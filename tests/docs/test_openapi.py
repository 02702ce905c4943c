"""What the services say of themselves in OpenAPI is complete and stays: ids, summaries, errors."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from services.api.app import create_app as create_api
from services.ingest.app import create_app as create_ingest
from services.shared.settings import Settings
from tests.docs.pages import example_id
from tests.stack import Client, wait_until

Json = dict[str, Any]
METHODS = {"get", "post", "put", "patch", "delete"}


@pytest.fixture(params=["search", "ingest"])
def app(request: pytest.FixtureRequest, tmp_path: Path) -> FastAPI:
    settings = Settings(data_dir=tmp_path, redis_url="redis://127.0.0.1:1/0")
    return create_api(settings) if request.param == "search" else create_ingest(settings)


def test_every_operation_is_named_like_its_function_and_no_other(app: FastAPI) -> None:
    operations = [said for path in app.openapi()["paths"].values() for name, said in path.items() if name in METHODS]
    ids = [said["operationId"] for said in operations]
    assert sorted(ids) == sorted(set(ids))
    endpoints = (getattr(context.original_route, "endpoint", None) for context in iter_route_contexts(app.routes))
    assert set(ids) <= {endpoint.__name__ for endpoint in endpoints if endpoint is not None}


def test_every_operation_has_a_summary_and_its_errors(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, said in methods.items():
            named = f"{method} {path}"
            assert said["summary"], named
            answers = set(said["responses"])
            assert "200" in answers or "201" in answers or "202" in answers or "204" in answers, named
            if path.startswith("/v1/"):
                assert {"401", "421", "429", "500"} <= answers, named
            if "{id}" in path:
                assert "404" in answers, named
            if said.get("parameters"):
                assert "422" in answers, named
            for status, answer in said["responses"].items():
                if status >= "400":
                    assert set(answer["content"]) == {"application/problem+json"}, f"{named} {status}"


def differences(spec: Json, schema: Json, value: Any, where: str = "$") -> list[str]:
    """Where a JSON value has members that its schema does not describe, or lacks those that it requires."""
    if "$ref" in schema:
        schema = spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    if value is None:
        return []
    if options := [one for one in schema.get("anyOf", ()) if one.get("type") != "null"]:
        return min((differences(spec, one, value, where) for one in options), key=len)
    if isinstance(value, list):
        items = schema.get("items", {})
        return [found for n, one in enumerate(value) for found in differences(spec, items, one, f"{where}[{n}]")]
    if not isinstance(value, dict):
        return []
    described, others = schema.get("properties", {}), schema.get("additionalProperties")
    found = [f"{where}.{name} is not there" for name in schema.get("required", ()) if name not in value]
    for name, one in value.items():
        if name in described or others:
            found += differences(
                spec, described.get(name, others if isinstance(others, dict) else {}), one, f"{where}.{name}"
            )
        else:
            found.append(f"{where}.{name} is not described")
    return found


def described(spec: Json, path: str) -> Json:
    """What `GET path` answers, as OpenAPI has it: its schema, and perhaps an example."""
    content: Json = spec["paths"][path]["get"]["responses"]["200"]["content"]
    said: Json = content.get("application/json") or content["application/geo+json"]
    return said


@pytest.fixture(scope="module")
def stored(client: Client) -> dict[str, str]:
    """Two articles on one event, and a feed: the ids to ask for, by the first part of a path."""
    receipts = client.push_all(
        [
            {
                "headline": f"Storm over Bergen, part {number}",
                "body": "“We have seen it coming,” said Ingrid Solheim, the mayor of Bergen, Norway, on 19 September. "
                * number,
                "publisher": "The Fjord Times",
                "published_at": "2024-09-20T06:30:00Z",
            }
            for number in (1, 3)
        ]
    )
    first, _ = client.searchable([receipt["id"] for receipt in receipts])
    town = next(entity["id"] for entity in first["entities"] if entity["name"] == "Bergen")
    feed = client.ingest.post("/v1/feeds", params={"check": "false"}, json={"url": "https://gazette.example/feed"})
    ids = {"articles": first["id"], "entities": town, "stories": first["story_id"], "feeds": feed.json()["feed"]["id"]}
    client.ingest.post(f"/v1/feeds/{ids['feeds']}/poll")
    client.push({"html": "<html></html>"})
    wait_until(lambda: client.ingest.get("/v1/quarantine").json()["entries"], what="a page without text in quarantine")
    return ids


CALLS = {
    "/v1/search": "q=storm Берген&facets=person&collapse=duplicates",
    "/v1/articles/{id}": "explain=true",
    "/v1/articles/{id}/similar": "duplicates=include",
    "/v1/stories": "least=1",
    "/v1/stories/{id}": "",
    "/v1/quotes": "speaker=Solheim",
    "/v1/entities": "q=berg",
    "/v1/entities/{id}": "",
    "/v1/entities/{id}/related": "",
    "/v1/publishers": "",
    "/v1/suggest": "q=storm%20berg",
    "/v1/timeline": "split=publisher",
    "/v1/facets": "facets=place,keyword&collapse=duplicates",
    "/v1/places": "zoom=1",
    "/v1/compare": "q=storm&q=bergen",
    "/v1/trending": "published_after=2024-09-19",
    "/v1/graph": "",
    "/v1/feeds": "",
    "/v1/feeds/{id}": "",
    "/v1/feeds/{id}/fetches": "",
    "/v1/quarantine": "",
    "/v1/pipeline": "",
}


@pytest.mark.parametrize("path", CALLS)
def test_an_answer_has_the_fields_that_are_described_and_no_other(
    client: Client, stored: dict[str, str], path: str
) -> None:
    specs = [client.api.get(of).json() for of in ("/openapi.json", "/ingest/openapi.json")]
    spec = next(one for one in specs if path in one["paths"])
    said = described(spec, path)
    answer = client.api.get(path.replace("{id}", stored.get(path.split("/")[2], "")), params=CALLS[path]).json()
    assert differences(spec, said["schema"], answer) == []
    if example := said.get("example"):
        wrong = differences(spec, said["schema"], example)
        assert [found for found in wrong if "not described" in found] == []  # FastAPI leaves nulls out of examples
        assert spec is specs[1] or [name for name, value in example.items() if value and not answer[name]] == []


def test_every_json_answer_has_a_schema(app: FastAPI) -> None:
    for path, methods in app.openapi()["paths"].items():
        for method, said in methods.items():
            for status, answer in said["responses"].items():
                for content in answer.get("content", {}).values() if path.startswith("/v1/") else ():
                    assert content.get("schema"), f"{method} {path} {status}"
                if path.startswith("/v1/") and status < "300" and status != "204":
                    assert answer.get("content"), f"{method} {path} {status}"


def test_the_ids_of_examples_are_those_of_what_the_examples_push(client: Client) -> None:
    spec = client.ingest.get("/openapi.json").json()
    pushed = spec["paths"]["/v1/articles"]["post"]["requestBody"]["content"]["application/json"]["examples"]["one"]
    receipt = client.push(pushed["value"])
    assert receipt["id"] == example_id(spec, "/v1/articles/{id}/trace")
    quarantined = spec["paths"]["/v1/quarantine/{id}"]["get"]["responses"]["200"]["content"]["application/json"]
    assert client.push(quarantined["example"]["document"])["id"] == example_id(spec, "/v1/quarantine/{id}")
    feed = spec["paths"]["/v1/feeds"]["post"]["requestBody"]["content"]["application/json"]["schema"]["properties"]
    added = client.ingest.post("/v1/feeds", params={"check": "false"}, json={"url": feed["url"]["examples"][0]})
    assert added.json()["feed"]["id"] == example_id(spec, "/v1/feeds/{id}")


@pytest.mark.parametrize("value", ["", " "])
def test_a_filter_is_described_as_what_it_takes(client: Client, value: str) -> None:
    said = client.api.get("/openapi.json").json()["paths"]["/v1/search"]["get"]["parameters"]
    items = next(one["schema"]["items"] for one in said if one["name"] == "person")
    assert not re.search(items["pattern"], value)
    assert client.api.get("/v1/search", params={"person": value}).status_code == 422


def test_an_option_of_a_feed_may_be_taken_back_as_described(client: Client) -> None:
    spec = client.ingest.get("/openapi.json").json()
    body = spec["paths"]["/v1/feeds/{id}"]["patch"]["requestBody"]["content"]["application/json"]["schema"]
    assert all({"type": "null"} in one["anyOf"] for one in body["properties"].values())
    feed = client.ingest.post("/v1/feeds", params={"check": "false"}, json={"url": "https://a.example/", "tags": ["x"]})
    changed = client.ingest.patch(f"/v1/feeds/{feed.json()['feed']['id']}", json=dict.fromkeys(body["properties"]))
    assert (changed.status_code, changed.json()["options"]["tags"]) == (200, [])
