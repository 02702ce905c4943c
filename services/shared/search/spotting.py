"""Finding a query's words in texts: where they stand, without looking at every other word of each text.

A text is split at its spaces, which is quick. Which tokens stand in a piece is remembered for all queries, and by token
which pieces have it; so the different pieces of a text are compared as sets.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence, Set
from itertools import accumulate, chain

from services.shared.search.analysis import Token, tokens

__all__ = ["Spotter"]

MOST_PIECES = 100_000
"""Different pieces that are remembered, in all languages together."""
FEW = 10
"""Pieces that are looked for one by one."""
LONGEST_PIECE = 64
"""Code points of a piece that is remembered: text without spaces has long ones, each of which comes once."""


class _Lexicon:
    """The pieces of text met so far by language: their tokens, and the pieces that a token stands in."""

    def __init__(self) -> None:
        self.tokens: defaultdict[str, dict[str, list[Token]]] = defaultdict(dict)
        self.pieces: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.size = 0


class _Memory:
    """One lexicon, begun anew when it has grown too large."""

    def __init__(self) -> None:
        self._lexicon = _Lexicon()
        self._lock = threading.Lock()

    def having(self, pieces: set[str], language: str) -> _Lexicon:
        """A lexicon with all of `pieces` in it but the long ones."""
        with self._lock:
            lexicon = self._lexicon
            if lexicon.size > MOST_PIECES:
                lexicon = self._lexicon = _Lexicon()
            known = lexicon.tokens[language]
            for piece in pieces.difference(known):
                if len(piece) > LONGEST_PIECE:
                    continue
                known[piece] = parts = tokens(piece, language)
                lexicon.size += 1
                for exact, stem, _, _ in parts:
                    lexicon.pieces[language, exact].add(piece)
                    if stem is not None:
                        lexicon.pieces[language, stem].add(piece)
            return lexicon


_memory = _Memory()


class Spotter:
    """Finds in texts of one language the tokens whose exact form or stem is `wanted`, or whose exact form is `also`.

    `also` is given exact forms, each once, and gives back those that are to be found.
    """

    def __init__(self, wanted: Set[str], language: str, also: Callable[[Set[str]], Set[str]] | None = None):
        self._wanted = set(wanted)
        self._language = language
        self._also = also
        self._judged: set[str] = set()

    def runs(self, text: str) -> list[list[Token]]:
        """The stretches of neighbouring tokens with such a token, and with what no space parts from one."""
        pieces = text.split(" ")  # no token goes over a space
        different = set(pieces)
        lexicon = _memory.having(different, self._language)
        known = lexicon.tokens[self._language]
        if long := {piece: tokens(piece, self._language) for piece in different if len(piece) > LONGEST_PIECE}:
            known = {**{piece: known[piece] for piece in different.difference(long)}, **long}
        if self._also is not None:
            self._judge(known, different)
        spotted = different.intersection(
            chain.from_iterable(lexicon.pieces.get((self._language, token), ()) for token in self._wanted)
        )
        spotted.update(
            piece for piece, parts in long.items() if any({exact, stem} & self._wanted for exact, stem, _, _ in parts)
        )
        runs: list[list[Token]] = []
        last = 0
        for at, piece in _places(text, pieces, spotted):
            between = text[last : max(last, at - 1)]
            if not runs or (between and any(known[other] for other in between.split(" "))):  # a dash parts no words
                runs.append([])
            runs[-1] += [(exact, stem, at + begin, at + end) for exact, stem, begin, end in known[piece]]
            last = at + len(piece) + 1
        return runs

    def _judge(self, known: Mapping[str, list[Token]], pieces: Set[str]) -> None:
        """Want what is `also` wanted of the tokens of pieces that were not looked at before."""
        assert self._also is not None
        fresh = pieces - self._judged
        self._judged |= fresh
        self._wanted |= self._also({part[0] for piece in fresh for part in known[piece]})


def _places(text: str, pieces: Sequence[str], spotted: Set[str]) -> list[tuple[int, str]]:
    """Where in `text`, whose `pieces` a space parts, those that are `spotted` stand."""
    if len(spotted) > FEW:
        ends = accumulate(map(len, pieces))  # without the spaces between
        return [
            (end - len(piece) + n, piece)
            for n, (end, piece) in enumerate(zip(ends, pieces, strict=True))
            if piece in spotted
        ]
    places: list[tuple[int, str]] = []
    for piece in spotted:  # looking for a few is quicker than looking at all
        at = text.find(piece)
        while at >= 0:
            end = at + len(piece)
            if (at == 0 or text[at - 1] == " ") and text[end : end + 1] in ("", " "):
                places.append((at, piece))
            at = text.find(piece, at + 1)
    return sorted(places)
