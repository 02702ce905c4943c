"""The Celery application of the fetchers: `celery -A services.ingest.fetcher worker --queues fetch --pool threads`."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from celery.signals import heartbeat_sent, setup_logging

from services.ingest.fetch import Fetcher, HostBusy
from services.ingest.page_worker import PageWorker
from services.shared.hosts import Hosts
from services.shared.process import show_alive
from services.shared.queue import FETCH_QUEUE, FETCH_TASK, make_celery
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging

__all__ = ["app", "fetch_pages"]

settings = Settings()
app = make_celery(settings)
app.conf.task_default_queue = FETCH_QUEUE
app.conf.worker_concurrency = settings.fetch_threads
log = logging.getLogger(__name__)


@setup_logging.connect
def _set_up_logging(**_: Any) -> None:
    configure_logging(settings)
    for noisy in ("celery.app.trace", "celery.worker.strategy"):  # two lines a hint; what was done stands in the traces
        logging.getLogger(noisy).setLevel(logging.WARNING)


@heartbeat_sent.connect
def _show_alive(**_: Any) -> None:
    show_alive("fetcher")


@cache
def _worker() -> PageWorker:
    return PageWorker.connect(settings, Fetcher(settings, turns=Hosts(settings, HostBusy)))


@app.task(name=FETCH_TASK)
def fetch_pages() -> None:
    """Follow a hint."""
    count = _worker().work()
    log.debug("attended to %d URLs", count)
