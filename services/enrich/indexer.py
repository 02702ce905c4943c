"""The indexer: the one process that writes to the engine. It turns enriched articles into bulk requests."""

from __future__ import annotations

import gc
import json
import logging
import os
import threading
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from services.enrich.groups import Groups
from services.enrich.knowledge import names_of
from services.enrich.stories import Stories, in_story
from services.shared.article import Article, Revision
from services.shared.errors import EngineUnavailable, InboxUnavailable
from services.shared.inbox import Done, Inbox, Record
from services.shared.process import Process
from services.shared.search import open_index
from services.shared.search.port import Index, Put, Remove, SchemaMismatch, Write
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore
from services.shared.story_store import StoryStore
from services.shared.telemetry import configure_logging

__all__ = ["Indexer", "main"]

log = logging.getLogger(__name__)

LEAD_SECONDS = 6.0
KEPT_REVISIONS = 20
GATHER_FROM, GATHER_SECONDS, GATHER_LIVE_SECONDS = 16, 12.0, 1.5
"""After a batch of so many, the next one may gather for so long, and less where single pushes are in it: an engine's
commit costs little more for 256 articles than for 32, and what it wrote is merged again and again (measured on tantivy,
5,000 articles, merging included: 5.3 ms of CPU an article in commits of 512, 5.9 in 256). A push in a quiet hour is
never kept waiting, nor is half of all that is under way."""


@dataclass
class _Batch:
    """One claim, sorted by what is to be done."""

    records: dict[str, Record] = field(default_factory=dict)
    articles: list[Article] = field(default_factory=list)
    amended: list[Article] = field(default_factory=list)
    removed: list[Remove] = field(default_factory=list)
    dropped: list[Done] = field(default_factory=list)
    before: dict[str, Article] = field(default_factory=dict)


class Indexer:
    """Claims what was enriched, decides its duplicate group and story, writes it as one bulk request, settles it."""

    def __init__(self, inbox: Inbox, index: Index, groups: Groups, stories: Stories, settings: Settings) -> None:
        self._inbox, self._index, self._settings = inbox, index, settings
        self._groups, self._stories = groups, stories
        self._owner = f"indexer-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self._held: list[Record] = []

    def run(self, goes_on: Callable[..., bool]) -> None:
        """Index until told to stop. Where Redis or the engine is away, work waits; nothing is enriched twice."""
        waits = 0.0
        with _Heartbeat(self._beat):
            while goes_on(pause=waits):
                try:
                    if not self._inbox.lead("indexer", self._owner, LEAD_SECONDS):
                        waits = 1.0
                        continue
                    waits = 0.0
                    count = self.work()
                    if count == 0:
                        self._inbox.wait_for_index_work(min(0.5, self._settings.redis_timeout / 2))
                    elif count >= GATHER_FROM:
                        self._gather(goes_on)
                except InboxUnavailable as error:
                    log.warning("%s", error)
                    waits = 1.0
                except EngineUnavailable as error:
                    log.warning("the engine is away, %d records wait: %s", len(self._held), error)
                    self._give_back()
                    waits = 1.0
        self._give_back()
        self._resign()

    def work(self) -> int:
        """Claim and write one batch; return how many records it had."""
        self._held, _ = self._inbox.claim("index", self._owner, self._settings.index_batch)
        if not self._held:
            return 0
        batch = self._sorted(self._held)
        changes = self._groups.assign(batch.articles, before=batch.before)
        told = self._stories.assign(changes.articles, before=batch.before, copies=changes.copies())
        # first the promise to amend the others, then groups and stories themselves: a crash between the two is made
        # good, because this batch is claimed again
        self._inbox.amend([(id, b'"duplicate"') for id in sorted(changes.others)])
        self._inbox.amend([(id, b'"story"') for id in sorted(told.others)])
        self._groups.save(changes)
        self._stories.save(told)
        self._write(batch, told.articles)
        count, self._held = len(self._held), []
        return count

    def _gather(self, goes_on: Callable[..., bool]) -> None:
        """Under load, let what several workers hand over come together, while they have more than that to do."""
        begun = time.monotonic()
        while goes_on(pause=0.2) and self._inbox.lead("indexer", self._owner, LEAD_SECONDS):
            state = self._inbox.state()
            gathered, coming = state.waiting("index"), state.waiting("enrich") + state.leased["enrich"]
            longest = GATHER_LIVE_SECONDS if state.ready["index", "live"] else GATHER_SECONDS
            if time.monotonic() - begun > longest or gathered >= min(coming, self._settings.index_batch):
                return

    def _sorted(self, records: Sequence[Record]) -> _Batch:
        batch = _Batch(records={record.id: record for record in records})
        deleted = self._inbox.deleted(list(batch.records))
        known = [r.id for r in records if r.kind != "article" or r.version > 1]
        before = self._index.stored(known) if known else {}
        for record in records:
            old = before.get(record.id)
            if record.kind == "remove":
                batch.removed.append(Remove(record.id, record.revision))
            elif record.id in deleted:
                batch.dropped.append(Done(record.id, record.revision, ""))
                continue
            elif record.kind == "article":
                article = Article.model_validate_json(record.data)
                batch.articles.append(_succeed(article, record, old))
            elif old is None:
                batch.dropped.append(Done(record.id, record.revision, ""))
            else:
                batch.amended.append(self._amended(old, record))
                continue
            if old is not None and record.kind != "amend":
                batch.before[record.id] = old
        return batch

    def _amended(self, old: Article, record: Record) -> Article:
        """`old` with the record's change: `"duplicate"` or `"story"`, that has changed; or feeds it came through."""
        change = json.loads(record.data)
        update: dict[str, object] = {"revision": record.revision}
        if change == "duplicate":
            update["duplicate"] = self._groups.duplicate_of(record.id)
        elif change == "story":
            return in_story(old, self._stories.story_of(old)).model_copy(update=update)
        else:
            update["feed_ids"] = tuple(dict.fromkeys((*old.feed_ids, *change["feed_ids"])))
        return old.model_copy(update=update)

    def _write(self, batch: _Batch, articles: Sequence[Article]) -> None:
        now = datetime.now(UTC)
        writes: list[Write] = [Put(a.model_copy(update={"indexed_at": now})) for a in (*articles, *batch.amended)]
        writes += batch.removed
        settled = batch.dropped
        for write, outcome in zip(writes, self._index.write(writes) if writes else (), strict=True):
            record = batch.records[write.id]
            if outcome.status in ("done", "stale"):
                event = "indexed" if record.kind == "article" else "" if record.kind == "amend" else "removed"
                detail = "out of search" if record.kind == "remove" else f"version {record.version}"
                settled.append(Done(record.id, record.revision, event, detail))
            elif outcome.status == "refused":
                log.error("the engine refused: %s", outcome.reason, extra={"article_id": record.id})
                self._inbox.fail([record], self._owner, f"the engine refused it: {outcome.reason}"[:500], for_good=True)
            else:
                log.warning("the engine is busy: %s", outcome.reason, extra={"article_id": record.id})
                self._inbox.fail([record], self._owner, f"the engine was busy: {outcome.reason}"[:500], patience=10)
        self._inbox.settle(settled)

    def _beat(self) -> None:
        """Stay the leader and hold on to the batch while it is written."""
        held = self._held
        if held:
            self._inbox.lead("indexer", self._owner, LEAD_SECONDS)
            self._inbox.renew("index", self._owner, held)

    def _give_back(self) -> None:
        try:
            self._inbox.release(self._held, self._owner)
        except InboxUnavailable as error:
            log.warning("%s; the lease of %d records runs out by itself", error, len(self._held))
        self._held = []

    def _resign(self) -> None:
        try:
            self._inbox.resign("indexer", self._owner)
        except InboxUnavailable as error:
            log.warning("could not resign: %s", error)


