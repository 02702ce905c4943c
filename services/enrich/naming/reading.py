"""Models' readings: the spans of named things that a model of the text's own language sees, and nothing else of it.

A model is loaded once a process, when the first text of its language comes; the English one with `load`, before work
comes and processes fork.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Any

from services.enrich.naming import slovnet_model, spacy_models
from services.enrich.naming.capitals import lower_capitals

__all__ = ["Reading", "has_model", "load", "read"]

Reading = list[tuple[int, int, str]]
"""Spans as (start, end, the model's label)."""

_LONGEST = 100_000
_ENDLESS = re.compile(r"\S{200,}")
_MODELS: dict[str, Callable[[Sequence[str]], list[Reading]]] = {
    "en": lambda texts: spacy_models.read("en", [lower_capitals(text) for text in texts]),
    "fr": lambda texts: spacy_models.read("fr", texts),
    "ru": slovnet_model.read,
}
_MODELS["und"] = _MODELS["en"]


def has_model(language: str) -> bool:
    """Whether there is a model for this ISO 639-1 code; what is in no known language is read as English."""
    return language in _MODELS


def read(texts: Sequence[str], language: str) -> list[Reading]:
    """The spans of each text, in order. A text past 100,000 characters is read up to there.

    Raises `KeyError` for a language without a model.
    """
    return _MODELS[language]([_ENDLESS.sub(_blank, text[:_LONGEST]) for text in texts]) if texts else []


def load() -> Any:
    """Load the English model now, and return it."""
    return spacy_models.pipeline("en")


def _blank(match: re.Match[str]) -> str:
    """Spaces instead of what is no word: a tokenizer's time grows with the square of a token's length."""
    return " " * len(match.group())
