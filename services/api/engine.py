"""Asking the engine from a route: off the event loop, with a deadline, and with its refusals told to the client."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import orjson
from fastapi import Request, Response

from services.shared.errors import EngineUnavailable, FieldError, InboxUnavailable, ProblemError
from services.shared.offload import Offload
from services.shared.search.calendar import TooManyBuckets
from services.shared.search.port import CursorExpired, Index, InvalidQuery

__all__ = ["NOT_UNDERSTOOD", "answer", "ask_engine", "told"]

NOT_UNDERSTOOD = "The request cannot be understood."


async def ask_engine[**P, T](request: Request, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a method of the index. Raises what it does, and `EngineUnavailable` where it takes too long."""
    offload: Offload = request.app.state.ask_engine
    try:
        return await offload(call, *args, **kwargs)
    except InboxUnavailable:  # what `Offload` calls a deadline that has passed
        raise EngineUnavailable("no answer in time") from None


async def told[T](call: Awaitable[T]) -> T:
    """Wait for an answer of the engine; what it refuses is a `ProblemError` (422, 410) that names the parameter."""
    try:
        return await call
    except InvalidQuery as error:
        wrong: FieldError = {"field": error.field, "message": error.message}
        raise ProblemError(422, NOT_UNDERSTOOD, [wrong]) from None
    except TooManyBuckets as error:
        raise ProblemError(422, "The timeline is too long.", [{"field": "interval", "message": str(error)}]) from None
    except CursorExpired:
        raise ProblemError(
            410,
            "The results this cursor points into are no longer held: begin again.",
            [{"field": "cursor", "message": "expired: leave it out to begin again"}],
        ) from None


async def answer(
    request: Request, work: Callable[[Index], Mapping[str, Any]], *, media_type: str = "application/json"
) -> Response:
    """Have `work` ask the engine; answer what it returns as JSON, and `took_ms`."""
    began = time.perf_counter()
    said = await told(ask_engine(request, work, request.app.state.index))
    took = round((time.perf_counter() - began) * 1000, 1)
    return Response(orjson.dumps({**said, "took_ms": took}), media_type=media_type)
