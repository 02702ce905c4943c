"""Sentiment: which way English sounds, and nothing for other languages."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.enrich.steps.rate_sentiment import rate_sentiment
from services.shared.article import Article, Language, Sentiment
from tests.unit.enrich.growth import assert_linear

NOW = datetime(2024, 8, 31, tzinfo=UTC)


def rated(body: str, language: str = "en") -> Sentiment | None:
    article = Article(id="a", version=1, received_at=NOW, body=body, language=Language(code=language, confidence=1))
    return rate_sentiment(article).sentiment


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("The rescue was a wonderful success. Everyone is happy and safe.", "positive"),
        ("The attack was a terrible disaster. Many people died in horror.", "negative"),
        ("The office opens at nine. It closes at five.", "neutral"),
    ],
)
def test_the_label_says_how_the_words_sound(text: str, label: str) -> None:
    found = rated(text)
    assert found is not None
    assert found.label == label
    assert -1 <= found.score <= 1


def test_other_languages_and_wordless_texts_get_none() -> None:
    assert rated("Die Rettung war ein wunderbarer Erfolg.", "de") is None
    assert rated("…") is None


def test_the_score_of_a_long_text_does_not_saturate() -> None:
    found = rated("The rescue was a wonderful success. The office opens at nine. " * 200)
    assert found is not None
    assert 0.1 < found.score < 0.7


@pytest.mark.parametrize("unit", ["a", "good bad ", "! ", "good. "])
def test_time_grows_linearly_with_the_text(unit: str) -> None:
    assert_linear(lambda size: rated(unit * size), 20_000)
