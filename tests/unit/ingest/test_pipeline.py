"""How much is where, as the pipeline page asks for it."""

from __future__ import annotations

from collections.abc import Callable

from tests.unit.ingest.conftest import Ingest


def test_the_pipeline_tells_of_every_stage_and_counts_receipts(start: Callable[..., Ingest]) -> None:
    ingest = start()
    ingest.http.post("/v1/articles", json={"source_id": "a", "body": "Words."}).raise_for_status()
    told = ingest.http.get("/v1/pipeline").json()
    assert [stage["stage"] for stage in told["stages"]] == ["fetch", "enrich", "index"]
    assert told["receipts"] == {"accepted": 1}
    assert told["most_pending"] == 500_000
