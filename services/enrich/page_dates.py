"""When a page was published, where its metadata do not say so: from its address, and from what stands by its headline.

Nothing is guessed from the rest of the page, which is full of dates of other things: of comments, of other articles, of
what the text is about. A page that does not clearly say when it was published has no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice, takewhile, zip_longest

from lxml.html import HtmlElement

from services.enrich.page_text import text_of, words_of
from services.enrich.written_days import is_sentence, says_changed, written_days

__all__ = ["shown_date"]

_BEFORE, _AFTER = 15, 60
"""How many elements before and after the main heading belong to the article's head."""
_NEAR = 30
"""How many after it may say when without being named for it,"""
_TEXT = 200
"""unless the text has begun: characters of its own that make an element a paragraph."""
_MOST_PIECES = 20
_LONGEST = 120
"""Characters of a line that says when; a longer one is a text with a date in it."""
_LINE = 85
"""The same of one not named for it: beside the day stands a place, an author, a section."""
_IN_URL = re.compile(
    r"/((?:19|20)\d\d)[/-]([01]\d)[/-]([0-3]\d)(?=[/_.-]|$)|[/_-]((?:19|20)\d\d)([01]\d)([0-3]\d)(?=[/_.-]|$)"
)
_SAYS_WHEN = re.compile(r"date|time|publi|posted|created|written|datum", re.IGNORECASE)
_SAYS_CHANGED = re.compile(r"modif|updated|changed|edited", re.IGNORECASE)
_SAYS_PUBLISHED = re.compile(r"publi|posted|created|written", re.IGNORECASE)
_OF_OTHERS = re.compile(
    r"comment|repl(?:y|ies)|related|teaser|sidebar|widget|footer|menu|navi|recommend|popular|event", re.IGNORECASE
)
_OTHERS = frozenset(("aside", "nav", "footer"))
_HEADINGS = ("h1", "h2", "h3", "h4")
_PLAIN = frozenset(("p", "div", "span", "b", "strong", "font"))
_LABELLED = frozenset((*_HEADINGS, "dd", "td", "th"))
"""A day in a heading is what the text is about, and one in a table is what its label says."""
_UNREAD = frozenset(("script", "style", "noscript", "template"))
_NAMES = ("class", "id", "itemprop", "data-testid")
_DAY = timedelta(days=1)

_Checked = Callable[[object], datetime | None]


def shown_date(page: HtmlElement, headline: str | None, urls: Sequence[str], checked: _Checked) -> datetime | None:
    """The time by the headline, else the day in the first of `urls` that has one, else None.

    `checked` reads ISO 8601.
    """
    day = next((found for url in urls if (found := _in_url(url, checked))), None)
    times = [moment for said in _by_headline(page, headline) if (moment := checked(said))]
    if day is None:
        return times[0] if times else None
    return next((moment for moment in times if -_DAY <= moment - day < 2 * _DAY), day)


def _in_url(url: str, checked: _Checked) -> datetime | None:
    found = _IN_URL.search(url.partition("?")[0])
    return checked("-".join(part for part in found.groups() if part)) if found else None


def _by_headline(page: HtmlElement, headline: str | None) -> Iterator[str]:
    """What says when, in the order of trust: attributes for machines, lines named for a date, then any short line."""
    elements = [element for element in page.iter() if isinstance(element.tag, str) and element.tag not in _UNREAD]
    at = _heading(elements, headline)
    if at is None:
        return
    around = set(elements[at].iterancestors())
    after, before = elements[at : at + _AFTER], elements[max(0, at - _BEFORE) : at][::-1]
    head = [one for pair in zip_longest(after, before) for one in pair if one is not None]  # the nearest first
    head = [one for one in head if not _within(one, around, _of_others) and not _was_changed(one)]
    language = page.get("lang") or ""
    named = [one for one in head if _says_when(one)]
    for element in named:
        yield from filter(None, (element.get(name) for name in ("datetime", "title")))
    for element in named:
        if len(text := text_of(element, _MOST_PIECES)) <= _LONGEST:
            yield from islice(written_days(text, language), 1)
    # a heading may go on after the headline: with a small line, such as the day and the author
    heading = text_of(elements[at], _MOST_PIECES)
    if headline and heading.startswith(headline):
        yield from islice(written_days(heading[len(headline) :], language), 1)
    for element in (*takewhile(lambda one: len(_own(one)) < _TEXT, after[:_NEAR]), *before):
        line = _own(element)
        if element in head and len(line) <= _LINE and not _within(element, around, lambda one: one.tag in _LABELLED):
            yield from islice(written_days(line, language) if not is_sentence(line) else (), 1)


def _heading(elements: Sequence[HtmlElement], headline: str | None) -> int | None:
    """Where the headline stands: a heading that says it or begins with it, else the only main heading, else a line."""
    said = " ".join(words_of(headline or ""))
    only = None
    for tag in _HEADINGS:
        headings = [number for number, element in enumerate(elements) if element.tag == tag]
        for number in headings:
            if said and f"{' '.join(words_of(text_of(elements[number], _MOST_PIECES)))} ".startswith(f"{said} "):
                return number
        if tag == "h1" and len(headings) == 1:
            only = headings[0]
    if only is None and said:  # some pages dress a plain paragraph as a heading
        for number, element in enumerate(elements):
            if (
                element.tag in _PLAIN
                and " ".join(words_of(_own(element))) == said
                and not _within(element, set(), _of_others)
            ):
                return number
    return only


def _within(element: HtmlElement, around: set[HtmlElement], is_such: Callable[[HtmlElement], bool]) -> bool:
    """Is it, or is it in, such an element, apart from those that the headline is in too?"""
    return any(is_such(one) for one in (element, *element.iterancestors()) if one not in around)


def _of_others(element: HtmlElement) -> bool:
    """Is it a part of the page that is about something else?"""
    return element.tag in _OTHERS or _OF_OTHERS.search(_named(element)) is not None


def _was_changed(element: HtmlElement) -> bool:
    """Does its name, or what stands before it, say that this is when the page was changed?"""
    named = _named(element)
    previous, parent = element.getprevious(), element.getparent()
    label = previous.tail if previous is not None else parent.text if parent is not None else None
    return says_changed(label or "") or bool(_SAYS_CHANGED.search(named) and not _SAYS_PUBLISHED.search(named))


def _says_when(element: HtmlElement) -> bool:
    return element.tag == "time" or _SAYS_WHEN.search(_named(element)) is not None


def _named(element: HtmlElement) -> str:
    return " ".join(element.get(name) or "" for name in _NAMES)


def _own(element: HtmlElement) -> str:
    """Its text without that of the elements in it."""
    return " ".join(" ".join((element.text or "", *(child.tail or "" for child in element))).split())
