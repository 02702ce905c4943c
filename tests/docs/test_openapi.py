"""What the services say of themselves in OpenAPI is complete and stays: ids, summaries, errors."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from services.api.app import create_app as create_api
from services.ingest.app import create_app as create_ingest
from services.shared.settings import Settings

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
