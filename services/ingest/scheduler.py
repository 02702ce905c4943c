"""The scheduler: polls the feeds that are due. Any number may run; what is due stands in Redis, not here."""

from __future__ import annotations

import logging
import os
import threading
import time
import uuid
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

from services.ingest.feeds.handing import Handing
from services.ingest.feeds.polling import Poller
from services.ingest.feeds.reader import Reader
from services.ingest.feeds.websub import Hubs
from services.ingest.fetch import Fetcher, HostBusy
from services.ingest.service import Hinting
from services.shared.errors import InboxUnavailable
from services.shared.feed_store import FeedStore, StoredFeed
from services.shared.hosts import Hosts
from services.shared.inbox import Inbox
from services.shared.process import Process
from services.shared.queue import Hints
from services.shared.settings import Settings
from services.shared.subscription_store import SubscriptionStore
from services.shared.telemetry import configure_logging

__all__ = ["Scheduler", "make_hubs", "make_poller"]

log = logging.getLogger(__name__)

PAUSE = 0.5
"""How often what is due is asked for, in seconds."""


def make_poller(
    settings: Settings,
    store: FeedStore,
    inbox: Inbox,
    hints: Hinting,
    fetcher: Fetcher,
    *,
    reader: Reader,
    patience: float,
) -> Poller:
    """A poller with everything it needs; it waits up to `patience` seconds for a host's turn, else comes back later."""
    fetch: Any = partial(fetcher.fetch, purpose="feed")
    handing = Handing(store, inbox, hints, most=settings.feed_items)
    return Poller(store, fetch, handing, hubs=make_hubs(settings, fetcher), read=reader.read, patience=patience)


def make_hubs(settings: Settings, fetcher: Fetcher) -> Hubs | None:
    """Subscriptions with hubs; None where there is no address that they could call."""
    if settings.websub_url is None:
        return None
    return Hubs(SubscriptionStore.connect(settings), fetcher.post, str(settings.websub_url))


class Scheduler:
    """Claims due feeds and polls them in `threads`, never more at once: a long pause is made up without a storm.

    As many again are claimed ahead, in one question to Redis. Leases of `lease` seconds are renewed while a poll goes
    on or waits here, so that one whose process died comes up again soon.
    """

    def __init__(self, store: FeedStore, poller: Poller, *, threads: int, lease: float) -> None:
        self._store, self._poller, self._threads, self._lease = store, poller, threads, lease
        self._owner = f"scheduler-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix="poll")
        self._running: dict[str, Future[None]] = {}
        self._ended = threading.Condition()
        self._renewed = time.monotonic()

    def run(self, goes_on: Callable[..., bool]) -> None:
        """Poll until told to stop; polls that have begun are finished."""
        pause = 0.0
        while goes_on(pause=pause):
            try:
                pause = 0.0 if self.work() else PAUSE
            except InboxUnavailable as error:
                log.warning("%s", error)
                pause = 1.0
        self.close()

    def work(self) -> int:
        """Begin as many polls as there is room for; return how many. Waits a moment where there is no room."""
        with self._ended:
            self._ended.wait_for(lambda: len(self._running) <= self._threads, timeout=PAUSE)
            room = 2 * self._threads - len(self._running)
        self._renew()
        if room < self._threads:
            return 0
        due = self._store.claim(self._owner, room, self._lease)
        with self._ended:
            self._running |= {stored.id: self._pool.submit(self._poll, stored) for stored in due}
        return len(due)

    def close(self) -> None:
        """Finish the polls that have begun; those that waited here are due for others."""
        with self._ended:
            waiting = [id for id, future in self._running.items() if future.cancel()]
            for id in waiting:
                del self._running[id]
        with suppress(InboxUnavailable):
            for id in waiting:
                self._store.finish(id, self._owner, wait=0)
        while self._running:
            with suppress(InboxUnavailable):
                self._renew()
            with self._ended:
                self._ended.wait_for(lambda: not self._running, timeout=PAUSE)
        self._pool.shutdown()

    def _renew(self) -> None:
        if time.monotonic() - self._renewed > self._lease / 3:
            with self._ended:
                ids = list(self._running)
            self._store.renew(ids, self._owner, self._lease)
            self._renewed = time.monotonic()

    def _poll(self, stored: StoredFeed) -> None:
        try:
            self._attend(stored)
        finally:
            with self._ended:
                self._running.pop(stored.id, None)
                if len(self._running) <= self._threads:
                    self._ended.notify_all()

    def _attend(self, stored: StoredFeed) -> None:
        try:
            line = self._poller.poll(stored, self._owner)
        except InboxUnavailable as error:
            log.warning("a poll was given up: %s", error, extra={"feed_id": stored.id})
            return
        except Exception:  # whatever one feed holds, the others go on; its lease runs out, and it is tried again
            log.exception("a poll failed unexpectedly", extra={"feed_id": stored.id})
            return
        if line:
            log.info("polled %s: %s", stored.url, line["reason"] or f"{line['new']} new", extra={"feed_id": stored.id})


def main() -> None:
    """Run until SIGTERM or SIGINT."""
    settings = Settings()
    configure_logging(settings)
    process, store, inbox = Process("scheduler"), FeedStore.connect(settings), Inbox.connect(settings)
    fetcher, reader = Fetcher(settings, turns=Hosts(settings, HostBusy)), Reader()
    poller = make_poller(settings, store, inbox, Hints(settings), fetcher, reader=reader, patience=0.0)
    try:
        Scheduler(store, poller, threads=settings.feed_polls, lease=settings.lease_seconds).run(process.goes_on)
    finally:
        fetcher.close()
        reader.close()


if __name__ == "__main__":
    main()
