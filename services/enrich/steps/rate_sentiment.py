"""The step that rates the tone of an English text.

VADER's compound score of each sentence, averaged over the sentences (over a whole article it saturates at ±1). It is a
lexicon of social-media English: it says how the words sound, not what the article thinks of anybody in it.
"""

from __future__ import annotations

import random
import re
from functools import cache

from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from services.shared.article import Article, Sentiment

__all__ = ["rate_sentiment"]

_SENTENCES = 40
"""A longer text is sampled: this many of its sentences, always the same, cost 3 ms at most."""
_CHARACTERS = 400
_CLEAR = 0.05
"""VADER's own threshold between neutral and not."""
_SENTENCE = re.compile(rf"\S[^.!?\n]{{0,{_CHARACTERS}}}[.!?\n]?")


@cache
def _analyzer() -> SentimentIntensityAnalyzer:
    return SentimentIntensityAnalyzer()


def rate_sentiment(article: Article) -> Article:
    """Give `article` its `sentiment`; none where it is not English or holds no sentence."""
    if article.language.code != "en":
        return article.model_copy(update={"sentiment": None})
    sentences = [found[0] for found in _SENTENCE.finditer(article.body) if " " in found[0]]
    if not sentences:
        return article.model_copy(update={"sentiment": None})
    chosen = sentences if len(sentences) <= _SENTENCES else random.Random(0).sample(sentences, _SENTENCES)
    score = sum(_analyzer().polarity_scores(sentence)["compound"] for sentence in chosen) / len(chosen)
    label = "negative" if score < -_CLEAR else "positive" if score > _CLEAR else "neutral"
    return article.model_copy(update={"sentiment": Sentiment(score=round(score, 4), label=label)})
