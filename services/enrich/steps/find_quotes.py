"""The step that finds what is quoted and who said it."""

from __future__ import annotations

import re
from typing import Literal

from services.enrich.quotes.attribute import Attribution, attributed
from services.enrich.quotes.cues import VOICES
from services.enrich.quotes.marks import Marked, marked
from services.enrich.quotes.scare import is_scare
from services.enrich.quotes.tokens import Token, tokenized
from services.enrich.quotes.who import Speakers
from services.shared.article import Article, Quote

__all__ = ["find_quotes"]

_MOST = 2000
"""Quotations looked at; only noise has more."""

_WORD = re.compile(r"\w[\w’'\-]*")


def find_quotes(article: Article) -> Article:
    """Give `article` the `quotes` of its body, in order, each with its speaker where one is found."""
    text = article.body
    quotes = marked(text)[:_MOST]
    if not quotes:
        return article.model_copy(update={"quotes": ()})
    voice = VOICES.get(article.language.code, VOICES["en"])
    tokens = tokenized(text, quotes)
    attributions = attributed(tokens, len(quotes), voice)
    speakers = Speakers(article, voice)
    found: list[Quote] = []
    for quote, attribution in zip(quotes, attributions, strict=True):
        words = text[quote.start : quote.end]
        if is_scare(text, quote, attribution, found[-1].end if found else 0):
            continue
        speaker = None
        if attribution.source is not None:
            start, end = tokens[attribution.source.start].start, tokens[attribution.source.end - 1].end
            speaker = speakers.speaker(start, end)
        found.append(
            Quote.model_construct(
                text=words,
                field="body",
                start=quote.start,
                end=quote.end,
                kind=_kind(text, quote, words),
                cue=_cue(text, tokens, attribution),
                score=attribution.score,
                method=attribution.how,
                speaker=speaker,
            )
        )
    return article.model_copy(update={"quotes": tuple(found)})


def _cue(text: str, tokens: list[Token], attribution: Attribution) -> str | None:
    if attribution.cue is None:
        return None
    return text[tokens[attribution.cue.start].start : tokens[attribution.cue.end - 1].end]


def _kind(text: str, quote: Marked, words: str) -> Literal["direct", "mixed"]:
    """`direct` for a whole utterance: it begins like a sentence and ends, or is followed, like one."""
    begins = words[0].isupper() or not words[0].isalpha()
    whole = words[-1] in ".!?…," or text[quote.closed : quote.closed + 1] in ("", "\n", ".", "!", "?")
    return "direct" if begins and whole and len(_WORD.findall(words[:200])) > 2 else "mixed"
