"""Names as slovnet sees them in Russian text, with the files of its news model that the package natasha carries.

natasha itself is not imported: what it needs besides is unmaintained.
"""

from __future__ import annotations

import functools
import importlib.util
from collections.abc import Sequence
from pathlib import Path
from typing import Any

__all__ = ["read"]

_VECTORS = "emb/navec_news_v1_1B_250K_300d_100q.tar"
_MODEL = "model/slovnet_ner_news_v1.tar"


@functools.cache
def _tagger() -> Any:
    from navec import Navec  # noqa: PLC0415  Russian text is the first to need it
    from slovnet import NER  # noqa: PLC0415

    spec = importlib.util.find_spec("natasha")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("the package natasha, whose files hold the Russian model, is not installed")
    files = Path(spec.submodule_search_locations[0]) / "data"
    tagger = NER.load(files / _MODEL)
    tagger.navec(Navec.load(files / _VECTORS))
    return tagger


def read(texts: Sequence[str]) -> list[list[tuple[int, int, str]]]:
    """The spans of each text: start, end and `PER`, `LOC` or `ORG`."""
    worded = [n for n, text in enumerate(texts) if text.strip()]  # it cannot take a text without a word
    readings: list[list[tuple[int, int, str]]] = [[] for _ in texts]
    for n, markup in zip(worded, _tagger().map([texts[n] for n in worded]), strict=True):
        readings[n] = [(span.start, span.stop, span.type) for span in markup.spans]
    return readings
