"""The Celery application of the enrichment workers: `celery -A services.enrich.celery_app worker --queues enrich`."""

from __future__ import annotations

import logging
import os
from functools import cache
from typing import Any

from celery.signals import worker_init, worker_process_init

from services.enrich.pipeline import load_steps, warm_up
from services.enrich.worker import Worker
from services.shared.inbox import Inbox
from services.shared.queue import ENRICH_TASK, Hints, make_worker
from services.shared.settings import Settings

__all__ = ["app", "enrich"]

settings = Settings()
app = make_worker(settings, "worker")
log = logging.getLogger(__name__)

NICENESS = 10
"""Of 20: a process at 0 gets nine times as much of a core that both want (sched(7))."""


@worker_init.connect
def _warm_up(**_: Any) -> None:
    """Load models and knowledge before Celery forks, so that the processes share their memory and start at once."""
    warm_up(load_steps(settings.steps))


@worker_process_init.connect
def _give_way(**_: Any) -> None:
    """On a machine that all share, let searches, pushes and the indexer go first: an import can wait, people cannot."""
    os.nice(NICENESS)


@cache
def _worker() -> Worker:
    """This process's worker, made after the fork: connections must not be shared between processes."""
    return Worker(Inbox.connect(settings), settings, load_steps(settings.steps), Hints(settings).send)


@app.task(name=ENRICH_TASK)
def enrich() -> None:
    """Follow a hint."""
    count = _worker().work()
    log.debug("enriched %d documents", count)
