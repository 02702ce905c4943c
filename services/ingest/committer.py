"""Group commit: pushes that come at the same time share one durable write, so that durability costs no throughput."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, NamedTuple, Protocol

from services.shared.errors import InboxUnavailable
from services.shared.inbox import Accepted, Offer

__all__ = ["Committer"]

log = logging.getLogger(__name__)

MAX_BYTES = 16 * 1024 * 1024
"""The most in one write, unless one document is larger."""
MAX_WAITING_BYTES = 128 * 1024 * 1024
"""The most that waits for its write; past it, pushes are refused at once."""
WRITES = 1
"""How many writes are under way at once. With two, the groups are half as large and each document costs more."""


class _Accepting(Protocol):
    def accept(self, offers: Sequence[Offer]) -> tuple[list[Accepted], bool]: ...


class _Hinting(Protocol):
    def send(self, stage: Literal["enrich", "fetch"] = "enrich") -> None: ...


class _Waiting(NamedTuple):
    offers: Sequence[Offer]
    size: int
    done: asyncio.Future[list[Accepted]]


class Committer:
    """Writes offers to the inbox, those of concurrent callers together; belongs to one event loop.

    `seconds` is how long `commit` may take, waiting included: then it raises `InboxUnavailable`. `documents` is the
    most in one write (one caller's offers stay together all the same).
    """

    def __init__(self, inbox: _Accepting, hints: _Hinting, *, seconds: float, documents: int = 512):
        self._inbox = inbox
        self._hints = hints
        self._seconds = seconds
        self._documents = documents
        self._waiting: deque[_Waiting] = deque()
        self._waiting_bytes = 0
        self._writing: set[asyncio.Task[None]] = set()
        self._threads = ThreadPoolExecutor(WRITES, thread_name_prefix="commit")
        self._hinter = ThreadPoolExecutor(1, thread_name_prefix="hint")
        self._hinting: asyncio.Task[None] | None = None
        self._hints_wanted: set[Literal["enrich", "fetch"]] = set()

    async def commit(self, offers: Sequence[Offer]) -> list[Accepted]:
        """Write `offers` durably and return what became of each, in order. Raises `InboxUnavailable`: push again."""
        size = sum(len(offer.payload) for offer in offers)
        if self._waiting and self._waiting_bytes + size > MAX_WAITING_BYTES:
            raise InboxUnavailable("too much waits to be written")
        done: asyncio.Future[list[Accepted]] = asyncio.get_running_loop().create_future()
        self._waiting.append(_Waiting(offers, size, done))
        self._waiting_bytes += size
        self._start_writing()
        try:
            async with asyncio.timeout(self._seconds):
                return await done
        except TimeoutError:
            raise InboxUnavailable("no answer in time") from None

    async def close(self) -> None:
        """Finish what is under way."""
        while self._writing:
            await asyncio.wait(self._writing)
        if self._hinting:
            await self._hinting
        self._threads.shutdown(wait=True)
        self._hinter.shutdown(wait=True)

    def _start_writing(self) -> None:
        if self._waiting and len(self._writing) < WRITES:
            task = asyncio.create_task(self._write())
            self._writing.add(task)
            task.add_done_callback(self._written)

    def _written(self, task: asyncio.Task[None]) -> None:
        self._writing.discard(task)
        if not task.cancelled() and (error := task.exception()):
            log.error("a write failed unexpectedly", exc_info=error)
        self._start_writing()

    def _take(self) -> list[_Waiting]:
        taken: list[_Waiting] = []
        documents = size = 0
        while self._waiting:
            first = self._waiting[0]
            if taken and (documents + len(first.offers) > self._documents or size + first.size > MAX_BYTES):
                break
            self._waiting.popleft()
            self._waiting_bytes -= first.size
            if not first.done.done():  # its caller gave up waiting
                taken.append(first)
                documents += len(first.offers)
                size += first.size
        return taken

    async def _write(self) -> None:
        taken = self._take()
        if not taken:
            return
        offers = [offer for one in taken for offer in one.offers]
        loop = asyncio.get_running_loop()
        try:
            outcomes, wants_hint = await loop.run_in_executor(self._threads, self._inbox.accept, offers)
            start = 0
            for one in taken:
                if not one.done.done():
                    one.done.set_result(outcomes[start : start + len(one.offers)])
                start += len(one.offers)
            if wants_hint:
                self.hint()
        except InboxUnavailable as error:
            log.warning("a write of %d documents failed: %s", len(offers), error)
        finally:
            for one in taken:  # whatever happened, nobody is left waiting
                if not one.done.done():
                    one.done.set_exception(InboxUnavailable("the write failed"))

    def hint(self, stage: Literal["enrich", "fetch"] = "enrich") -> None:
        """Have a hint sent, without waiting for it. Hints that are asked for while one is sent become one."""
        self._hints_wanted.add(stage)
        if self._hinting is None:
            self._hinting = asyncio.create_task(self._send_hints())

    async def _send_hints(self) -> None:
        while self._hints_wanted:
            stage = self._hints_wanted.pop()
            await asyncio.get_running_loop().run_in_executor(self._hinter, self._hints.send, stage)
        self._hinting = None
