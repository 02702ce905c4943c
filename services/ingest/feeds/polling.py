"""One poll of one feed: fetch, read, hand on what is new, and say when to come back."""

from __future__ import annotations

import hashlib
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import orjson

from services.ingest.feeds.handing import Handed, Handing
from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.options import FeedOptions, FeedState
from services.ingest.feeds.port import Feed, NotAFeed, Source
from services.ingest.feeds.rhythm import asked_to_wait, backoff, interval_of, past_skipped
from services.ingest.feeds.websub import Hubs, hub_and_topic
from services.ingest.fetch import Fetched, FetchError, HostBusy
from services.ingest.urls import parse_url
from services.shared.article import rfc3339
from services.shared.feed_store import FeedStore, StoredFeed

__all__ = ["Fetch", "Poller", "source_of"]

log = logging.getLogger(__name__)

MONTH = timedelta(days=30)
FULL_SECONDS = 30.0
"""When to come back where the inbox was full."""
PART_PATIENCE = 20.0
"""How long a sitemap of an index waits for its host's turn: who came so far does not begin again."""


class Fetch(Protocol):
    """The guarded client: see `services.ingest.fetch.Fetcher.fetch`."""

    def __call__(
        self,
        url: str,
        *,
        headers: dict[str, str] | None,
        etag: str | None,
        last_modified: str | None,
        who: str | None,
        patience: float,
    ) -> Fetched: ...


@dataclass
class _Poll:
    """What one poll found, as it goes."""

    options: FeedOptions
    now: datetime
    status: int | None = None
    bytes: int = 0
    handed: Handed = field(default_factory=Handed)
    reason: str | None = None
    feed: Feed | None = None
    moved: tuple[str, str] = ("", "")
    paused: str = ""
    wait: float = 0.0
    partly: bool = False


