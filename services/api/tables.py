"""Articles as rows of a table: the columns of an export, and cells that no spreadsheet takes for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from typing import Any

__all__ = ["COLUMNS", "DEFAULT_COLUMNS", "csv_lines", "safe_cell"]

Stored = Mapping[str, Any]
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def _own(name: str) -> Callable[[Stored], object]:
    return lambda article: article.get(name)


def _within(name: str, part: str) -> Callable[[Stored], object]:
    return lambda article: (article.get(name) or {}).get(part)


def _entities(type: str) -> Callable[[Stored], object]:
    return lambda article: [entity["name"] for entity in article["entities"] if entity["type"] == type]


COLUMNS: dict[str, Callable[[Stored], object]] = {
    "id": _own("id"),
    "url": _own("url"),
    "headline": _own("headline"),
    "summary": _own("summary"),
    "body": _own("body"),
    "published_at": _own("published_at"),
    "received_at": _own("received_at"),
    "language": _within("language", "code"),
    "publisher": _within("publisher", "name"),
    "domain": _within("publisher", "domain"),
    "country": _within("publisher", "country"),
    "authors": _own("authors"),
    "section": _own("section"),
    "tags": _own("tags"),
    "people": _entities("person"),
    "organizations": _entities("organization"),
    "places": _entities("place"),
    "keywords": lambda article: [keyword["text"] for keyword in article["keywords"]],
    "sentiment": _within("sentiment", "score"),
    "duplicate": _within("duplicate", "kind"),
    "story_id": _own("story_id"),
    "word_count": _own("word_count"),
    "version": _own("version"),
}
"""What a column holds, by its name. Lists become one cell, their parts joined by `; `."""
DEFAULT_COLUMNS = tuple(name for name in COLUMNS if name != "body")


def safe_cell(value: object) -> str:
    """`value` as a cell. A text that a spreadsheet would take for a formula gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return str(value)
    text = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = text.replace("\0", "")
    return f"'{text}" if text.lstrip(" \xa0").startswith(_FORMULA) or text.startswith(_FORMULA) else text


def csv_lines(rows: Iterable[Iterable[object]]) -> str:
    """Rows as CSV (RFC 4180), every line ended by CR and LF."""
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\r\n").writerows([safe_cell(value) for value in row] for row in rows)
    return written.getvalue()
