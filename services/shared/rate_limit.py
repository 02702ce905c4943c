"""Rate limits: how many calls a key may make in a while, told in the RateLimit headers of the IETF's httpapi draft.

https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/, version 10: `RateLimit`, `RateLimit-Policy`.
"""

from __future__ import annotations

import hashlib
import math
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.shared.errors import problem
from services.shared.problems import problem_response

__all__ = ["Allowance", "RateLimit"]

_MOST_CALLERS = 10_000
_FREE = ("/health/", "/metrics")


class Allowance:
    """So many calls in any `seconds`: a bucket a caller, that fills up again as time goes on (a token bucket)."""

    def __init__(self, calls: int, seconds: int, clock: Callable[[], float] = time.monotonic):
        self._calls, self._seconds, self._clock = calls, seconds, clock
        self._left: OrderedDict[bytes, tuple[float, float]] = OrderedDict()  # tokens left, and when that was

    def take(self, caller: bytes) -> tuple[bool, int, int]:
        """Whether the caller may call now, how many calls are left, and in how many seconds there is one more."""
        now = self._clock()
        tokens, since = self._left.pop(caller, (float(self._calls), now))
        rate = self._calls / self._seconds
        tokens = min(float(self._calls), tokens + (now - since) * rate)
        may = tokens >= 1
        tokens -= may
        self._left[caller] = (tokens, now)
        if len(self._left) > _MOST_CALLERS:
            self._left.popitem(last=False)
        wait = 0 if tokens >= self._calls else math.ceil((1 - tokens % 1) / rate)
        return may, int(tokens), wait


class RateLimit:
    """ASGI middleware that answers 429 to a key that calls too often, and tells everybody how many calls are left.

    Callers are told apart by `X-API-Key`; all that send none are one. Each process counts for itself.
    """

    def __init__(self, app: ASGIApp, *, calls: int, seconds: int):
        self._app = app
        self._allowance = Allowance(calls, seconds)
        self._policy = f'"default";q={calls};w={seconds}'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"].startswith(_FREE):
            await self._app(scope, receive, send)
            return
        key = next((value for name, value in scope["headers"] if name == b"x-api-key"), b"")
        may, left, wait = self._allowance.take(hashlib.blake2b(key, digest_size=16).digest())
        told = [(b"ratelimit-policy", self._policy), (b"ratelimit", f'"default";r={left};t={wait}'.encode())]

        async def send_told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *told]
            await send(message)

        if may:
            await self._app(scope, receive, send_told)
            return
        refused = problem(429, "Too many calls with this key: wait, and ask less often.", retry_after=max(1, wait))
        await problem_response(refused)(scope, receive, send_told)
