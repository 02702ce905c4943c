"""`python -m bench`: measure speed on this machine, as ratios within one run, and print tables."""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import platform
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import feeds
from bench.corpus import CorpusError, Fields, generate, read
from bench.engines import ENGINES, available
from bench.report import report
from bench.results import Results
from bench.rounds import PARTS, Bench
from bench.running import forget_settings
from services.shared.settings import Settings

WARM = 64
WARM_SEED = 1_000_003
ABOUT = """How fast Tidings is on this machine, as tables; docs/benchmarks.md says what each figure means. With both
engines and four rounds it takes some 25 minutes on two cores. Everything runs on 127.0.0.1 with data in a
temporary folder; Ctrl-C ends it cleanly."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=ABOUT)
    add = parser.add_argument
    add("--rounds", type=int, default=4, help="every other one runs in reverse order (default: %(default)s)")
    add("--articles", type=int, default=2560, help="in one end-to-end run, at most 9000 (default: %(default)s)")
    add("--only", choices=PARTS, action="append", help="measure this part alone (repeatable)")
    add("--engine", choices=ENGINES, action="append", help="measure this engine alone (repeatable)")
    add("--elasticsearch", metavar="URL", help="one that runs; else TIDINGS_ELASTICSEARCH_URL, else one is started")
    add("--corpus", type=Path, metavar="PATH", help="real text: a folder of .txt and .jsonl files, or one such file")
    add("--seed", type=int, default=1, help="of the generated corpus (default: %(default)s)")
    add("--workers", type=int, default=2, help="enrichment processes, in the system and in the plain loop alike")
    add("--bulk", type=int, default=20_000, help="documents in one accepted NDJSON stream (default: %(default)s)")
    add("--json", type=Path, metavar="FILE", help="write every round's values there")
    add("--folder", type=Path, help="where data lies meanwhile (default: the system's temporary folder)")
    add("--check", action="store_true", help="fail where a goal is missed")
    given = parser.parse_args()
    for name, least, most in (("rounds", 1, 100), ("articles", 32, 9000), ("workers", 1, 64), ("bulk", 128, 200_000)):
        if not least <= getattr(given, name) <= most:
            parser.error(f"--{name} is from {least} to {most}")
    return given


def main() -> None:
    """Measure, print, write."""
    if sys.argv[1:2] == ["feeds"]:
        feeds.main(sys.argv[2:])
        return
    given = _arguments()
    begun = time.monotonic()

    def tell(text: str) -> None:
        print(f"{time.monotonic() - begun:6.0f} s  {text}", file=sys.stderr, flush=True)

    results = Results(notes=[_machine()])
    signal.signal(signal.SIGINT, signal.default_int_handler)  # even where a shell had it ignored
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception: what was started is stopped
    try:
        _measure(given, results, tell)
    except KeyboardInterrupt:
        results.notes.append("Interrupted: these are the rounds so far.")
    print(report(results))
    if given.json:
        given.json.write_text(json.dumps(results.as_json(), indent=2, ensure_ascii=False) + "\n")
    if results.failed:
        sys.exit(1)
    if given.check and (missed := results.missed()):
        sys.exit(f"Missed: {', '.join(missed)}")


def _measure(given: argparse.Namespace, results: Results, tell: Callable[[str], None]) -> None:
    settings = _settings(given)
    documents = _documents(given)
    results.notes.append(_corpus_note(given, documents))

    def skipped(why: str) -> None:
        results.notes.append(why)
        tell(why)

    with contextlib.ExitStack() as stack:
        bench = Bench(
            engines=list(available(stack, given.engine or ENGINES, settings, tell=tell, skipped=skipped)),
            documents=documents,
            warm=generate(WARM_SEED, WARM),
            folder=Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="tidings-bench-", dir=given.folder))),
            parts=given.only or PARTS,
            workers=given.workers,
            bulk_documents=given.bulk,
            tell=tell,
            results=results,
        )
        for round_ in range(given.rounds):
            bench.run(round_)


def _settings(given: argparse.Namespace) -> Settings:
    settings = forget_settings()
    if not given.elasticsearch:
        return settings
    kept: dict[str, Any] = {
        n: getattr(settings, n) for n in settings.model_fields_set if n.startswith("elasticsearch_")
    }
    return Settings(**{**kept, "elasticsearch_url": given.elasticsearch})


def _documents(given: argparse.Namespace) -> list[Fields]:
    if not given.corpus:
        return generate(given.seed, given.articles)
    try:
        return read(given.corpus, given.articles)
    except (CorpusError, OSError) as error:
        sys.exit(f"bench: {error}")


def _machine() -> str:
    load = f", load average {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores ({platform.machine()}), Python {platform.python_version()}{load}"


def _corpus_note(given: argparse.Namespace, documents: list[Fields]) -> str:
    words = sum(len(document["body"].split()) for document in documents) / len(documents)
    origin = f"from {given.corpus.name}" if given.corpus else f"generated from seed {given.seed}"
    return f"{len(documents):,} articles a run, {words:.0f} words on average, {origin}"


if __name__ == "__main__":
    main()
