"""Feeds in Redis: what was asked for, how each is doing, when it is due, and who polls it now.

A feed is due by its place in one sorted set. Claiming it moves that place to the end of a lease, so that a poll whose
process died comes up again by itself; only the holder of the lease can finish the poll. The clock is Redis's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from services.shared.errors import InboxUnavailable
from services.shared.settings import Settings

__all__ = ["FeedStore", "StoredFeed"]

PREFIX = "tidings:feeds:"
KEPT_FETCHES = 100
KEPT_SEEN = 2_000
OWNED_SECONDS = 60 * 86_400

_NOW = """
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
"""
# ARGV: prefix, id, url, canonical url, options, wait in ms. The id that the URL has, and whether it is new.
_ADD = (
    _NOW
    + """
local P, id = ARGV[1], ARGV[2]
if redis.call('HSETNX', P .. 'by_url', ARGV[4], id) == 0 then
  return { redis.call('HGET', P .. 'by_url', ARGV[4]), 0 }
end
redis.call('HSET', P .. 'feed:' .. id, 'url', ARGV[3], 'key', ARGV[4], 'options', ARGV[5], 'created', now)
redis.call('ZADD', P .. 'all', now, id)
redis.call('ZADD', P .. 'due', now + tonumber(ARGV[6]), id)
return { id, 1 }
"""
)
# ARGV: prefix, most, lease in ms, owner. Ids that are due, now leased to the owner.
_CLAIM = (
    _NOW
    + """
