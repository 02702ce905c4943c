"""The Celery application of the fetchers: `celery -A services.ingest.fetcher worker --queues fetch --pool threads`."""

from __future__ import annotations

import logging
from functools import cache

from services.ingest.fetch import Fetcher, HostBusy
from services.ingest.page_worker import PageWorker
from services.shared.hosts import Hosts
from services.shared.queue import FETCH_QUEUE, FETCH_TASK, make_worker
from services.shared.settings import Settings

__all__ = ["app", "fetch_pages"]

settings = Settings()
app = make_worker(settings, "fetcher")
app.conf.task_default_queue = FETCH_QUEUE
app.conf.worker_concurrency = settings.fetch_threads
log = logging.getLogger(__name__)


@cache
def _worker() -> PageWorker:
    return PageWorker.connect(settings, Fetcher(settings, turns=Hosts(settings, HostBusy)))


@app.task(name=FETCH_TASK)
def fetch_pages() -> None:
    """Follow a hint."""
    count = _worker().work()
    log.debug("attended to %d URLs", count)
