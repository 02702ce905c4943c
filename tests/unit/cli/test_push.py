"""Pushing: every line has its receipt, a busy service is waited for, and an interrupted push goes on where it was."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from services.cli import submitting
from services.cli.client import Client, Refused
from services.cli.sources import Line
from services.cli.submitting import PORTION_LINES, portions, push_portion
from tests.unit.cli.conftest import Answer, Asked, Service, Tidings, problem

BULK = "POST /v1/articles/bulk"
BUSY = {
    "id": None,
    "status": "rejected",
    "version": None,
    "error": {"status": 503, "detail": "Full.", "retry_after": 7},
}


def accepted(asked: Asked) -> Answer:
    """Accept every line; the id is the line itself."""
    return 200, ndjson(
        [{"id": line.decode(), "status": "accepted", "version": 1, "error": None} for line in lines(asked)]
    )


def lines(asked: Asked) -> list[bytes]:
    return asked.body.splitlines()


def ndjson(receipts: Sequence[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(receipt).encode() + b"\n" for receipt in receipts)


def write(path: Path, count: int, begin: int = 1) -> Path:
    path.write_text("".join(f'{{"body": "{n}"}}\n' for n in range(begin, begin + count)))
    return path


def test_lines_are_pushed_verbatim_and_counted(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    service.answers[BULK] = accepted
    file = tmp_path / "a.ndjson"
    file.write_bytes(b'{"body":  "\xc3\xa9"}\n\n{broken\r\n{"body":"3"}')
    result = tidings("push", str(file))
    assert result.exit_code == 0
    assert lines(service.asked[0]) == [b'{"body":  "\xc3\xa9"}', b"{broken", b'{"body":"3"}']
    assert "3 documents" in result.stdout
    assert "3 accepted" in result.stdout


def test_rejected_lines_are_named_by_their_number_and_the_exit_status_is_1(
    tidings: Tidings, service: Service, tmp_path: Path
) -> None:
    error = {"status": 422, "detail": "The document is not valid: body is empty.", "errors": []}
    rejected = {"id": None, "status": "rejected", "version": None, "error": error}
    service.answers[BULK] = lambda asked: (200, ndjson([rejected for _ in lines(asked)]))
    file = tmp_path / "a.ndjson"
    file.write_text('\n{"a": 1}\n\n{"a": 2}\n{"a": 3}\n')
    result = tidings("push", str(file), "--errors", "2")
    assert result.exit_code == 1
    assert "3 rejected" in result.stdout
    assert "line 2  The document is not valid: body is empty." in result.stdout
    assert "line 4" in result.stdout
    assert "line 5" not in result.stdout
    assert "1 more" in result.stdout


def test_json_prints_each_receipt_with_its_line(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    service.answers[BULK] = accepted
    result = tidings("push", str(write(tmp_path / "a.ndjson", 2)), "--json")
    assert [json.loads(line)["line"] for line in result.stdout.splitlines()] == [1, 2]
    assert "2 accepted" in result.stderr


def test_restore_and_schema_org_are_told_to_the_service(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    service.answers[BULK] = accepted
    tidings("push", str(write(tmp_path / "a.ndjson", 1)), "--restore", "--jsonld")
    assert service.asked[0].query == {"restore": ["true"]}
    assert service.asked[0].headers["content-type"] == "application/ld+json"


def test_an_empty_file_is_a_failure(tidings: Tidings, tmp_path: Path) -> None:
    (tmp_path / "a.ndjson").write_text("\n\n")
    result = tidings("push", str(tmp_path / "a.ndjson"))
    assert result.exit_code == 1
    assert "holds no document" in result.stderr


def test_a_file_that_is_not_there_is_a_failure_in_words(tidings: Tidings, tmp_path: Path) -> None:
    result = tidings("push", str(tmp_path / "nothing"))
    assert result.exit_code == 1
    assert "cannot be read: No such file" in result.stderr


def test_one_id_for_many_documents_is_refused(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    result = tidings("push", str(write(tmp_path / "a.ndjson", 2)), "--source-id", "x")
    assert result.exit_code == 1
    assert "one document alone" in result.stderr
    assert service.asked == []


def test_a_busy_service_is_waited_for_as_long_as_it_says(service: Service) -> None:
    answers = iter([(503, {"title": "No", "detail": "Busy."}, {"Retry-After": "3"}), None])
    service.answers[BULK] = lambda asked: next(answers) or accepted(asked)
    slept: list[float] = []
    with Client(service.url) as client:
        receipts = push_portion(client, [Line(1, 1, b"a")], on_wait=lambda *_: None, sleep=slept.append)
    assert slept == [3]
    assert receipts[0]["status"] == "accepted"


def test_after_a_busy_line_all_that_follow_are_pushed_again_in_order(service: Service) -> None:
    """Two versions of one article in a file keep their order only so."""
    answers = iter([True, False])

    def answer(asked: Asked) -> Answer:
        receipts: list[dict[str, Any]] = [
            {"id": "x", "status": "accepted", "version": 1, "error": None} for _ in lines(asked)
        ]
        if next(answers):
            receipts[1] = BUSY
        else:
            receipts[-1]["status"] = "unchanged"
        return 200, ndjson(receipts)

    service.answers[BULK] = answer
    slept: list[float] = []
    with Client(service.url) as client:
        portion = [Line(n, n, name) for n, name in enumerate((b"a", b"b", b"c"), 1)]
        receipts = push_portion(client, portion, on_wait=lambda *_: None, sleep=slept.append)
    assert slept == [7]
    assert [lines(asked) for asked in service.asked] == [[b"a", b"b", b"c"], [b"b", b"c"]]
    assert [receipt["status"] for receipt in receipts] == ["accepted"] * 3


def test_receipts_that_break_off_are_asked_for_again(service: Service) -> None:
    answers = iter([1, 9])
    service.answers[BULK] = lambda asked: (200, ndjson([{"status": "accepted"} for _ in lines(asked)][: next(answers)]))
    with Client(service.url) as client:
        receipts = push_portion(
            client, [Line(n, n, b"x") for n in (1, 2, 3)], on_wait=lambda *_: None, sleep=lambda _: None
        )
    assert len(receipts) == 3
    assert [len(lines(asked)) for asked in service.asked] == [3, 2]


def test_patience_ends(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(submitting, "PATIENCE_SECONDS", 10.0)
    service.answers[BULK] = problem(503, "Busy.", retry_after=4)
    slept: list[float] = []
    with Client(service.url) as client, pytest.raises(Refused, match="Busy"):
        push_portion(client, [Line(1, 1, b"a")], on_wait=lambda *_: None, sleep=slept.append)
    assert slept == [4, 4, 4]


def test_a_refusal_that_waiting_does_not_mend_ends_the_push_at_once(service: Service) -> None:
    service.answers[BULK] = problem(401, "This needs a key.")
    with Client(service.url) as client, pytest.raises(Refused, match="key"):
        push_portion(client, [Line(1, 1, b"a")], on_wait=lambda *_: None, sleep=lambda _: pytest.fail("it waited"))


def test_portions_are_bounded_by_lines_and_by_bytes() -> None:
    many = [Line(n, n, b"x") for n in range(PORTION_LINES + 1)]
    assert [len(portion) for portion in portions(many)] == [PORTION_LINES, 1]
    large = [Line(n, n, b"x" * 3_000_000) for n in range(3)]
    assert [len(portion) for portion in portions(large)] == [1, 1, 1]
    assert list(portions([])) == []


def interrupt_after(service: Service, count: int) -> None:
    """Accept `count` requests, and break the push off with the next one."""
    left = iter(range(count))
    service.answers[BULK] = lambda asked: accepted(asked) if next(left, None) is not None else problem(403, "Enough.")


def test_an_interrupted_push_goes_on_behind_its_last_receipt(
    tidings: Tidings, service: Service, tmp_path: Path
) -> None:
    file = write(tmp_path / "a.ndjson", PORTION_LINES + 20)
    interrupt_after(service, 1)
    assert tidings("push", str(file)).exit_code == 1

    service.asked.clear()
    service.answers[BULK] = accepted
    result = tidings("push", str(file), "--resume")
    assert result.exit_code == 0
    assert lines(service.asked[0])[0] == f'{{"body": "{PORTION_LINES + 1}"}}'.encode()
    assert f"Resuming behind line {PORTION_LINES:,}" in result.stderr
    assert f"{PORTION_LINES + 20:,} accepted" in result.stdout
    assert list((tmp_path / "state/tidings/push").iterdir()) == []


def test_a_file_that_changed_is_not_resumed(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    file = write(tmp_path / "a.ndjson", PORTION_LINES + 20)
    interrupt_after(service, 1)
    tidings("push", str(file))
    write(file, PORTION_LINES + 20, begin=2)
    result = tidings("push", str(file), "--resume")
    assert result.exit_code == 1
    assert "has changed" in result.stderr


def test_with_nothing_to_resume_the_push_begins_at_the_beginning(
    tidings: Tidings, service: Service, tmp_path: Path
) -> None:
    service.answers[BULK] = accepted
    result = tidings("push", str(write(tmp_path / "a.ndjson", 2)), "--resume")
    assert result.exit_code == 0
    assert len(lines(service.asked[0])) == 2


def test_a_pipe_cannot_be_resumed(tidings: Tidings) -> None:
    result = tidings("push", "-", "--resume", input="{}")
    assert result.exit_code == 1
    assert "cannot be resumed" in result.stderr


def test_a_push_that_broke_off_says_how_to_go_on(tidings: Tidings, service: Service, tmp_path: Path) -> None:
    file = write(tmp_path / "a.ndjson", PORTION_LINES + 1)
    interrupt_after(service, 1)
    result = tidings("push", str(file))
    assert result.exit_code == 1
    assert f"tidings push {file} --resume" in result.stderr.replace("\n", "")