local P, taken = ARGV[1], {}
for _, id in ipairs(redis.call('ZRANGEBYSCORE', P .. 'due', '-inf', now, 'LIMIT', 0, ARGV[2])) do
  redis.call('ZADD', P .. 'due', now + ARGV[3], id)
  redis.call('HSET', P .. 'feed:' .. id, 'owner', ARGV[4])
  taken[#taken + 1] = id
end
return taken
"""
)
# ARGV: prefix, id, lease in ms, owner, force ('1': due or not). 1 where the owner has it now, 0 where another polls it.
_TAKE = (
    _NOW
    + """
local P, id = ARGV[1], ARGV[2]
local key = P .. 'feed:' .. id
if redis.call('EXISTS', key) == 0 then return 0 end
if redis.call('HGET', key, 'owner') and tonumber(redis.call('ZSCORE', P .. 'due', id) or 0) > now then return 0 end
redis.call('HSET', key, 'owner', ARGV[4])
redis.call('ZADD', P .. 'due', now + ARGV[3], id)
return 1
"""
)
# ARGV: prefix, id, owner, wait in ms, state, history line, url, canonical url, paused, most of history, most seen,
# whole feed ('1'), then id and fingerprint of each item seen. 0 where the lease was lost: then nothing is written.
_FINISH = (
    _NOW
    + """
local P, id = ARGV[1], ARGV[2]
local key, seen = P .. 'feed:' .. id, P .. 'seen:' .. id
if redis.call('HGET', key, 'owner') ~= ARGV[3] then return 0 end
redis.call('HDEL', key, 'owner')
if ARGV[5] ~= '' then redis.call('HSET', key, 'state', ARGV[5]) end
if ARGV[6] ~= '' then
  redis.call('LPUSH', P .. 'fetches:' .. id, ARGV[6])
  redis.call('LTRIM', P .. 'fetches:' .. id, 0, tonumber(ARGV[10]) - 1)
end
if ARGV[7] ~= '' and redis.call('HSETNX', P .. 'by_url', ARGV[8], id) == 1 then
  redis.call('HSET', key, 'url', ARGV[7], 'key', ARGV[8])
end
if ARGV[12] == '1' and redis.call('HLEN', seen) > tonumber(ARGV[11]) then redis.call('DEL', seen) end
for at = 13, #ARGV, 2 do redis.call('HSET', seen, ARGV[at], ARGV[at + 1]) end
if ARGV[9] ~= '' then
  redis.call('HSET', key, 'paused', ARGV[9])
  redis.call('ZREM', P .. 'due', id)
elseif redis.call('HEXISTS', key, 'paused') == 1 then redis.call('ZREM', P .. 'due', id)
else redis.call('ZADD', P .. 'due', now + tonumber(ARGV[4]), id) end
return 1
"""
)
# ARGV: prefix, id, options or '', paused or '', resumed ('1' or ''). 0 where there is no such feed.
_CHANGE = (
    _NOW
    + """
local P, id = ARGV[1], ARGV[2]
local key = P .. 'feed:' .. id
if redis.call('EXISTS', key) == 0 then return 0 end
if ARGV[3] ~= '' then redis.call('HSET', key, 'options', ARGV[3]) end
if ARGV[4] ~= '' then
  redis.call('HSET', key, 'paused', ARGV[4])
  redis.call('ZREM', P .. 'due', id)
end
if ARGV[5] == '1' then redis.call('HDEL', key, 'paused', 'owner') end
local idle = redis.call('HEXISTS', key, 'paused') + redis.call('HEXISTS', key, 'owner') == 0
if ARGV[5] == '1' or (ARGV[3] ~= '' and idle) then
  redis.call('ZADD', P .. 'due', now, id)
end
return 1
"""
)
_REMOVE = """
local P, id = ARGV[1], ARGV[2]
if redis.call('ZREM', P .. 'all', id) == 0 then return 0 end
for _, url in ipairs(redis.call('HKEYS', P .. 'by_url')) do
  if redis.call('HGET', P .. 'by_url', url) == id then redis.call('HDEL', P .. 'by_url', url) end
end
redis.call('ZREM', P .. 'due', id)
redis.call('DEL', P .. 'feed:' .. id, P .. 'seen:' .. id, P .. 'fetches:' .. id)
return 1
"""


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


@contextmanager
def _redis_or_unavailable() -> Iterator[None]:
    try:
        yield
    except redis.RedisError as error:
        raise InboxUnavailable(f"Redis did not answer: {type(error).__name__}") from error


class FeedStore:
    """The feeds in one Redis, safe to share between threads. Any method raises `InboxUnavailable` where Redis fails."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client
        scripts = {"add": _ADD, "claim": _CLAIM, "take": _TAKE, "finish": _FINISH, "change": _CHANGE, "remove": _REMOVE}
        self._scripts = {name: client.register_script(text) for name, text in scripts.items()}

    @classmethod
    def connect(cls, settings: Settings) -> FeedStore:
        """Open a pool of connections; a call fails after `redis_timeout`."""
        client = redis.Redis.from_url(
            settings.redis_url,
            socket_timeout=settings.redis_timeout,
            socket_connect_timeout=settings.redis_timeout,
            retry=Retry(NoBackoff(), 0),
        )
        return cls(client)

    def _run(self, script: str, *arguments: str | bytes | float) -> Any:
        with _redis_or_unavailable():
            return self._scripts[script](args=(PREFIX, *arguments))

    def add(self, id: str, url: str, canonical: str, options: bytes, *, wait: float = 0.0) -> tuple[str, bool]:
        """Keep a feed, due in `wait` seconds; the id it has, and whether it is new (a URL is one feed)."""
        found, new = self._run("add", id, url, canonical, options, int(wait * 1000))
        return found.decode(), bool(new)

    def change(self, id: str, *, options: bytes = b"", paused: str = "", resumed: bool = False) -> bool:
        """Change options, pause with a reason, or resume (due at once); False where there is no such feed."""
        return bool(self._run("change", id, options, paused, "1" if resumed else ""))

    def remove(self, id: str) -> bool:
        """Forget a feed and its history; what it brought stays. False where there is no such feed."""
        return bool(self._run("remove", id))

    def get(self, id: str) -> StoredFeed | None:
        """One feed, or None."""
        return next(iter(self.get_many([id])), None)

    def get_many(self, ids: Sequence[str]) -> list[StoredFeed]:
        """Those of `ids` that there are, in order."""
        with _redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for id in ids:
                pipeline.hgetall(f"{PREFIX}feed:{id}")
                pipeline.zscore(PREFIX + "due", id)
            answers = pipeline.execute()
        found = zip(ids, answers[::2], answers[1::2], strict=True)
        return [_stored(id, fields, due) for id, fields, due in found if b"created" in fields]

    def all(self) -> list[StoredFeed]:
        """Every feed, oldest first."""
        with _redis_or_unavailable():
            ids = [id.decode() for id in self._redis.zrange(PREFIX + "all", 0, -1)]
        return [one for start in range(0, len(ids), 500) for one in self.get_many(ids[start : start + 500])]

    def fetches(self, id: str) -> list[bytes]:
        """The history of a feed's polls, newest first, each as JSON."""
        with _redis_or_unavailable():
            return cast(list[bytes], self._redis.lrange(f"{PREFIX}fetches:{id}", 0, -1))

    # -------------------------------------------------------------------------------------------------- polling

    def claim(self, owner: str, limit: int, lease: float) -> list[StoredFeed]:
        """Lease up to `limit` feeds that are due to `owner`, those that wait longest first."""
        return self.get_many([id.decode() for id in self._run("claim", limit, int(lease * 1000), owner)])

    def take(self, id: str, owner: str, lease: float) -> bool:
        """Lease this feed, due or not; False where there is none or somebody polls it."""
        return bool(self._run("take", id, int(lease * 1000), owner))

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

    def seen(self, id: str) -> dict[str, bytes]:
        """The items of a feed that were handed on before: article ids and fingerprints."""
        with _redis_or_unavailable():
            return {key.decode(): value for key, value in self._redis.hgetall(f"{PREFIX}seen:{id}").items()}

    def first_feeds(self, id: str, articles: Sequence[str]) -> list[str]:
        """For each article, the feed that brought it first: feed `id` itself where there was none before."""
        with _redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for article in articles:
                pipeline.set(f"{PREFIX}first:{article}", id, nx=True, ex=OWNED_SECONDS)
                pipeline.get(f"{PREFIX}first:{article}")
            return [(first or id.encode()).decode() for first in pipeline.execute()[1::2]]

    def seconds_until_due(self) -> float | None:
        """How long until the next feed is due; None where there is none."""
        with _redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            pipeline.time()
            pipeline.zrange(PREFIX + "due", 0, 0, withscores=True)
            (seconds, micro), first = pipeline.execute()
        return max(0.0, first[0][1] / 1000 - seconds - micro / 1e6) if first else None


def _stored(id: str, fields: Mapping[bytes, bytes], due: float | None) -> StoredFeed:
    paused = fields.get(b"paused")
    return StoredFeed(
        id=id,
        url=fields[b"url"].decode(),
        options=fields.get(b"options", b"{}"),
        state=fields.get(b"state", b"{}"),
        paused=paused.decode() if paused else None,
        created_ms=int(fields[b"created"]),
        due_ms=int(due) if due is not None else None,
        polling=b"owner" in fields,
    )
