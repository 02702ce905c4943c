"""What becomes of one article: versions, deletion and return, forwarding, keys, a restart; over real processes."""

from __future__ import annotations

from pathlib import Path

import httpx

from tests.faults.documents import document
from tests.stack import Client, running_stack, wait_until


def test_versions_in_flight_end_with_the_newest_and_keep_the_earlier_texts(client: Client) -> None:
    bodies = [f"The ferry to the island number {n} sails again, the harbour master said." for n in range(3)]
    receipts = [client.push({"source_id": "versions", "body": body}) for body in bodies]
    assert [(one["status"], one["version"]) for one in receipts] == [("accepted", 1), ("accepted", 2), ("accepted", 3)]
    (article,) = client.searchable([receipts[0]["id"]], version=3)
    assert article["body"] == bodies[2]
    assert [(one["version"], one["body"]) for one in article["revisions"]] == [(1, bodies[0]), (2, bodies[1])]
    assert client.push({"source_id": "versions", "body": bodies[2]})["status"] == "unchanged"


def test_a_deleted_article_is_gone_and_comes_back_only_when_restored(client: Client) -> None:
    one = document(1, source_id="deleted")
    id = client.push(one)["id"]
    client.searchable([id])
    assert client.ingest.delete(f"/v1/articles/{id}").status_code == 202
    wait_until(lambda: client.article(id) is None, what="the removal")
    assert client.search(q=f'"{one["headline"]}"')["total"]["value"] == 0
    assert client.trace(id)["status"] == "removed"
    refused = client.ingest.post("/v1/articles", json=[one, {**one, "source_id": "the same text elsewhere"}])
    assert [receipt["error"]["status"] for receipt in refused.json()["receipts"]] == [410, 410]
    assert client.push(one, restore="true")["status"] == "accepted"
    assert client.searchable([id])[0]["revisions"] == []


def test_a_delete_during_enrichment_stays_deleted(client: Client) -> None:
    ids = [client.push(document(n, source_id=f"short-lived {n}"))["id"] for n in range(10, 30)]
    for id in ids:
        assert client.ingest.delete(f"/v1/articles/{id}").status_code == 202
    after = client.push(document(30, source_id="the last"))["id"]
    client.searchable([after])  # what was accepted before it has been worked on
    wait_until(lambda: all(client.article(id) is None for id in ids), what="the removal")
    assert all(client.trace(id)["status"] == "removed" for id in ids)


def test_a_bad_line_costs_its_neighbours_nothing(client: Client) -> None:
    lines = [
        b'{"body": "The first of two good lines."}',
        b"{no json",
        b'{"body": "x", "bdoy": 1}',
        b'{"body": "The second."}',
    ]
    answer = client.ingest.post(
        "/v1/articles/bulk", content=b"\n".join(lines), headers={"Content-Type": "application/x-ndjson"}
    )
    receipts = [httpx.Response(200, content=line).json() for line in answer.content.splitlines()]
    assert [receipt["status"] for receipt in receipts] == ["accepted", "rejected", "rejected", "accepted"]
    assert "body" in receipts[2]["error"]["errors"][0]["message"]
    client.searchable([receipts[0]["id"], receipts[3]["id"]])


def test_a_body_comes_back_to_the_character(client: Client) -> None:
    body = (
        "  A body that begins with spaces,\r\n\thas a tab, an é of two characters (e\u0301), \U0001f4f0 and ends so. \n"
    )
    (article,) = client.searchable([client.push({"body": body})["id"]])
    assert article["body"] == body


def test_the_search_service_forwards_what_is_ingests(client: Client) -> None:
    answer = client.api.post("/v1/articles", json=document(40, source_id="forwarded"))
    assert answer.status_code == 202
    id = answer.json()["receipts"][0]["id"]
    client.searchable([id])
    assert client.api.get(f"/v1/articles/{id}/trace").json()["status"] == "indexed"
    assert client.api.get("/v1/quarantine").status_code == 200


def test_a_replayed_idempotency_key_answers_the_same_and_refuses_another_body(client: Client) -> None:
    def push(text: str) -> httpx.Response:
        return client.ingest.post("/v1/articles", json={"body": text}, headers={"Idempotency-Key": "the-key"})

    first, again, other = push("The one text of this key."), push("The one text of this key."), push("Another text.")
    assert (first.status_code, again.json(), other.status_code) == (202, first.json(), 422)


def test_after_a_restart_everything_is_there_and_keys_are_asked_for(tmp_path: Path) -> None:
    with running_stack(tmp_path / "data") as client:
        id = client.push(document(50))["id"]
        client.searchable([id])
    with running_stack(tmp_path / "data", api_keys="a-secret-of-some-length") as client:
        assert client.api.get(f"/v1/articles/{id}").status_code == 401
        client.api.headers["X-API-Key"] = client.ingest.headers["X-API-Key"] = "a-secret-of-some-length"
        assert client.article(id)
        assert client.push(document(50))["status"] == "unchanged"
