"""Refuses XML that is made to hurt before any parser sees it: entities that multiply, elements without end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.parsers import expat

from services.ingest.feeds.port import NotAFeed

__all__ = ["MOST_ITEMS", "check_xml", "without_middle"]

MAX_DEPTH = 3000
"""Deeper than any feed, broken ones included whose elements never end; at this depth parsing still takes a blink."""
MAX_EXPANSION = 256 * 1024
MAX_ELEMENTS = 150_000
"""What ten thousand items need; feedparser takes up to 60 µs for each."""
MAX_ATTRIBUTES = 1000
"""Of one element: feedparser's time grows with their square."""
MAX_TOKEN = 1024 * 1024
MAX_MARKS = 1_000_000
"""`<` and `&` together, in text too: feedparser keeps a hundred bytes for each."""
PIECE = 64 * 1024
MOST_ITEMS = 10_000
"""What is read of a longer feed: half of it from its beginning, half from its end, for feeds begin with either."""
_ENTITY = re.compile(rb"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:"([^"]*)"|'([^']*)')""")
_ITEM = re.compile(rb"<(?:item|entry)[\s>]", re.IGNORECASE)
_SLASH = ord("/")
_TAG = re.compile(rb"<(/?)([A-Za-z_][^\s/<>]*+)[^<>]*+>|<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)


def check_xml(body: bytes, *, elements: int = MAX_ELEMENTS) -> None:
    """Raise `NotAFeed` where `body` is an entity bomb, or has elements too deep or too many to be a feed."""
    if b"\0" in body[:4]:
        body = body.replace(b"\0", b"")  # UTF-16 and UTF-32, near enough for counting
    _check_entities(body)
    _check_elements(body, elements)
    if body.count(b"<") + body.count(b"&") > MAX_MARKS:
        raise NotAFeed("not a feed that can be read: it has over a million tags and entities")
    _check_attributes(body)


def without_middle(body: bytes) -> bytes:
    """`body` with at most `MOST_ITEMS` items."""
    starts = [found.start() for found in _ITEM.finditer(body)]
    half = MOST_ITEMS // 2
    return body if len(starts) <= MOST_ITEMS else body[: starts[half]] + body[starts[-half] :]


def _check_entities(body: bytes) -> None:
    expansion = 0
    for number, found in enumerate(_ENTITY.finditer(body)):
        parameter, name, double, single = found.groups()
        value = double if double is not None else single
        if parameter or number > 500:
            raise NotAFeed("not a feed: its XML declares parameter entities or hundreds of entities, as bombs do")
        if b"&" in value and not value.startswith(b"&#") and value.count(b"&") > 1:
            raise NotAFeed("not a feed: its XML nests entities, as bombs do")
        expansion += len(value) * body.count(b"&" + name + b";")
        if expansion > MAX_EXPANSION:
            raise NotAFeed("not a feed: its XML entities multiply, as bombs do")


def _check_elements(body: bytes, most: int) -> None:
    depth = number = 0
    for found in _TAG.finditer(body):
        closing, name = found.groups()
        empty = body[found.end() - 2] == _SLASH
        number += bool(name) and not closing
        if number > most:
            raise NotAFeed(f"not a feed that can be read: it has more than {most:,} elements")
        if name and found.end() - found.start() > MAX_ATTRIBUTES:
            _check_count(body.count(b"=", *found.span()))
        if name and not empty:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise NotAFeed("not a feed: its XML nests thousands of elements deep")


def _check_attributes(body: bytes) -> None:
    """As a strict parser sees them: what is in quotation marks may have a `>`. It ends where the XML is broken."""

    def begun(_name: str, attributes: Sequence[str]) -> None:
        _check_count(len(attributes) // 2)

    parser = expat.ParserCreate("iso-8859-1")  # whatever it says: markup is ASCII, and no byte is an error
    parser.ordered_attributes = True
    parser.StartElementHandler = begun
    try:
        for start in range(0, len(body), PIECE):
            parser.Parse(body[start : start + PIECE], False)
            if start - parser.CurrentByteIndex > MAX_TOKEN:
                raise NotAFeed("not a feed that can be read: one tag of it is larger than 1 MiB")
    except (expat.ExpatError, ValueError, LookupError):
        return


def _check_count(attributes: int) -> None:
    if attributes > MAX_ATTRIBUTES:
        raise NotAFeed(f"not a feed that can be read: an element has more than {MAX_ATTRIBUTES:,} attributes")
