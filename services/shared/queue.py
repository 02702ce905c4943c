"""Celery's queue in Redis: how it is configured, and the hint that there is work.

A message is a hint and no more: what is to be done stands in the inbox, so a lost message costs a moment, no document.
"""

from __future__ import annotations

import logging
from typing import Any, Literal

from celery import Celery
from celery.signals import heartbeat_sent, setup_logging
from kombu.exceptions import OperationalError

from services.shared.process import show_alive
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging

__all__ = ["ENRICH_TASK", "FETCH_QUEUE", "FETCH_TASK", "QUEUE", "Hints", "make_celery", "make_worker"]

ENRICH_TASK = "tidings.enrich"
FETCH_TASK = "tidings.fetch"
QUEUE = "enrich"
FETCH_QUEUE = "fetch"
_TASKS = {"enrich": ENRICH_TASK, "fetch": FETCH_TASK}

log = logging.getLogger(__name__)


def make_celery(settings: Settings) -> Celery:
    """The Celery application, for producers and workers alike. The figures are measured: see docs/adr/0005."""
    celery = Celery("tidings", broker=settings.redis_url, set_as_current=False)
    celery.conf.update(
        task_default_queue=QUEUE,
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_publish_retry=False,
        task_serializer="json",
        accept_content=["json"],
        task_time_limit=settings.enrich_seconds * 4,
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.workers,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": int(settings.enrich_seconds * 5),
            # a message whose worker died comes back within seconds (by default after 91)
            "unacked_restore_interval": 5,
            "unacked_restore_throttle": 1,
            # a publish to a frozen Redis fails within about a second (by default it hangs for over 20)
            "socket_timeout": 2 * settings.redis_timeout,
            "socket_connect_timeout": settings.redis_timeout,
            "max_retries": 0,
            "interval_start": 0,
            "interval_step": 0,
            "interval_max": 0,
            "health_check_interval": 10,
            "global_keyprefix": "tidings:celery:",
        },
    )
    return celery


def make_worker(settings: Settings, name: str) -> Celery:
    """The same for a process that works: it logs as every process here does, and shows that `name` is alive."""

    def set_up_logging(**_: Any) -> None:
        configure_logging(settings)
        for noisy in ("celery.app.trace", "celery.worker.strategy"):  # two lines a hint; the traces have what was done
            logging.getLogger(noisy).setLevel(logging.WARNING)

    def show(**_: Any) -> None:
        show_alive(name)

    setup_logging.connect(set_up_logging, weak=False)
    heartbeat_sent.connect(show, weak=False)
    return make_celery(settings)


class Hints:
    """Tells idle workers that there is work."""

    def __init__(self, settings: Settings) -> None:
        self._celery = make_celery(settings)

    def send(self, stage: Literal["enrich", "fetch"] = "enrich") -> None:
        """Publish one hint for the workers of `stage`, on the queue of that name.

        A failure is logged and no more: the reconciler hints again.
        """
        try:
            self._celery.send_task(_TASKS[stage], queue=stage, ignore_result=True, expires=60)
        except OperationalError as error:
            log.warning("could not hint: %s", type(error).__name__)
