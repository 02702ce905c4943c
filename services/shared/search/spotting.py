"""Finding a query's words in texts: where they stand, without looking at every other word of each text.

What a word's tokens are is remembered for all queries, and by token which words have it; so a text is taken apart once
and its different words are compared as sets.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Set
from itertools import accumulate

import regex

from services.shared.search.analysis import CHUNK, Token, tokens

__all__ = ["Spotter"]

MOST_WORDS = 50_000
"""Different words that are remembered, in all languages together."""
_WORDS = regex.compile(f"({CHUNK})")


class _Lexicon:
    """The words met so far by language: their tokens, and the words that a token belongs to."""

    def __init__(self) -> None:
        self.tokens: defaultdict[str, dict[str, list[Token]]] = defaultdict(dict)
        self.words: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.size = 0


class _Memory:
    """One lexicon, begun anew when it has grown too large."""

    def __init__(self) -> None:
        self._lexicon = _Lexicon()
        self._lock = threading.Lock()

    def having(self, words: set[str], language: str) -> _Lexicon:
        """A lexicon with all of `words` in it."""
        with self._lock:
            lexicon = self._lexicon
            if lexicon.size > MOST_WORDS:
                lexicon = self._lexicon = _Lexicon()
            known = lexicon.tokens[language]
            for word in words.difference(known):
                known[word] = parts = tokens(word, language)
                lexicon.size += 1
                for exact, stem, _, _ in parts:
                    lexicon.words[language, exact].add(word)
                    if stem is not None:
                        lexicon.words[language, stem].add(word)
            return lexicon


_memory = _Memory()


class Spotter:
    """Finds in texts of one language the tokens whose exact form or stem is `wanted`, or whose exact form is `also`."""

    def __init__(self, wanted: Set[str], language: str, also: Callable[[str], bool] | None = None):
        self._wanted = wanted
        self._language = language
        self._also = also
        self._judged: dict[str, bool] = {}

    def runs(self, text: str) -> list[list[Token]]:
        """The stretches of neighbouring words with such a token; all tokens of such a word."""
        pieces = _WORDS.split(text)  # what is between words, and words, in turn
        words = pieces[1::2]
        different = set(words)
        lexicon = _memory.having(different, self._language)
        spotted: set[str] = set()
        for token in self._wanted:
            spotted |= lexicon.words.get((self._language, token), set())
        spotted &= different
        known = lexicon.tokens[self._language]
        if self._also is not None:
            spotted |= {word for word in different if self._is_also(word, known[word])}
        if not spotted:
            return []
        starts = list(accumulate(map(len, pieces)))
        runs: list[list[Token]] = []
        last = -2
        for n, word in enumerate(words):
            if word in spotted:
                if n != last + 1:
                    runs.append([])
                last, at = n, starts[2 * n]
                runs[-1] += [(exact, stem, at + begin, at + end) for exact, stem, begin, end in known[word]]
        return runs

    def _is_also(self, word: str, parts: list[Token]) -> bool:
        if word not in self._judged:
            assert self._also is not None
            self._judged[word] = any(self._also(part[0]) for part in parts)
        return self._judged[word]
