import asyncio
import threading
import time
from collections.abc import Awaitable, Callable

import pytest

from services.ingest.committer import Committer
from services.ingest.intake import offer
from services.shared.errors import InboxUnavailable
from services.shared.inbox import Accepted, Offer
from tests.unit.ingest.fake_inbox import FakeHints, FakeInbox


def document(number: int) -> Offer:
    return offer({"body": f"Text {number}."})


def run(inbox: FakeInbox, hints: FakeHints, test: Callable[[Committer], Awaitable[None]], seconds: float = 5) -> None:
    async def running() -> None:
        committer = Committer(inbox, hints, seconds=seconds)
        try:
            await test(committer)
        finally:
            inbox.goes_on.set()
            await committer.close()

    asyncio.run(running())


async def until_set(event: threading.Event) -> None:
    assert await asyncio.to_thread(event.wait, 10)


def test_pushes_that_come_during_a_write_share_the_next_one() -> None:
    inbox = FakeInbox()
    inbox.goes_on.clear()

    async def test(committer: Committer) -> None:
        pushes = [asyncio.create_task(committer.commit([document(0)]))]
        await until_set(inbox.began)
        pushes += [asyncio.create_task(committer.commit([document(number)])) for number in range(1, 33)]
        await asyncio.sleep(0)
        inbox.goes_on.set()
        outcomes = await asyncio.gather(*pushes)
        assert all(len(one) == 1 and one[0].status == "accepted" for one in outcomes)
        assert [len(write) for write in inbox.writes] == [1, 32]

    run(inbox, FakeHints(), test)


def test_every_push_has_a_write_of_its_own_where_one_document_is_the_most() -> None:
    inbox = FakeInbox()

    async def pushing() -> None:
        committer = Committer(inbox, FakeHints(), seconds=5, documents=1)
        await asyncio.gather(*(committer.commit([document(number)]) for number in range(5)))
        await committer.close()

    asyncio.run(pushing())
    assert [len(write) for write in inbox.writes] == [1] * 5


def test_each_caller_gets_its_own_outcomes_in_order() -> None:
    inbox = FakeInbox()
    inbox.accept([document(2)])

    async def test(committer: Committer) -> None:
        outcomes = await asyncio.gather(
            committer.commit([document(0), document(1)]),
            committer.commit([document(2)]),
            committer.commit([document(3)]),
        )
        assert [[one.status for one in each] for each in outcomes] == [["accepted"] * 2, ["unchanged"], ["accepted"]]

    run(inbox, FakeHints(), test)


def test_a_write_has_a_bound() -> None:
    inbox = FakeInbox()

    async def test(committer: Committer) -> None:
        many = [document(number) for number in range(300)]
        await asyncio.gather(*(committer.commit(many) for _ in range(4)))
        assert [len(write) for write in inbox.writes] == [300] * 4

    run(inbox, FakeHints(), test)


def test_when_redis_is_gone_every_caller_hears_of_it_and_the_next_write_goes_well() -> None:
    inbox = FakeInbox()
    inbox.is_gone = True

    async def test(committer: Committer) -> None:
        pushes = (committer.commit([document(number)]) for number in range(5))
        assert all(isinstance(one, InboxUnavailable) for one in await asyncio.gather(*pushes, return_exceptions=True))
        inbox.is_gone = False
        assert (await committer.commit([document(0)]))[0].status == "accepted"

    run(inbox, FakeHints(), test)


def test_when_redis_hangs_callers_are_answered_in_time_and_what_they_gave_up_is_not_written() -> None:
    inbox = FakeInbox()
    inbox.goes_on.clear()

    async def test(committer: Committer) -> None:
        began = time.monotonic()
        pushes = (committer.commit([document(number)]) for number in range(5))
        outcomes = await asyncio.gather(*pushes, return_exceptions=True)
        assert all(isinstance(one, InboxUnavailable) for one in outcomes)
        assert time.monotonic() - began < 2
        inbox.goes_on.set()
        await committer.commit([document(9)])
        assert {offer.id for write in inbox.writes[1:] for offer in write} == {document(9).id}

    run(inbox, FakeHints(), test, seconds=0.2)


def test_an_unexpected_failure_leaves_nobody_waiting() -> None:
    class Broken(FakeInbox):
        def _accept(self, offer: Offer) -> Accepted:
            raise ZeroDivisionError(offer.id)

    async def test(committer: Committer) -> None:
        with pytest.raises(InboxUnavailable):
            await committer.commit([document(0)])

    run(Broken(), FakeHints(), test)


def test_hints_that_are_wanted_while_one_is_sent_become_one() -> None:
    inbox, hints = FakeInbox(), FakeHints()
    goes_on, began = threading.Event(), threading.Event()

    def slow(_stage: str) -> None:
        began.set()
        goes_on.wait(10)
        hints.sent += 1

    hints.send = slow  # type: ignore[method-assign, assignment]
    inbox.wants_hint = True

    async def test(committer: Committer) -> None:
        await committer.commit([document(0)])  # its receipt does not wait for the hint
        await until_set(began)
        for number in range(1, 10):
            await committer.commit([document(number)])
        goes_on.set()

    run(inbox, hints, test)
    assert hints.sent == 2


def test_no_hint_is_sent_where_none_is_wanted() -> None:
    hints = FakeHints()

    async def test(committer: Committer) -> None:
        await committer.commit([document(0)])

    run(FakeInbox(), hints, test)
    assert hints.sent == 0
