"""What a Celery worker does with a hint: claim batches from the inbox, enrich them, hand them on."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import cast

from pydantic import ValidationError

from services.enrich.pipeline import Step, enrich
from services.shared.article import Article, Channel, Document
from services.shared.errors import InboxUnavailable, Unprocessable
from services.shared.inbox import Inbox, Record
from services.shared.settings import Settings

__all__ = ["Worker"]

log = logging.getLogger(__name__)

SLICE_SECONDS = 5.0
"""How long one Celery task goes on claiming: short, so that a warm shutdown (SIGTERM) need not wait longer."""


class Worker:
    """Enriches what waits in the inbox. One a process; `hint` tells other workers that there is more."""

    def __init__(self, inbox: Inbox, settings: Settings, steps: Sequence[Step], hint: Callable[[], None]) -> None:
        self._inbox = inbox
        self._settings = settings
        self._steps = steps
        self._hint = hint
        self._owner = f"worker-{os.getpid()}-{uuid.uuid4().hex[:8]}"

    def work(self) -> int:
        """Enrich until nothing is ready, or the time slice ends; return how many documents were handed on."""
        count, begun = 0, time.monotonic()
        try:
            self._inbox.started()
            while True:
                records, wants_hint = self._inbox.claim("enrich", self._owner, self._settings.claim_size)
                if wants_hint:
                    self._hint()
                if not records:
                    return count
                count += self._process(records)
                if time.monotonic() - begun > SLICE_SECONDS:
                    self._hint()  # this one goes on after whatever else the process was told to do
                    return count
        except InboxUnavailable as error:
            log.warning("stopping for now: %s", error)  # leases run out, and the reconciler hints again
            return count

    def _process(self, records: list[Record]) -> int:
        failures: list[tuple[Record, Exception]] = []
        taken: list[tuple[Record, Article]] = []
        for record in records:
            try:
                taken.append((record, _article(record)))
            except ValidationError as error:
                failures.append((record, Unprocessable(f"not a document: {error.error_count()} errors")))
        with _Watch(self._inbox, self._owner, records, self._settings.enrich_seconds, self._settings.lease_seconds):
            results = enrich([article for _, article in taken], self._steps)
        done: list[tuple[Record, bytes, str]] = []
        for (record, _), result in zip(taken, results, strict=True):
            if isinstance(result, Exception):
                failures.append((record, result))
            else:
                done.append((record, result.model_dump_json().encode(), _summary(result)))
        for record, failure in failures:
            self._fail(record, failure)
        return self._inbox.advance(done)

    def _fail(self, record: Record, error: Exception) -> None:
        """The one place that decides between another attempt and quarantine."""
        unprocessable = isinstance(error, Unprocessable)
        reason = str(error) if unprocessable else f"{type(error).__name__}: {error}"
        outcome = self._inbox.fail([record], self._owner, reason[:500], for_good=unprocessable)
        log.warning("could not enrich: %s", reason, extra={"article_id": record.id, "outcome": outcome[0]})


def _article(record: Record) -> Article:
    channel, _, feed = record.channel.partition(":")  # a feed's items say which: `feed:<id>`
    article = Article.of(
        Document.model_validate_json(record.data),
        id=record.id,
        version=record.version,
        revision=record.revision,
        received_at=datetime.fromtimestamp(record.accepted_ms / 1000, UTC),
        channel=cast(Channel, channel),
    )
    return article.model_copy(update={"feed_ids": (feed,)}) if feed else article


def _summary(article: Article) -> str:
    failed = [note.name for note in article.enrichments if note.status == "failed"]
    took = sum(note.duration_ms for note in article.enrichments)
    return f"{len(article.enrichments)} steps in {took:.0f} ms" + (f"; failed: {', '.join(failed)}" if failed else "")


class _Watch:
    """While a batch is worked on: renew its lease, and end the process where it takes longer than `limit` seconds.

    A step that hangs cannot be interrupted in general (it may be inside C code), so the process ends and Celery starts
    another. The batch is marked as failed first, so that its documents are tried alone, at once.
    """

    def __init__(self, inbox: Inbox, owner: str, records: Sequence[Record], limit: float, lease: float) -> None:
        self._inbox, self._owner, self._records = inbox, owner, records
        self._limit, self._lease = limit, lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._run, name="lease", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        deadline = time.monotonic() + self._limit
        while not self._over.wait(min(self._lease / 3, max(0.01, deadline - time.monotonic()))):
            with _logged_if_unavailable():
                if time.monotonic() < deadline:
                    self._inbox.renew("enrich", self._owner, self._records)
                    continue
                reason = f"enrichment took longer than {self._limit:g} s"
                log.error(reason, extra={"article_ids": [record.id for record in self._records]})
                self._inbox.fail(self._records, self._owner, reason)
            if time.monotonic() >= deadline:
                os.kill(os.getpid(), signal.SIGKILL)


@contextmanager
def _logged_if_unavailable() -> Iterator[None]:
    try:
        yield
    except InboxUnavailable as error:
        log.warning("could not renew a lease: %s", error)
