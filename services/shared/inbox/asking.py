"""What people and processes ask about the inbox: traces, quarantine, what is deleted, how much is in motion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, cast

import redis

from services.shared.article import rfc3339
from services.shared.inbox.records import InboxState, QuarantineEntry, Trace
from services.shared.redis_connection import redis_or_unavailable

__all__ = ["PREFIX", "Asking"]

PREFIX = "tidings:"


def _moment(milliseconds: int | float) -> str:
    return rfc3339(datetime.fromtimestamp(int(milliseconds) / 1000, UTC))


class Asking:
    """The questions, none of which changes anything. Any method raises `InboxUnavailable` where Redis fails."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client  # answers are bytes here, which redis-py's annotations cannot say

    def trace(self, id: str) -> Trace | None:
        """What happened to an article so far; None where the id was never accepted."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=True)
            pipeline.hget(f"{PREFIX}ledger:{id[:3]}", id[3:])
            pipeline.zrange(f"{PREFIX}line:{id}", -1, -1)
            pipeline.hget(PREFIX + "quarantine:revision", id)
            pipeline.lrange(f"{PREFIX}trace:{id}", 0, -1)
            entry, newest, quarantined, lines = pipeline.execute()
            if entry is None:
                return None
            stage = self._redis.hget(f"{PREFIX}record:{id}:{newest[0].decode()}", "stage") if newest else None
        if entry[0] & 1:
            status = "removed"
        elif stage in {b"fetch", b"enrich"}:
            status = "accepted"
        elif stage == b"index":
            status = "enriched"
        else:
            status = "quarantined" if quarantined else "indexed"
        events = []
        for line in lines:
            moment, event, detail = line.decode().split("\t", 2)
            events.append({"at": _moment(int(moment)), "event": event, "detail": detail})
        return Trace(id, cast(Any, status), tuple(events))

    def quarantined(self, *, size: int, start: int = 0) -> tuple[list[QuarantineEntry], int | None]:
        """Quarantined documents, newest first, from `start`; and where the next page starts, or None."""
        with redis_or_unavailable():
            ids = self._redis.zrevrange(PREFIX + "quarantine", start, start + size)
        entries = (self.quarantine_entry(id.decode()) for id in ids[:size])
        return [entry for entry in entries if entry], start + size if len(ids) > size else None

    def quarantine_entry(self, id: str) -> QuarantineEntry | None:
        """Why a document is in quarantine, and the document; None where it is not."""
        with redis_or_unavailable():
            revision = self._redis.hget(PREFIX + "quarantine:revision", id)
            if revision is None:
                return None
            found = self._redis.hgetall(f"{PREFIX}record:{id}:{revision.decode()}")
        if not found:
            return None
        return QuarantineEntry(
            id=id,
            version=int(found[b"version"]),
            stage=found[b"from"].decode(),
            reason=found[b"reason"].decode(),
            attempts=int(found[b"attempts"]),
            quarantined_at=_moment(int(found[b"quarantined"])),
            document=found[b"data"],
        )

    def quarantined_ids(self) -> list[str]:
        """The ids of all quarantined articles."""
        with redis_or_unavailable():
            return [id.decode() for id in self._redis.zrange(PREFIX + "quarantine", 0, -1)]

    def state(self) -> InboxState:
        """How much is in motion, and for how long."""
        lanes = [(stage, lane) for stage in ("fetch", "enrich", "index") for lane in ("live", "bulk", "suspect")]
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=True)
            pipeline.time()
            pipeline.zcard(PREFIX + "pending")
            pipeline.get(PREFIX + "pending_bytes")
            pipeline.zrange(PREFIX + "pending", 0, 0, withscores=True)
            pipeline.zcard(PREFIX + "quarantine")
            for stage, lane in lanes:
                pipeline.zcard(f"{PREFIX}queue:{stage}:{lane}")
            for stage in ("fetch", "enrich", "index"):
                pipeline.zcard(f"{PREFIX}lease:{stage}")
            time, pending, size, oldest, quarantined, *counts = pipeline.execute()
        now = time[0] + time[1] / 1_000_000
        return InboxState(
            pending=pending,
            pending_bytes=int(size or 0),
            oldest_seconds=max(0.0, now - oldest[0][1] / 1000) if oldest else 0.0,
            quarantined=quarantined,
            ready=dict(zip(lanes, counts, strict=False)),
            leased=dict(zip(("fetch", "enrich", "index"), counts[len(lanes) :], strict=True)),
        )

    def deleted(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that the ledger holds as deleted."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for id in ids:
                pipeline.hget(f"{PREFIX}ledger:{id[:3]}", id[3:])
            return {id for id, entry in zip(ids, pipeline.execute(), strict=True) if entry and entry[0] & 1}
