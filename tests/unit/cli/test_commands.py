"""Every command tells what it is for, and never answers with a traceback."""

from __future__ import annotations

import json

import pytest

from services.shared.keys import Keys, hash_key
from tests.unit.cli.conftest import Service, Tidings, problem

COMMANDS = [
    (),
    ("up",),
    ("demo",),
    ("push",),
    ("search",),
    ("article",),
    ("trace",),
    ("delete",),
    ("quarantine",),
    ("quarantine", "list"),
    ("quarantine", "show"),
    ("quarantine", "replay"),
    ("quarantine", "discard"),
    ("keys",),
    ("keys", "create"),
    ("keys", "hash"),
    ("doctor",),
]
ID = "qopz5ofgi4buiiodell6ykuueq"


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_every_command_has_help(tidings: Tidings, command: tuple[str, ...]) -> None:
    result = tidings(*command, "--help")
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_where_nothing_listens_the_start_command_is_named(tidings: Tidings) -> None:
    result = tidings("search", "x", "--api", "http://127.0.0.1:9")
    assert result.exit_code == 1
    assert "Nothing answers at http://127.0.0.1:9." in result.stderr
    assert "`tidings up`" in result.stderr


def test_a_push_to_nobody_fails_at_once(tidings: Tidings) -> None:
    result = tidings("push", "-", "--api", "http://127.0.0.1:9", input='{"body": "x"}')
    assert result.exit_code == 1
    assert "`tidings up`" in result.stderr


def test_an_address_that_is_none_is_refused_in_words(tidings: Tidings) -> None:
    result = tidings("search", "x", "--api", "not an address")
    assert result.exit_code == 1
    assert "is no address of Tidings" in result.stderr


def test_another_service_at_the_address_is_told_apart(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = 200, b"<html>"
    assert "not as Tidings does" in tidings("search", "x").stderr
    service.answers["GET /v1/search"] = 404, b"<html>"
    assert "answered 404, and not as Tidings does" in tidings("search", "x").stderr


def test_a_problem_is_told_with_its_fields_and_no_field_twice(tidings: Tidings, service: Service) -> None:
    errors = [{"field": "size", "message": "is too large"}, {"field": "q", "message": "has no end"}]
    service.answers["GET /v1/search"] = problem(422, "The search is not valid: q has no end.", errors)
    result = tidings("search", '"x')
    assert result.exit_code == 1
    assert "The search is not valid: q has no end." in result.stderr
    assert "size: is too large" in result.stderr
    assert result.stderr.count("has no end") == 1


def test_a_missing_key_says_where_keys_come_from(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = problem(401, "This needs a key.")
    assert "tidings keys create" in tidings("search", "x").stderr


def test_the_key_is_sent_from_the_environment(
    tidings: Tidings, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TIDINGS_API_KEY", "secret")
    tidings("trace", ID)
    assert service.asked[-1].headers["x-api-key"] == "secret"


def test_a_created_key_is_admitted_by_its_entry(tidings: Tidings) -> None:
    created = json.loads(tidings("keys", "create", "--json").stdout)
    assert Keys(created["entry"]).accept(created["key"].encode())


def test_a_created_key_is_printed_with_its_entry(tidings: Tidings) -> None:
    key, entry = (line.split()[1] for line in tidings("keys", "create").stdout.splitlines())
    assert entry == hash_key(key)


def test_a_key_from_standard_input_is_hashed(tidings: Tidings) -> None:
    assert tidings("keys", "hash", input="abc\n").stdout.strip() == hash_key("abc")


def test_no_key_on_standard_input_is_a_failure(tidings: Tidings) -> None:
    assert tidings("keys", "hash", input="\n").exit_code == 1


def test_delete_asks_first(tidings: Tidings, service: Service) -> None:
    service.answers[f"DELETE /v1/articles/{ID}"] = 202, {"id": ID}
    assert tidings("delete", ID).exit_code == 1
    assert service.asked == []
    assert tidings("delete", ID, "--yes").exit_code == 0
    assert [asked.method for asked in service.asked] == ["DELETE"]


def test_an_id_is_one_segment_of_the_path(tidings: Tidings, service: Service) -> None:
    tidings("article", "../../metrics?x")
    assert service.asked[0].path == "/v1/articles/..%2F..%2Fmetrics%3Fx"


def test_what_is_no_id_is_told_in_words(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/articles/x/trace"] = problem(422, "The request is not valid.")
    assert "x is no article's id." in tidings("trace", "x").stderr


def test_a_trace_shows_its_events_and_where_to_go_from_quarantine(tidings: Tidings, service: Service) -> None:
    events = [{"at": "2024-08-31T00:00:00Z", "event": "accepted", "detail": "version 1 by push"}]
    service.answers[f"GET /v1/articles/{ID}/trace"] = 200, {"id": ID, "status": "quarantined", "events": events}
    result = tidings("trace", ID)
    assert "version 1 by push" in result.stdout
    assert "is quarantined" in result.stdout
    assert f"tidings quarantine show {ID}" in result.stderr


ENTRY = {
    "id": ID,
    "version": 1,
    "stage": "enrich",
    "reason": "extract_page: no text",
    "attempts": 1,
    "quarantined_at": "2024-08-31T00:00:00Z",
    "document": {"headline": "A head", "body": "A body"},
}


def test_the_quarantine_is_listed_with_reasons(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/quarantine"] = 200, {"entries": [ENTRY], "next_cursor": "20"}
    result = tidings("quarantine", "list")
    assert ID in result.stdout
    assert "extract_page: no text" in result.stdout
    assert "--cursor 20" in result.stderr


def test_a_quarantined_document_is_shown_with_its_text(tidings: Tidings, service: Service) -> None:
    service.answers[f"GET /v1/quarantine/{ID}"] = 200, ENTRY
    assert "A body" in tidings("quarantine", "show", ID).stdout


def test_replay_takes_one_or_all_and_nothing_between(tidings: Tidings, service: Service) -> None:
    service.answers[f"POST /v1/quarantine/{ID}/replay"] = 202, {"replayed": 1}
    service.answers["POST /v1/quarantine/replay"] = 202, {"replayed": 3}
    assert tidings("quarantine", "replay").exit_code == 1
    assert tidings("quarantine", "replay", ID, "--all").exit_code == 1
    assert service.asked == []
    assert tidings("quarantine", "replay", ID).exit_code == 0
    assert "3 documents" in tidings("quarantine", "replay", "--all").stdout


def test_discarding_all_goes_on_until_nothing_is_left(tidings: Tidings, service: Service) -> None:
    left = ["a", "b", "c"]
    service.answers["GET /v1/quarantine"] = lambda _: (
        200,
        {"entries": [{"id": id} for id in left[:2]], "next_cursor": None},
    )
    for id in list(left):
        service.answers[f"DELETE /v1/quarantine/{id}"] = lambda asked: (
            left.remove(asked.path.rsplit("/", 1)[1]),  # type: ignore[func-returns-value]
            (204, None),
        )[1]
    result = tidings("quarantine", "discard", "--all", "--yes")
    assert "3 documents are discarded." in result.stdout
    assert left == []
