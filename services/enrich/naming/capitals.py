"""Headlines and datelines that are all in capitals, written so that a model can read them."""

from __future__ import annotations

import re

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.known import known_by_name

__all__ = ["lower_capitals"]

_SHOUTED = re.compile(r"\b[A-Z][A-Z'’.]+(?:[ -][A-Z][A-Z'’]+)*\b")


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
