"""The whole system on each engine, once a module."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.elasticsearch_server import forget_alias
from tests.stack import Client, running_stack


@pytest.fixture(scope="module", params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def client(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A client of a running system with nothing in it yet."""
    settings: dict[str, Any] = {}
    if request.param == "elasticsearch":
        url = request.getfixturevalue("elasticsearch_url")
        settings = {"elasticsearch_url": url, "elasticsearch_index": f"e2e-{tmp_path_factory.getbasetemp().name}"}
    with running_stack(tmp_path_factory.mktemp(request.param) / "data", **settings) as client:
        yield client
    if settings:
        forget_alias(url, settings["elasticsearch_index"])
