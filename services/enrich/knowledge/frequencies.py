"""How often a word is written in its language, so that what two articles share counts by how rare it is."""

from __future__ import annotations

import functools
import lzma
from collections.abc import Mapping
from pathlib import Path

from services.shared.search.analysis import tokens

__all__ = ["Frequencies", "frequencies"]

DATA = Path(__file__).with_name("data")
_SPELLED = {"nb": "no", "nn": "no", "sr": "hr", "bs": "hr", "sh": "hr"}
_OF_SHORT = {1: 1e-2, 2: 1e-2, 3: 1e-3, 4: 1e-4}
_UNLISTED = 3e-6


class Frequencies:
    """The share of all words that a stem (or a word, where the language has no stemmer) makes up."""

    def __init__(self, known: Mapping[str, float]) -> None:
        self._known = known
        self._rarest = min(known.values()) / 10 if known else 0.0

    def of(self, term: str) -> float:
        """The share of `term`; a tenth of the rarest listed for one that is not there.

        Of a language without a list we know nothing but that its most frequent words are short (G. K. Zipf, 1935).
        """
        if not self._known:
            return _OF_SHORT.get(len(term), _UNLISTED)
        return self._known.get(term, self._rarest)


@functools.cache
def frequencies(language: str) -> Frequencies:
    """The table of a language (ISO 639-1), by the tokens of the analysis chain; empty where none is listed."""
    wanted = f"{_SPELLED.get(language, language)} "
    known: dict[str, float] = {}
    with lzma.open(DATA / "word_frequencies.txt.xz", "rt", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith(wanted):
                _, level, words = line.rstrip("\n").split(" ", 2)
                for exact, stem, *_ in tokens(words, language):
                    term = stem or exact
                    known[term] = known.get(term, 0.0) + 10 ** (-int(level) / 10)
    return Frequencies(known)
