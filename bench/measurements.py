"""What is measured on a running system: articles through it, the latency of one, and what it accepts."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import orjson

from bench.client import Connection, push_concurrently
from services.ingest.intake import offer
from services.local import Stack
from services.shared.inbox import Accepted, Inbox, Offer
from services.shared.settings import Settings

__all__ = [
    "Stalled", "accepted_at_once", "accepted_by_script", "accepted_in_bulk", "accepted_one_by_one", "half_load",
    "idle_latency", "offers_of", "push_until_searchable",
]  # fmt: skip

LEAST_RATE = 5.0
"""Articles/s below which a measurement is given up."""
LATENCY_SECONDS = 30.0
CHUNK = 128
"""Documents in one call of the bare script: what ingest groups an NDJSON stream into."""


class Stalled(Exception):
    """What was accepted did not become searchable in time."""


def push_until_searchable(stack: Stack, pushes: Sequence[bytes]) -> float:
    """Push as one NDJSON stream, wait until all are searchable; return the seconds from first byte to last article."""
    ingest, api = Connection(stack.ingest_url), Connection(stack.api_url)
    before = api.count()
    begun = time.monotonic()
    deadline = begun + LATENCY_SECONDS + len(pushes) / LEAST_RATE
    ingest.push_all(pushes)
    while (missing := before + len(pushes) - api.count()) > 0:
        now = time.monotonic()
        if now > deadline:
            raise Stalled(f"{missing} of {len(pushes)} articles were not searchable after {now - begun:.0f} s")
        # Looking costs CPU that the system wants: look rarely before the end can be near, then often.
        done = len(pushes) - missing
        left = missing * (now - begun) / done if done else 2.0
        time.sleep(min(1.0, max(0.02, left / 2)))
    seconds = time.monotonic() - begun
    ingest.close()
    api.close()
    return seconds


def idle_latency(stack: Stack, pushes: Sequence[bytes], pause: float) -> list[float]:
    """Seconds from accepted to searchable, one push at a time, up to `pause` seconds of rest before each."""
    ingest, api = Connection(stack.ingest_url), Connection(stack.api_url)
    chance = random.Random(len(pushes))
    latencies = []
    for push in pushes:
        time.sleep(0.05 + chance.random() * pause)  # at any point of an engine's refresh cycle
        id = ingest.push(push)
        accepted = time.monotonic()
        while not api.searchable(id):
            if time.monotonic() - accepted > LATENCY_SECONDS:
                raise Stalled(f"an article was not searchable after {LATENCY_SECONDS:.0f} s")
            time.sleep(0.005)
        latencies.append(time.monotonic() - accepted)
    ingest.close()
    api.close()
    return latencies


@dataclass
class _Watched:
    """Articles whose way is followed: id to the moment they were accepted."""

    pending: dict[str, float] = field(default_factory=dict)
    latencies: list[float] = field(default_factory=list)

    def look(self, api: Connection) -> None:
        """Look for one of them, each in its turn: looking must not become the load."""
        if not self.pending:
            return
        id = next(iter(self.pending))
        accepted = self.pending.pop(id)
        if api.searchable(id):
            self.latencies.append(time.monotonic() - accepted)
        elif time.monotonic() - accepted > LATENCY_SECONDS:
            raise Stalled(f"an article was not searchable after {LATENCY_SECONDS:.0f} s")
        else:
            self.pending[id] = accepted


def half_load(
    stack: Stack, pushes: Sequence[bytes], rate: float, *, watched_rate: float = 3.0, look_every: float = 0.015
) -> list[float]:
    """Seconds from accepted to searchable while single pushes come at random, `rate` a second on average.

    Some are watched, `watched_rate` a second on average; every `look_every` seconds one of them is looked for.
    """
    ingest, api = Connection(stack.ingest_url), Connection(stack.api_url)
    chance = random.Random(len(pushes))
    watched = _Watched()
    due = time.monotonic()
    for push in pushes:
        due += chance.expovariate(rate)
        while (left := due - time.monotonic()) > 0:
            watched.look(api)
            time.sleep(max(0.0, min(left, look_every, due - time.monotonic())))
        id = ingest.push(push)
        if chance.random() < watched_rate / rate:
            watched.pending[id] = time.monotonic()
    while watched.pending:
        watched.look(api)
        time.sleep(look_every)
    ingest.close()
    api.close()
    return watched.latencies


def offers_of(pushes: Sequence[bytes]) -> list[Offer]:
    """What the inbox is offered for these pushes."""
    return [offer(orjson.loads(push)) for push in pushes]


def accepted_at_once(stack: Stack, pushes: Sequence[bytes], *, connections: int, seconds: float) -> float:
    """Accepted single pushes a second, over some connections at once."""
    return push_concurrently(stack.ingest_url, pushes, connections=connections, seconds=seconds)


def accepted_in_bulk(stack: Stack, pushes: Sequence[bytes]) -> float:
    """Accepted documents a second of one NDJSON stream, from its first byte to its last receipt."""
    ingest = Connection(stack.ingest_url)
    begun = time.monotonic()
    ingest.push_all(pushes)
    rate = len(pushes) / (time.monotonic() - begun)
    ingest.close()
    return rate


def accepted_one_by_one(stack: Stack, offers: Sequence[Offer], *, seconds: float) -> float:
    """Durable writes a second of one document each, one after the other, straight into Redis."""
    accept = _inbox(stack).accept
    end, count = time.monotonic() + seconds, 0
    begun = time.monotonic()
    for one in offers:
        if time.monotonic() > end:
            break
        _check(accept([one])[0])
        count += 1
    return count / (time.monotonic() - begun)


def accepted_by_script(stack: Stack, offers: Sequence[Offer]) -> float:
    """Documents a second that the bare Redis script accepts, prepared, 128 at a time."""
    accept = _inbox(stack).accept
    chunks = [offers[n : n + CHUNK] for n in range(0, len(offers), CHUNK)]
    begun = time.monotonic()
    for chunk in chunks:
        _check(accept(chunk)[0])
    return len(offers) / (time.monotonic() - begun)


def _inbox(stack: Stack) -> Inbox:
    inbox = Inbox.connect(Settings(redis_url=stack.redis_url, redis_timeout=10))
    inbox.ping()
    return inbox


def _check(outcomes: Sequence[Accepted]) -> None:
    if any(one.status != "accepted" for one in outcomes):
        raise Stalled("Redis did not accept what it was offered")
