"""The inbox's verbs, from accept to settle, and what people do to it. Each verb is one atomic Redis script.

A record's way: `accept` → stage `enrich` → `advance` → stage `index` → `settle`; a URL's begins with the stage `fetch`,
from which `fetched` leads to `enrich`. A claim is a lease; a lease that runs out is returned by `reap`. Redis must be
durable (see `Settings.redis_url`): `accept` is a promise to senders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from importlib import resources
from itertools import batched
from typing import Any, Literal, cast

import redis

from services.shared.inbox.asking import PREFIX, Asking
from services.shared.inbox.records import Accepted, Done, Offer, Record, Stage
from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["Inbox"]

CLAIM_BYTES = 8 * 1024 * 1024
"""The most document bytes in one claim: a batch of large documents must not fill a worker's memory."""
SCRIPTS = (
    "accept",
    "claim",
    "fetched",
    "advance",
    "settle",
    "fail",
    "release",
    "renew",
    "reap",
    "remove",
    "amend",
    "replay",
    "discard",
)


class Inbox(Asking):
    """The inbox in one Redis, safe to share between threads. Any method raises `InboxUnavailable` where Redis fails."""

    def __init__(self, client: redis.Redis, settings: Settings) -> None:
        super().__init__(client)
        self._settings = settings
        self._trace_seconds = settings.trace_days * 86_400
        folder = resources.files(__package__) / "scripts"
        prelude = (folder / "prelude.lua").read_text()
        self._scripts: dict[str, Callable[..., Any]] = {
            name: client.register_script(prelude + (folder / f"{name}.lua").read_text()) for name in SCRIPTS
        }

    @classmethod
    def connect(cls, settings: Settings) -> Inbox:
        """Open a pool of connections. A call fails after `redis_timeout`, and is never sent twice."""
        client = connect(settings)
        return cls(client, settings)

    def _run(self, script: str, *arguments: object) -> Any:
        with redis_or_unavailable():
            return self._scripts[script](args=arguments)

    # ------------------------------------------------------------------------------------------------ accepting

    def accept(self, offers: Sequence[Offer]) -> tuple[list[Accepted], bool]:
        """Write `offers` durably, in one step; return what became of each, and whether `enrich` wants a hint."""
        arguments: list[object] = [self._settings.max_pending, self._settings.max_pending_bytes, self._trace_seconds]
        for offer in offers:
            arguments += (
                offer.id,
                offer.fingerprint,
                offer.content_hash,
                offer.channel,
                offer.lane,
                "1" if offer.restore else "",
                offer.stage,
                offer.payload,
            )
        wants_hint, *answer = self._run("accept", *arguments)
        accepted = [
            Accepted(status.decode(), int(version) if version else None, int(revision) if revision else None)
            for status, version, revision in batched(answer, 3)
        ]
        return accepted, bool(wants_hint)

    def remove(self, id: str) -> bool:
        """Delete an article and leave a tombstone; False where the id was never accepted."""
        return bool(self._run("remove", id, self._trace_seconds))

    def amend(self, changes: Sequence[tuple[str, bytes]]) -> list[bool]:
        """Have the indexer make each (id, JSON change) to an article; False where it is not there, or deleted.

        `{"feed_ids": [...]}` adds feeds; `"duplicate"` and `"story"` have its group of copies or its story looked up.
        """
        if not changes:
            return []
        return [bool(known) for known in self._run("amend", *(value for change in changes for value in change))]

    # ------------------------------------------------------------------------------------------------- working

    def claim(self, stage: Stage, owner: str, limit: int) -> tuple[list[Record], bool]:
        """Lease up to `limit` ready records to `owner`; return them, and whether the rest wants a hint."""
        lease = int(self._settings.lease_seconds * 1000)
        wants_hint, *answer = self._run("claim", stage, limit, CLAIM_BYTES, owner, lease, int(stage != "index"))
        records = [
            Record(
                id=id.decode(),
                revision=int(revision),
                kind=kind.decode(),
                lane=lane.decode(),
                channel=channel.decode(),
                version=int(version),
                attempts=int(attempts),
                accepted_ms=int(accepted),
                data=data,
            )
            for id, revision, kind, lane, channel, version, attempts, accepted, data in batched(answer, 9)
        ]
        return records, bool(wants_hint)

    def take_hint(self, stage: Stage) -> bool:
        """Does the stage want a hint? If so, the caller sends it; False where one is under way."""
        with redis_or_unavailable():
            return bool(self._redis.set(f"{PREFIX}hint:{stage}", 1, nx=True, ex=60))

    def started(self, stage: Stage = "enrich") -> None:
        """A worker of the stage follows a hint: the next work for it wants a new one."""
        with redis_or_unavailable():
            self._redis.delete(f"{PREFIX}hint:{stage}")

    def renew(self, stage: Stage, owner: str, records: Iterable[Record]) -> int:
        """Hold on to leased records; return how many are still `owner`'s."""
        lease = int(self._settings.lease_seconds * 1000)
        return int(self._run("renew", stage, owner, lease, *(record.member for record in records)))

    def fetched(self, record: Record, document: bytes, content_hash: bytes | None, detail: str) -> tuple[bool, bool]:
        """Hand a page's document on to the stage `enrich`: was it still to be, and does that stage want a hint?

        A deletion remembers `content_hash`, where one is given.
        """
        done, hint = self._run(
            "fetched", self._trace_seconds, record.id, record.revision, document, content_hash or b"", detail
        )
        return bool(done), bool(hint)

    def advance(self, done: Sequence[tuple[Record, bytes, str]]) -> int:
        """Hand (record, enriched article, detail) on to the index stage; return how many were still to be handed on."""
        if not done:
            return 0
        values = (value for record, data, detail in done for value in (record.id, record.revision, data, detail))
        return sum(self._run("advance", self._trace_seconds, *values))

    def settle(self, done: Sequence[Done]) -> None:
        """The engine holds these: forget their records, and let the next versions in line come up."""
        if done:
            values = (value for one in done for value in (one.id, one.revision, one.event, one.detail))
            self._run("settle", self._trace_seconds, *values)

    def fail(
        self,
        records: Sequence[Record],
        owner: str,
        reason: str,
        *,
        for_good: bool = False,
        patience: int = 1,
        after: float | None = None,
    ) -> list[Literal["retried", "quarantined", ""]]:
        """An attempt at each failed: try again later, or quarantine after too many attempts or `for_good`.

        `patience` multiplies the attempts allowed, where the failure is not the document's. The next attempt comes
        `after` so many seconds; by default, later with every attempt.
        """
        wait, longest = int((self._settings.retry_seconds if after is None else after) * 1000), 60_000
        if after is not None:
            longest = wait
        values = (value for record in records for value in (record.id, record.revision))
        most, final = self._settings.max_attempts * patience, "1" if for_good else ""
        answer = self._run("fail", self._trace_seconds, owner, most, wait, longest, reason, final, *values)
        return [outcome.decode() for outcome in answer]

    def release(self, records: Sequence[Record], owner: str, *, after: float = 0.0) -> None:
        """Give records back untried, to be claimed `after` so many seconds; the attempt does not count."""
        if records:
            wait = int(after * 1000)
            self._run("release", owner, wait, *(value for record in records for value in (record.id, record.revision)))

    def reap(self) -> tuple[int, int, bool, bool]:
        """Return expired leases: how many went back, how many into quarantine; and whether work that waits at `enrich`
        and at `fetch` wants a hint."""
        wait = int(self._settings.retry_seconds * 1000)
        returned, ended, enrich, fetch = self._run("reap", self._trace_seconds, self._settings.max_attempts, wait, 500)
        return int(returned), int(ended), bool(enrich), bool(fetch)

    def wait_for_index_work(self, seconds: float) -> None:
        """Return when something became ready to index, or after `seconds` (less than `redis_timeout`)."""
        with redis_or_unavailable():
            self._redis.blpop([PREFIX + "wake:index"], timeout=seconds)

    # ---------------------------------------------------------------------------------------------- by people

    def replay(self, ids: Sequence[str]) -> tuple[int, bool]:
        """Take quarantined articles up again where they stopped: how many were, and whether a hint is wanted."""
        if not ids:
            return 0, False
        count, hint = self._run("replay", self._trace_seconds, *ids)
        return int(count), bool(hint)

    def discard(self, ids: Sequence[str]) -> int:
        """Give quarantined articles up for good; how many there were."""
        return int(self._run("discard", self._trace_seconds, *ids)) if ids else 0

    def remember(self, key: str, value: bytes, seconds: int) -> None:
        """Keep `value` under `key` for a while (what an `Idempotency-Key` was answered)."""
        with redis_or_unavailable():
            self._redis.set(f"{PREFIX}remembered:{key}", value, ex=seconds)

    def recall(self, key: str) -> bytes | None:
        """What is kept under `key`."""
        with redis_or_unavailable():
            return cast(bytes | None, self._redis.get(f"{PREFIX}remembered:{key}"))

    def lead(self, what: str, owner: str, seconds: float) -> bool:
        """Become or stay the leader of `what` for `seconds`; False where somebody else is."""
        key, milliseconds = f"{PREFIX}leader:{what}", int(seconds * 1000)
        with redis_or_unavailable():
            if self._redis.set(key, owner, nx=True, px=milliseconds):
                return True
            if self._redis.get(key) != owner.encode():
                return False
            return bool(self._redis.pexpire(key, milliseconds))

    def resign(self, what: str, owner: str) -> None:
        """Stop leading, so that the next need not wait."""
        key = f"{PREFIX}leader:{what}"
        with redis_or_unavailable():
            if self._redis.get(key) == owner.encode():
                self._redis.delete(key)

    def ping(self) -> None:
        """Ask Redis whether it is there."""
        with redis_or_unavailable():
            self._redis.ping()
