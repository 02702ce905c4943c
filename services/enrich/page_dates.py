"""When a page was published, where its metadata do not say so: from its address, and from what stands by its headline.

Nothing is guessed from the rest of the page, which is full of dates of other things.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import unescape
from itertools import islice, zip_longest

from lxml.html import HtmlElement

__all__ = ["shown_date", "stands_in"]

_BEFORE, _AFTER = 15, 60
"""How many elements before and after the main heading belong to the article's head."""
_LONGEST = 120
"""Characters of a line that says when; a longer one is a text with a date in it."""
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?=[/_.-]|$)|[/_-]((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)"
)
_SAYS_WHEN = re.compile(r"date|time|publi|posted|created|written|datum", re.IGNORECASE)
_ISO = re.compile(r"\b((?:19|20)\d\d)-([01]\d)-([0-3]\d)\b(?:[T ]([012]\d:[0-5]\d(?::[0-5]\d)?))?")
_DOTTED = re.compile(r"\b([0-3]?\d)\.\s?([01]?\d)\.\s?((?:19|20)\d\d)\b(?:\D{1,8}([012]\d:[0-5]\d)\b)?")
_DAY = timedelta(days=1)

_Checked = Callable[[object], datetime | None]


def shown_date(page: HtmlElement, headline: str | None, url: str | None, checked: _Checked) -> datetime | None:
    """The time by the headline, else the day in `url`; None where neither has one. `checked` reads ISO 8601."""
    day = _in_url(url or "", checked)
    times = [moment for said in _by_headline(page, headline) if (moment := checked(said))]
    if day is None:
        return times[0] if times else None
    return next((moment for moment in times if -_DAY <= moment - day < 2 * _DAY), day)


def stands_in(page: str, moment: datetime) -> bool:
    """Whether the HTML of `page` has this day in full, in figures or with its month as a word."""
    year, month, day = moment.year, f"0?{moment.month}", f"0?{moment.day}"
    ways = (
        rf"(?<!\d){year}\D{{0,3}}{month}\D{{0,3}}{day}(?!\d)",
        rf"(?<!\d){day}\D{{1,3}}{month}\D{{1,3}}{year}(?!\d)",
        rf"(?<!\d){month}\D{{1,3}}{day}\D{{1,3}}{year}(?!\d)",
        rf"(?<!\d){day}(?:\D{{1,3}})?\s(?:de\s)?[^\W\d]{{3,12}}\.?,?\s(?:de\s)?{year}(?!\d)",
        rf"(?<![^\W\d])[^\W\d]{{3,12}}\.?\s{day}(?:st|nd|rd|th)?,?\s{year}(?!\d)",
    )
    return re.search("|".join(ways), unescape(page)) is not None


def _in_url(url: str, checked: _Checked) -> datetime | None:
    found = _IN_URL.search(url.partition("?")[0])
    return checked("-".join(part for part in found.groups() if part)) if found else None


def _by_headline(page: HtmlElement, headline: str | None) -> Iterator[str]:
    """What says when, in the order of trust: `time` elements, then lines whose element is named for a date."""
    headings = [one for one in page.iter("h1", "h2") if headline and _text(one) == headline] or [*page.iter("h1")]
    if not headings:
        return
    elements = [element for element in page.iter() if isinstance(element.tag, str)]
    at = next(number for number, element in enumerate(elements) if element is headings[0])
    after, before = elements[at : at + _AFTER], elements[max(0, at - _BEFORE) : at][::-1]
    head = [one for pair in zip_longest(after, before) for one in pair if one is not None]  # the nearest first
    yield from (element.get("datetime", "") for element in head if element.tag == "time" and element.get("datetime"))
    for element in head:
        named = " ".join(element.get(name) or "" for name in ("class", "id", "itemprop"))
        if element.tag == "time" or _SAYS_WHEN.search(named):
            yield from _in_words(element)


def _in_words(element: HtmlElement) -> Iterator[str]:
    text = _text(element)
    if len(text) > _LONGEST:
        return
    if found := _ISO.search(text):
        year, month, day, clock = found.groups()
    elif found := _DOTTED.search(text):
        day, month, year, clock = found.groups()
    else:
        return
    yield f"{year}-{int(month):02}-{int(day):02}" + (f"T{clock}" if clock else "")


def _text(element: HtmlElement) -> str:
    return " ".join(" ".join(islice(map(str, element.itertext()), 20)).split())
