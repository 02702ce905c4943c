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
# What stands before the title of a work: "on “Meet the Press”", "the film “Up”", "CNN's “State of the Union”"
_WORK = re.compile(
    r"(?:\b(?:on|show|program|programme|hosts? of|film|movie|book|novel|memoir|series|song|album|magazine|play|musical|documentary|drama"
    r"|comedy|called|titled|entitled)|\w['’]s),?\s+$",
    re.IGNORECASE,
)
# What stands before a single word that somebody used: "dismissed as “weak”", "accusations of “fraud”"
_TELLING = re.compile(r"(?<!known )(?<!registered )\b(?:as|of|to|an?|is|was|are|were|being)\s+$", re.IGNORECASE)
_JOINT = re.compile(r"[^\w\s]{1,3}\s?(?:,|and|or|but|nor|,? and a)?\s?", re.IGNORECASE)
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
        joined = (
            bool(found) and found[-1].end <= quote.opened and bool(_JOINT.fullmatch(text, found[-1].end, quote.opened))
        )
        if _is_scare(text, quote, attribution, joined=joined):
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


def _is_scare(text: str, quote: Marked, attribution: Attribution, *, joined: bool) -> bool:
    """Whether the marks hold the writer's distance or the title of a work rather than somebody's words.

    `joined`: a quotation that was kept stands right before this one (“a” and “b”).
    """
    words = text[quote.start : quote.end]
    told = _WORD.findall(words[:400])
    titled = len(told) > 1 and all(word[0].isupper() or word[0].isdigit() or word in _SMALL for word in told)
    if titled and _WORK.search(text, max(0, quote.opened - 40), quote.opened):
        return True
    if attribution.cue is not None:
        return False
    if titled:
        return words[-1] not in "!?" and not _in_headline(text, quote)
    if len(told) > _SCARE_WORDS or joined:
        return False
    if words[-1] in ".!?" and words[0].isupper() and attribution.how == "carried":
        return False  # “Bodies everywhere.”: a short sentence in a run of them
    if attribution.how not in ("subject of the sentence", "carried"):
        return True
    if len(told) < _SCARE_WORDS:
        return not _TELLING.search(text, max(0, quote.opened - 20), quote.opened)
    return False


def _in_headline(text: str, quote: Marked) -> bool:
    """Whether the line is written in the capitals of a headline."""
    start = text.rfind("\n", max(0, quote.opened - 200), quote.opened) + 1
    end = text.find("\n", quote.closed, quote.closed + 200)
    around = _WORD.findall(
        text[max(start, quote.opened - 200) : quote.opened] + text[quote.closed : end if end >= 0 else quote.closed]
    )
    return len(around) > 2 and sum(word[0].isupper() for word in around) > 0.6 * len(around)
