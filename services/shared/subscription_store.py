"""WebSub subscriptions in Redis: what was asked of which hub, until when it holds, whether the hub keeps its word."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

import redis

from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["Subscription", "SubscriptionStore"]

PREFIX = "tidings:feeds:websub:"
KEPT_SECONDS = 40 * 86_400


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a feed has agreed with its hub. Times are seconds since 1970, 0 where there is none.

    `token` stands in the callback's path, `secret` signs what is delivered; nobody but the hub is told them. `until`:
    the end of the lease of `lease` seconds. `trusted`: it has delivered, and since then missed nothing.
    """

    hub: str
    topic: str
    token: str
    secret: str
    asked: float = 0.0
    until: float = 0.0
    lease: float = 0.0
    trusted: bool = False
    reason: str = ""


class SubscriptionStore:
    """Subscriptions by feed, at most one each. Any method raises `InboxUnavailable` where Redis fails."""

    def __init__(self, client: redis.Redis) -> None:
        self._redis: Any = client

    @classmethod
    def connect(cls, settings: Settings) -> SubscriptionStore:
        """Open a pool of connections; a call fails after `redis_timeout`."""
        return cls(connect(settings))

    def get(self, feed: str) -> Subscription | None:
        """The subscription of `feed`."""
        with redis_or_unavailable():
            found: dict[bytes, bytes] = self._redis.hgetall(PREFIX + feed)
        if b"token" not in found:
            return None
        given = {name.decode(): value.decode() for name, value in found.items()}
        asked, until, lease = (float(given.get(name, 0)) for name in ("asked", "until", "lease"))
        hub, topic, token, secret, reason = (
            given.get(name, "") for name in ("hub", "topic", "token", "secret", "reason")
        )
        return Subscription(hub, topic, token, secret, asked, until, lease, given.get("trusted") == "1", reason)

    def put(self, feed: str, subscription: Subscription) -> None:
        """Keep a whole subscription, in place of any other."""
        self.change(feed, **asdict(subscription))

    def change(self, feed: str, **given: str | float | bool) -> None:
        """Change the fields that are given."""
        assert given.keys() <= {one.name for one in fields(Subscription)}
        values = {name: int(value) if isinstance(value, bool) else value for name, value in given.items()}
        with redis_or_unavailable(), self._redis.pipeline(transaction=True) as pipeline:
            pipeline.hset(PREFIX + feed, mapping=values)
            pipeline.expire(PREFIX + feed, KEPT_SECONDS)
            pipeline.execute()

    def forget(self, feed: str) -> None:
        """End a subscription: what the hub still delivers is refused."""
        with redis_or_unavailable():
            self._redis.delete(PREFIX + feed)
