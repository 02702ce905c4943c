"""What the system is compared with: the same articles in a plain loop, with no queue and no index around it.

A program of its own (`python -m bench.plain`), so that models are loaded, forked and given up as in a worker.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import batched
from multiprocessing.context import ForkContext
from pathlib import Path
from typing import Any

import orjson

from services.enrich.naming import reading
from services.enrich.pipeline import enrich, warm_up
from services.ingest.intake import offer
from services.shared.article import Article, Document

__all__ = ["Plain", "measure"]

LIMIT_SECONDS = 600


@dataclass(frozen=True, slots=True)
class Plain:
    """`articles` in `seconds` by the clock, and the `cpu_seconds` of all processes together."""

    articles: int
    seconds: float
    cpu_seconds: float

    @property
    def rate(self) -> float:
        return self.articles / self.seconds


def measure(what: str, pushes: Path, warm: Path, *, processes: int, batch: int) -> Plain:
    """Run `what` (`pipeline` or `ner`) over the NDJSON `pushes`, after `warm`; drop the results."""
    command = [sys.executable, "-m", "bench.plain", what, str(pushes), str(warm)]
    options = ["--processes", str(processes), "--batch", str(batch)]
    threads = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}  # as the stack tells its workers
    ran = subprocess.run(
        [*command, *options], env=os.environ | threads, stdout=subprocess.PIPE, timeout=LIMIT_SECONDS, check=True
    )
    return Plain(**json.loads(ran.stdout))


def _articles(file: Path) -> list[Article]:
    moment = datetime.now(UTC)
    offers = [offer(orjson.loads(line)) for line in file.read_bytes().splitlines()]
    return [
        Article.of(Document.model_validate_json(one.payload), id=one.id, version=1, revision=1, received_at=moment)
        for one in offers
    ]


def _pipeline(articles: Sequence[Article]) -> None:
    for result in enrich(articles):
        if isinstance(result, Exception):
            raise result


def _ner(articles: Sequence[Article]) -> None:
    texts = (f"{article.headline}\n\n{article.body}" for article in articles)
    for doc in reading.load().pipe(texts, batch_size=len(articles)):
        assert doc is not None


def _run(
    work: Callable[[Sequence[Article]], None], batches: Sequence[Sequence[Article]], warm: Sequence[Article],
    start: Any, done: Any,
) -> None:  # fmt: skip
    work(warm)
    start.wait()
    begun, cpu = time.monotonic(), _cpu()
    for batch in batches:
        work(batch)
    done.put((begun, time.monotonic(), _cpu() - cpu))


def _cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _measure(what: str, articles: list[Article], warm: list[Article], *, processes: int, batch: int) -> Plain:
    work = _pipeline if what == "pipeline" else _ner
    fork: ForkContext = multiprocessing.get_context("fork")
    batches = list(batched(articles, batch))
    start, done = fork.Barrier(processes), fork.SimpleQueue()
    children = [
        fork.Process(target=_run, args=(work, batches[n::processes], warm[n::processes], start, done), daemon=True)
        for n in range(processes)
    ]
    for child in children:
        child.start()
    for child in children:
        child.join()
        if child.exitcode:
            raise SystemExit(f"bench.plain: a process ended with {child.exitcode}")
    begun, ended, cpu = zip(*(done.get() for _ in children), strict=True)
    return Plain(len(articles), max(ended) - min(begun), sum(cpu))


def main() -> None:
    """Measure, and print the result as JSON."""
    parser = argparse.ArgumentParser(prog="python -m bench.plain", description=__doc__)
    parser.add_argument("what", choices=["pipeline", "ner"])
    parser.add_argument("pushes", type=Path)
    parser.add_argument("warm", type=Path)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--batch", type=int, default=32)
    given = parser.parse_args()
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # Ctrl-C ends it without a word: whoever started it tells of that
    warm_up()
    articles, warm = _articles(given.pushes), _articles(given.warm)
    measured = _measure(given.what, articles, warm, processes=given.processes, batch=given.batch)
    json.dump(asdict(measured), sys.stdout)


if __name__ == "__main__":
    main()
