from collections.abc import Callable

import pytest

from services.shared.inbox import QuarantineEntry
from tests.unit.ingest.conftest import Ingest

IDS = ["a" * 26, "b" * 26, "c" * 26]


@pytest.fixture
def troubled(start: Callable[..., Ingest]) -> Ingest:
    ingest = start()
    for id in IDS:
        ingest.inbox.quarantine[id] = QuarantineEntry(
            id=id,
            version=2,
            stage="enrich",
            reason="extract_page: no text",
            attempts=1,
            quarantined_at="2024-08-31T06:00:00Z",
            document=b'{"html":"<html></html>"}',
        )
    return ingest


def test_an_entry_tells_why_and_what(troubled: Ingest) -> None:
    assert troubled.http.get(f"/v1/quarantine/{IDS[0]}").json() == {
        "id": IDS[0],
        "version": 2,
        "stage": "enrich",
        "reason": "extract_page: no text",
        "attempts": 1,
        "quarantined_at": "2024-08-31T06:00:00Z",
        "document": {"html": "<html></html>"},
    }


def test_the_list_comes_in_pages(troubled: Ingest) -> None:
    first = troubled.http.get("/v1/quarantine", params={"size": 2}).json()
    rest = troubled.http.get("/v1/quarantine", params={"size": 2, "cursor": first["next_cursor"]}).json()
    assert [entry["id"] for entry in first["entries"] + rest["entries"]] == IDS
    assert rest["next_cursor"] is None


def test_one_is_replayed_and_a_worker_hears_of_it(troubled: Ingest) -> None:
    answer = troubled.http.post(f"/v1/quarantine/{IDS[0]}/replay")
    assert (answer.status_code, answer.json()) == (202, {"replayed": 1})
    assert troubled.hints.was_sent.wait(10)
    assert troubled.http.get(f"/v1/quarantine/{IDS[0]}").status_code == 404


def test_all_are_replayed(troubled: Ingest) -> None:
    assert troubled.http.post("/v1/quarantine/replay").json() == {"replayed": 3}
    assert troubled.http.get("/v1/quarantine").json() == {"entries": [], "next_cursor": None}
    assert troubled.http.post("/v1/quarantine/replay").json() == {"replayed": 0}


def test_one_is_given_up(troubled: Ingest) -> None:
    assert troubled.http.delete(f"/v1/quarantine/{IDS[0]}").status_code == 204
    assert len(troubled.inbox.quarantine) == 2


@pytest.mark.parametrize(("method", "end"), [("GET", ""), ("POST", "/replay"), ("DELETE", "")])
def test_what_is_not_in_quarantine_is_a_404(troubled: Ingest, method: str, end: str) -> None:
    assert troubled.http.request(method, f"/v1/quarantine/{'z' * 26}{end}").status_code == 404
