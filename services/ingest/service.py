"""What the calls of ingest work with: settings, inbox, committer, and the count of receipts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Literal, Protocol

import prometheus_client

from services.ingest.committer import Committer
from services.ingest.receipts import Receipt
from services.shared.inbox import Inbox
from services.shared.offload import Offload
from services.shared.settings import Settings
from services.shared.telemetry import Metrics

__all__ = ["Hinting", "Service", "answer_seconds"]


class Hinting(Protocol):
    """Tells workers that there is work; never raises, and returns within about a second."""

    def send(self, stage: Literal["enrich", "fetch"] = "enrich") -> None: ...


def answer_seconds(settings: Settings) -> float:
    """How long a call may take: under twice the time-out of Redis, with room for the way back."""
    return 1.9 * settings.redis_timeout


class Service:
    """One running ingest service. `blocking` runs the inbox's questions off the event loop."""

    def __init__(self, settings: Settings, inbox: Inbox, hints: Hinting, metrics: Metrics):
        self.settings = settings
        self.inbox = inbox
        self.committer = Committer(inbox, hints, seconds=answer_seconds(settings), documents=settings.commit_documents)
        self.blocking = Offload(threads=8, seconds=answer_seconds(settings), name="inbox")
        self._receipts = prometheus_client.Counter(
            "tidings_receipts", "Receipts given, by status.", ["status"], registry=metrics.registry
        )

    def count(self, receipts: Sequence[Receipt]) -> None:
        """Have the metrics tell of `receipts`."""
        for status, number in Counter(receipt["status"] for receipt in receipts).items():
            self._receipts.labels(status).inc(number)

    def counted(self) -> dict[str, int]:
        """How many receipts were given since this process began, by status."""
        samples = (sample for metric in self._receipts.collect() for sample in metric.samples)
        return {one.labels["status"]: int(one.value) for one in samples if one.name.endswith("_total")}

    async def close(self) -> None:
        """Finish what has begun."""
        await self.committer.close()
        self.blocking.close()
