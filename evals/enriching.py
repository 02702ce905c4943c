"""Takes pushed documents through the same door and the same steps as the running system, in this process or several."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any

from services.enrich.pipeline import STEPS, enrich, warm_up
from services.ingest.intake import offer
from services.shared.article import Article, Document
from services.shared.errors import ProblemError

__all__ = ["Enriching"]

BATCH = 32
Pushed = dict[str, Any]


class Enriching:
    """Enriches documents in `processes` processes, started with the first use; `tell` hears how many are done.

    A context manager: what was started is stopped at the end.
    """

    def __init__(self, processes: int = 1, tell: Callable[[int, int], None] | None = None) -> None:
        self._processes = processes
        self.tell = tell or (lambda _done, _of: None)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Enriching:
        return self

    def __exit__(self, *_: object) -> None:
        if self._pool:
            self._pool.shutdown(cancel_futures=True)

    def run(self, documents: Sequence[Pushed], until: str) -> list[Article | None]:
        """Take `documents` through the steps up to the one named `until`; None where one is refused or fails."""
        moment = datetime.now(UTC)
        jobs = [
            (list(batch), moment + timedelta(milliseconds=n * BATCH), until)
            for n, batch in enumerate(batched(documents, BATCH))
        ]
        found: list[Article | None] = []
        for part in map(_enriched, jobs) if self._processes == 1 else self._started().map(_enriched, jobs):
            found += part
            self.tell(len(found), len(documents))
        return found

    def _started(self) -> ProcessPoolExecutor:
        if self._pool is None:
            os.environ.setdefault("OMP_NUM_THREADS", "1")  # as the stack tells its workers
            os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context, initializer=_begin)
        return self._pool


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the others
    warm_up()


def _enriched(job: tuple[Sequence[Pushed], datetime, str]) -> list[Article | None]:
    documents, moment, until = job
    last = [step.name for step in STEPS].index(until)
    articles = [_article(document, moment + timedelta(milliseconds=n)) for n, document in enumerate(documents)]
    results = iter(enrich([article for article in articles if article], STEPS[: last + 1]))
    enriched = [article and next(results) for article in articles]
    return [one if isinstance(one, Article) else None for one in enriched]


def _article(document: Pushed, moment: datetime) -> Article | None:
    """The article that ingest would make of a push; None where it would refuse it."""
    try:
        one = offer(document)
    except ProblemError:
        return None
    return Article.of(Document.model_validate_json(one.payload), id=one.id, version=1, revision=1, received_at=moment)
