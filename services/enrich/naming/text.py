"""The words of a text, with their places: what the rules about names look at."""

from __future__ import annotations

import bisect
import re
from typing import NamedTuple

__all__ = ["Word", "Words", "words_of"]

_WORD = re.compile(r"[^\W_]+(?:[.'’&‐‑-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’][sS]$")
_LED = re.compile(
    r"([A-Z][\w.]*(?:-[A-Z][\w.]*)*)[-‐‑](?:based|born|owned|wide|area|style|led|backed|run|bound|registered|listed|trained)$"
)
_ELIDED = re.compile(r"(?:[ldnsjmtc]|qu|dell|all|nell|sull|dall)['’](?=\w)", re.IGNORECASE)


class Word(NamedTuple):
    """A word without a possessive ending; `capital`: it begins like a name, or its script has no capitals."""

    start: int
    end: int
    text: str
    capital: bool


class Words:
    """The words of one text, findable by place."""

    def __init__(self, text: str, words: list[Word]) -> None:
        self.text = text
        self.all = words
        self._starts = [word.start for word in words]
        self.lower = {word.text for word in words if not word.capital}
        self.capitals = [n for n, word in enumerate(words) if word.capital]

    def index_at(self, offset: int) -> int:
        """The number of the first word that starts at `offset` or after it (the count of words when there is none)."""
        return bisect.bisect_left(self._starts, offset)

    def before(self, start: int) -> str:
        """The word right before `start` on the same line, in lower case; empty when punctuation or nothing is there."""
        n = self.index_at(start) - 1
        if n < 0 or self.text[self.all[n].end : start].strip(" ") not in ("", ".", "'s", "’s", "’", "'"):
            return ""
        return self.all[n].text.lower()

    def after(self, end: int) -> str:
        """The word right after `end`, in lower case; empty when anything but a space or a possessive stands between."""
        n = self.index_at(end)
        if n < len(self.all) and self.all[n].text.lower() in ("s", "’s"):
            n += 1
        if n >= len(self.all) or self.text[end : self.all[n].start].strip(" ") not in ("", "'s", "’s", "’", "'"):
            return ""
        return self.all[n].text.lower()

    def left(self, start: int) -> str:
        """Up to thirty characters before `start`."""
        return self.text[max(0, start - 30) : start]

    def begins_sentence(self, start: int) -> bool:
        """Whether what stands at `start` begins a sentence, a line or a quotation, so that its capital says nothing."""
        left = self.text[max(0, start - 4) : start].rstrip(" \t")
        return not left or (left[-1] in '\n.!?:“"‘«„•*(' and not left.endswith(("Mr.", "Dr.", "St.")))


def words_of(text: str, language: str = "en") -> Words:
    """Split `text` into words; in French and Italian without an elided article (`l'OTAN` → `OTAN`)."""
    found = []
    for match in _WORD.finditer(text):
        start, end = match.span()
        word = match.group()
        if not word.isalpha():  # of several parts, or a number
            first, last = _core(word, language)
            start, end, word = start + first, start + last, word[first:last]
        initial = word[0]
        capital = initial.isupper() or (initial.isalpha() and not initial.islower())
        found.append(Word(start, end, word, capital))
    return Words(text, found)


def _core(word: str, language: str) -> tuple[int, int]:
    """Where within `word` it begins and ends without an elided article, `-based` and the like, a possessive ending."""
    start, end = 0, len(word)
    if language in ("fr", "it", "ca") and (elided := _ELIDED.match(word)):
        start = elided.end()
    if language == "en" and (led := _LED.match(word)):
        end = led.end(1)
    if possessive := _POSSESSIVE.search(word, start, end):
        end = possessive.start()
    return start, end
