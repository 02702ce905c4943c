"""What a careless or hostile sender may send: a 4xx problem that names the field, on that line alone."""

from typing import Any

import orjson
import pytest

from tests.unit.ingest.conftest import Ingest

BAD: dict[str, tuple[bytes, str]] = {
    "no JSON": (b"hello", "$"),
    "nothing": (b"", "$"),
    "cut off": (b'{"body": "x', "$"),
    "NaN": (b'{"body": NaN}', "$"),
    "1e400": (b'{"body": "x", "tags": [1e400]}', "$"),
    "a lone surrogate": (b'{"body": "\\udc00"}', "$"),
    "a surrogate in a name": (b'{"\\udc00": "x"}', "$"),
    "no UTF-8": (b'{"body": "\xc3\x28"}', "$"),
    "NUL": (b'{"body": "a\\u0000b"}', "body"),
    "NUL in a name": (b'{"body": "x", "a\\u0000b": 1}', "a\x00b"),
    "deep arrays": (b"[" * 100_000, "$"),
    "deep objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "$"),
    "depth in a field": (b'{"body": ' + b"[" * 500 + b"]" * 500 + b"}", "body"),
    "an unknown field": (b'{"body": "x", "titel": "y"}', "titel"),
    "an impossible date": (b'{"body": "x", "published_at": "2024-02-30"}', "published_at"),
    "an empty body": (b'{"body": ""}', "body"),
    "no body": (b"{}", "body"),
    "a javascript: URL": (b'{"body": "x", "url": "javascript:alert(1)"}', "url"),
    "a number": (b"1", "$"),
    "a string": (b'"body"', "$"),
    "null": (b"null", "$"),
    "a huge number": (b'{"body": ' + b"9" * 300 + b"}", "body"),
    "a long name": (b'{"body": "x", "' + b"n" * 100_000 + b'": 1}', "n" * 200),
}


@pytest.mark.parametrize(("raw", "field"), BAD.values(), ids=BAD.keys())
def test_a_bad_push_is_a_problem_that_names_the_field(ingest: Ingest, raw: bytes, field: str) -> None:
    answer = ingest.push(raw)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert {"type", "title", "status", "detail", "errors"} <= set(said)
    assert [error["field"] for error in said["errors"]] == [field]
    assert len(answer.content) < 2000
    assert not ingest.inbox.writes


def test_a_bad_line_is_a_rejected_receipt_on_that_line_and_costs_no_neighbour(ingest: Ingest) -> None:
    bad = {name: (raw, field) for name, (raw, field) in BAD.items() if raw}
    lines = [line for number, (raw, _) in enumerate(bad.values()) for line in (raw, b'{"body": "good %d"}' % number)]
    receipts = [orjson.loads(line) for line in ingest.bulk(b"\n".join(lines)).content.splitlines()]
    assert len(receipts) == len(lines)
    for (name, (_, field)), refused in zip(bad.items(), receipts[::2], strict=True):
        assert refused["status"] == "rejected", name
        assert [error["field"] for error in refused["error"]["errors"]] == [field], name
    assert {receipt["status"] for receipt in receipts[1::2]} == {"accepted"}


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "text/html"},
        {"content-type": "application/x-www-form-urlencoded"},
        {"content-type": "multipart/form-data; boundary=x"},
        {"content-type": "application/xml"},
        {"content-type": ""},
        {"content-type": "application/json; charset=utf-16"},
        {"content-type": "application/json", "content-encoding": "gzip"},
    ],
)
@pytest.mark.parametrize("path", ["/v1/articles", "/v1/articles/bulk"])
def test_another_content_type_is_a_415(ingest: Ingest, path: str, headers: dict[str, str]) -> None:
    answer = ingest.http.post(path, content=b'{"body": "x"}', headers=headers)
    assert answer.status_code == 415
    assert answer.headers["content-type"] == "application/problem+json"


def test_bulk_takes_no_plain_json_and_push_no_lines(ingest: Ingest) -> None:
    headers = {"content-type": "application/json"}
    assert ingest.bulk(b'{"body": "x"}', headers=headers).status_code == 415
    assert ingest.push(b'{"body": "x"}', headers={"content-type": "application/x-ndjson"}).status_code == 415


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "/v1/nothing", 404),
        ("POST", "/v1/articles/", 404),
        ("GET", "/v1/articles", 405),
        ("PUT", "/v1/articles/bulk", 405),
        ("GET", "/v1/articles/UPPER/trace", 422),
        ("DELETE", "/v1/articles/..%2f..%2fetc", 404),
        ("GET", "/v1/quarantine?size=0", 422),
        ("GET", "/v1/quarantine?size=x", 422),
        ("GET", "/v1/quarantine?cursor=-1", 422),
        ("POST", "/v1/articles?restore=perhaps", 422),
    ],
)
def test_a_bad_call_is_a_problem(ingest: Ingest, method: str, path: str, status: int) -> None:
    answer = ingest.http.request(method, path, json={"body": "x"} if method == "POST" else None)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["status"] == status


@pytest.mark.parametrize("value", [None, True, 0, 1.5, "x", [], {}, [[]], [{}], {"a": {}}, [None]])
def test_no_value_in_any_field_is_more_than_a_refusal(ingest: Ingest, value: Any) -> None:
    fields = ingest.http.get("/openapi.json").json()["components"]["schemas"]["Document"]["properties"]
    documents = [{"body": "x"} | {field: value} for field in fields] + [{field: value} for field in fields]
    answer = ingest.push(documents)
    assert answer.status_code == 202
    assert len(answer.json()["receipts"]) == len(documents)


@pytest.mark.parametrize(
    ("method", "path", "field", "message"),
    [
        ("POST", "/v1/articles?restor=true", "restor", "there is no such parameter: did you mean restore?"),
        ("GET", "/v1/quarantine?siez=5", "siez", "there is no such parameter: did you mean size?"),
        ("GET", "/v1/feeds?state=ok", "state", "there is no such parameter: did you mean status?"),
        ("GET", "/v1/pipeline?all=1", "all", "there is no such parameter: this call takes none"),
    ],
)
def test_an_unknown_parameter_is_named_with_the_nearest(
    ingest: Ingest, method: str, path: str, field: str, message: str
) -> None:
    answer = ingest.http.request(method, path, json={"body": "x"} if method == "POST" else None)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [{"field": field, "message": message}]