def _succeed(article: Article, record: Record, old: Article | None) -> Article:
    """The article as the next version of `old`: earlier texts are kept, and how it first came in."""
    if old is None or old.version >= article.version:
        return article.model_copy(update={"revision": record.revision})
    earlier = Revision(
        version=old.version,
        headline=old.headline,
        body=old.body,
        modified_at=old.modified_at,
        received_at=old.received_at,
    )
    return article.model_copy(
        update={
            "revision": record.revision,
            "revisions": (*old.revisions, earlier)[-KEPT_REVISIONS:],
            "channel": old.channel,
            "feed_ids": tuple(dict.fromkeys((*old.feed_ids, *article.feed_ids))),
        }
    )


class _Heartbeat:
    """Calls `beat` every second or two in a thread, while the main thread writes."""

    def __init__(self, beat: Callable[[], None]) -> None:
        self._beat, self._over = beat, threading.Event()
        self._thread = threading.Thread(target=self._run, name="heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._over.wait(LEAD_SECONDS / 3):
            try:
                self._beat()
            except InboxUnavailable as error:
                log.warning("could not stay leader: %s", error)


def main() -> None:
    """Run until SIGTERM or SIGINT. A second indexer waits until the first is gone."""
    settings = Settings()
    configure_logging(settings)
    process, inbox = Process("indexer"), Inbox.connect(settings)
    index = open_index(settings, writer=True, names_of=names_of)
    while process.goes_on():
        try:
            index.prepare()
            break
        except SchemaMismatch as error:
            raise SystemExit(f"The indexer cannot start: {error}") from None
        except EngineUnavailable as error:
            log.warning("waiting for the engine: %s", error)
            time.sleep(1)
    names_of("")  # loads them, which would keep the first batch waiting
    gc.freeze()  # what is loaded stays: the collector need not go through it with every batch
    gc.set_threshold(50_000, 20, 20)  # there are hardly any cycles: looking for them took a twelfth of the time
    try:
        groups = Groups(SignatureStore(settings), index.stored)
        stories = Stories(StoryStore(settings), days=settings.story_days)
        Indexer(inbox, index, groups, stories, settings).run(process.goes_on)
    finally:
        index.close()


if __name__ == "__main__":
    main()
