import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest

from tests.unit.ingest.conftest import Ingest


def receipts(content: bytes) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in content.splitlines()]


def lines(count: int) -> bytes:
    return b"".join(b'{"body": "Text %d."}\n' % number for number in range(count))


def head(length: int | None = None) -> bytes:
    how = b"Transfer-Encoding: chunked" if length is None else b"Content-Length: %d" % length
    return (
        b"POST /v1/articles/bulk HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-ndjson\r\n"
        + how
        + b"\r\n\r\n"
    )


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n" % (len(data), data)


def test_every_line_gets_its_receipt_in_order(ingest: Ingest) -> None:
    answer = ingest.bulk(lines(2000))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-ndjson"
    found = receipts(answer.content)
    assert [receipt["status"] for receipt in found] == ["accepted"] * 2000
    again = receipts(ingest.bulk(lines(2000)).content)
    assert [receipt["id"] for receipt in again] == [receipt["id"] for receipt in found]
    assert {receipt["status"] for receipt in again} == {"unchanged"}


def test_lines_are_written_together_and_in_the_slow_lane(ingest: Ingest) -> None:
    ingest.bulk(lines(2000))
    assert len(ingest.inbox.writes) < 400
    assert {offer.lane for write in ingest.inbox.writes for offer in write} == {"bulk"}


@pytest.mark.parametrize(
    "content_type", ["application/x-ndjson", "application/ndjson; charset=utf-8", "application/jsonl"]
)
def test_its_content_types(ingest: Ingest, content_type: str) -> None:
    assert len(receipts(ingest.bulk(lines(3), headers={"content-type": content_type}).content)) == 3


def test_blank_lines_get_no_receipt_and_the_last_line_needs_no_end(ingest: Ingest) -> None:
    answer = ingest.bulk(b'\n{"body": "a"}\r\n\r\n  \n{"body": "b"}')
    assert [receipt["status"] for receipt in receipts(answer.content)] == ["accepted", "accepted"]


def test_an_empty_stream_has_no_receipts(ingest: Ingest) -> None:
    answer = ingest.bulk(b"")
    assert (answer.status_code, answer.content) == (200, b"")


def test_a_line_over_the_limit_is_one_rejected_receipt(start: Callable[..., Ingest]) -> None:
    ingest = start(max_document_bytes=2000)

    def stream() -> Iterator[bytes]:
        yield b'{"body": "before"}\n{"body": "'
        for _ in range(200):
            yield b"x" * 10_000
        yield b'"}\n{"body": "after"}\n'

    found = receipts(ingest.bulk(stream()).content)
    assert [receipt["status"] for receipt in found] == ["accepted", "rejected", "accepted"]
    assert found[1]["error"]["status"] == 413
    assert found[1]["error"]["errors"][0]["field"] == "$"


def test_receipts_come_while_the_client_still_sends(ingest: Ingest) -> None:
    with socket.create_connection(("127.0.0.1", ingest.port), timeout=10) as connection:
        reader = connection.makefile("rb")
        connection.sendall(head() + chunk(b'{"body": "one"}\n{"body": "tw'))
        while reader.readline() != b"\r\n":
            pass
        assert orjson.loads(read_chunk(reader))["status"] == "accepted"
        connection.sendall(chunk(b'o"}\n'))
        assert orjson.loads(read_chunk(reader))["status"] == "accepted"
        connection.sendall(b"0\r\n\r\n")
        assert read_chunk(reader) == b""


def read_chunk(reader: Any) -> bytes:
    data: bytes = reader.read(int(reader.readline(), 16))
    reader.readline()
    return data


def test_a_client_may_send_everything_before_it_reads_a_byte(ingest: Ingest) -> None:
    count = 40_000  # some 12 MB of receipts: more than all the buffers on the way hold
    body = b'{"body": "x"}\n' + b'{"body": 1}\n' * count
    connection = http.client.HTTPConnection("127.0.0.1", ingest.port, timeout=60)
    connection.request("POST", "/v1/articles/bulk", body, {"content-type": "application/x-ndjson"})
    answer = connection.getresponse().read()
    connection.close()
    assert answer.count(b'"rejected"') == count
    assert answer.count(b'"accepted"') == 1


def test_a_client_that_goes_away_leaves_what_was_complete_accepted(ingest: Ingest) -> None:
    with socket.create_connection(("127.0.0.1", ingest.port), timeout=10) as connection:
        connection.sendall(head(1000) + b'{"body": "whole"}\n{"body": "cut o')
        assert ingest.inbox.began.wait(10)
    assert ingest.receipt({"body": "whole"})["status"] == "unchanged"
    assert ingest.receipt({"body": "cut o"})["status"] == "accepted"


def test_a_full_inbox_rejects_lines_and_says_when_to_come_again(ingest: Ingest) -> None:
    ingest.inbox.is_full = True
    for receipt in receipts(ingest.bulk(lines(3)).content):
        assert receipt["status"] == "rejected"
        assert receipt["id"]
        assert (receipt["error"]["status"], receipt["error"]["retry_after"]) == (503, 5)


def test_while_redis_is_away_lines_are_rejected_and_a_long_stream_still_ends(ingest: Ingest) -> None:
    ingest.inbox.is_gone = True
    found = receipts(ingest.bulk(lines(3000)).content)
    assert len(found) == 3000
    assert {receipt["error"]["status"] for receipt in found} == {503}
    ingest.inbox.is_gone = False
    threading.Event().wait(0.3)  # each stream begins anew; nothing is remembered from the one before
    assert {receipt["status"] for receipt in receipts(ingest.bulk(lines(3000)).content)} == {"accepted"}


def test_restore_holds_for_every_line(ingest: Ingest) -> None:
    id = ingest.receipt({"body": "Text 0."})["id"]
    ingest.http.delete(f"/v1/articles/{id}")
    (refused,) = receipts(ingest.bulk(lines(1)).content)
    assert refused["error"]["status"] == 410
    (restored,) = receipts(ingest.bulk(lines(1), params={"restore": "true"}).content)
    assert restored["status"] == "accepted"


def test_as_json_ld_each_line_is_one_article(ingest: Ingest) -> None:
    body = b'{"@type": "NewsArticle", "articleBody": "x"}\n{"@type": "Event"}\n{"body": "x"}\n'
    found = receipts(ingest.bulk(body, headers={"content-type": "application/ld+json"}).content)
    assert [receipt["status"] for receipt in found] == ["accepted", "rejected", "rejected"]
    assert found[0]["id"] == ingest.receipt({"body": "x"})["id"]
