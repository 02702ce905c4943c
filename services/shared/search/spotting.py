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
MOST_TEXTS = 100_000
"""Texts that are remembered to be known."""
FEW = 10
"""Pieces that are looked for one by one in a text that has been taken apart."""
SOME = 60
"""The same in one that has not."""
START = 3
LONGEST_PIECE = 64
"""Code points of a piece that is remembered: text without spaces has long ones, each of which comes once."""


class _Lexicon:
    """The pieces of text met so far by language: their tokens, and the pieces that a token stands in."""

    def __init__(self) -> None:
        self.tokens: defaultdict[str, dict[str, list[Token]]] = defaultdict(dict)
        self.pieces: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self.starts: defaultdict[str, dict[str, set[str]]] = defaultdict(dict)
        """Exact tokens by their first `START` code points."""
        self.texts: set[tuple[str, int]] = set()
        """Language and hash of the texts of which every piece is known: to look for a few words in one of these again,
        it need not be taken apart."""
        self.size = 0

    def bearing(self, wanted: Set[str], language: str) -> set[str]:
        """The known pieces that a wanted token stands in."""
        return set(chain.from_iterable(self.pieces.get((language, token), ()) for token in wanted))

    def beginning(self, start: str, language: str) -> set[str]:
        """The known exact tokens that begin with `start`."""
        known = self.starts[language]
        keys = [start[:START]] if len(start) >= START else [key for key in list(known) if key.startswith(start)]
        return {token for key in keys for token in list(known.get(key, ())) if token.startswith(start)}


class _Memory:
    """One lexicon, begun anew when it has grown too large."""

    def __init__(self) -> None:
        self._lexicon = _Lexicon()
        self._lock = threading.Lock()

    def lexicon(self) -> _Lexicon:
        """The lexicon as it is."""
        return self._lexicon

    def having(self, pieces: set[str], language: str) -> tuple[_Lexicon, set[str]]:
        """A lexicon with all of `pieces` in it but the long ones, and those."""
        with self._lock:
            lexicon = self._lexicon
            if lexicon.size > MOST_PIECES or len(lexicon.texts) > MOST_TEXTS:
                lexicon = self._lexicon = _Lexicon()
            known = lexicon.tokens[language]
            fresh = pieces.difference(known)
            long = {piece for piece in fresh if len(piece) > LONGEST_PIECE}
            for piece in fresh - long if long else fresh:
                known[piece] = parts = tokens(piece, language)
                lexicon.size += 1
                for exact, stem, _, _ in parts:
                    lexicon.pieces[language, exact].add(piece)
                    lexicon.starts[language].setdefault(exact[:START], set()).add(exact)
                    if stem is not None:
                        lexicon.pieces[language, stem].add(piece)
            return lexicon, long


_memory = _Memory()


