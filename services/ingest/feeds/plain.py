"""Plain text, web addresses and possible times out of what feeds put into their fields."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from urllib.parse import urljoin

import lxml.etree
import lxml.html

from services.ingest.submission import parse_time
from services.ingest.urls import parse_url

__all__ = ["line_of", "lines_of", "plausible", "text_of", "web_url"]

MAX_LINE = 2_000
_MARKUP = re.compile(r"<[A-Za-z/!?]|&(?:#\d|#[xX]|[A-Za-z][A-Za-z0-9]+;)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_INVISIBLE = ("script", "style", "noscript", "template", "iframe", "object", "svg", "math", "head", "form", "button")
_BLOCK_NAMES = """
address article aside blockquote br dd div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6 header hr li main
nav ol p pre section table td th tr ul
"""
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_TAG = re.compile(r"<[A-Za-z/!?][^<>]*>?")
_CONTINUED = re.compile(r"<(?=[A-Za-z/!?])")


def text_of(markup: str | None) -> str | None:
    """The visible words of `markup`, a paragraph a line with an empty line between; None where there are none.

    Markup that was escaped twice is read twice; whatever still looks like a tag after that is taken out.
    """
    text = _CONTROL.sub("", markup or "")
    for _ in range(2):
        if not _MARKUP.search(text):
            break
        text = _visible(text)
    text = _CONTINUED.sub("", _TAG.sub("", text))
    paragraphs = (" ".join(one.split()) for one in text.split("\n"))
    return "\n\n".join(filter(None, paragraphs)) or None


def line_of(markup: str | None, *, most: int = MAX_LINE) -> str | None:
    """The same on one line, for titles and names; at most `most` characters."""
    text = text_of(markup)
    return " ".join(text.split())[:most].strip() if text else None


def lines_of(values: Iterable[object], *, most: int = 50) -> tuple[str, ...]:
    """Each of `values` that is a text, on one line, once."""
    lines = (line_of(value, most=500) for value in values if isinstance(value, str))
    return tuple(dict.fromkeys(filter(None, lines)))[:most]


def web_url(value: object, base: str = "") -> str | None:
    """`value` as an absolute http(s) URL, or None where it is none (`javascript:`, `data:`, nonsense)."""
    if not isinstance(value, str) or not value.strip():
        return None
    try:
        url = urljoin(base, value.strip())
        parse_url(url)
    except ValueError:
        return None
    return url


def plausible(moment: datetime | None) -> datetime | None:
    """`moment` in UTC, or None where no article can be from then (before 1700, more than 48 hours ahead)."""
    if moment is None:
        return None
    try:
        return parse_time(moment.replace(tzinfo=moment.tzinfo or UTC).isoformat())
    except (ValueError, OverflowError):
        return None


def _visible(markup: str) -> str:
    try:
        root = lxml.html.fragment_fromstring(markup, create_parent="div")
    except (lxml.etree.LxmlError, ValueError, AssertionError):
        return html.unescape(_TAG.sub(" ", markup))
    parts: list[str] = []
    hidden = 0
    for event, element in lxml.etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        name = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            hidden += name in _INVISIBLE
            if name in _BLOCKS:
                parts.append("\n")
            elif not hidden and name == "":
                continue
            if not hidden and element.text:
                parts.append(element.text if name == "pre" else " ".join(element.text.split("\n")))
            continue
        if event == "end":
            hidden -= name in _INVISIBLE
            if name in _BLOCKS:
                parts.append("\n")
        if not hidden and element.tail and element is not root:
            parts.append(" ".join(element.tail.split("\n")))
    return "".join(parts)
