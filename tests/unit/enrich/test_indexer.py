"""The indexer lets enriched articles come together under load, and stays the leader meanwhile."""

from __future__ import annotations

from typing import Any

from services.enrich.indexer import GATHER_FROM, Indexer
from services.shared.settings import Settings


class Inbox:
    """An inbox with so much to enrich that gathering would go on; `leads` are the answers to who leads."""

    def __init__(self, leads: list[bool]) -> None:
        self.leads, self.asked = leads, 0
        self.ready = {("index", "live"): 0}
        self.leased = {"enrich": 64}

    def lead(self, *_: object) -> bool:
        self.asked += 1
        return self.leads.pop(0)

    def state(self) -> Any:
        return self

    def waiting(self, stage: str) -> int:
        return {"index": 20, "enrich": 5000}[stage]

    def release(self, *_: object) -> None:
        pass

    resign = release


def gathered(inbox: Inbox) -> int:
    """How many batches were written before everything is told to stop."""
    indexer = Indexer(inbox, None, None, None, Settings())  # type: ignore[arg-type]
    batches = 0

    def work() -> int:
        nonlocal batches
        batches += 1
        return GATHER_FROM

    indexer.work = work  # type: ignore[method-assign]
    indexer.run(lambda **_: bool(inbox.leads))
    return batches


def test_the_lead_is_renewed_as_long_as_articles_are_gathered() -> None:
    inbox = Inbox([True] * 10)
    assert gathered(inbox) == 1
    assert inbox.asked == 10


def test_gathering_ends_where_another_leads() -> None:
    assert gathered(Inbox([True, True, False, True])) == 2
