"""How every process asks Redis: a pool with time-outs, no call sent twice, and one name for all that can go wrong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from services.shared.errors import InboxUnavailable
from services.shared.settings import Settings

__all__ = ["connect", "redis_or_unavailable"]


def connect(settings: Settings) -> redis.Redis:
    """A pool of connections, opened when first needed. A call fails after `redis_timeout`, and is never sent twice.

    Twice would be wrong: whether a call that got no answer was carried out is not known, and the caller decides.
    """
    return redis.Redis.from_url(
        settings.redis_url,
        socket_timeout=settings.redis_timeout,
        socket_connect_timeout=settings.redis_timeout,
        retry=Retry(NoBackoff(), 0),
    )


@contextmanager
def redis_or_unavailable() -> Iterator[None]:
    """Raise `InboxUnavailable` for whatever redis-py raises inside."""
    try:
        yield
    except redis.RedisError as error:
        raise InboxUnavailable(f"Redis did not answer: {type(error).__name__}") from error