class Spotter:
    """Finds in texts of one language the tokens whose exact form or stem is `wanted`, or whose exact form is `also`.

    So are those whose exact form begins with one of `starts`. `also` is given exact forms, each once, and gives back
    those that are to be found.
    """

    def __init__(
        self,
        wanted: Set[str],
        language: str,
        starts: tuple[str, ...] = (),
        also: Callable[[Set[str]], Set[str]] | None = None,
    ):
        self._wanted = set(wanted)
        self._language = language
        self._starts = starts
        self._also = also
        self._judged: set[str] = set()
        self._bearing: tuple[tuple[_Lexicon, int, int], set[str]] | None = None

    def runs(self, text: str) -> list[list[Token]]:
        """The stretches of neighbouring tokens with such a token, and with what no space parts from one."""
        known, places = self._spotted(text)
        runs: list[list[Token]] = []
        last = 0
        for at, piece in places:
            if not runs or _parts(known, text[last : max(last, at - 1)]):  # a dash parts no words
                runs.append([])
            runs[-1] += [(exact, stem, at + begin, at + end) for exact, stem, begin, end in known[piece]]
            last = at + len(piece) + 1
        return runs

    def around(self, text: str, reach: int) -> list[list[Token]]:
        """Around each such token, the tokens from `reach` before to `reach` behind what no space parts from it."""
        known, places = self._spotted(text)
        runs: list[list[Token]] = []
        for at, piece in places:
            begin, end = at, at + len(piece)
            before = behind = 0
            while before < reach and begin > 0:
                space = text.rfind(" ", 0, begin - 1) + 1
                before += len(known[text[space : begin - 1]])
                begin = space
            while behind < reach and end < len(text):
                space = text.find(" ", end + 1)
                space = len(text) if space < 0 else space
                behind += len(known[text[end + 1 : space]])
                end = space
            runs.append([])
            for other in text[begin:end].split(" "):
                runs[-1] += [(exact, stem, begin + start, begin + stop) for exact, stem, start, stop in known[other]]
                begin += len(other) + 1
        return runs

    def _spotted(self, text: str) -> tuple[Mapping[str, list[Token]], list[tuple[int, str]]]:
        """The pieces to be found and where in `text` they stand, and what tokens a piece has."""
        lexicon, met = _memory.lexicon(), (self._language, hash(text))
        if self._also is None and met in lexicon.texts:
            bearing = self._all_bearing(lexicon)
            if len(bearing) <= SOME:
                return lexicon.tokens[self._language], _places(text, bearing)
        pieces = text.split(" ")  # no token goes over a space
        different = set(pieces)
        lexicon, long = _memory.having(different, self._language)
        known = lexicon.tokens[self._language]
        if long:
            known = {piece: known[piece] for piece in different - long}
            known |= {piece: tokens(piece, self._language) for piece in long}
        else:
            lexicon.texts.add(met)
        if self._also is not None:
            self._judge(known, different)
        spotted = different & self._all_bearing(lexicon)
        spotted |= {piece for piece in long if any(map(self._is_wanted, known[piece]))}
        return known, _places(text, spotted) if len(spotted) <= FEW else _places_among(pieces, spotted)

    def _all_bearing(self, lexicon: _Lexicon) -> set[str]:
        """The known pieces to be found, looked up again where there is more that is known or wanted."""
        state = (lexicon, lexicon.size, len(self._wanted))
        if self._bearing is None or self._bearing[0] != state:
            beginning = (lexicon.beginning(start, self._language) for start in self._starts)
            self._bearing = (state, lexicon.bearing(self._wanted.union(*beginning), self._language))
        return self._bearing[1]

    def _is_wanted(self, token: Token) -> bool:
        exact, stem, _, _ = token
        return exact in self._wanted or stem in self._wanted or exact.startswith(self._starts)

    def _judge(self, known: Mapping[str, list[Token]], pieces: Set[str]) -> None:
        """Want what is `also` wanted of the tokens of pieces that were not looked at before."""
        assert self._also is not None
        fresh = pieces - self._judged
        self._judged |= fresh
        self._wanted |= self._also({part[0] for piece in fresh for part in known[piece]})


def _parts(known: Mapping[str, list[Token]], between: str) -> bool:
    """Whether there is a token in what stands between two pieces."""
    while between:
        piece, _, between = between.partition(" ")
        if known[piece]:
            return True
    return False


def _places(text: str, few: Set[str]) -> list[tuple[int, str]]:
    """Where in `text` these pieces stand: looking for a few is quicker than looking at all there are."""
    padded = f" {text} "
    places: list[tuple[int, str]] = []
    for piece in few:
        sought = f" {piece} "
        at = padded.find(sought)
        while at >= 0:
            places.append((at, piece))
            at = padded.find(sought, at + len(piece) + 1)
    return sorted(places)


def _places_among(pieces: Sequence[str], spotted: Set[str]) -> list[tuple[int, str]]:
    """The same among all `pieces` of a text, in their order."""
    ends = accumulate(map(len, pieces))  # without the spaces between
    return [
        (end - len(piece) + n, piece)
        for n, (end, piece) in enumerate(zip(ends, pieces, strict=True))
        if piece in spotted
    ]
