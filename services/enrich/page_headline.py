"""Which of the titles that a page gives itself is its article's headline: what readers see, without the site's name.

A page has a title for search engines, one for social networks and one on the page; sites put their own name into any.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from services.enrich.page_text import text_of, words_of

__all__ = ["headline_of"]

_MOST_HEADINGS = 20
_MOST_PARTS = 50
_LONGEST = 400
_FEWEST = 2
"""Words of a heading that is a part of a title; one alone may be a section."""
_ALIKE = 0.6
"""Share of the shorter title's words that must be in the other: editors shorten, but do not begin anew,"""
_MOST = 0.5
"""and of the longer one's: a short heading may be just a part of it."""
_SEPARATOR = re.compile(r"\s+[|–—·•»«:>-]+\s+|\s*[|»]\s*")
_SET_OFF_AFTER = re.compile(r"\s+[|/–—·•»«>(\[-]|\s*[|»]")
_SET_OFF_BEFORE = re.compile(r"(?:\s[/–—·•«>-]|[|»])\s*\Z")
"""What stands between a headline and what a title says after or before it."""
_MOST_OF_NAME = 0.7
"""Share of the longer of two names that the shorter one must be, to be the same: `The Japan Times`, japantimes."""


def headline_of(page: HtmlElement, claims: Sequence[str], site: str | None, url: str | None) -> str | None:
    """The headline, given what metadata `claims` it to be, best first; None where there is no title at all.

    `site` is the name the site gives itself. A main heading (`h1`) that says the same as a claim is what readers see;
    else it is the first claim.
    """
    sites = (site or "", *_links_home(page))
    titles = [title for title in (*claims, *_texts(page, "title", 1)) if not _is_site(title, sites, url)]
    titles = [_without_site(title, sites, url) for title in titles]
    headings = [text for text in _texts(page, "h1", _MOST_HEADINGS) if not _is_site(text, sites, url)]
    for title in titles:
        alike = [(_likeness(heading, title), heading) for heading in headings]
        best = max(alike, default=(0.0, ""), key=lambda one: one[0])
        if best[0] >= _ALIKE:
            # a heading may hold more than the headline, such as the section above it
            within = f" {' '.join(words_of(title))} " in f" {' '.join(words_of(best[1]))} "
            return title if within else best[1]
    smaller = [text for text in _texts(page, "h2", _MOST_HEADINGS) if not _is_site(text, sites, url)]
    for title in titles:
        if parts := [heading for heading in (*headings, *smaller) if _is_set_off(heading, title)]:
            return max(parts, key=len)
    if titles:
        return titles[0]
    return headings[0] if len(headings) == 1 else None


def _is_set_off(heading: str, title: str) -> bool:
    """Does `title` begin with this heading, and then say more, or end with it after saying no more?"""
    said, whole = heading.casefold(), title.casefold()
    if len(words_of(heading)) < _FEWEST:
        return False
    if whole.startswith(said) and _SET_OFF_AFTER.match(title, len(heading)):
        return True
    before = title[: -len(heading)]
    no_more = len(words_of(before)) <= len(words_of(heading))
    return whole.endswith(said) and _SET_OFF_BEFORE.search(before) is not None and no_more


def _links_home(page: HtmlElement) -> Iterable[str]:
    """Headings that link to the front page: there stands the name of the site."""
    for heading in islice(page.iter("h1", "h2"), _MOST_HEADINGS):
        if any(_is_front(link.get("href") or "") for link in (*heading.iter("a"), *heading.iterancestors("a"))):
            yield text_of(heading, _MOST_PARTS)


def _is_front(link: str) -> bool:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return False
    return bool(link.strip()) and parts.path in ("", "/") and not parts.query and not parts.fragment


def _texts(page: HtmlElement, name: str, most: int) -> Iterable[str]:
    for element in islice(page.iter(name), most):
        text = text_of(element, _MOST_PARTS)
        if text and len(text) <= _LONGEST:
            yield text


def _likeness(one: str, other: str) -> float:
    first, second = set(words_of(one)), set(words_of(other))
    both, shorter, longer = len(first & second), *sorted((len(first), len(second)))
    return both / shorter if both and both / longer >= _MOST else 0.0


def _squeezed(text: str) -> str:
    """Its letters and digits alone, without accents: `Le Monde.fr` and `lemonde-fr` are one."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in plain if one.isalnum())


def _is_site(text: str, sites: Sequence[str], url: str | None) -> bool:
    """Is this the name of the site, by what it calls itself or by its host?"""
    name = _squeezed(text)
    if not name or name in map(_squeezed, sites):
        return True
    try:
        host = (urlsplit(url or "").hostname or "").removeprefix("www.")
    except ValueError:
        return False
    labels = [_squeezed(label) for label in (*host.split(".")[:-1], host)]
    return any(
        (name in label or label in name) and min(len(name), len(label)) >= _MOST_OF_NAME * max(len(name), len(label))
        for label in labels
        if label
    )


def _without_site(title: str, sites: Sequence[str], url: str | None) -> str:
    """`title` without the site's name before its first separator or after any, which a site's name may hold too."""
    found = list(_SEPARATOR.finditer(title))
    for separator in found:
        if _is_site(title[separator.end() :], sites, url) and title[: separator.start()].strip():
            return title[: separator.start()].strip()
    if found and _is_site(title[: found[0].start()], sites, url) and title[found[0].end() :].strip():
        return title[found[0].end() :].strip()
    return title
