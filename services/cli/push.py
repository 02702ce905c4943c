"""`tidings push`: send documents from a file or a pipe, see how far it is, and what became of them."""

from __future__ import annotations

import contextlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, BinaryIO, cast

import typer
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.text import Text

from services.cli.client import Refused, Unanswered, told
from services.cli.options import Api, Key, connect
from services.cli.resuming import Bookmark
from services.cli.sources import Format, Line, lines_of
from services.cli.submitting import portions, push_portion
from services.cli.terminal import Failure, aside, clean, out

__all__ = ["push"]

_STYLES = {"accepted": "green", "unchanged": "cyan", "rejected": "red"}
_FIELDS = "Fields for documents that have none"


def _field(name: str, help: str) -> Any:
    return typer.Option(name, help=help, rich_help_panel=_FIELDS, show_default=False)


@dataclass
class _Tally:
    """What became of the documents so far."""

    counts: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    bytes: int = 0

    def add(self, line: Line, receipt: dict[str, Any], keep_errors: int) -> None:
        self.counts[str(receipt.get("status"))] += 1
        if receipt.get("status") == "rejected" and len(self.errors) < keep_errors:
            self.errors.append((line.number, receipt.get("error") or {}))
        if receipt.get("id") and len(self.ids) < 4:
            self.ids.append(str(receipt["id"]))

    @property
    def total(self) -> int:
        return sum(self.counts.values())


