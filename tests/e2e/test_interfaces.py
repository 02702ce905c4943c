"""Both services keep to what their OpenAPI says, whatever is sent: schemathesis makes the calls up.

No answer is a 5xx; every status, media type, header and body is one that is described. `make soak` runs all phases
with 200 examples an operation.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import ROOT
from tests.stack import Client, running_stack

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
ENDLESS = "/v1/live"
SERVICES = ["search", "ingest"]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A running system with the seeds in it, which gives up fetching soon."""
    patience: dict[str, Any] = {"fetch_connect_seconds": 0.2, "fetch_read_seconds": 0.3, "fetch_seconds": 0.5}
    with running_stack(tmp_path_factory.mktemp("interfaces") / "data", **patience) as client:
        with (ROOT / "seeds" / "articles.ndjson").open() as lines:
            answer = client.ingest.post(
                "/v1/articles/bulk", content=lines.read().encode(), headers={"Content-Type": "application/x-ndjson"}
            )
        ids = [line.partition('"id":"')[2].partition('"')[0] for line in answer.text.splitlines()]
        client.searchable([id for id in ids if id])
        yield client


def violations(url: str, folder: Path, *options: str, seconds: float) -> str:
    """What schemathesis reports of the service at `url`; empty where all is well."""
    ran = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--seed", "1", "--no-color",
            "--continue-on-failure", "--request-timeout", "60", "--exclude-path", ENDLESS,
            *(f"--checks={check}" for check in CHECKS), *options,
        ],
        cwd=folder, env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.e2e.serializers", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=seconds,
    )  # fmt: skip
    return "" if ran.returncode == 0 else ran.stdout[-8000:] + ran.stderr[-2000:]


@pytest.mark.parametrize("service", SERVICES)
def test_a_few_calls_of_every_kind_are_answered_as_described(filled: Client, service: str, tmp_path: Path) -> None:
    url = filled.stack.api_url if service == "search" else filled.stack.ingest_url
    phases = "examples,fuzzing" if service == "search" else "examples,coverage,fuzzing"
    report = violations(url, tmp_path, "--phases", phases, "--max-examples", "10", seconds=240)
    assert report == ""


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("service", SERVICES)
def test_every_call_is_answered_as_described(filled: Client, service: str, tmp_path: Path) -> None:
    url = filled.stack.api_url if service == "search" else filled.stack.ingest_url
    report = violations(url, tmp_path, "--max-examples", "200", seconds=3500)
    assert report == ""
