"""Highlights: where in an article's texts the query was found, as HTML snippets with nothing but `<mark>` in them.

Worked out from the stored article with the analysis that both engines index by, so it is the same on both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from html import escape
from itertools import chain
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from services.shared.search.analysis import row, written
from services.shared.search.conditions import All, Begins, Best, Condition, Preferring, Resembles, Series, Term
from services.shared.search.conditions import Any as AnyOf
from services.shared.search.spotting import Spotter

__all__ = ["Highlighter"]

FIELDS = ("headline", "summary", "body")
WIDTH = 200
"""Code points of text in a snippet, about."""
MOST_SNIPPETS = 3
QUIET = 0.1
"""The boost up to which a word says nothing about the subject, beside others that do (see `function_words`)."""
LONGEST = 200_000
"""Code points of a text that are looked through."""

_Mark = tuple[int, int, str]  # where it starts, where it ends, what was looked for


class Highlighter:
    """Marks what one query looks for."""

    def __init__(self, condition: Condition | None):
        self._words: dict[str, set[str]] = defaultdict(set)
        self._series: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        self._forms: dict[str, set[str]] = defaultdict(set)
        self._kinds: dict[str, set[Begins | Resembles]] = defaultdict(set)
        if condition is not None:
            self._learn(condition)
        self._wanted = frozenset().union(
            *self._words.values(),
            *(row(form).split() for some in self._forms.values() for form in some),
        )
        any_of = frozenset().union(*self._kinds.values())
        self._starts = tuple(kind.start for kind in any_of if isinstance(kind, Begins))
        self._resembling = [kind for kind in any_of if isinstance(kind, Resembles)]
        asked = self._words.keys() | self._series.keys() | self._forms.keys() | self._kinds.keys()
        self._fields = [field for field in FIELDS if field in asked]
        self._spotters: dict[tuple[str, str | None], Spotter] = {}

    def _learn(self, condition: Condition) -> None:
        match condition:
            case Term(_, _, boost) if boost <= QUIET:
                pass
            case Term(field, token) if field.endswith("_forms"):
                self._forms[field.removesuffix("_forms")].add(token)
            case Term(field, token):
                self._words[field.removesuffix("_stems")].add(token)
            case Series(field, series, _, 0):
                self._series[field].add(series)
            case Series(field, words):
                self._words[field].update(words)
            case Begins(field) | Resembles(field):
                self._kinds[field].add(condition)
            case All(parts) | AnyOf(parts) | Best(parts):
                for part in parts:
                    self._learn(part)
            case Preferring(part):
                self._learn(part)

    @property
    def marks(self) -> bool:
        """Whether there is anything to be marked in any article."""
        return bool(self._fields)

    def highlights(self, article: Mapping[str, Any]) -> dict[str, list[str]]:
        """The snippets of a stored article by field: the whole headline, up to `MOST_SNIPPETS` of the other texts."""
        found: dict[str, list[str]] = {}
        if not self._fields:
            return found
        language = (article.get("language") or {}).get("code", "")
        for field in self._fields:
            text = (article.get(field) or "")[:LONGEST]
            if text and (marked := self._marked(field, text, language)):
                found[field] = [_snippet(text, 0, len(text), marked)] if field == "headline" else _best(text, marked)
        return found

    def _resembling_ones(self, tokens: Set[str]) -> set[str]:
        found: set[str] = set()
        for kind in self._resembling:
            near = process.extract(kind.token, tokens, scorer=OSA.distance, score_cutoff=kind.edits, limit=None)
            found.update(token for token, *_ in near)
        return found

    def _marked(self, field: str, text: str, language: str) -> list[_Mark]:
        words, wanted = self._words.get(field, set()), self._series.get(field, set())
        shapes, kinds = self._forms.get(field, set()), self._kinds.get(field, set())
        marked: list[_Mark] = []
        if words or shapes or kinds:
            for exact, stem, start, end in chain.from_iterable(self._spotter(language).runs(text)):
                found = exact in words or stem in words or any(_is_one(exact, kind) for kind in kinds)
                if found or (shapes and written(text[start:end]) in shapes):
                    marked.append((start, end, exact))
        for series in wanted:
            # What stands around the longest of its words, of which there are fewest.
            for run in self._spotter(language, max(series, key=len)).around(text, len(series) - 1):
                spelled = tuple(token[0] for token in run)
                for n in range(len(spelled) - len(series) + 1):
                    if spelled[n : n + len(series)] == series:
                        marked.append((run[n][2], run[n + len(series) - 1][3], " ".join(series)))
        return _apart(sorted(marked))

    def _spotter(self, language: str, token: str | None = None) -> Spotter:
        """The spotter of all that is looked for, or of one token."""
        if (language, token) not in self._spotters:
            also = self._resembling_ones if self._resembling else None
            self._spotters[language, token] = (
                Spotter(self._wanted, language, self._starts, also) if token is None else Spotter({token}, language)
            )
        return self._spotters[language, token]


def _is_one(token: str, kind: Begins | Resembles) -> bool:
    if isinstance(kind, Begins):
        return token.startswith(kind.start)
    return OSA.distance(kind.token, token, score_cutoff=kind.edits) <= kind.edits


def _apart(marked: list[_Mark]) -> list[_Mark]:
    """Marks that do not overlap: of two that do, one that spans both."""
    apart: list[_Mark] = []
    for start, end, what in marked:
        if apart and start < apart[-1][1]:
            apart[-1] = (apart[-1][0], max(end, apart[-1][1]), apart[-1][2])
        else:
            apart.append((start, end, what))
    return apart


def _best(text: str, marked: list[_Mark]) -> list[str]:
    """The windows with the most different words found, in the order of the text."""
    windows = []
    n = 0
    while n < len(marked):
        last = n
        while last + 1 < len(marked) and marked[last + 1][1] - marked[n][0] <= WIDTH:
            last += 1
        windows.append((-len({what for _, _, what in marked[n : last + 1]}), n, last))
        n = last + 1
    chosen = sorted(sorted(windows)[:MOST_SNIPPETS], key=lambda window: window[1])
    return [_snippet(text, *_around(text, marked[n][0], marked[last][1]), marked) for _, n, last in chosen]


def _around(text: str, start: int, end: int) -> tuple[int, int]:
    """A window of about `WIDTH` around `start` to `end` that cuts no word where words are spaced."""
    spare = max(20, (WIDTH - (end - start)) // 2)
    begin, finish = start - spare, end + spare
    if begin > 0:
        space = text.find(" ", begin, start)
        begin = space + 1 if space >= 0 else begin
    if finish < len(text):
        space = text.rfind(" ", end, finish)
        finish = space if space >= 0 else finish
    return max(0, begin), min(len(text), finish)


def _snippet(text: str, start: int, end: int, marked: list[_Mark]) -> str:
    said, at = ["…" if start > 0 else ""], start
    for begin, finish, _ in marked:
        if start <= begin and finish <= end:
            said.append(f"{escape(text[at:begin])}<mark>{escape(text[begin:finish])}</mark>")
            at = finish
    said.append(escape(text[at:end]) + ("…" if end < len(text) else ""))
    return "".join(said).strip()