def push(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="NDJSON, JSON (an object or an array), or plain text.")],
    *,
    format: Annotated[
        Format | None, typer.Option("--format", help="What FILE is; by default seen from its name and its beginning.")
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on behind the last receipt of an interrupted push.")
    ] = False,
    errors: Annotated[int, typer.Option("--errors", min=0, help="How many rejections to show.")] = 10,
    published_at: Annotated[
        str | None, _field("--published-at", "When it was published, as 2024-08-31T10:00:00Z.")
    ] = None,
    url: Annotated[str | None, _field("--url", "Its address (one document alone).")] = None,
    source_id: Annotated[
        str | None, _field("--source-id", "The publisher's own id for it (one document alone).")
    ] = None,
    publisher: Annotated[str | None, _field("--publisher", "Who published it: a name.")] = None,
    language: Annotated[str | None, _field("--language", "Its language, as en.")] = None,
    restore: Annotated[bool, typer.Option("--restore", help="Bring deleted articles back.")] = False,
    jsonld: Annotated[bool, typer.Option("--jsonld", help="The documents are schema.org's NewsArticles.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the receipts, one a line, with the line's number.")
    ] = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Push documents from FILE or standard input; exits with 1 where any was rejected.

    In plain text the first line is the headline and the rest the body. When the service is busy the push waits as it is
    told and tries again. --resume (NDJSON files) goes on where an interrupted push stopped; how far it came is kept in
    ~/.local/state/tidings/push. Pushing a document again is always harmless.
    """
    fields = {
        "published_at": published_at,
        "url": url,
        "source_id": source_id,
        "publisher": publisher,
        "language": language,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    if jsonld and given:
        raise Failure("--jsonld goes with none of the fields.", "schema.org has names of its own for them.")
    began = time.monotonic()
    with ExitStack() as stack:
        client = stack.enter_context(connect(api, key))
        stream = stack.enter_context(_opened(file))
        client.get("/health/live")  # nobody there now: say so at once; gone later: wait for it to come back
        bookmark = _bookmark(file, client.url, stream)
        done, counts = _begin(resume, bookmark, stream)
        tally = _Tally(counts)
        lines = lines_of(stream, file, format, given, done=done)
        if url or source_id:
            lines = _one_alone(lines)
        progress = stack.enter_context(_Shown(bookmark.file.stat().st_size if bookmark else None, done))
        try:
            for portion in portions(lines):
                receipts = push_portion(client, portion, restore=restore, jsonld=jsonld, on_wait=progress.wait)
                for line, receipt in zip(portion, receipts, strict=True):
                    tally.add(line, receipt, errors)
                    if as_json:
                        sys.stdout.write(json.dumps({"line": line.number, **receipt}, ensure_ascii=False) + "\n")
                if bookmark:
                    bookmark.save(portion[-1], tally.counts)
                progress.reach(portion[-1].end, tally.total)
        except (KeyboardInterrupt, Unanswered, Refused):
            _tell_how_to_go_on(file, bookmark, tally)
            raise
    if bookmark:
        bookmark.forget()
    if not tally.total:
        raise Failure(f"{file} holds no document.")
    _summarize(tally, time.monotonic() - began, as_json=as_json)
    if tally.counts["rejected"]:
        raise typer.Exit(1)


@contextlib.contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    if file == "-":
        yield cast(BinaryIO, sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as stream:
            yield stream
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror or error}.") from None


def _bookmark(file: str, url: str, stream: BinaryIO) -> Bookmark | None:
    return Bookmark(Path(file), url) if file != "-" and stream.seekable() else None


def _begin(resume: bool, bookmark: Bookmark | None, stream: BinaryIO) -> tuple[Line | None, Counter[str]]:
    """Where to begin: behind the last line with a receipt, with the counts up to there, or at the beginning."""
    if not resume:
        return None, Counter()
    if bookmark is None:
        raise Failure("A pipe cannot be resumed.", "Push it again: what is there already is left unchanged.")
    found = bookmark.load(stream)
    if found is None:
        aside().print("There is no interrupted push of this file: starting at its beginning.")
        return None, Counter()
    done, counts = found
    aside().print(f"Resuming behind line {done.number:,}.")
    return done, Counter(counts)


def _one_alone(lines: Iterator[Line]) -> Iterator[Line]:
    for n, line in enumerate(lines):
        if n:
            raise Failure(
                "--url and --source-id are for one document alone.", "With many, each document carries its own."
            )
        yield line


class _Shown:
    """How far the push is: a bar on a terminal; elsewhere only what it waits for is said."""

    def __init__(self, size: int | None, done: Line | None):
        self._console = aside()
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(),
            TextColumn("{task.fields[said]}"),
            TimeRemainingColumn(),
            console=self._console,
            transient=True,
            disable=not self._console.is_terminal,
        )
        self._task = self._bar.add_task("", total=size, completed=done.end if done else 0, said="pushing")
        self._began = time.monotonic()

    def __enter__(self) -> _Shown:
        self._bar.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._bar.stop()

    def reach(self, end: int, total: int) -> None:
        """The document that ends at byte `end` has its receipt, and is number `total`."""
        speed = total / max(time.monotonic() - self._began, 0.001)
        self._bar.update(self._task, completed=end, said=f"{total:,} documents, {speed:,.0f}/s")

    def wait(self, why: str, seconds: float) -> None:
        """The service is not ready for more."""
        said = clean(f"{why} Trying again in {seconds:.0f} s.")
        if self._console.is_terminal:
            self._bar.update(self._task, said=said)
        else:
            self._console.print(Text(said, "yellow"))


def _tell_how_to_go_on(file: str, bookmark: Bookmark | None, tally: _Tally) -> None:
    if not tally.total:
        return
    how = f"Go on with: tidings push {file} --resume" if bookmark else "Push it again: that is harmless."
    aside().print(Text(f"Interrupted after {tally.total:,} documents. {how}", "yellow"))


def _summarize(tally: _Tally, seconds: float, *, as_json: bool) -> None:
    console = aside() if as_json else out()
    line = Text(f"{tally.total:,} document{'' if tally.total == 1 else 's'} in {seconds:.1f} s: ")
    parts = [(status, tally.counts[status]) for status in ("accepted", "unchanged", "rejected") if tally.counts[status]]
    for n, (status, count) in enumerate(parts):
        line.append(", " if n else "").append(f"{count:,} {status}", _STYLES[status])
    console.print(line)
    for number, error in tally.errors:
        sentence, fields = told(error)
        console.print(Text.assemble((f"  line {number:,}  ", "red"), clean("; ".join((sentence, *fields)))))
    more = tally.counts["rejected"] - len(tally.errors)
    if more > 0 and tally.errors:
        console.print(f"  … and {more:,} more (--errors {tally.counts['rejected']} shows them all)")
    if tally.total <= 3:
        for id in tally.ids:
            console.print(Text.assemble(("  tidings article ", "dim"), clean(id)))
