"""The Celery application of the enrichment workers: `celery -A services.enrich.celery_app worker --queues enrich`."""

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from celery.signals import heartbeat_sent, setup_logging, worker_init

from services.enrich.pipeline import load_steps, warm_up
from services.enrich.worker import Worker
from services.shared.inbox import Inbox
from services.shared.process import show_alive
from services.shared.queue import ENRICH_TASK, Hints, make_celery
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging

__all__ = ["app", "enrich"]

settings = Settings()
app = make_celery(settings)
log = logging.getLogger(__name__)


@setup_logging.connect
def _set_up_logging(**_: Any) -> None:
    configure_logging(settings)
    for noisy in ("celery.app.trace", "celery.worker.strategy"):  # two lines a hint; what was done stands in the traces
        logging.getLogger(noisy).setLevel(logging.WARNING)


@worker_init.connect
def _warm_up(**_: Any) -> None:
    """Load models and knowledge before Celery forks, so that the processes share their memory and start at once."""
    warm_up(load_steps(settings.steps))


@heartbeat_sent.connect
def _show_alive(**_: Any) -> None:
    show_alive("worker")


@cache
def _worker() -> Worker:
    """This process's worker, made after the fork: connections must not be shared between processes."""
    return Worker(Inbox.connect(settings), settings, load_steps(settings.steps), Hints(settings).send)


@app.task(name=ENRICH_TASK)
def enrich() -> None:
    """Follow a hint."""
    count = _worker().work()
    log.debug("enriched %d documents", count)
