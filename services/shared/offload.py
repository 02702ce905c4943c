"""Blocking calls off the event loop, each with a deadline: however Redis hangs, an HTTP call is answered in time."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from services.shared.errors import InboxUnavailable

__all__ = ["Offload"]


class Offload:
    """A few threads for calls that block, and the time each call has, waiting for its thread included."""

    def __init__(self, *, threads: int, seconds: float, name: str):
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._seconds = seconds

    async def __call__[**P, T](self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `call` in a thread. Raises what it does, or `InboxUnavailable` at the deadline (the call goes on)."""
        # Submitted to the pool directly: cancelling then also takes a call that has not begun out of the queue.
        future = asyncio.wrap_future(self._pool.submit(call, *args, **kwargs))
        try:
            async with asyncio.timeout(self._seconds):
                return await future
        except TimeoutError:
            raise InboxUnavailable("no answer in time") from None

    def close(self) -> None:
        """Wait for the calls that run, and take no more."""
        self._pool.shutdown(wait=True, cancel_futures=True)
