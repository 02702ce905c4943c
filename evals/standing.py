"""Whether a day or some words stand on a page, for readers or for machines: what does not was made up.

Programs, styles and comments are not what a page says.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from html import unescape

__all__ = ["day_stands", "words_stand"]

_FURTHEST = timedelta(hours=14)
"""No clock on earth is further from UTC."""
_UNSAID = re.compile(
    r"<!--.*?-->|<script(?![^>]*ld\+json)[^>]*>.*?</script>|<style.*?</style>", re.DOTALL | re.IGNORECASE
)
_ESCAPED = re.compile(r"\\u([0-9a-fA-F]{4})")


def day_stands(page: str, moment: datetime) -> bool:
    """Whether `page` has the day of `moment` in full; a time of day may have been the day before or after there."""
    around = timedelta() if (moment.hour, moment.minute) == (0, 0) else _FURTHEST
    text = unescape(_UNSAID.sub(" ", page))
    return any(_stands(text, day) for day in {moment, moment - around, moment + around})


def words_stand(page: str, words: str) -> bool:
    """Whether `page` has these words one after the other, in its text, in an attribute or in a script."""
    text = unescape(unescape(_ESCAPED.sub(lambda found: chr(int(found[1], 16)), _UNSAID.sub(" ", page))))
    sought = f" {_words(words)} "
    return any(
        sought in f" {_words(one)} " for one in (text, re.sub(r"<[^<>]*>", " ", text), re.sub(r"<[^<>]*>", "", text))
    )


def _stands(text: str, day: datetime) -> bool:
    year, month, number = day.year, f"0?{day.month}", f"0?{day.day}"
    ways = (
        rf"(?<!\d){year}\D{{0,3}}{month}\D{{0,3}}{number}(?!\d)",
        rf"(?<!\d){number}\D{{1,3}}{month}\D{{1,3}}{year}(?!\d)",
        rf"(?<!\d){month}\D{{1,3}}{number}\D{{1,3}}{year}(?!\d)",
        rf"(?<!\d){number}(?:\D{{1,3}})?\s(?:de\s)?[^\W\d]{{3,12}}\.?,?\s(?:de\s)?{year}(?!\d)",
        rf"(?<![^\W\d])[^\W\d]{{3,12}}\.?\s{number}(?:st|nd|rd|th)?,?\s{year}(?!\d)",
    )
    return re.search("|".join(ways), text) is not None


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
