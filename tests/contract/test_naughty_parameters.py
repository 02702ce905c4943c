"""Whatever stands in whichever parameter of whichever call is answered or refused by name: no 5xx, and soon."""

from __future__ import annotations

import time
from collections.abc import Iterator
from itertools import cycle
from typing import Any

import httpx
import pytest

from services.local import free_port
from services.shared.settings import Settings
from tests.contract.corpus import corpus
from tests.contract.counted import serving
from tests.contract.naughty import NAUGHTY, encoded

NEEDED = {"/v1/facets": ["facets=place"], "/v1/compare": ["q=harbour", "q=lock"]}
"""Parameters that these calls cannot be without."""
NO_QUESTIONS = ("/v1/live", "/health/", "/metrics")
SECONDS = 2.0


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    """The search service over a small archive."""
    for api in serving(settings.model_copy(update={"api_port": free_port()}), corpus()):
        yield api.client


def places(client: httpx.Client) -> list[tuple[str, str]]:
    """Every path with each of its query's parameters, and `{id}` where it has one."""
    said = client.get("/openapi.json").json()["paths"]
    return [
        (path, name)
        for path, methods in said.items()
        if "get" in methods and not path.startswith(NO_QUESTIONS)
        for name in [*(one["name"] for one in methods["get"].get("parameters", ()) if one["in"] == "query"), "{id}"]
        if name != "{id}" or "{id}" in path
    ]


def target(path: str, name: str, value: bytes) -> bytes:
    """The address that has `value`, as it stands, in this place."""
    if name == "{id}":
        return path.encode().replace(b"{id}", value)
    needed = [one.encode() for one in NEEDED.get(path, ())]
    others = needed[1:] if needed and needed[0].startswith(f"{name}=".encode()) else needed
    return path.replace("{id}", "gn:703448").encode() + b"?" + b"&".join([name.encode() + b"=" + value, *others])


def wrong(client: httpx.Client, path: str, name: str, said: str, value: bytes) -> str | None:
    """What is wrong with the answer; None where nothing is."""
    for _ in range(3):  # a busy machine may be slow once, a question that costs too much is so every time
        begun = time.perf_counter()
        answer = client.get(client.base_url.copy_with(raw_path=target(path, name, value)))
        seconds = time.perf_counter() - begun
        if seconds < SECONDS and answer.status_code != 503:
            break
    told = f"{path} {name} = {said}: {answer.status_code} in {seconds:.1f} s {answer.text[:200]}"
    if seconds > SECONDS or answer.status_code not in {200, 307, 404, 410, 422}:
        return told
    if answer.status_code == 422:
        fields = {error["field"] for error in answer.json()["errors"]}
        return None if name in fields or name == "{id}" or said not in NAUGHTY else told
    expected: Any = {404: "{id}" in path, 410: name == "cursor", 307: name == "{id}"}
    return None if expected.get(answer.status_code, True) else told


def test_naughty_strings_are_answered_or_refused_by_name(client: httpx.Client) -> None:
    strings = cycle(encoded().items())  # each meets every third place or so
    asked = [(path, name, *next(strings)) for path, name in places(client) for _ in range(2)]
    asked += [("/v1/search", "q", said, value) for said, value in encoded().items()]
    assert len(asked) > 900
    assert [found for one in asked if (found := wrong(client, *one))] == []


@pytest.mark.soak
@pytest.mark.timeout(3600)
def test_every_naughty_string_in_every_parameter(client: httpx.Client) -> None:
    asked = [(path, name, *one) for path, name in places(client) for one in encoded().items()]
    assert [found for one in asked if (found := wrong(client, *one))] == []
