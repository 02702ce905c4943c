import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import orjson
import pytest

from tests.unit.ingest.conftest import Ingest

PAGE = {"url": "https://news.example/a", "body": "The harbour reopened."}


def test_a_push_is_answered_with_a_receipt(ingest: Ingest) -> None:
    answer = ingest.push(PAGE)
    assert answer.status_code == 202
    (receipt,) = answer.json()["receipts"]
    assert re.fullmatch("[a-z2-7]{26}", receipt["id"])
    assert receipt == {"id": receipt["id"], "status": "accepted", "version": 1, "error": None}


def test_the_same_again_is_unchanged_and_another_value_a_new_version(ingest: Ingest) -> None:
    first = ingest.receipt(PAGE)
    assert ingest.receipt(PAGE) == first | {"status": "unchanged"}
    assert ingest.receipt(PAGE | {"section": "World"}) == first | {"version": 2}


def test_an_array_gets_a_receipt_for_each_and_a_bad_one_costs_no_neighbour(ingest: Ingest) -> None:
    answer = ingest.push([{"body": "one"}, {"body": 2}, 3, {"body": "four"}])
    receipts = answer.json()["receipts"]
    assert answer.status_code == 202
    assert [receipt["status"] for receipt in receipts] == ["accepted", "rejected", "rejected", "accepted"]
    assert receipts[1]["id"] is None
    assert receipts[1]["error"]["errors"] == [{"field": "body", "message": "must be a string"}]
    assert [offer.lane for offer in ingest.inbox.writes[0]] == ["bulk", "bulk"]


def test_an_array_of_one_is_news_and_an_empty_one_is_nothing(ingest: Ingest) -> None:
    ingest.push([PAGE])
    assert [offer.lane for offer in ingest.inbox.writes[0]] == ["live"]
    assert ingest.push([{}]).json()["receipts"][0]["status"] == "rejected"
    assert ingest.push([]).json() == {"receipts": []}


def test_an_array_has_at_most_so_many_documents(start: Callable[..., Ingest]) -> None:
    ingest = start(max_documents=3)
    assert ingest.push([PAGE] * 3).status_code == 202
    assert ingest.push([PAGE] * 4).status_code == 413


def test_a_body_over_the_limit_is_413_whether_announced_or_streamed(start: Callable[..., Ingest]) -> None:
    ingest = start(max_document_bytes=2000)
    assert ingest.push({"body": "x" * 1900}).status_code == 202
    assert ingest.push({"body": "x" * 2000}).status_code == 413
    pieces = (b" " * 100_000 for _ in range(20))
    answer = ingest.http.post("/v1/articles", content=pieces, headers={"content-type": "application/json"})
    assert answer.status_code == 413
    assert answer.json()["errors"] == [{"field": "$", "message": "is over 2000 bytes"}]


def test_a_deleted_article_is_rejected_until_it_is_restored(ingest: Ingest) -> None:
    id = ingest.receipt(PAGE)["id"]
    assert ingest.http.delete(f"/v1/articles/{id}").status_code == 202
    refused = ingest.receipt(PAGE)
    assert (refused["id"], refused["status"], refused["error"]["status"]) == (id, "rejected", 410)
    assert ingest.receipt(PAGE, params={"restore": "true"})["status"] == "accepted"
    assert ingest.receipt(PAGE)["status"] == "unchanged"


def test_a_full_inbox_is_a_503_that_says_when_to_come_again(ingest: Ingest) -> None:
    ingest.inbox.is_full = True
    answer = ingest.push(PAGE)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["retry_after"] == 5
    receipts = ingest.push([PAGE, PAGE]).json()["receipts"]
    assert [(one["error"]["status"], one["error"]["retry_after"]) for one in receipts] == [(503, 5)] * 2


def test_a_missing_inbox_is_a_503_on_every_call(ingest: Ingest) -> None:
    ingest.inbox.is_gone = True
    id = "a" * 26
    calls = [
        ("POST", "/v1/articles"),
        ("DELETE", f"/v1/articles/{id}"),
        ("GET", f"/v1/articles/{id}/trace"),
        ("GET", "/v1/quarantine"),
        ("GET", f"/v1/quarantine/{id}"),
        ("POST", f"/v1/quarantine/{id}/replay"),
        ("POST", "/v1/quarantine/replay"),
        ("DELETE", f"/v1/quarantine/{id}"),
        ("GET", "/health/ready"),
    ]
    for method, path in calls:
        answer = ingest.http.request(method, path, json=PAGE if path == "/v1/articles" else None)
        assert answer.status_code == 503, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
    assert ingest.http.get("/health/live").status_code == 200
    assert "tidings_inbox_up 0.0" in ingest.http.get("/metrics").text


def test_when_redis_hangs_every_call_is_answered_within_twice_its_time_out(start: Callable[..., Ingest]) -> None:
    ingest = start(redis_timeout=0.5)
    ingest.inbox.goes_on.clear()

    def timed(number: int) -> tuple[int, float]:
        began = time.monotonic()
        if number % 2:
            answer = ingest.push(PAGE, headers={"idempotency-key": str(number)})
        else:
            answer = ingest.http.get(f"/v1/articles/{'a' * 26}/trace")
        return answer.status_code, time.monotonic() - began

    with ThreadPoolExecutor(24) as threads:
        answers = list(threads.map(timed, range(24)))
    assert {status for status, _ in answers} == {503}
    assert max(seconds for _, seconds in answers) < 1.5


