"""Which marked words are nobody's: the writer's distance, or the title of a work.

Learned from what stands before them in political news: a title follows "on" or "the film"; one or two words without a
verb of saying are distance, unless somebody is their sentence's subject and what stands before them calls for words.
"""

from __future__ import annotations

import re

from services.enrich.quotes.attribute import Attribution
from services.enrich.quotes.marks import Marked

__all__ = ["is_scare"]

_WORD = re.compile(r"\w[\w’'\-]*")
_SCARE_WORDS = 2
"""Up to so many words that nobody is said to have said are the writer's distance, not a quotation."""
# What stands before the title of a work: "on “Meet the Press”", "the film “Up”", "CNN's “State of the Union”"
_WORK = re.compile(
    r"(?:\b(?:on|show|program|programme|hosts? "
    r"of|film|movie|book|novel|memoir|series|song|album|magazine|play|musical|documentary|drama"
    r"|comedy|called|titled|entitled)|\w['’]s),?\s+$",
    re.IGNORECASE,
)
# What stands before a single word that somebody used: "dismissed as “weak”", "accusations of “fraud”"
_TELLING = re.compile(r"(?<!known )(?<!registered )\b(?:as|of|to|an?|is|was|are|were|being)\s+$", re.IGNORECASE)
_JOINT = re.compile(r"[^\w\s]{1,3}\s?(?:,|and|or|but|nor|,? and a)?\s?", re.IGNORECASE)
_SMALL = frozenset(("a", "an", "the", "of", "and", "or", "in", "on", "at", "to", "for", "with", "by", "from", "vs"))


def is_scare(text: str, quote: Marked, attribution: Attribution, kept: int) -> bool:
    """Whether the marks hold the writer's distance or the title of a work rather than somebody's words.

    `kept`: where the last quotation that was kept ends; 0 for none.
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
    if len(told) > _SCARE_WORDS or (kept and _JOINT.fullmatch(text, kept, quote.opened)):
        return False  # “profane” and “sexist”
    if attribution.how == "carried" and words[-1] in ".!?" and words[0].isupper():
        return False  # “Bodies everywhere.”: a short sentence in a run of them
    told_before = _TELLING.search(text, max(0, quote.opened - 20), quote.opened)
    return attribution.how not in ("subject of the sentence", "carried") or not (len(told) > 1 or told_before)


def _in_headline(text: str, quote: Marked) -> bool:
    """Whether the line is written in the capitals of a headline."""
    start = text.rfind("\n", max(0, quote.opened - 200), quote.opened) + 1
    end = text.find("\n", quote.closed, quote.closed + 200)
    around = _WORD.findall(
        text[max(start, quote.opened - 200) : quote.opened] + text[quote.closed : end if end >= 0 else quote.closed]
    )
    return len(around) > 2 and sum(word[0].isupper() for word in around) > 0.6 * len(around)
