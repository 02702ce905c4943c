"""What the inbox promises, on a real Redis."""

from __future__ import annotations

import base64
import hashlib
import threading
import time
from collections.abc import Callable

import pytest
import redis

from services.shared.errors import InboxUnavailable
from services.shared.inbox import Done, Inbox, Offer, Record
from services.shared.settings import Settings


@pytest.fixture
def settings(redis_url: str) -> Settings:
    return Settings(redis_url=redis_url, lease_seconds=0.2, retry_seconds=0.02, max_attempts=3, max_pending=1000)


@pytest.fixture
def inbox(settings: Settings) -> Inbox:
    return Inbox.connect(settings)


def id_of(name: str) -> str:
    return base64.b32encode(hashlib.sha256(name.encode()).digest()[:16]).decode().rstrip("=").lower()


def offer(name: str, text: str = "text", **more: object) -> Offer:
    content = hashlib.sha256(text.encode()).digest()[:16]
    return Offer(id_of(name), text.encode(), content, **more)  # type: ignore[arg-type]


def claim(inbox: Inbox, stage: str = "enrich", owner: str = "me", limit: int = 100) -> list[Record]:
    return inbox.claim(stage, owner, limit)[0]  # type: ignore[arg-type]


def index_everything(inbox: Inbox) -> list[Record]:
    """Take all that is ready through both stages."""
    inbox.advance([(record, record.data, "") for record in claim(inbox)])
    records = claim(inbox, "index")
    inbox.settle([Done(record.id, record.revision, "indexed") for record in records])
    return records


def wait_until(holds: Callable[[], object], seconds: float = 5) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come to be in time"
        time.sleep(0.01)


def status(inbox: Inbox, name: str) -> str | None:
    trace = inbox.trace(id_of(name))
    return trace.status if trace else None


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


def test_without_redis_every_call_fails_within_two_seconds(settings: Settings) -> None:
    nowhere = Inbox.connect(settings.model_copy(update={"redis_url": "redis://127.0.0.1:1/0"}))
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


def url_offer(name: str, url: str = "https://example.org/a") -> Offer:
    return offer(name, url, stage="fetch", channel="url")


def test_a_url_is_fetched_before_it_is_enriched(inbox: Inbox) -> None:
    accepted, enrich_hint = inbox.accept([url_offer("a")])
    assert (accepted[0].status, enrich_hint) == ("accepted", False)
    assert claim(inbox) == []
    (record,) = claim(inbox, "fetch")
    assert (record.data, record.channel) == (b"https://example.org/a", "url")
    assert status(inbox, "a") == "accepted"
    assert inbox.fetched(record, b"the page", bytes(16), "200") == (True, True)
    assert [(one.data, one.attempts) for one in claim(inbox)] == [(b"the page", 1)]
    assert claim(inbox, "fetch") == []
    trace = inbox.trace(id_of("a"))
    assert trace is not None
    assert [event["event"] for event in trace.events] == ["accepted", "fetched"]


def test_the_same_url_again_is_unchanged_unless_it_failed(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    assert inbox.accept([url_offer("a")])[0][0].status == "unchanged"
    inbox.fail(claim(inbox, "fetch"), "me", "404 Not Found", for_good=True)
    entry = inbox.quarantine_entry(id_of("a"))
    assert entry is not None
    assert (entry.stage, entry.reason) == ("fetch", "404 Not Found")
    assert inbox.accept([url_offer("a")])[0][0].status == "accepted"
    assert len(claim(inbox, "fetch")) == 1


def test_two_spellings_of_a_url_are_one_by_their_identity(inbox: Inbox) -> None:
    spellings = [Offer(id_of("a"), url, bytes(16), stage="fetch", identity=b"one") for url in (b"A", b"a")]
    assert [one.status for one in inbox.accept(spellings)[0]] == ["accepted", "unchanged"]


def test_a_fetch_that_failed_is_tried_again_when_it_was_said(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    begun = time.monotonic()
    assert inbox.fail(claim(inbox, "fetch"), "me", "503", after=0.3) == ["retried"]
    again: list[Record] = []
    wait_until(lambda: again.extend(claim(inbox, "fetch")) or again)
    assert time.monotonic() - begun > 0.29
    assert again[0].attempts == 2


def test_a_released_url_waits_for_its_turn_and_has_used_up_no_attempt(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    begun = time.monotonic()
    inbox.release(claim(inbox, "fetch"), "me", after=0.3)
    again: list[Record] = []
    wait_until(lambda: again.extend(claim(inbox, "fetch")) or again)
    assert time.monotonic() - begun > 0.29
    assert again[0].attempts == 1


def test_a_lost_fetchers_url_comes_back_and_wants_a_hint(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    claim(inbox, "fetch")
    wait_until(lambda: inbox.reap()[0] == 1)
    wait_until(lambda: inbox.reap()[3])
    assert [record.attempts for record in claim(inbox, "fetch")] == [2]


def test_a_hint_for_fetching_is_wanted_once_until_a_fetcher_starts(inbox: Inbox) -> None:
    assert [inbox.take_hint("fetch") for _ in range(2)] == [True, False]
    assert inbox.accept([offer("a")])[1]  # enrichment has hints of its own
    inbox.started("fetch")
    assert inbox.take_hint("fetch")


def test_a_delete_during_the_fetch_wins(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    (record,) = claim(inbox, "fetch")
    inbox.remove(id_of("a"))
    assert inbox.fetched(record, b"the page", bytes(16), "") == (False, False)
    assert inbox.accept([url_offer("a")])[0][0].status == "deleted"


def test_a_deletion_remembers_what_a_fetched_page_said(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    (record,) = claim(inbox, "fetch")
    inbox.fetched(record, b"the page", offer("b", "the page").content_hash, "")
    inbox.remove(id_of("a"))
    assert inbox.accept([offer("b", "the page")])[0][0].status == "deleted"


def test_replay_fetches_a_page_again(inbox: Inbox) -> None:
    inbox.accept([url_offer("a")])
    inbox.fail(claim(inbox, "fetch"), "me", "410 Gone", for_good=True)
    assert inbox.replay([id_of("a")]) == (1, False)
    assert [record.data for record in claim(inbox, "fetch")] == [b"https://example.org/a"]


def test_the_state_tells_of_every_stage(inbox: Inbox) -> None:
    inbox.accept([url_offer("a"), offer("b")])
    claim(inbox, "fetch")
    state = inbox.state()
    assert state.leased == {"fetch": 1, "enrich": 0, "index": 0}
    assert (state.ready["enrich", "live"], state.ready["fetch", "live"]) == (1, 0)
