"""What the terminal shows: two consoles, text that is safe to print, and failures told as sentences."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

__all__ = ["Failure", "aside", "clean", "out", "print_failure", "print_json"]

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_PIPED_WIDTH = 120


class Failure(Exception):
    """What ends a command with status 1: a sentence on what is wrong, and `hints` on what to do about it."""

    def __init__(self, message: str, *hints: str):
        super().__init__(message)
        self.hints: Sequence[str] = hints


def _console(*, stderr: bool) -> Console:
    terminal = (sys.stderr if stderr else sys.stdout).isatty()
    return Console(
        stderr=stderr,
        highlight=False,
        emoji=False,
        markup=False,
        soft_wrap=not terminal,  # what reads a pipe wants whole lines
        width=None if terminal else _PIPED_WIDTH,
    )


def out() -> Console:
    """The console for answers: standard output."""
    return _console(stderr=False)


def aside() -> Console:
    """The console for progress, remarks and failures: standard error."""
    return _console(stderr=True)


def clean(text: str) -> str:
    """`text` from elsewhere, as long as before, without the characters that command a terminal."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def print_json(value: object) -> None:
    """Print `value` as JSON for scripts; indented where a person looks at it."""
    indent = 2 if sys.stdout.isatty() else None
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")


def print_failure(failure: Failure) -> None:
    """Tell a failure on standard error."""
    console = aside()
    console.print(Text.assemble(("error: ", "bold red"), clean(str(failure))))
    for hint in failure.hints:
        console.print(Text.assemble(("  → ", "dim"), clean(hint)))
