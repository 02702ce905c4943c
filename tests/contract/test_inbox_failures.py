"""What the inbox promises when workers are lost and documents fail: leases, attempts, quarantine, replay."""

from __future__ import annotations

import time

from services.shared.inbox import Inbox, Record
from tests.contract.inboxes import claim, id_of, index_everything, offer, status
from tests.stack import wait_until


def test_a_lost_workers_documents_come_back_and_each_is_then_claimed_alone(inbox: Inbox) -> None:
    inbox.accept([offer("a"), offer("b")])
    assert len(claim(inbox)) == 2
    wait_until(lambda: inbox.reap()[0] == 2)
    again: list[Record] = []
    wait_until(lambda: again.extend(claim(inbox)) or again)
    assert [record.attempts for record in again] == [2]


def test_a_renewed_lease_does_not_run_out(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    records = claim(inbox)
    deadline = time.monotonic() + 0.5  # more than twice the lease
    while time.monotonic() < deadline:
        assert inbox.renew("enrich", "me", records) in (0, 1)
        assert inbox.reap()[:2] == (0, 0)
        time.sleep(0.05)


def test_a_document_whose_worker_is_lost_too_often_is_quarantined_with_the_reason(inbox: Inbox) -> None:
    inbox.accept([offer("a")])

    def lose_a_worker() -> bool:
        claim(inbox)
        return inbox.reap()[1] == 1

    wait_until(lose_a_worker)
    entry = inbox.quarantine_entry(id_of("a"))
    assert entry is not None
    assert (entry.attempts, entry.reason) == (3, "its worker was lost 3 times in the stage enrich")
    assert status(inbox, "a") == "quarantined"
    assert inbox.state().pending == 0


def test_an_unprocessable_document_is_quarantined_at_once(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    assert inbox.fail(claim(inbox), "me", "no text in the page", for_good=True) == ["quarantined"]


def test_a_failure_that_is_not_the_owners_is_left_alone(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    records = claim(inbox)
    assert inbox.fail(records, "somebody else", "wrong") == [""]
    assert inbox.advance([(records[0], b"enriched", "")]) == 1


def test_a_released_document_has_not_used_up_an_attempt(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    inbox.release(claim(inbox), "me")
    assert [record.attempts for record in claim(inbox)] == [1]


def test_replay_takes_a_document_up_where_it_stopped(inbox: Inbox) -> None:
    inbox.accept([offer("a", "one")])
    inbox.advance([(record, b"enriched", "") for record in claim(inbox)])
    inbox.fail(claim(inbox, "index"), "me", "the engine refused it", for_good=True)
    assert inbox.replay([id_of("a")]) == (1, False)
    assert [(record.data, record.attempts) for record in claim(inbox, "index")] == [(b"enriched", 1)]
    assert inbox.quarantined(size=10) == ([], None)


def test_a_quarantined_version_is_closed_once_a_newer_one_is_indexed(inbox: Inbox) -> None:
    inbox.accept([offer("a", "one")])
    inbox.fail(claim(inbox), "me", "broken", for_good=True)
    inbox.accept([offer("a", "two")])
    index_everything(inbox)
    assert inbox.quarantine_entry(id_of("a")) is None
    assert status(inbox, "a") == "indexed"


def test_a_superseded_version_is_not_replayed_over_a_newer_one(inbox: Inbox) -> None:
    inbox.accept([offer("a", "one")])
    inbox.fail(claim(inbox), "me", "broken", for_good=True)
    inbox.accept([offer("a", "two")])
    assert inbox.replay([id_of("a")])[0] == 0
    assert [record.data for record in index_everything(inbox)] == [b"two"]
    assert claim(inbox) == []


def test_a_discarded_document_may_be_pushed_again(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    inbox.fail(claim(inbox), "me", "broken", for_good=True)
    assert inbox.discard([id_of("a")]) == 1
    assert inbox.accept([offer("a")])[0][0].status == "accepted"
