"""`POST /v1/articles/bulk`: NDJSON in, receipts out, both streamed; the sole reader of the request's body.

Four tasks work at once: one reads lines until enough wait; one validates chunks of them, while the chunk before is
being written to the inbox; one puts the receipts, in the lines' order, into a spool; one sends what is in the spool.
A client that does not read yet stops the last one alone, and what its receipts take is a file.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Sequence
from itertools import batched

import orjson
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from services.ingest.committer import Committer
from services.ingest.intake import decode, offer, offer_of_jsonld, only_article
from services.ingest.lines import Line, Lines, TooLong
from services.ingest.receipts import Receipt, receipt_of, rejected
from services.ingest.spool import Spool
from services.shared.errors import InboxUnavailable, ProblemError, problem
from services.shared.inbox import Offer
from services.shared.problems import INBOX_UNAVAILABLE

__all__ = ["BulkResponse"]

CHUNK_LINES = 128
CHUNK_BYTES = 4 * 1024 * 1024
TURN = 32
"""Lines that are validated before others have their turn."""
COOL_DOWN = 0.25
"""After a failed write, lines are refused untried for so many seconds: a long stream ends while Redis is away."""

Checked = Offer | Receipt
Receipts = asyncio.Task[list[Receipt]]


class BulkResponse(Response):
    """The answer to one bulk push.

    `limit` is the longest line in bytes; `restore` and `jsonld` hold for every line; `count` hears of all receipts.
    """

    media_type = "application/x-ndjson"

    def __init__(
        self,
        committer: Committer,
        *,
        limit: int,
        restore: bool,
        jsonld: bool,
        count: Callable[[Sequence[Receipt]], None],
    ):
        super().__init__()
        del self.headers["content-length"]
        self._committer = committer
        self._limit = limit
        self._restore = restore
        self._jsonld = jsonld
        self._count = count
        self._refuse_until = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002
        lines = _LineQueue()
        under_way: asyncio.Queue[Receipts | None] = asyncio.Queue(maxsize=1)
        with Spool() as spool:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read(receive, lines))
                tasks.create_task(self._check(lines, under_way, tasks))
                tasks.create_task(self._collect(under_way, spool))
                tasks.create_task(self._send(spool, send))

    async def _read(self, receive: Receive, queue: _LineQueue) -> None:
        lines = Lines(self._limit)
        more = True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                # The line that was being sent is cut off and dropped; those before it count.
                queue.end()
                return
            more = message.get("more_body", False)
            for line in lines.feed(message.get("body", b"")):
                await queue.put(line)
        for line in lines.finish():
            await queue.put(line)
        queue.end()

    async def _check(
        self, queue: _LineQueue, under_way: asyncio.Queue[Receipts | None], tasks: asyncio.TaskGroup
    ) -> None:
        while chunk := await queue.take():
            checked: list[Checked] = []
            for some in batched(chunk, TURN):
                checked += [self._checked(line) for line in some]
                await asyncio.sleep(0)  # a write that ended meanwhile is followed by the next one
            await under_way.put(tasks.create_task(self._write(checked)))
        await under_way.put(None)

    async def _collect(self, under_way: asyncio.Queue[Receipts | None], spool: Spool) -> None:
        while written := await under_way.get():
            receipts = await written
            self._count(receipts)
            spool.put(b"".join(orjson.dumps(receipt, option=orjson.OPT_APPEND_NEWLINE) for receipt in receipts))
        spool.end()

    async def _send(self, spool: Spool, send: Send) -> None:
        # The head goes out with the first receipts, for it would end the wait of a client that expects "100 Continue".
        data = await spool.take()
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        while data:
            await send({"type": "http.response.body", "body": data, "more_body": True})
            data = await spool.take()
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    def _checked(self, line: Line) -> Checked:
        if isinstance(line, TooLong):
            message = f"is over {self._limit} bytes"
            return rejected(problem(413, "The line is too long.", [{"field": "$", "message": message}]))
        try:
            data = decode(line)
            if self._jsonld:
                return offer_of_jsonld(only_article(data), lane="bulk", restore=self._restore)
            return offer(data, lane="bulk", restore=self._restore)
        except ProblemError as error:
            return rejected(error.problem)

    async def _write(self, checked: Sequence[Checked]) -> list[Receipt]:
        offers = [one for one in checked if isinstance(one, Offer)]
        try:
            if time.monotonic() < self._refuse_until:
                return _unknown(checked)
            outcomes = iter(await self._committer.commit(offers) if offers else ())
        except InboxUnavailable:
            self._refuse_until = time.monotonic() + COOL_DOWN
            return _unknown(checked)
        return [receipt_of(one, next(outcomes)) if isinstance(one, Offer) else one for one in checked]


def _unknown(checked: Sequence[Checked]) -> list[Receipt]:
    return [rejected(INBOX_UNAVAILABLE, one.id) if isinstance(one, Offer) else one for one in checked]


class _LineQueue:
    """Lines on their way from the reader to the checker, up to two chunks of them."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque()
        self._bytes = 0
        self._ended = False
        self._filled = asyncio.Event()
        self._drained = asyncio.Event()

    async def put(self, line: Line) -> None:
        while len(self._lines) >= 2 * CHUNK_LINES or self._bytes >= CHUNK_BYTES:
            self._drained.clear()
            await self._drained.wait()
        self._lines.append(line)
        self._bytes += len(line)
        self._filled.set()

    def end(self) -> None:
        self._ended = True
        self._filled.set()

    async def take(self) -> list[Line]:
        """What waits, up to a chunk of it, as soon as anything does; empty at the end."""
        while not self._lines and not self._ended:
            self._filled.clear()
            await self._filled.wait()
        taken: list[Line] = []
        size = 0
        while self._lines and len(taken) < CHUNK_LINES and size < CHUNK_BYTES:
            line = self._lines.popleft()
            size += len(line)
            taken.append(line)
        self._bytes -= size
        self._drained.set()
        return taken
