"""`python -m evals`: measure accuracy on a folder of third-party sets with known answers, and print one table."""

from __future__ import annotations

import argparse
import json
import logging
import os
import signal
import sys
import time
from pathlib import Path

from evals.enriching import Enriching
from evals.folder import DataMissing, Folder
from evals.outcome import Outcome
from evals.report import below, errors_of, table
from evals.run import Run
from evals.sets import SETS

ABOUT = """How right the pipeline is, on texts that nobody here wrote. DATA holds a folder a set with `<split>.jsonl`;
docs/accuracy.md says what each figure means. It runs in this process and one beside it, without a queue or an index;
naughty_strings and json_testsuite start the whole system in a temporary folder. Nothing of DATA is written anywhere."""


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals", description=ABOUT)
    add = parser.add_argument
    add("--data", type=_folder, required=True, metavar="FOLDER", help="where the sets are")
    add("--set", default=",".join(SETS), metavar="NAMES", help="comma-separated, of %(default)s (default: all)")
    add("--split", default="dev", help="which half of each set (default: %(default)s)")
    add("--limit", type=int, metavar="N", help="the first N rows of each file alone")
    add("--processes", type=int, default=min(2, os.cpu_count() or 1), help="to enrich in (default: %(default)s)")
    add("--errors", metavar="KIND", help="list errors whose kind contains KIND (`all`: every one), most frequent first")
    add("--top", type=int, default=8, metavar="N", help="texts shown of each kind of error (default: %(default)s)")
    add("--json", type=Path, metavar="FILE", help="write the figures there")
    add("--check", action="store_true", help="fail where a figure is below its floor")
    given = parser.parse_args()
    given.set = [name.strip() for name in given.set.split(",") if name.strip()]
    if unknown := [name for name in given.set if name not in SETS]:
        parser.error(f"there is no set {unknown[0]!r}: choose from {', '.join(SETS)}")
    for name in ("processes", "top"):
        if getattr(given, name) < 1:
            parser.error(f"--{name} is at least 1")
    return given


def _folder(given: str) -> Path:
    if not given or not Path(given).is_dir():
        raise argparse.ArgumentTypeError(f"{given!r} is no folder: say where the sets are (make evals DATA=folder)")
    return Path(given)


def main() -> None:
    """Measure, print, write."""
    given = _arguments()
    logging.basicConfig(level=logging.ERROR)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # an exception: what was started is stopped
    outcomes: dict[str, Outcome] = {}
    with Enriching(given.processes, _Progress()) as enriching:
        run = Run(Folder(given.data, given.split, given.limit), enriching)
        for name in given.set:
            begun = time.monotonic()
            try:
                outcomes[name] = SETS[name](run)
            except DataMissing as missing:
                _tell(f"{name}: skipped, {missing}")
                continue
            except KeyboardInterrupt:
                _tell("Interrupted: these are the sets so far.")
                break
            _tell(f"{name}: {time.monotonic() - begun:.0f} s")
    print(table(outcomes))
    if given.errors:
        print("\n".join(errors_of(name, outcome.errors, given.errors, given.top) for name, outcome in outcomes.items()))
    if given.json:
        figures = {name: dict(outcome.figures) for name, outcome in outcomes.items()}
        given.json.write_text(json.dumps(figures, indent=2) + "\n")
    if not outcomes:
        sys.exit("Nothing was measured.")
    if given.check and (missed := below(outcomes)):
        sys.exit(f"Below the floor: {', '.join(missed)}")


def _tell(text: str) -> None:
    print(f"\r{text:40}", file=sys.stderr, flush=True)


class _Progress:
    """How many articles of a set are done, on one line of a terminal."""

    def __call__(self, done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r  {done:,} of {of:,}", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
