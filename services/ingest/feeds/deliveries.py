"""Takes in what a hub delivers for a feed: judged by its signature, then handed on as a poll's items are."""

from __future__ import annotations

import logging
import time
from datetime import UTC, datetime
from typing import Literal

import orjson

from services.ingest.feeds.handing import Handing
from services.ingest.feeds.options import FeedOptions
from services.ingest.feeds.port import NotAFeed, Source
from services.ingest.feeds.reader import Reader
from services.ingest.feeds.websub import Hubs
from services.shared.article import rfc3339
from services.shared.feed_store import FeedStore

__all__ = ["Deliveries", "Outcome"]

log = logging.getLogger(__name__)

Outcome = Literal["taken", "ignored", "unknown", "full"]


class Deliveries:
    """Judges deliveries and hands on what is in them; safe to share between threads."""

    def __init__(self, store: FeedStore, hubs: Hubs, handing: Handing, reader: Reader) -> None:
        self._store, self._hubs, self._handing, self._reader = store, hubs, handing, reader

    def take(self, id: str, token: str, body: bytes, content_type: str, signature: str) -> Outcome:
        """`unknown`: there is no such subscription (any more). `ignored`: not the hub's, or no feed. `full`: later."""
        stored = self._store.get(id)
        if stored is None or stored.paused is not None:
            self._hubs.forget(id)
            return "unknown"
        signed = self._hubs.signed(id, token, body, signature)
        if signed is None:
            return "unknown"
        if not signed:
            log.warning("a delivery was ignored: its signature is not the hub's", extra={"feed_id": id})
            return "ignored"
        begun, now = time.monotonic(), datetime.now(UTC)
        try:
            feed = self._reader.read(Source(body, stored.url, content_type))
        except NotAFeed as error:
            log.warning("a delivery was ignored: %s", error, extra={"feed_id": id})
            return "ignored"
        options = FeedOptions.model_validate_json(stored.options)
        handed = self._handing.hand_on(stored, options, feed, now)
        line = {
            "at": rfc3339(now),
            "status": None,
            "bytes": len(body),
            "items": handed.items,
            "new": handed.new,
            "took_ms": round((time.monotonic() - begun) * 1000),
            "reason": handed.reason or "delivered by its hub",
        }
        self._store.note(id, orjson.dumps(line), handed.seen)
        if not handed.complete:
            return "full"
        self._hubs.delivered(id)
        return "taken"
