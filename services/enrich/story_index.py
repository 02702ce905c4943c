"""Finds the stories that may be close to an article, by the terms that weigh most in it, without comparing with all."""

from __future__ import annotations

import math
from array import array
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from services.enrich.story import OVER_LANGUAGES, Story
from services.enrich.story_vectors import StoryVector
from services.shared.story_store import Reported

__all__ = ["StoryIndex"]

HEAVY_TERMS, HEAVY_NAMES = 24, 8
"""How many dimensions of each article are looked up."""
MOST_POSTED = 4000
"""How many entries are looked through for an article, those of the rarest dimensions first."""
CANDIDATES = 16
"""How many stories are compared in full."""


class StoryIndex:
    """An inverted index in memory: for each dimension, the stories whose articles have it among their heaviest.

    A story has a slot; one that has lost articles takes a new slot, and what is left under the old one is passed over.
    """

    def __init__(self) -> None:
        self._postings: dict[int, tuple[array[int], array[int]]] = {}
        self._slots: dict[str, int] = {}
        self._ids: list[str] = []
        self._size = np.zeros(1024, np.int64)
        self._first = np.zeros(1024, np.int64)
        self._last = np.zeros(1024, np.int64)

    def add(self, story: Story, articles: list[Reported]) -> None:
        """Take in a story with all its articles, instead of what was known of it."""
        self.remove(story.id)
        slot = len(self._ids)
        if slot == len(self._size):
            for name in ("_size", "_first", "_last"):
                setattr(self, name, np.concatenate((held := getattr(self, name), np.zeros_like(held))))
        self._ids.append(story.id)
        self._slots[story.id] = slot
        for article in articles:
            self._post(slot, article)
        self._describe(slot, story)

    def extend(self, story: Story, article: Reported) -> None:
        """Take in one more article of a story that is there."""
        slot = self._slots[story.id]
        self._post(slot, article)
        self._describe(slot, story)

    def remove(self, id: str) -> None:
        """Forget a story, if it is there."""
        slot = self._slots.pop(id, None)
        if slot is not None:
            self._size[slot] = 0

    def near(self, article: Reported, window_ms: int) -> list[str]:
        """The ids of the stories, no more than `window_ms` away, that share the most with `article`."""
        listed = [(self._postings[of], weight) for of, weight in _heaviest(article.about) if of in self._postings]
        listed.sort(key=lambda one: len(one[0][0]))
        slots: list[npt.NDArray[np.uint32]] = []
        products: list[npt.NDArray[np.floating]] = []
        moment, left = article.moment_ms, MOST_POSTED
        for (posted, weights), weight in listed:
            left -= len(posted)
            if left < 0 and slots:
                break
            slots.append(np.frombuffer(posted, np.uint32))
            products.append(np.frombuffer(weights, np.uint16) * float(weight))
        if not slots:
            return []
        found, place = np.unique(np.concatenate(slots), return_inverse=True)
        shared = np.bincount(place, np.concatenate(products), len(found))
        size, first, last = self._size[found], self._first[found], self._last[found]
        fits = (size > 0) & (first <= moment + window_ms) & (last >= moment - window_ms)
        found, means = found[fits], shared[fits] / size[fits]
        if len(found) > CANDIDATES:
            found = found[np.argpartition(-means, CANDIDATES)[:CANDIDATES]]
        return [self._ids[slot] for slot in found]

    def wasted(self) -> bool:
        """Whether most slots hold nothing any more."""
        return len(self._ids) > 10_000 and len(self._ids) > 3 * len(self._slots)

    def _post(self, slot: int, article: Reported) -> None:
        for dimension, weight in _heaviest(article.about):
            slots, weights = self._postings.setdefault(dimension, (array("I"), array("H")))
            slots.append(slot)
            weights.append(weight)

    def _describe(self, slot: int, story: Story) -> None:
        self._size[slot], self._first[slot], self._last[slot] = len(story.members), story.first_ms, story.last_ms


@lru_cache(maxsize=1024)  # an article is looked for, then taken in
def _heaviest(about: bytes) -> list[tuple[int, int]]:
    vector = StoryVector.unpack(about)
    terms, names = vector.terms.heaviest(HEAVY_TERMS), vector.names.heaviest(HEAVY_NAMES)
    over = math.sqrt(OVER_LANGUAGES)
    heavy = list(zip(terms.terms.tolist(), terms.weights.tolist(), strict=True))
    for name, weight in zip(names.terms.tolist(), names.weights.tolist(), strict=True):
        heavy.append((name, int(weight * over)))
    return heavy
