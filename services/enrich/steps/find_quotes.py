"""The step that finds what is quoted and who said it."""

from __future__ import annotations

import re

from services.enrich.quotes.attribute import Attribution, attributed
from services.enrich.quotes.cues import VOICES
from services.enrich.quotes.marks import Marked, marked
from services.enrich.quotes.tokens import Token, tokenized
from services.enrich.quotes.who import Speakers
from services.shared.article import Article, Quote, Speaker

__all__ = ["find_quotes"]

_WORD = re.compile(r"\w[\w’'\-]*")
_SCARE_WORDS = 2
"""Up to so many words that nobody is said to have said are the writer's distance, not a quotation."""
_SMALL = frozenset("a an the of and or in on at to for with by from vs".split())


def find_quotes(article: Article) -> Article:
    """Give `article` the `quotes` of its body, in order, each with its speaker where one is found."""
    text = article.body
    quotes = marked(text)
    if not quotes:
        return article.model_copy(update={"quotes": ()})
    voice = VOICES.get(article.language.code, VOICES["en"])
    tokens = tokenized(text, quotes)
    attributions = attributed(tokens, len(quotes), voice)
    speakers = Speakers(article, voice)
    found: list[Quote] = []
    for quote, attribution in zip(quotes, attributions, strict=True):
        words = text[quote.start : quote.end]
        if _is_scare(words, attribution):
            continue
        speaker = None
        if attribution.source is not None:
            start, end = tokens[attribution.source.start].start, tokens[attribution.source.end - 1].end
            speaker = speakers.speaker(start, end, quote)
        found.append(
            Quote.model_construct(
                text=words,
                field="body",
                start=quote.start,
                end=quote.end,
                kind=_kind(text, quote, words),
                cue=_cue(text, tokens, attribution),
                score=attribution.score,
                speaker=speaker,
            )  # fmt: skip
        )
    return article.model_copy(update={"quotes": tuple(found)})


def _cue(text: str, tokens: list[Token], attribution: Attribution) -> str | None:
    if attribution.cue is None:
        return None
    return text[tokens[attribution.cue.start].start : tokens[attribution.cue.end - 1].end]


def _kind(text: str, quote: Marked, words: str) -> str:
    """`direct` for a whole utterance: it begins like a sentence and ends, or is followed, like one."""
    begins = words[0].isupper() or not words[0].isalpha()
    whole = words[-1] in ".!?…," or text[quote.closed : quote.closed + 1] in ("", "\n", ".", "!", "?")
    return "direct" if begins and whole and len(_WORD.findall(words[:200])) > _SCARE_WORDS else "mixed"


def _is_scare(words: str, attribution: Attribution) -> bool:
    told = _WORD.findall(words[:400])
    titled = len(told) > 1 and all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in told)
    return attribution.cue is None and (titled or len(told) <= _SCARE_WORDS)
