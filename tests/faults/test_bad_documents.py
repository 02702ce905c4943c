"""Documents that kill, hang or fail their worker end in quarantine with a reason, and cost their neighbours nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.documents import document
from tests.stack import Client, running_stack, wait_until

pytestmark = pytest.mark.faults
REASONS = {
    "kills": "its worker was lost 2 times in the stage enrich",
    "hangs": "enrichment took longer than 3 s",
    "raises": "OSError: a disk that is not there",
    "unprocessable": "not a text at all",
}


@pytest.fixture
def cause(tmp_path: Path) -> Path:
    """While this file is there, documents misbehave."""
    file = tmp_path / "cause"
    file.touch()
    return file


@pytest.fixture
def client(tmp_path: Path, cause: Path) -> Iterator[Client]:
    environment = {"TIDINGS_STEPS": "tests.faults.steps:STEPS", "TIDINGS_TEST_CAUSE": str(cause)}
    quick = {"lease_seconds": 2.0, "retry_seconds": 0.1, "max_attempts": 2, "enrich_seconds": 3.0}
    with running_stack(tmp_path / "data", environment=environment, **quick) as client:
        yield client


def quarantined(client: Client, id: str) -> dict[str, Any] | None:
    answer = client.ingest.get(f"/v1/quarantine/{id}")
    return answer.json() if answer.status_code == 200 else None


def test_bad_documents_are_quarantined_their_neighbours_indexed_and_replay_works(client: Client, cause: Path) -> None:
    documents = [document(n) for n in range(24)]
    bad = dict(zip((5, 11, 17, 23), REASONS, strict=True))
    for n, kind in bad.items():
        documents[n]["section"] = kind
    ids = [receipt["id"] for receipt in client.push_all(documents)]
    client.searchable([id for n, id in enumerate(ids) if n not in bad])
    for n, kind in bad.items():
        entry = wait_until(lambda n=n: quarantined(client, ids[n]), what=f"the quarantine of what {kind}")
        assert entry["reason"] == REASONS[kind]
        assert entry["attempts"] <= 2
        assert entry["document"]["headline"] == documents[n]["headline"]
        assert client.trace(ids[n])["status"] == "quarantined"
        assert client.article(ids[n]) is None
    listed = client.ingest.get("/v1/quarantine").json()
    assert {entry["id"] for entry in listed["entries"]} == {ids[n] for n in bad}

    cause.unlink()
    first, *others = (ids[n] for n in bad)
    assert client.ingest.post(f"/v1/quarantine/{first}/replay").status_code == 202
    client.searchable([first])
    assert client.ingest.post("/v1/quarantine/replay").status_code == 202
    client.searchable(others)
    assert client.ingest.get("/v1/quarantine").json()["entries"] == []
