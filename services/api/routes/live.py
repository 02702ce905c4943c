"""`GET /v1/live`: what becomes searchable, as it does, as server-sent events."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import orjson
from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from services.api.engine import ask_engine
from services.api.summaries import lead_of, summary_of
from services.shared.errors import EngineUnavailable, ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Index, Query

__all__ = ["Live", "router"]

router = APIRouter(tags=["search"])

EVERY_SECONDS = 1.0
"""How often the engine is asked, however many listen; nobody listens: never."""
AT_ONCE = 20
"""How many articles are told of at once, at most: in a flood, the newest."""
LISTENERS = 100
PAUSE_SECONDS = 15.0
"""A comment is sent after so long without an article, so that nothing on the way takes the connection for dead."""


class Live:
    """Asks the engine for what came last and passes it on to all who listen; one a process, in `app.state.live`."""

    def __init__(self) -> None:
        self._listeners: set[asyncio.Queue[list[bytes]]] = set()
        self._asking: asyncio.Task[None] | None = None
        self.began = asyncio.Event()
        """Set once it is known what was there before: from then on nothing that comes is missed."""

    @contextlib.asynccontextmanager
    async def listening(self, request: Request) -> AsyncIterator[asyncio.Queue[list[bytes]]]:
        """A queue of batches of events; 503 where too many listen already."""
        if len(self._listeners) >= LISTENERS:
            raise ProblemError(503, "Too many listen already.", retry_after=30)
        queue: asyncio.Queue[list[bytes]] = asyncio.Queue(maxsize=50)
        self._listeners.add(queue)
        if self._asking is None or self._asking.done():
            self.began.clear()
            self._asking = asyncio.create_task(self._ask(request))
        try:
            yield queue
        finally:
            self._listeners.discard(queue)

    async def _ask(self, request: Request) -> None:
        """Ask until nobody listens. What is there at first is known to those who come: it is not told."""
        index: Index = request.app.state.index
        query = Query(sort="-received_at", size=AT_ONCE, highlight=False)
        known: dict[tuple[str, int], None] | None = None
        while self._listeners:
            with contextlib.suppress(EngineUnavailable):  # it may come back
                page = await ask_engine(request, index.search, query)
                latest = {(hit.article["id"], hit.article["version"]): hit.article for hit in page.hits}
                news = [] if known is None else [article for key, article in latest.items() if key not in known]
                known = dict.fromkeys(latest) | (known or {})
                known = dict(list(known.items())[: 10 * AT_ONCE])
                self.began.set()
                if news:
                    self._tell([_event(orjson.dumps(summary_of(one) | lead_of(one))) for one in reversed(news)])
            await asyncio.sleep(EVERY_SECONDS)

    def _tell(self, events: list[bytes]) -> None:
        for queue in self._listeners:
            with contextlib.suppress(asyncio.QueueFull):  # somebody who does not read misses some
                queue.put_nowait(events)


def _event(data: bytes) -> bytes:
    return b"event: article\ndata: " + data + b"\n\n"


@router.get(
    "/v1/live",
    summary="Hear of articles as they become searchable",
    operation_id="live",
    responses={
        200: {
            "content": {
                "text/event-stream": {
                    "schema": {"type": "string"},
                    "example": 'event: article\ndata: {"id": "…", "headline": "…"}\n\n',
                }
            }
        },
        **problem_answers(401, 503),
    },
    response_class=Response,
)
async def live(request: Request) -> StreamingResponse:
    """Server-sent events. Each `article` event is the summary, and the `lead`, of an article that was not searchable a
    second before."""
    told: Live = request.app.state.live
    listening = told.listening(request)
    queue = await listening.__aenter__()

    async def events() -> AsyncIterator[bytes]:
        try:
            while not (told.began.is_set() or _ends(request)):
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(told.began.wait(), EVERY_SECONDS)
            yield b": listening\n\n"
            quiet = 0.0
            while not _ends(request):
                try:
                    for event in await asyncio.wait_for(queue.get(), EVERY_SECONDS):
                        yield event
                    quiet = 0.0
                except TimeoutError:
                    quiet += EVERY_SECONDS
                    if quiet >= PAUSE_SECONDS:
                        yield b": still here\n\n"
                        quiet = 0.0
        finally:
            await listening.__aexit__(None, None, None)

    return StreamingResponse(events(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})


def _ends(request: Request) -> bool:
    """Whether the process was asked to end: it waits for its answers, and this one has no end of its own."""
    server = getattr(request.app.state, "server", None)
    return server is not None and server.should_exit
