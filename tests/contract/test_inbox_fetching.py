"""What the inbox promises of URLs: pages that are fetched before they are enriched."""

from __future__ import annotations

import time

from services.shared.inbox import Inbox, Offer, Record
from tests.contract.inboxes import claim, id_of, offer, status
from tests.stack import wait_until


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
