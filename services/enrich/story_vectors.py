"""What an article is about, as two short vectors of whole numbers: of its terms, and of the names it shares with other
languages.

Whole numbers, because sums of them do not depend on the order of adding: a story comes out the same after a restart.
"""

from __future__ import annotations

import base64
import math
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["NOTHING", "UNIT", "Sparse", "StoryVector"]

UNIT = 10_000
"""The length of a vector of one article: products of two are cosines times this squared."""

Terms = npt.NDArray[np.uint32]
Weights = npt.NDArray[np.integer]


@dataclass(frozen=True, slots=True, eq=False)
class Sparse:
    """Some numbered dimensions, ascending, with the weight in each."""

    terms: Terms
    weights: Weights

    @classmethod
    def of(cls, weights: Mapping[str, float], most: int) -> Sparse:
        """The `most` heaviest of `weights`, hashed to 32 bits and scaled to the length `UNIT`."""
        chosen = sorted(weights.items(), key=lambda one: (-one[1], one[0]))[:most]
        length = math.sqrt(sum(weight * weight for _, weight in chosen))
        hashed = {zlib.crc32(term.encode("utf-8", "replace")): weight for term, weight in chosen if weight > 0}
        scaled = sorted((term, round(weight / length * UNIT)) for term, weight in hashed.items())
        return cls(np.array([t for t, _ in scaled], "<u4"), np.array([w for _, w in scaled], "<u2"))

    def __add__(self, other: Sparse) -> Sparse:
        few, many = (self, other) if len(self.terms) <= len(other.terms) else (other, self)
        at = np.searchsorted(many.terms, few.terms)
        common = np.zeros(len(few.terms), bool)
        inside = at < len(many.terms)
        common[inside] = many.terms[at[inside]] == few.terms[inside]
        weights = many.weights.astype(np.int64)
        weights[at[common]] += few.weights[common]
        new = ~common
        terms = np.insert(many.terms, at[new], few.terms[new])
        return Sparse(terms, np.insert(weights, at[new], few.weights[new]))

    def dot(self, other: Sparse) -> int:
        """The sum of the products of weights in the dimensions both have."""
        if not (len(self.terms) and len(other.terms)):
            return 0
        few, many = (self, other) if len(self.terms) <= len(other.terms) else (other, self)
        at = np.searchsorted(many.terms, few.terms)
        at[at == len(many.terms)] = 0
        common = many.terms[at] == few.terms
        return int(np.dot(many.weights[at[common]].astype(np.int64), few.weights[common].astype(np.int64)))

    def heaviest(self, most: int) -> Sparse:
        """The `most` dimensions of largest weight; of equal ones the lowest numbers."""
        if len(self.terms) <= most:
            return self
        chosen = np.sort(np.argsort(-self.weights.astype(np.int64), kind="stable")[:most])
        return Sparse(self.terms[chosen], self.weights[chosen])


NOTHING = Sparse(np.array([], "<u4"), np.array([], "<u2"))


@dataclass(frozen=True, slots=True, eq=False)
class StoryVector:
    """`terms`: stems and pairs of headline words; `names`: entity ids and days, which every language shares."""

    terms: Sparse
    names: Sparse

    def pack(self) -> bytes:
        """Six bytes a dimension."""
        parts = [struct.pack("<BB", len(self.terms.terms), len(self.names.terms))]
        for one in (self.terms, self.names):
            parts += one.terms.astype("<u4").tobytes(), one.weights.astype("<u2").tobytes()
        return b"".join(parts)

    @classmethod
    def unpack(cls, packed: bytes) -> StoryVector:
        """Read what `pack` wrote; nothing gives a vector of nothing."""
        if not packed:
            return cls(NOTHING, NOTHING)
        of_terms, of_names = struct.unpack_from("<BB", packed)
        at, found = 2, []
        for count in (of_terms, of_names):
            terms = np.frombuffer(packed, "<u4", count, at)
            found.append(Sparse(terms, np.frombuffer(packed, "<u2", count, at + 4 * count)))
            at += 6 * count
        return cls(*found)

    def text(self) -> str:
        """As text, to travel in an article's JSON."""
        return base64.b64encode(self.pack()).decode()
