"""Whose turn it is at a web host, over all processes: so many fetches at once, and a while between their beginnings.

Who comes too early is given a slot and told when it is, so that ten thousand pages of one host wait in their queue and
not at the door. A turn that is never given back (its process died) ends by itself.
"""

from __future__ import annotations

import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from queue import SimpleQueue
from typing import Any

from services.shared.errors import InboxUnavailable
from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["Hosts"]

PREFIX = "tidings:host:"
AT_ONCE = 100

# KEYS: turns under way (token → end), slots (who → when), the next free slot and when that was written, a mark for as
# long as nobody else may begin. ARGV: token, who, most turns, delay (ms), longest turn (ms). Returns the milliseconds
# to wait; 0: it is their turn. Where the clock was put back, what was written before lies further ahead than it can.
_TAKE = """
local t = redis.call('TIME')
local ms = t[1] * 1000 + math.floor(t[2] / 1000)
local token, who, most, delay, longest = ARGV[1], ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ms)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. (ms + longest), '+inf')
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', ms - 600000)
local slot = tonumber(redis.call('ZSCORE', KEYS[2], who) or -1)
local free, written = string.match(redis.call('GET', KEYS[3]) or '', '^(%d+) (%d+)$')
free, written = tonumber(free or 0), tonumber(written or 0)
if written > ms then free = free - (written - ms) end
if slot > ms and slot >= free then slot = -1 end
if slot < 0 then
  slot = math.max(ms, free)
  free = slot + delay
  redis.call('SET', KEYS[3], string.format('%.0f %.0f', free, ms), 'PX', math.max(1, math.ceil(free - ms)))
end
if slot > ms then
  redis.call('ZADD', KEYS[2], slot, who)
  redis.call('PEXPIRE', KEYS[2], slot - ms + 600000)
  return slot - ms
end
local rest = redis.call('PTTL', KEYS[4])
if rest > delay then rest = 0 end
if rest > 0 or redis.call('ZCARD', KEYS[1]) >= most then
  redis.call('ZADD', KEYS[2], ms, who)
  redis.call('PEXPIRE', KEYS[2], 600000)
  local others = redis.call('ZCOUNT', KEYS[2], '-inf', ms)
  if rest > 0 then others = others - 1 end
  return math.min(30000, math.max(rest, 0) + 100 * others) -- together they ask ten times a second
end
redis.call('ZREM', KEYS[2], who)
redis.call('ZADD', KEYS[1], ms + longest, token)
redis.call('PEXPIRE', KEYS[1], longest)
-- slots keep the delay by themselves, but not where many were missed: after a pause, or a clock that jumped ahead
if delay > 9 then redis.call('SET', KEYS[4], '', 'PX', math.floor(0.9 * delay)) end
return 0
"""


class Hosts:
    """Turns at hosts, kept in Redis; safe to share between threads. Raises `InboxUnavailable` where Redis fails.

    `busy(host, seconds)` makes the exception for a turn that is too far away.
    """

    def __init__(self, settings: Settings, busy: Callable[[str, float], Exception]):
        self._settings = settings
        self._busy = busy
        client = connect(settings)
        self._redis: Any = client
        self._take: Callable[..., Any] = client.register_script(_TAKE)
        self._ended: SimpleQueue[tuple[str, str]] = SimpleQueue()
        threading.Thread(target=self._give_back, name="turns", daemon=True).start()

    @contextmanager
    def turn(self, host: str, who: str, *, delay: float | None, patience: float) -> Iterator[None]:
        """Hold a place at `host` meanwhile, once it is `who`'s turn; `delay` in seconds, where the host asks for more.

        Waits here where that is within `patience` seconds, else raises what `busy` makes.
        """
        token, deadline = uuid.uuid4().hex, time.monotonic() + patience
        while (wait := self._wait(host, who, token, delay)) > 0:
            if time.monotonic() + wait > deadline:
                raise self._busy(host, wait)
            time.sleep(wait)
        try:
            yield
        finally:
            self._ended.put((host, token))

    def _wait(self, host: str, who: str, token: str, delay: float | None) -> float:
        between = max(self._settings.fetch_host_delay, delay or 0.0)
        longest = self._settings.fetch_seconds + 5
        keys = [f"{PREFIX}{host}:{part}" for part in ("turns", "slots", "next", "begun")]
        arguments = [token, who, self._settings.fetch_host_concurrency, int(between * 1000), int(longest * 1000)]
        with redis_or_unavailable():
            return int(self._take(keys=keys, args=arguments)) / 1000

    def _give_back(self) -> None:
        """Give ended turns back, all that there are at once: nobody waits for that."""
        while True:
            some = [self._ended.get()]
            while len(some) < AT_ONCE and not self._ended.empty():
                some.append(self._ended.get())
            with suppress(InboxUnavailable), redis_or_unavailable():  # they end by themselves
                pipeline = self._redis.pipeline(transaction=False)
                for host, token in some:
                    pipeline.zrem(f"{PREFIX}{host}:turns", token)
                pipeline.execute()
