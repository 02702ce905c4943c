"""How far an interrupted push came: one small file a pushed file, in the user's state folder.

The folder is `$XDG_STATE_HOME/tidings/push`, by default `~/.local/state/tidings/push`, and not the pushed file's own,
for archives often lie where nobody may write. The name is a hash of the file's path and the address it was pushed to.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from services.cli.sources import Line
from services.cli.terminal import Failure

__all__ = ["Bookmark"]

_CHECKED_BYTES = 4096


def _folder() -> Path:
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "tidings" / "push"


def _bytes_before(stream: BinaryIO, end: int) -> str:
    """A hash of the bytes before `end`: whether the file is still the one that was pushed."""
    start = max(0, end - _CHECKED_BYTES)
    stream.seek(start)
    return hashlib.sha256(stream.read(end - start)).hexdigest()


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where the push of `file` to `url` stands."""

    file: Path
    url: str

    @property
    def path(self) -> Path:
        """The state file."""
        name = hashlib.sha256(f"{self.url}\0{self.file.resolve()}".encode()).hexdigest()[:24]
        return _folder() / f"{name}.json"

    def save(self, last: Line, counts: Mapping[str, int]) -> None:
        """Remember that every line up to `last` has its receipt. Not being able to is no reason to stop pushing."""
        with contextlib.suppress(OSError):
            with self.file.open("rb") as stream:
                before = _bytes_before(stream, last.end)
            self.path.parent.mkdir(parents=True, exist_ok=True)
            fresh = self.path.with_suffix(".new")
            state = {"file": str(self.file.resolve()), "url": self.url, "line": last.number, "end": last.end}
            fresh.write_text(json.dumps({**state, "before": before, "counts": dict(counts)}))
            fresh.replace(self.path)

    def load(self, stream: BinaryIO) -> tuple[Line, dict[str, int]] | None:
        """The last line with a receipt and the counts so far, with `stream` moved behind it; None where none is kept.

        Raises `Failure` where the file has changed since.
        """
        try:
            state = json.loads(self.path.read_text())
            last = Line(int(state["line"]), int(state["end"]), b"")
            counts = {str(name): int(count) for name, count in state["counts"].items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
        if _bytes_before(stream, last.end) != state.get("before"):
            raise Failure(
                f"{self.file} has changed since its push was interrupted.",
                "Push it from the beginning, without --resume: what is there already is left unchanged.",
            )
        stream.seek(last.end)
        return last, counts

    def forget(self) -> None:
        """The push is complete."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)
