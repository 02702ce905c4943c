"""What a fetcher does with a hint: claim URLs from the inbox, fetch their pages, hand them on to enrichment."""

from __future__ import annotations

import logging
import os
import random
import threading
import time
import uuid
from collections.abc import Callable
from typing import Protocol

import orjson

from services.ingest.fetch import Fetched, FetchError, FetchRefused, HostBusy, Purpose
from services.ingest.pages import page_document
from services.shared.errors import InboxUnavailable, Unprocessable
from services.shared.inbox import Inbox, Record
from services.shared.queue import Hints
from services.shared.settings import Settings

__all__ = ["Leases", "PageWorker"]

log = logging.getLogger(__name__)

SLICE_SECONDS = 15.0
"""How long one Celery task goes on claiming, so that a warm shutdown need not wait longer."""
LONGEST_WAIT = 6 * 3600.0
TRY_AGAIN = frozenset((408, 421, 425, 429))
"""Statuses below 500 that say something about now, not about the page."""


class _Fetching(Protocol):
    def fetch(self, url: str, *, purpose: Purpose, who: str, patience: float) -> Fetched: ...


class Leases:
    """Renews the leases of what this process works on, from one thread."""

    def __init__(self, inbox: Inbox, settings: Settings):
        self._inbox, self._pause = inbox, settings.lease_seconds / 3
        self._held: dict[str, tuple[str, Record]] = {}
        self._lock = threading.Lock()
        threading.Thread(target=self._run, name="leases", daemon=True).start()

    def hold(self, owner: str, record: Record) -> None:
        """Renew from now on."""
        with self._lock:
            self._held[record.member] = owner, record

    def let_go(self, record: Record) -> None:
        """Renew no longer."""
        with self._lock:
            self._held.pop(record.member, None)

    def _run(self) -> None:
        while True:
            time.sleep(self._pause)
            with self._lock:
                held = list(self._held.values())
            for owner, record in held:
                try:
                    self._inbox.renew("fetch", owner, [record])
                except InboxUnavailable as error:
                    log.warning("could not renew a lease: %s", error)
                    break


class PageWorker:
    """Fetches what waits at the stage `fetch`. May be shared by threads: each call of `work` is a worker of its own."""

    def __init__(self, inbox: Inbox, settings: Settings, fetcher: _Fetching, hint: Callable[..., None], leases: Leases):
        self._inbox, self._settings, self._fetcher, self._hint, self._leases = inbox, settings, fetcher, hint, leases

    @classmethod
    def connect(cls, settings: Settings, fetcher: _Fetching) -> PageWorker:
        """A worker on the configured Redis."""
        inbox = Inbox.connect(settings)
        return cls(inbox, settings, fetcher, Hints(settings).send, Leases(inbox, settings))

    def work(self) -> int:
        """Fetch until nothing is ready, or the time slice ends; return how many URLs were attended to."""
        owner, count, begun = f"fetcher-{os.getpid()}-{uuid.uuid4().hex[:8]}", 0, time.monotonic()
        try:
            self._inbox.started("fetch")
            while True:
                records, wants_hint = self._inbox.claim("fetch", owner, 1)
                if wants_hint:
                    self._hint("fetch")
                if not records:
                    return count
                for record in records:
                    self._leases.hold(owner, record)
                    try:
                        self._attend(record, owner)
                    finally:
                        self._leases.let_go(record)
                    count += 1
                if time.monotonic() - begun > SLICE_SECONDS:
                    self._hint("fetch")
                    return count
        except InboxUnavailable as error:
            log.warning("stopping for now: %s", error)  # leases run out, and the reconciler hints again
            return count

    def _attend(self, record: Record, owner: str) -> None:
        given = orjson.loads(record.data)
        try:
            fetched = self._fetcher.fetch(given["url"], purpose="page", who=record.id, patience=0.5)
            if fetched.status != 200:
                self._no_page(record, owner, fetched)
                return
            document, content_hash = page_document(given, fetched)
        except HostBusy as busy:
            self._inbox.release([record], owner, after=min(LONGEST_WAIT, busy.retry_after or 1.0))
        except FetchRefused as error:
            self._fail(record, owner, error.reason, for_good=True)
        except FetchError as error:
            self._fail(record, owner, error.reason, after=self._wait(record, error.retry_after))
        except Unprocessable as error:
            self._fail(record, owner, str(error), for_good=True)
        else:
            self._hand_on(record, document, content_hash, _in_words(given["url"], fetched))

    def _no_page(self, record: Record, owner: str, fetched: Fetched) -> None:
        again = fetched.status >= 500 or fetched.status in TRY_AGAIN
        reason = f"the server answers {fetched.answer_in_words}"
        self._fail(record, owner, reason, for_good=not again, after=self._wait(record, fetched.retry_after))

    def _wait(self, record: Record, asked: float | None) -> float:
        """Seconds until the next attempt: four times as long each time, with jitter, and never before `asked`."""
        wait: float = self._settings.fetch_retry_seconds * 4.0 ** (record.attempts - 1) * random.uniform(0.8, 1.2)
        return min(LONGEST_WAIT, max(wait, asked or 0.0))

    def _fail(
        self, record: Record, owner: str, reason: str, *, for_good: bool = False, after: float | None = None
    ) -> None:
        """The one place that decides what becomes of a URL whose page was not to be had."""
        given = orjson.loads(record.data)
        if given.get("body") and (for_good or record.attempts >= self._settings.max_attempts):
            # a feed's item has words of its own
            self._hand_on(record, record.data, None, f"without its page: {reason}")
            return
        outcome = self._inbox.fail([record], owner, reason[:500], for_good=for_good, after=after)
        log.warning("could not fetch: %s", reason, extra={"article_id": record.id, "outcome": outcome[0]})

    def _hand_on(self, record: Record, document: bytes, content_hash: bytes | None, detail: str) -> None:
        _, wants_hint = self._inbox.fetched(record, document, content_hash, detail)
        if wants_hint:
            self._hint("enrich")


def _in_words(asked: str, fetched: Fetched) -> str:
    moved = f" from {fetched.url[:300]}" if fetched.url != asked else ""
    return f"{len(fetched.body)} bytes in {fetched.elapsed * 1000:.0f} ms{moved}"
