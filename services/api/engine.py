"""Asking the engine from a route: off the event loop and with a deadline."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request

from services.shared.errors import EngineUnavailable, InboxUnavailable
from services.shared.offload import Offload

__all__ = ["ask_engine"]


async def ask_engine[**P, T](request: Request, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run a method of the index. Raises what it does, and `EngineUnavailable` where it takes too long."""
    offload: Offload = request.app.state.ask_engine
    try:
        return await offload(call, *args, **kwargs)
    except InboxUnavailable:  # what `Offload` calls a deadline that has passed
        raise EngineUnavailable("no answer in time") from None