class Poller:
    """Polls feeds that `owner` holds the lease of; safe to share between threads.

    A host's turn is waited for up to `patience` seconds; where it is later, the feed is due again then.
    """

    def __init__(
        self,
        store: FeedStore,
        fetch: Fetch,
        handing: Handing,
        *,
        hubs: Hubs | None = None,
        read: Callable[[Source], Feed] = read_feed,
        patience: float = 0.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._store, self._fetch, self._handing, self._patience = store, fetch, handing, patience
        self._hubs, self._read_feed, self._now, self._chance = hubs, read, now, chance

    def poll(self, stored: StoredFeed, owner: str) -> dict[str, Any] | None:
        """Poll once, and end the lease. Returns the line of history, or None where nothing was attempted."""
        options = FeedOptions.model_validate_json(stored.options)
        state = FeedState.model_validate_json(stored.state)
        begun, now = time.monotonic(), self._now()
        found = _Poll(options, now)
        try:
            state = self._polled(stored, state, found)
        except HostBusy as busy:
            # its place at the host is kept; coming back within its interval costs little, and no clock can make it late
            longest = state.interval or options.min_interval
            self._store.finish(stored.id, owner, wait=min(busy.retry_after or 5.0, longest))
            return None
        except FetchError as error:
            state = self._failed(state, found, str(error), error.retry_after)
        except NotAFeed as error:
            state = self._failed(state, found, str(error), None)
        state = state.model_copy(update={"last_polled_at": rfc3339(now), "reason": found.reason})
        line = {
            "at": rfc3339(now),
            "status": found.status,
            "bytes": found.bytes,
            "items": found.handed.items,
            "new": found.handed.new,
            "took_ms": round((time.monotonic() - begun) * 1000),
            "reason": found.reason,
        }
        kept = self._store.finish(
            stored.id,
            owner,
            wait=found.wait * (0.95 + self._chance() / 10),
            state=state.model_dump_json().encode(),
            fetch=orjson.dumps(line),
            moved=found.moved,
            paused=found.paused,
            seen=found.handed.seen,
            whole=found.handed.whole,
        )
        if not kept:
            log.warning("a poll outlived its lease", extra={"feed_id": stored.id})
        return line

    def _polled(self, stored: StoredFeed, state: FeedState, found: _Poll) -> FeedState:
        options, now = found.options, found.now
        digest = hashlib.blake2b(stored.options, digest_size=8).hexdigest()
        known = state if state.options_digest == digest else state.model_copy(update=_FORGOTTEN)
        answer = self._get(stored, options, known)
        found.status, found.bytes = answer.status, answer.bytes
        if answer.status not in (200, 203, 304):
            return self._refused(state, found, answer)
        if answer.permanent_url and answer.permanent_url != stored.url:
            found.moved = (answer.permanent_url, parse_url(answer.permanent_url).canonical)
            found.reason = f"moved for good to {answer.permanent_url[:200]}"
        body = hashlib.blake2b(answer.body, digest_size=16).hexdigest()
        changes: dict[str, Any] = {"status": "ok", "failures": 0, "failing_since": None, "options_digest": digest}
        changes["last_success_at"] = rfc3339(now)
        interval = known.interval or options.min_interval
        if answer.status == 304 or body == known.digest:
            found.reason = found.reason or ("not modified" if answer.status == 304 else "the same as before")
            interval = interval_of((), now, options, known.interval, 0) if known.interval is None else interval
            interval = min(max(interval * 1.1, options.min_interval), options.max_interval)
        else:
            feed = found.feed = self._read(stored, answer, found)
            found.handed = self._handing.hand_on(stored, options, feed, now)
            found.reason = found.handed.reason or found.reason or (None if feed.items else "no items in it")
            interval = interval_of(feed.items, now, options, known.interval, found.handed.new)
            changes |= {"kind": feed.kind, "title": feed.title, "link": feed.link}
            changes |= zip(
                ("hub", "topic"), hub_and_topic(feed, answer.headers, answer.url) or (None, None), strict=True
            )
            if found.handed.new:
                changes["last_new_at"] = rfc3339(now)
        found.wait = FULL_SECONDS if not found.handed.complete else self._wait(found, answer, interval)
        if found.handed.complete and not found.partly:
            changes |= {"etag": answer.headers.get("etag") or (known.etag if answer.status == 304 else None)}
            modified = answer.headers.get("last-modified")
            changes |= {"last_modified": modified or (known.last_modified if answer.status == 304 else None)}
            changes["digest"] = known.digest if answer.status == 304 else body
        else:
            changes |= _FORGOTTEN  # what could not be handed on must be read again
        state = state.model_copy(update={**changes, "interval": interval})
        if self._hubs and state.hub and state.topic and found.handed.complete:
            bounds = {"least": options.min_interval, "most": options.max_interval}
            new = found.handed.new if known.kind else 0  # at first nobody was to deliver anything
            found.wait = self._hubs.attend(stored.id, state.hub, state.topic, new=new, wait=found.wait, **bounds)
        return state

    def _get(self, stored: StoredFeed, options: FeedOptions, known: FeedState) -> Fetched:
        return self._fetch(
            stored.url,
            headers=dict(options.headers) or None,
            etag=known.etag,
            last_modified=known.last_modified,
            who=f"feed:{stored.id}",
            patience=self._patience,
        )

    def _read(self, stored: StoredFeed, answer: Fetched, found: _Poll) -> Feed:
        feed = self._read_feed(source_of(answer))
        if feed.kind == "page":
            raise NotAFeed("not a feed: a page, which links " + ", ".join(url for url, _ in feed.candidates[:3]))
        if not feed.more:
            return feed
        parts: list[Feed] = []
        for url in feed.more:
            try:
                part = self._fetch(
                    url, headers=None, etag=None, last_modified=None, who=f"feed:{stored.id}", patience=PART_PATIENCE
                )
            except HostBusy:
                if not parts:
                    raise
                found.partly = True
                break
            if part.status == 200:
                parts.append(self._read_feed(source_of(part)))
        items = tuple(item for part in parts for item in part.items)
        return replace(feed, items=items, title=next((part.title for part in parts if part.title), None))

    def _wait(self, found: _Poll, answer: Fetched, interval: float) -> float:
        options, now = found.options, found.now
        wait = max(interval, asked_to_wait(found.feed, answer.headers, options))
        if answer.retry_after:
            wait = max(wait, min(answer.retry_after, options.max_interval))
        if found.feed and found.feed.skip_hours:
            wait = (past_skipped(now + timedelta(seconds=wait), found.feed.skip_hours) - now).total_seconds()
        return wait

    def _refused(self, state: FeedState, found: _Poll, answer: Fetched) -> FeedState:
        if answer.status == 410:
            found.reason = found.paused = "ended: 410 Gone, its server says that it will not come back"
            return state.model_copy(update={"status": "ended"})
        asked = answer.retry_after if answer.status in (429, 503) else None
        return self._failed(state, found, answer.answer_in_words, asked)

    def _failed(self, state: FeedState, found: _Poll, reason: str, asked: float | None) -> FeedState:
        options, now = found.options, found.now
        failures, since = state.failures + 1, state.failing_since or rfc3339(now)
        found.reason = reason[:500]
        found.wait = backoff(failures, state.interval or options.min_interval, options, asked) * (
            1 + self._chance() / 4
        )
        if failures >= 10 and now - datetime.fromisoformat(since) > MONTH:
            found.paused = f"it failed for a month, at last with: {reason[:300]}"
        return state.model_copy(update={"status": "failing", "failures": failures, "failing_since": since})


_FORGOTTEN: dict[str, None] = {"etag": None, "last_modified": None, "digest": None}


def source_of(answer: Fetched) -> Source:
    """What a kind of feed is read from."""
    charset = f"; charset={answer.charset}" if answer.charset and answer.content_type else ""
    return Source(answer.body, answer.url, answer.content_type + charset, answer.charset)
