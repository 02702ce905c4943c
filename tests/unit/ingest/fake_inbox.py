"""An inbox in memory, which can be told to be full, gone, or slow."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Literal

from services.shared.errors import InboxUnavailable
from services.shared.inbox import Accepted, InboxState, Offer, QuarantineEntry, Stage, Trace


class FakeInbox:
    def __init__(self) -> None:
        self.payloads: dict[str, bytes] = {}
        self.versions: dict[str, int] = {}
        self.removed: set[str] = set()
        self.writes: list[list[Offer]] = []
        self.quarantine: dict[str, QuarantineEntry] = {}
        self.remembered: dict[str, bytes] = {}
        self.is_gone = False
        self.is_full = False
        self.is_forgetful = False
        self.wants_hint = False
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.began = threading.Event()

    def _answer(self) -> None:
        self.began.set()
        self.goes_on.wait(10)
        if self.is_gone:
            raise InboxUnavailable("Redis did not answer: ConnectionError")

    def accept(self, offers: Sequence[Offer]) -> tuple[list[Accepted], bool]:
        self._answer()
        self.writes.append(list(offers))
        return [self._accept(offer) for offer in offers], self.wants_hint

    def _accept(self, offer: Offer) -> Accepted:
        if self.is_full:
            return Accepted("full", None, None)
        if offer.id in self.removed and not offer.restore:
            return Accepted("deleted", None, None)
        self.removed.discard(offer.id)
        version = self.versions.get(offer.id, 0)
        if self.payloads.get(offer.id) == offer.payload:
            return Accepted("unchanged", version, version)
        self.payloads[offer.id] = offer.payload
        self.versions[offer.id] = version + 1
        return Accepted("accepted", version + 1, version + 1)

    def take_hint(self, stage: Stage) -> bool:
        return stage == "fetch"

    def remove(self, id: str) -> bool:
        self._answer()
        if id not in self.versions:
            return False
        self.removed.add(id)
        self.payloads.pop(id, None)
        return True

    def trace(self, id: str) -> Trace | None:
        self._answer()
        if id not in self.versions:
            return None
        return Trace(id, "accepted", ({"at": "2024-08-31T06:00:00Z", "event": "accepted", "detail": "version 1"},))

    def quarantined(self, *, size: int, start: int = 0) -> tuple[list[QuarantineEntry], int | None]:
        self._answer()
        entries = list(self.quarantine.values())
        return entries[start : start + size], start + size if len(entries) > start + size else None

    def quarantine_entry(self, id: str) -> QuarantineEntry | None:
        self._answer()
        return self.quarantine.get(id)

    def quarantined_ids(self) -> list[str]:
        self._answer()
        return list(self.quarantine)

    def replay(self, ids: Sequence[str]) -> tuple[int, bool]:
        self._answer()
        return sum(self.quarantine.pop(id, None) is not None for id in ids), True

    def discard(self, ids: Sequence[str]) -> int:
        return self.replay(ids)[0]

    def remember(self, key: str, value: bytes, seconds: int) -> None:
        assert seconds == 86_400
        self._answer()
        if self.is_forgetful:
            raise InboxUnavailable("Redis did not answer: TimeoutError")
        self.remembered[key] = value

    def recall(self, key: str) -> bytes | None:
        self._answer()
        return self.remembered.get(key)

    def state(self) -> InboxState:
        self._answer()
        return InboxState(
            pending=len(self.payloads),
            pending_bytes=0,
            oldest_seconds=1.5,
            quarantined=len(self.quarantine),
            ready={("enrich", "live"): len(self.payloads)},
            leased={"enrich": 0},
        )

    def ping(self) -> None:
        self._answer()


class FakeHints:
    def __init__(self) -> None:
        self.sent = 0
        self.stages: list[str] = []
        self.was_sent = threading.Event()

    def send(self, stage: Literal["enrich", "fetch"] = "enrich") -> None:
        self.stages.append(stage)
        self.sent += 1
        self.was_sent.set()
