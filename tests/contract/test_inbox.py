"""What the inbox promises of documents, versions, hints and deletions, on a real Redis."""

from __future__ import annotations

import threading
import time

import pytest
import redis

from services.shared.errors import InboxUnavailable
from services.shared.inbox import Done, Inbox
from services.shared.settings import Settings
from tests.contract.inboxes import claim, id_of, index_everything, offer, status
from tests.stack import wait_until


def test_the_same_document_twice_is_unchanged(inbox: Inbox) -> None:
    first, _ = inbox.accept([offer("a")])
    second, _ = inbox.accept([offer("a")])
    assert [(one.status, one.version) for one in first + second] == [("accepted", 1), ("unchanged", 1)]


def test_another_text_is_a_new_version_that_waits_for_its_predecessor(inbox: Inbox) -> None:
    inbox.accept([offer("a", "one")])
    inbox.accept([offer("a", "two")])
    assert [record.data for record in claim(inbox)] == [b"one"]
    assert claim(inbox) == []


def test_the_next_version_comes_up_when_its_predecessor_is_settled(inbox: Inbox) -> None:
    inbox.accept([offer("a", "one"), offer("a", "two")])
    index_everything(inbox)
    assert [(record.version, record.data) for record in claim(inbox)] == [(2, b"two")]


def test_a_hint_is_wanted_once_until_a_worker_starts(inbox: Inbox) -> None:
    assert [inbox.accept([offer(name)])[1] for name in "abc"] == [True, False, False]
    inbox.started()
    assert inbox.accept([offer("d")])[1]


def test_revisions_are_in_the_order_of_acceptance_even_within_a_millisecond(inbox: Inbox) -> None:
    accepted = [one for call in range(3) for one in inbox.accept([offer(f"{call} {n}") for n in range(100)])[0]]
    revisions = [one.revision for one in accepted]
    assert None not in revisions
    assert revisions == sorted(set(revisions))  # type: ignore[type-var]


def test_documents_are_claimed_in_the_order_they_came(inbox: Inbox) -> None:
    names = [f"article {n}" for n in range(50)]
    inbox.accept([offer(name, name) for name in names])
    assert [record.data.decode() for record in claim(inbox)] == names


def test_live_documents_come_before_bulk_ones_and_bulk_ones_do_not_starve(inbox: Inbox) -> None:
    inbox.accept([offer(f"bulk {n}", lane="bulk") for n in range(20)])
    inbox.accept([offer(f"live {n}") for n in range(20)])
    lanes = [claim(inbox, limit=1)[0].lane for _ in range(8)]
    assert lanes.count("live") >= 5
    assert "bulk" in lanes


def test_two_workers_never_hold_the_same_document(inbox: Inbox) -> None:
    inbox.accept([offer(f"article {n}") for n in range(300)])
    held: list[str] = []
    workers = [
        threading.Thread(
            target=lambda n=n: held.extend(r.id for _ in range(40) for r in claim(inbox, owner=f"{n}", limit=3))
        )
        for n in range(4)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(held) == len(set(held)) == 300


def test_a_deleted_article_is_refused_until_it_is_restored(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    index_everything(inbox)
    assert inbox.remove(id_of("a"))
    assert [record.kind for record in claim(inbox, "index")] == ["remove"]
    assert inbox.accept([offer("a", "another text")])[0][0].status == "deleted"
    restored = inbox.accept([offer("a", restore=True)])[0][0]
    assert (restored.status, restored.version) == ("accepted", 2)


def test_the_text_of_a_deleted_article_is_refused_under_another_id_too(inbox: Inbox) -> None:
    inbox.accept([offer("a", "the text")])
    inbox.remove(id_of("a"))
    assert inbox.accept([offer("b", "the text")])[0][0].status == "deleted"
    assert inbox.accept([offer("b", "the text", restore=True)])[0][0].status == "accepted"


def test_a_delete_during_enrichment_wins(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    records = claim(inbox)
    inbox.remove(id_of("a"))
    assert inbox.advance([(records[0], b"enriched", "")]) == 0
    assert [record.kind for record in claim(inbox, "index")] == ["remove"]
    assert status(inbox, "a") == "removed"


def test_an_amendment_waits_for_the_version_in_flight(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    inbox.amend([(id_of("a"), b"{}"), (id_of("never seen"), b"{}")])
    assert [record.kind for record in index_everything(inbox)] == ["article"]
    assert [record.kind for record in claim(inbox, "index")] == ["amend"]


def test_past_the_bound_documents_are_refused_and_known_ones_still_answered(inbox: Inbox) -> None:
    inbox.accept([offer(f"article {n}") for n in range(1000)])
    assert [one.status for one in inbox.accept([offer("new"), offer("article 7")])[0]] == ["full", "unchanged"]


def test_idle_work_wants_a_hint_again_and_a_backlog_in_hand_does_not(inbox: Inbox) -> None:
    inbox.accept([offer("a"), offer("b")])
    wait_until(lambda: inbox.reap()[2])  # the first hint was lost
    claim(inbox, limit=1)
    time.sleep(0.1)
    assert not inbox.reap()[2]


def test_a_ledger_entry_takes_at_most_120_bytes(inbox: Inbox, redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        for start in range(0, 20_000, 1000):
            inbox.accept([offer(f"article {n}") for n in range(start, start + 1000)])
            index_everything_in_bulk(inbox)
        sizes = [client.memory_usage(key, samples=0) for key in client.scan_iter("tidings:ledger:*", count=1000)]
    # keys of their own cost about 60 bytes; with millions of articles they are shared by hundreds of entries
    assert (sum(sizes) - 60 * len(sizes)) / 20_000 < 120


def index_everything_in_bulk(inbox: Inbox) -> None:
    while records := claim(inbox, limit=500):
        inbox.advance([(record, b"", "") for record in records])
    while records := claim(inbox, "index", limit=500):
        inbox.settle([Done(record.id, record.revision, "indexed") for record in records])


def test_a_trace_tells_what_happened_in_order(inbox: Inbox) -> None:
    inbox.accept([offer("a")])
    index_everything(inbox)
    trace = inbox.trace(id_of("a"))
    assert trace is not None
    assert [event["event"] for event in trace.events] == ["accepted", "enriched", "indexed"]
    assert inbox.trace(id_of("never seen")) is None


def test_without_redis_every_call_fails_within_two_seconds(inbox_settings: Settings) -> None:
    nowhere = Inbox.connect(inbox_settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
    begun = time.monotonic()
    with pytest.raises(InboxUnavailable):
        nowhere.accept([offer("a")])
    assert time.monotonic() - begun < 2


def test_only_one_leads_until_it_resigns(inbox: Inbox) -> None:
    assert inbox.lead("indexer", "first", 5)
    assert inbox.lead("indexer", "first", 5)
    assert not inbox.lead("indexer", "second", 5)
    inbox.resign("indexer", "first")
    assert inbox.lead("indexer", "second", 5)
