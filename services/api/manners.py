"""What the search service does for every answer: how long it took, and compressed where the client takes that."""

from __future__ import annotations

import time

from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

__all__ = ["Compress", "Timed"]

_SMALLEST = 1000
_LEVEL = 4
"""Of gzip: level 9 takes several times as long for a few per cent."""
_AS_IT_COMES = frozenset({"/v1/live"})


class Timed:
    """ASGI middleware that tells in `Server-Timing` how long an answer took to begin."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_timed(message: Message) -> None:
            if message["type"] == "http.response.start":
                took = f"total;dur={(time.perf_counter() - began) * 1000:.1f}".encode()
                message["headers"] = [*message["headers"], (b"server-timing", took)]
            await send(message)

        await self._app(scope, receive, send_timed)


class Compress:
    """ASGI middleware that compresses answers to GET by gzip; what is streamed while it happens stays as it is.

    Receipts of a bulk push would otherwise wait in the compressor's buffer for more.
    """

    def __init__(self, app: ASGIApp):
        self._app = app
        self._compressing = GZipMiddleware(app, minimum_size=_SMALLEST, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        compressed = scope["type"] == "http" and scope["method"] == "GET" and scope["path"] not in _AS_IT_COMES
        await (self._compressing if compressed else self._app)(scope, receive, send)