def test_concurrent_pushes_share_writes(ingest: Ingest) -> None:
    ingest.inbox.goes_on.clear()
    with ThreadPoolExecutor(16) as threads:
        first = threads.submit(ingest.receipt, PAGE)
        assert ingest.inbox.began.wait(10)
        rest = [threads.submit(ingest.receipt, {"body": f"Text {number}."}) for number in range(15)]
        while len(ingest.inbox.writes) == 0 and sum(one.running() for one in rest) < 15:
            time.sleep(0.01)
        time.sleep(0.2)  # all are on their way; the write that hangs cannot tell when the last one arrived
        ingest.inbox.goes_on.set()
        assert {one.result()["status"] for one in [first, *rest]} == {"accepted"}
    assert len(ingest.inbox.writes) < 8


def test_a_hint_follows_an_accepted_push(ingest: Ingest) -> None:
    ingest.inbox.wants_hint = True
    ingest.push(PAGE)
    assert ingest.hints.was_sent.wait(10)


# ------------------------------------------------------------------------------------------------ Idempotency-Key


def test_the_same_key_is_answered_the_same(ingest: Ingest) -> None:
    key = {"idempotency-key": "one"}
    first = ingest.push(PAGE, headers=key)
    assert ingest.push(PAGE, headers=key).content == first.content
    assert len(ingest.inbox.writes) == 1
    assert ingest.receipt(PAGE)["status"] == "unchanged"


def test_the_same_key_with_another_body_is_a_422(ingest: Ingest) -> None:
    key = {"idempotency-key": "one"}
    ingest.push(PAGE, headers=key)
    answer = ingest.push(PAGE | {"section": "x"}, headers=key)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "Idempotency-Key"
    assert ingest.push(PAGE, headers=key, params={"restore": "true"}).status_code == 422


def test_a_push_that_was_refused_may_be_tried_again_under_its_key(ingest: Ingest) -> None:
    key = {"idempotency-key": "one"}
    assert ingest.push({}, headers=key).status_code == 422
    ingest.inbox.is_full = True
    assert ingest.push([PAGE, PAGE], headers=key).json()["receipts"][0]["status"] == "rejected"
    ingest.inbox.is_full = False
    assert ingest.push([PAGE, PAGE], headers=key).json()["receipts"][0]["status"] == "accepted"


def test_what_was_taken_in_is_answered_even_where_the_key_cannot_be_kept(ingest: Ingest) -> None:
    ingest.inbox.is_forgetful = True
    assert ingest.receipt(PAGE, headers={"idempotency-key": "one"})["status"] == "accepted"


@pytest.mark.parametrize("key", ["", "x" * 256])
def test_a_key_has_1_to_255_characters(ingest: Ingest, key: str) -> None:
    assert ingest.push(PAGE, headers={"idempotency-key": key}).status_code == 422


# ---------------------------------------------------------------------------------------------- trace, delete


def test_a_trace_tells_what_happened(ingest: Ingest) -> None:
    id = ingest.receipt(PAGE)["id"]
    assert ingest.http.get(f"/v1/articles/{id}/trace").json() == {
        "id": id,
        "status": "accepted",
        "events": [{"at": "2024-08-31T06:00:00Z", "event": "accepted", "detail": "version 1"}],
    }


@pytest.mark.parametrize("id", ["a" * 26, "b" * 26])
def test_an_id_that_was_never_accepted_is_a_404(ingest: Ingest, id: str) -> None:
    assert ingest.http.get(f"/v1/articles/{id}/trace").status_code == 404
    assert ingest.http.delete(f"/v1/articles/{id}").status_code == 404


def test_receipts_are_counted(ingest: Ingest) -> None:
    ingest.push([PAGE, PAGE, {}])
    metrics = ingest.http.get("/metrics").text
    for status in ("accepted", "unchanged", "rejected"):
        assert f'tidings_receipts_total{{status="{status}"}} 1.0' in metrics
    assert "tidings_inbox_pending 1.0" in metrics


def test_the_api_describes_itself(ingest: Ingest) -> None:
    described = ingest.http.get("/openapi.json").json()
    schemas = described["components"]["schemas"]
    assert set(orjson.loads(b'["Document","Publisher","Receipt","Problem"]')) <= set(schemas)
    references = re.findall(r'"#/components/schemas/(\w+)"', ingest.http.get("/openapi.json").text)
    assert set(references) <= set(schemas)
    for path in ("/v1/articles", "/v1/articles/bulk"):
        call = described["paths"][path]["post"]
        assert call["summary"]
        assert call["requestBody"]["content"]
        assert "401" in call["responses"]
    assert {one["name"] for one in described["paths"]["/v1/articles"]["post"]["parameters"]} == {
        "restore",
        "Idempotency-Key",
    }
