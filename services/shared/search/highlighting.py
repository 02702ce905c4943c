"""Highlights: where in an article's texts the query was found, as HTML snippets with nothing but `<mark>` in them.

Worked out from the stored article with the analysis that both engines index by, so it is the same on both.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping
from html import escape
from typing import Any

from services.shared.search.analysis import Token, tokens
from services.shared.search.matching import All, Best, Condition, Series, Term
from services.shared.search.matching import Any as AnyOf

__all__ = ["Highlighter"]

FIELDS = ("headline", "summary", "body")
WIDTH = 200
"""Code points of text in a snippet, about."""
MOST_SNIPPETS = 3
LONGEST = 200_000
"""Code points of a text that are looked through."""


class Highlighter:
    """Marks what one query looks for."""

    def __init__(self, condition: Condition | None):
        self._words: dict[str, set[str]] = defaultdict(set)
        self._series: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        if condition is not None:
            self._learn(condition)

    def _learn(self, condition: Condition) -> None:
        match condition:
            case Term(field, token):
                self._words[field.removesuffix("_stems")].add(token)
            case Series(field, series):
                self._series[field].add(series)
            case All(parts) | AnyOf(parts) | Best(parts):
                for part in parts:
                    self._learn(part)

    def highlights(self, article: Mapping[str, Any]) -> dict[str, list[str]]:
        """The snippets of a stored article by field: the whole headline, up to `MOST_SNIPPETS` of the other texts."""
        language = (article.get("language") or {}).get("code", "")
        found = {}
        for field in FIELDS:
            text = (article.get(field) or "")[:LONGEST]
            if text and (field in self._words or field in self._series):
                row = list(tokens(text, language))
                if marked := self._marked(field, row):
                    found[field] = (
                        [_snippet(text, 0, len(text), marked)] if field == "headline" else _best(text, row, marked)
                    )
        return found

    def _marked(self, field: str, row: list[Token]) -> list[tuple[int, int, str]]:
        words = self._words.get(field, set())
        marked = [(t.start, t.end, t.exact) for t in row if t.exact in words or t.stem in words]
        for series in self._series.get(field, ()):
            exact = [token.exact for token in row]
            for n in range(len(exact) - len(series) + 1):
                if exact[n] == series[0] and tuple(exact[n : n + len(series)]) == series:
                    marked.append((row[n].start, row[n + len(series) - 1].end, " ".join(series)))
        return _apart(sorted(marked))


def _apart(marked: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Marks that do not overlap: of two that do, one that spans both."""
    apart: list[tuple[int, int, str]] = []
    for start, end, what in marked:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]), apart[-1][2])
        else:
            apart.append((start, end, what))
    return apart


def _best(text: str, row: list[Token], marked: list[tuple[int, int, str]]) -> list[str]:
    """The windows with the most different words found, in the order of the text."""
    starts = [token.start for token in row]
    windows = []
    n = 0
    while n < len(marked):
        last = n
        while last + 1 < len(marked) and marked[last + 1][1] - marked[n][0] <= WIDTH:
            last += 1
        windows.append((-len({what for _, _, what in marked[n : last + 1]}), n, last))
        n = last + 1
    chosen = sorted(sorted(windows)[:MOST_SNIPPETS], key=lambda window: window[1])
    snippets = []
    for _, n, last in chosen:
        spare = max(0, WIDTH - (marked[last][1] - marked[n][0])) // 2
        begin = bisect_left(starts, marked[n][0] - spare)
        finish = bisect_left(starts, marked[last][1] + spare)
        start = 0 if begin == 0 else starts[begin]
        end = len(text) if finish >= len(row) else max(row[finish - 1].end, marked[last][1])
        snippets.append(_snippet(text, min(start, marked[n][0]), end, marked))
    return snippets


def _snippet(text: str, start: int, end: int, marked: list[tuple[int, int, str]]) -> str:
    said, at = ["…" if start > 0 else ""], start
    for begin, finish, _ in marked:
        if start <= begin and finish <= end:
            said.append(f"{escape(text[at:begin])}<mark>{escape(text[begin:finish])}</mark>")
            at = finish
    said.append(escape(text[at:end]) + ("…" if end < len(text) else ""))
    return "".join(said).strip()
