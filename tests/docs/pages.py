"""The project's written pages and described calls, and what can be read out of them: links, images, examples, ids."""

from __future__ import annotations

import re
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["ROOT", "anchors", "code_in", "example_id", "links", "pages", "shell_examples", "tracked"]

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
_SPAN = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the project that git knows, or would with the next `git add`."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return tuple(path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file())


def pages() -> list[Path]:
    """Every Markdown page of the project."""
    return [path for path in tracked() if path.suffix == ".md"]


def without_code(text: str) -> str:
    """The page without its fenced blocks."""
    return _FENCE.sub("", text)


def links(page: Path) -> list[str]:
    """The targets of a page's links and images, as they are written."""
    return _LINK.findall(without_code(page.read_text()))


def anchors(page: Path) -> set[str]:
    """The fragments that links into this page may have: its headings as GitHub writes them."""
    headings = _HEADING.findall(without_code(page.read_text()))
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def shell_examples(page: Path) -> list[str]:
    """The fenced blocks of a page that are marked as shell."""
    return [code for language, code in _FENCE.findall(page.read_text()) if language == "sh"]


def code_in(page: Path) -> list[str]:
    """Everything on a page that is set as code: spans, and the lines of fenced and indented blocks."""
    text = page.read_text()
    blocks = [line for _, code in _FENCE.findall(text) for line in code.splitlines()]
    indented = [line.strip() for line in without_code(text).splitlines() if line.startswith("    ")]
    return [*_SPAN.findall(without_code(text)), *blocks, *indented]


def example_id(spec: dict[str, Any], path: str) -> str:
    """The id that `path` is shown with."""
    methods = next(iter(spec["paths"][path].values()))
    id: str = next(one for one in methods["parameters"] if one["name"] == "id")["schema"]["examples"][0]
    return id
