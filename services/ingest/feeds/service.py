"""What the calls under `/v1/feeds` work with: the store, a poller, and threads for fetching while somebody waits."""

from __future__ import annotations

import os
import uuid

from services.ingest.feeds.deliveries import Deliveries
from services.ingest.feeds.handing import Handing
from services.ingest.feeds.polling import Poller
from services.ingest.feeds.reader import Reader
from services.ingest.fetch import Fetched, Fetcher
from services.ingest.scheduler import make_hubs, make_poller
from services.ingest.service import Hinting, answer_seconds
from services.shared.feed_store import FeedStore
from services.shared.inbox import Inbox
from services.shared.offload import Offload
from services.shared.settings import Settings

__all__ = ["FeedService"]

MOST_SECONDS = 10.0
"""Of processor time for reading a feed: somebody waits for the answer."""
MOST_FETCHES = 7
"""A sitemap index is six fetches; the lease of a poll by hand, which nobody renews, has room for one more."""


class FeedService:
    """One per ingest service. `blocking` runs Redis's questions, `fetching` what goes out to the web."""

    def __init__(self, settings: Settings, store: FeedStore, inbox: Inbox, hints: Hinting, fetcher: Fetcher):
        self.store = store
        self.most = settings.feed_items
        self.least_interval = settings.feed_least_interval
        self.owner = f"ingest-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.lease = MOST_FETCHES * settings.fetch_seconds + 60
        self.reader = Reader(seconds=MOST_SECONDS)
        self.poller: Poller = make_poller(settings, store, inbox, hints, fetcher, reader=self.reader, patience=5.0)
        self.hubs = make_hubs(settings, fetcher)
        handing = Handing(store, inbox, hints, most=settings.feed_items)
        self.deliveries = Deliveries(store, self.hubs, handing, self.reader) if self.hubs else None
        self.most_bytes = settings.max_document_bytes
        self.blocking = Offload(threads=4, seconds=answer_seconds(settings), name="feeds")
        self.fetching = Offload(threads=8, seconds=settings.fetch_seconds + 5, name="fetching")
        self._fetcher = fetcher

    def fetch(self, url: str, headers: dict[str, str]) -> Fetched:
        """Fetch for somebody who waits for the answer."""
        return self._fetcher.fetch(url, headers=headers or None, purpose="feed")

    def close(self) -> None:
        """Finish what has begun."""
        self.fetching.close()
        self.blocking.close()
        self.reader.close()
        self._fetcher.close()
