"""Feeds in Redis: what was asked for, how each is doing, when it is due, and who polls it now.

A feed is due by its place in one sorted set. Claiming it moves that place to the end of a lease, so that a poll whose
process died comes up again by itself; only the holder of the lease can finish the poll. The clock is Redis's.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any, cast

import redis

from services.shared.feed_scripts import DUE, SCRIPTS
from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["FeedStore", "StoredFeed"]

PREFIX = "tidings:feeds:"
KEPT_FETCHES = 100
KEPT_SEEN = 2_000
OWNED_SECONDS = 60 * 86_400


@dataclass(frozen=True, slots=True)
class StoredFeed:
    """A feed as kept: `options` and `state` are JSON, `paused` the reason where it is, times in ms since 1970."""

    id: str
    url: str
    options: bytes
    state: bytes
    paused: str | None
    created_ms: int
    due_ms: int | None
    polling: bool


class FeedStore:
    """The feeds in one Redis, safe to share between threads. Any method raises `InboxUnavailable` where Redis fails."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client
        self._scripts = {name: client.register_script(text) for name, text in SCRIPTS.items()}

    @classmethod
    def connect(cls, settings: Settings) -> FeedStore:
        """Open a pool of connections; a call fails after `redis_timeout`."""
        client = connect(settings)
        return cls(client)

    def _run(self, script: str, *arguments: str | bytes | float) -> Any:
        with redis_or_unavailable():
            return self._scripts[script](args=(PREFIX, *arguments))

    def add(
        self, id: str, url: str, canonical: str, options: bytes, *, wait: float = 0.0, priority: str = "normal"
    ) -> tuple[str, bool]:
        """Keep a feed, due in `wait` seconds; the id it has, and whether it is new (a URL is one feed).

        `priority` (`low`, `normal`, `high`) decides who comes first where more is due than can be polled.
        """
        found, new = self._run("add", id, url, canonical, options, int(wait * 1000), priority)
        return found.decode(), bool(new)

    def change(
        self, id: str, *, options: bytes = b"", priority: str = "", paused: str = "", resumed: bool = False
    ) -> bool:
        """Change options, pause with a reason, or resume (due at once); False where there is no such feed."""
        return bool(self._run("change", id, options, paused, "1" if resumed else "", priority))

    def remove(self, id: str) -> bool:
        """Forget a feed and its history; what it brought stays. False where there is no such feed."""
        return bool(self._run("remove", id))

    def get(self, id: str) -> StoredFeed | None:
        """One feed, or None."""
        return next(iter(self.get_many([id])), None)

    def get_many(self, ids: Sequence[str]) -> list[StoredFeed]:
        """Those of `ids` that there are, in order."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for id in ids:
                pipeline.hgetall(f"{PREFIX}feed:{id}")
                for name in DUE:
                    pipeline.zscore(PREFIX + name, id)
            found = zip(ids, batched(pipeline.execute(), 1 + len(DUE)), strict=True)
        return [_stored(id, fields, due) for id, (fields, *due) in found if b"created" in fields]

    def all(self) -> list[StoredFeed]:
        """Every feed, oldest first."""
        with redis_or_unavailable():
            ids = [id.decode() for id in self._redis.zrange(PREFIX + "all", 0, -1)]
        return [one for start in range(0, len(ids), 500) for one in self.get_many(ids[start : start + 500])]

    def attended(self) -> tuple[int, float | None]:
        """How many feeds there are, and how many seconds ago one that is due was last asked for; None for never."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.zcard(PREFIX + "all")
            pipeline.get(PREFIX + "clock")
            pipeline.time()
            count, clock, (seconds, micro) = pipeline.execute()
        return count, max(0.0, seconds + micro / 1e6 - float(clock) / 1000) if clock else None

    def fetches(self, id: str) -> list[bytes]:
        """The history of a feed's polls, newest first, each as JSON."""
        with redis_or_unavailable():
            return cast(list[bytes], self._redis.lrange(f"{PREFIX}fetches:{id}", 0, -1))

    # -------------------------------------------------------------------------------------------------- polling

    def claim(self, owner: str, limit: int, lease: float) -> list[StoredFeed]:
        """Lease up to `limit` feeds that are due to `owner`: the most overdue first, weighted by priority."""
        taken = self._run("claim", limit, int(lease * 1000), owner)
        claimed = ((id.decode(), dict(zip(fields[::2], fields[1::2], strict=True))) for id, fields in taken)
        return [_stored(id, fields, ()) for id, fields in claimed if b"created" in fields]

    def take(self, id: str, owner: str, lease: float) -> bool:
        """Lease this feed, due or not; False where there is none or somebody polls it."""
        return bool(self._run("take", id, int(lease * 1000), owner))

    def renew(self, ids: Sequence[str], owner: str, lease: float) -> int:
        """Lengthen the leases on `ids`; how many of them `owner` still holds."""
        return int(self._run("renew", int(lease * 1000), owner, *ids)) if ids else 0

    def finish(
        self,
        id: str,
        owner: str,
        *,
        wait: float,
        state: bytes = b"",
        fetch: bytes = b"",
        moved: tuple[str, str] = ("", ""),
        paused: str = "",
        seen: Mapping[str, bytes] | None = None,
        whole: bool = False,
    ) -> bool:
        """End a poll: due again in `wait` seconds; False, and nothing is written, where the lease was lost.

        `moved`: the new URL, and its canonical form. `seen`: article ids and fingerprints of items; `whole`: they are
        all there is in the feed, so that others may be forgotten.
        """
        pairs = [part for pair in (seen or {}).items() for part in pair]
        numbers = (KEPT_FETCHES, KEPT_SEEN, "1" if whole else "")
        done = self._run("finish", id, owner, int(wait * 1000), state, fetch, *moved, paused, *numbers, *pairs)
        return bool(done)

    def note(self, id: str, fetch: bytes, seen: Mapping[str, bytes]) -> bool:
        """Keep what came without a poll, as `finish` does; False where there is no such feed any more."""
        return bool(self._run("note", id, fetch, KEPT_FETCHES, *(part for pair in seen.items() for part in pair)))

    def seen(self, id: str) -> dict[str, bytes]:
        """The items of a feed that were handed on before: article ids and fingerprints."""
        with redis_or_unavailable():
            return {key.decode(): value for key, value in self._redis.hgetall(f"{PREFIX}seen:{id}").items()}

    def first_feeds(self, id: str, articles: Sequence[str]) -> list[str]:
        """For each article, the feed that brought it first: feed `id` itself where there was none before."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for article in articles:
                pipeline.set(f"{PREFIX}first:{article}", id, nx=True, ex=OWNED_SECONDS)
                pipeline.get(f"{PREFIX}first:{article}")
            return [(first or id.encode()).decode() for first in pipeline.execute()[1::2]]


def _stored(id: str, fields: Mapping[bytes, bytes], due: Sequence[float | None]) -> StoredFeed:
    paused = fields.get(b"paused")
    return StoredFeed(
        id=id,
        url=fields[b"url"].decode(),
        options=fields.get(b"options", b"{}"),
        state=fields.get(b"state", b"{}"),
        paused=paused.decode() if paused else None,
        created_ms=int(fields[b"created"]),
        due_ms=next((int(one) for one in due if one is not None), None),
        polling=b"owner" in fields,
    )
