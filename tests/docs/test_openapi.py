"""What the services say of themselves in OpenAPI is complete and stays: ids, summaries, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from services.api import examples
from services.api.app import create_app as create_api
from services.ingest.app import create_app as create_ingest
from services.shared.settings import Settings
from tests.stack import Client

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


def test_an_example_has_the_fields_of_a_real_answer(client: Client) -> None:
    receipts = client.push_all(
        [
            {
                "headline": f"Storm over Bergen, part {number}",
                "body": "“We have seen it coming,” said Ingrid Solheim, the mayor of Bergen in Norway. " * number,
                "publisher": "The Fjord Times",
                "published_at": "2024-09-20T06:30:00Z",
            }
            for number in (1, 3)
        ]
    )
    first, _ = client.searchable([receipt["id"] for receipt in receipts])
    mayor = next(entity["id"] for entity in first["entities"] if entity["name"] == "Ingrid Solheim")
    paths = {
        "/v1/quotes": (examples.QUOTES, "?speaker=Solheim"),
        "/v1/entities": (examples.ENTITIES, "?q=berg"),
        f"/v1/entities/{mayor}": (examples.ENTITY, ""),
        "/v1/publishers": (examples.PUBLISHERS, ""),
        "/v1/suggest": (examples.SUGGEST, "?q=storm%20berg"),
        f"/v1/articles/{first['id']}/similar": (examples.SIMILAR, "?duplicates=include"),
    }
    for path, (example, query) in paths.items():
        answer = client.api.get(path + query).json()
        assert answer.keys() == example.keys(), path
        for name, value in example.items():
            if isinstance(value, list) and value:
                assert answer[name], f"{path} {name}"
                assert answer[name][0].keys() >= value[0].keys(), f"{path} {name}"
