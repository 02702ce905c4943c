"""A story: articles on one event, and how close two stories are. An article by itself is a story of one.

Closeness is the average link of the two: the mean cosine over all pairs of their articles. The sums of the vectors give
it without looking at a pair. Articles in different languages are compared by the names they share.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from services.enrich.story_vectors import UNIT, Sparse, StoryVector
from services.shared.story_store import DAY_MS, Reported

__all__ = ["APART", "CLOSE", "Story", "alike", "closeness", "closeness_to_all", "parts"]

CLOSE = 0.165
"""The least closeness at which two are one story. Chosen on the dev halves of two public sets; see docs/stories.md."""
APART = 0.9 * CLOSE
"""A story falls apart where its parts are less close than this: under `CLOSE`, so that it does not come and go."""
OVER_LANGUAGES = 0.33
"""What a cosine of names counts beside one of terms: half their names must be the same."""
A_DAY = 0.1
"""Closeness falls by the factor exp(-0.1) with each day between the two."""
UNDATED = 0.75
"""The factor where the time of publication is not known."""


@dataclass(frozen=True, slots=True, eq=False)
class Story:
    """`members`: ids of its articles; `names`: by language, how many articles and the sum of their names."""

    id: str
    members: tuple[str, ...]
    first_ms: int
    last_ms: int
    dated: bool
    terms: Sparse
    names: Mapping[str, tuple[int, Sparse]]

    @classmethod
    def of(cls, article: Reported) -> Story:
        """The article alone."""
        vector = StoryVector.unpack(article.about)
        names = {article.language: (1, vector.names)}
        moment = article.moment_ms
        return cls(article.story, (article.id,), moment, moment, article.dated, vector.terms, names)

    @classmethod
    def of_all(cls, id: str, articles: Sequence[Reported]) -> Story:
        """One story of one article or more."""
        first, *others = (cls.of(article) for article in articles)
        for other in others:
            first = first.joined(other, id)
        return first.named(id)

    def joined(self, other: Story, id: str) -> Story:
        """Both as one story with this id."""
        names = dict(self.names)
        for language, (count, summed) in other.names.items():
            mine = names.get(language)
            names[language] = (mine[0] + count, mine[1] + summed) if mine else (count, summed)
        return Story(
            id,
            self.members + other.members,
            min(self.first_ms, other.first_ms),
            max(self.last_ms, other.last_ms),
            self.dated or other.dated,
            self.terms + other.terms,
            names,
        )

    def named(self, id: str) -> Story:
        """The same articles under this id."""
        return Story(id, self.members, self.first_ms, self.last_ms, self.dated, self.terms, self.names)

    def gap_ms(self, other: Story) -> int:
        """The time between the two; 0 where they overlap."""
        return max(0, other.first_ms - self.last_ms, self.first_ms - other.last_ms)


def closeness(one: Story, other: Story) -> float:
    """From 0 to 1: the average link of two stories, less for time between them and for times not known."""
    mean = _shared(one, other) / (len(one.members) * len(other.members))
    return _closeness(mean, one.gap_ms(other), dated=one.dated and other.dated)


def closeness_to_all(one: Story, others: Sequence[Story]) -> float:
    """The closeness of `one` to `others` as if these were one story, without adding them up."""
    mean = sum(_shared(one, other) for other in others) / sum(len(other.members) for other in others)
    first, last = min(other.first_ms for other in others), max(other.last_ms for other in others)
    gap_ms = max(0, first - one.last_ms, one.first_ms - last)
    return _closeness(mean / len(one.members), gap_ms, dated=one.dated and any(other.dated for other in others))


def alike(one: Story, other: Story) -> float:
    """The cosine of two articles, whenever they came."""
    return _shared(one, other) / UNIT**2


def _shared(one: Story, other: Story) -> float:
    """The sum over all pairs of their articles of what the two have in common: cosines times `UNIT` squared."""
    names = sum(
        mine.dot(theirs)
        for language, (_, mine) in one.names.items()
        for foreign, (_, theirs) in other.names.items()
        if foreign != language
    )
    return one.terms.dot(other.terms) + OVER_LANGUAGES * names


def _closeness(mean: float, gap_ms: int, *, dated: bool) -> float:
    return (1.0 if dated else UNDATED) * mean / UNIT**2 * math.exp(-A_DAY * gap_ms / DAY_MS)


def parts(articles: Sequence[Reported]) -> list[list[Reported]]:
    """Divide articles anew, by joining the closest two parts (average link) until they are `APART`."""
    sums = _pairs(articles)
    counts = np.ones(len(articles))
    groups: dict[int, list[int]] = {n: [n] for n in range(len(articles))}
    links = sums.copy()
    np.fill_diagonal(links, -1.0)
    while len(groups) > 1:
        one, other = divmod(int(links.argmax()), len(articles))
        if links[one, other] < APART:
            break
        groups[one] += groups.pop(other)
        counts[one] += counts[other]
        sums[one] += sums[other]
        sums[:, one] += sums[:, other]
        row = np.full(len(articles), -1.0)
        left = [n for n in groups if n != one]
        row[left] = sums[one, left] / (counts[one] * counts[left])
        links[other] = links[:, other] = -1.0
        links[one], links[:, one] = row, row
    return [[articles[n] for n in sorted(group)] for group in groups.values()]


def _pairs(articles: Sequence[Reported]) -> npt.NDArray[np.float64]:
    """The closeness of each pair of articles."""
    vectors = [StoryVector.unpack(article.about) for article in articles]
    languages = np.array([article.language for article in articles])
    foreign = languages[:, None] != languages[None, :]
    shared = _products([vector.terms for vector in vectors])
    if foreign.any():
        shared += np.where(foreign, OVER_LANGUAGES * _products([vector.names for vector in vectors]), 0.0)
    days = np.array([article.moment_ms / DAY_MS for article in articles])
    dated = np.array([article.dated for article in articles])
    shared *= np.exp(-A_DAY * np.abs(days[:, None] - days[None, :]))
    return shared / UNIT**2 * np.where(dated[:, None] & dated[None, :], 1.0, UNDATED)


def _products(vectors: Sequence[Sparse]) -> npt.NDArray[np.float64]:
    terms = np.unique(np.concatenate([vector.terms for vector in vectors]))
    dense = np.zeros((len(vectors), len(terms)))
    for row, vector in zip(dense, vectors, strict=True):
        row[np.searchsorted(terms, vector.terms)] = vector.weights
    return dense @ dense.T
