"""Refuses XML that is made to hurt before any parser sees it: entities that multiply, nesting without end."""

from __future__ import annotations

import re

from services.ingest.feeds.port import NotAFeed

__all__ = ["check_xml"]

MAX_DEPTH = 3000
"""Deeper than any feed, broken ones included whose elements never end; at this depth parsing still takes a blink."""
MAX_EXPANSION = 256 * 1024
_ENTITY = re.compile(rb"""<!ENTITY\s+(%\s+)?([^\s"'>]+)\s+(?:"([^"]*)"|'([^']*)')""")
_TAG = re.compile(rb"<(/?)([A-Za-z_][^\s/<>]*)[^<>]*?(/?)>|<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)", re.DOTALL)


def check_xml(body: bytes) -> None:
    """Raise `NotAFeed` where `body` is an entity bomb or nests elements too deep to be a feed."""
    if b"\0" in body[:4]:
        body = body.replace(b"\0", b"")  # UTF-16 and UTF-32, near enough for counting
    _check_entities(body)
    _check_depth(body)


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


def _check_depth(body: bytes) -> None:
    depth = 0
    for found in _TAG.finditer(body):
        closing, name, empty = found.groups()
        if name and not empty:
            depth = max(0, depth - 1) if closing else depth + 1
            if depth > MAX_DEPTH:
                raise NotAFeed("not a feed: its XML nests thousands of elements deep")
