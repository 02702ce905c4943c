"""The step that weighs what an article is about, so that the indexer can tell which story it belongs to.

A term weighs by how often it stands in the article and by how rarely it is written in its language (TF-IDF; Salton and
Buckley 1988, with 1 + log tf, and the share of articles that hold a word worked out from its frequency). The headline
counts several times, and so do its pairs of words. Entities and named days are weighed apart: they are the same
in every language.
"""

from __future__ import annotations

import functools
import math
from collections import Counter
from itertools import pairwise

from services.enrich.knowledge.frequencies import Frequencies, frequencies
from services.enrich.story_vectors import Sparse, StoryVector
from services.shared.article import Article
from services.shared.search.analysis import STEMMED
from services.shared.search.documents import analysis_of

__all__ = ["weigh_terms"]

MOST_TERMS, MOST_NAMES = 100, 20
LONGEST = 5000
"""Words of a body that are read: what an article is about stands in its beginning."""
IN_HEADLINE, PAIR_IN_HEADLINE = 4, 2.0
WORDS_AN_ARTICLE = 400
OF_TYPE = {"person": 1.0, "organization": 0.8, "event": 1.0, "law": 0.6, "product": 0.6, "work": 0.6}
OF_PLACE = {"country": 0.3, "continent": 0.1, "region": 1.0, "city": 1.0}
OF_DAY = 0.5


def weigh_terms(article: Article) -> Article:
    """Give `article` its `story_vector`."""
    vector = StoryVector(_terms(article), _names(article))
    return article.model_copy(update={"story_vector": vector.text()})


def _terms(article: Article) -> Sparse:
    language = article.language.code
    known = frequencies(language)
    rows = analysis_of(article).rows
    exact_or_stems = 1 if language in STEMMED else 0
    headline, body = (rows[of][exact_or_stems].split() if of in rows else [] for of in ("headline", "body"))
    counts = Counter(body[:LONGEST])
    for word in headline:
        counts[word] += IN_HEADLINE
    weights = {word: (1 + math.log(count)) * _rarity(known, word) for word, count in counts.items()}
    for first, second in pairwise(headline):
        weights[f"{first} {second}"] = PAIR_IN_HEADLINE * (_rarity(known, first) + _rarity(known, second)) / 2
    return Sparse.of(weights, MOST_TERMS)


@functools.lru_cache(maxsize=100_000)
def _rarity(known: Frequencies, word: str) -> float:
    """Minus the logarithm of the share of articles that hold `word`, were words strewn at random."""
    return -math.log(1 - math.exp(-known.of(word) * WORDS_AN_ARTICLE))


def _names(article: Article) -> Sparse:
    kinds = {place.entity_id: place.kind for place in article.places}
    weights: dict[str, float] = {}
    for entity in article.entities:
        worth = OF_PLACE.get(kinds[entity.id], 0.3) if entity.id in kinds else OF_TYPE.get(entity.type, 0.0)
        weights[entity.id] = worth * (1 + math.log(max(1, entity.count)))
    for date in article.dates:
        if date.grain == "day" and date.value:
            weights[date.value] = OF_DAY
    return Sparse.of(weights, MOST_NAMES)
