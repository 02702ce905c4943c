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

from tests.contract.naughty import NAUGHTY, encoded
from tests.docs.pages import ROOT
from tests.elasticsearch_server import forget_alias
from tests.stack import Client, running_stack, wait_until

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
)
ALSO = {
    "search": ("--checks", "negative_data_rejection", "--exclude-path", "/v1/live"),
    "ingest": ("--checks", "allow_header_conformance"),
}
"""What else is asked of each. Search forwards methods that ingest describes, so its `Allow` has more than its own; and
`/v1/live` has no end. Ingest answers what does not fit within an array or a stream with a receipt, not with a 4xx."""


@pytest.fixture(scope="module", params=["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def filled(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A running system with the seeds in it, which gives up fetching soon."""
    settings: dict[str, Any] = {"fetch_connect_seconds": 0.2, "fetch_read_seconds": 0.3, "fetch_seconds": 0.5}
    folder = tmp_path_factory.mktemp("interfaces")
    if request.param == "elasticsearch":
        url = request.getfixturevalue("elasticsearch_url")
        settings |= {"elasticsearch_url": url, "elasticsearch_index": f"interfaces-{folder.parent.name}"}
    with running_stack(folder / "data", **settings) as client:
        with (ROOT / "seeds" / "articles.ndjson").open() as lines:
            answer = client.ingest.post(
                "/v1/articles/bulk", content=lines.read().encode(), headers={"Content-Type": "application/x-ndjson"}
            )
        ids = [line.partition('"id":"')[2].partition('"')[0] for line in answer.text.splitlines()]
        client.searchable([id for id in ids if id])
        client.push({"html": "<html></html>"})
        wait_until(lambda: client.ingest.get("/v1/quarantine").json()["entries"], what="a page without text")
        yield client
    if request.param == "elasticsearch":
        forget_alias(url, settings["elasticsearch_index"])


def violations(url: str, folder: Path, *options: str, seconds: float) -> str:
    """What schemathesis reports of the service at `url`; empty where all is well.

    It is not well either where a call was answered with nothing but 404: then its answers were never seen.
    """
    ran = subprocess.run(
        [
            sys.executable, "-m", "schemathesis.cli", "run", f"{url}/openapi.json", "--seed", "1", "--no-color",
            "--continue-on-failure", "--request-timeout", "60",
            *(f"--checks={check}" for check in CHECKS), *options,
        ],
        cwd=folder, env=os.environ | {"SCHEMATHESIS_HOOKS": "tests.e2e.serializers", "PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, timeout=seconds,
    )  # fmt: skip
    print(ran.stdout[ran.stdout.find("= SUMMARY =") :])
    well = ran.returncode == 0 and "Missing test data" not in ran.stdout
    return "" if well else ran.stdout[-8000:] + ran.stderr[-2000:]


@pytest.mark.parametrize("service", ALSO)
def test_a_few_calls_of_every_kind_are_answered_as_described(filled: Client, service: str, tmp_path: Path) -> None:
    url = filled.stack.api_url if service == "search" else filled.stack.ingest_url
    phases = "examples,fuzzing" if service == "search" else "examples,coverage,fuzzing"
    report = violations(url, tmp_path, *ALSO[service], "--phases", phases, "--max-examples", "10", seconds=240)
    assert report == ""


def test_naughty_strings_in_ingests_parameters_are_answered_or_refused_by_name(filled: Client) -> None:
    paths = filled.ingest.get("/openapi.json").json()["paths"]
    places = [
        (path, one["name"]) for path, methods in paths.items() for one in methods.get("get", {}).get("parameters", ())
    ]
    assert {name for _, name in places} >= {"id", "size", "cursor", "q", "status", "tag", "sort"}
    for path, name in places:
        for said, value in encoded().items():
            raw = path.encode().replace(b"{id}", value) if name == "id" else f"{path}?{name}=".encode() + value
            answer = filled.ingest.get(filled.ingest.base_url.copy_with(raw_path=raw))
            told = f"{path} {name} = {said}: {answer.status_code} {answer.text[:200]}"
            assert answer.status_code in {200, 307, 404, 422}, told
            if answer.status_code == 422 and said in NAUGHTY:
                assert {error["field"].partition(".")[0] for error in answer.json()["errors"]} == {name}, told


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("service", ALSO)
def test_every_call_is_answered_as_described(filled: Client, service: str, tmp_path: Path) -> None:
    url = filled.stack.api_url if service == "search" else filled.stack.ingest_url
    report = violations(url, tmp_path, *ALSO[service], "--max-examples", "200", seconds=3500)
    assert report == ""
