"""Publishers of the archive, by how much they published, found by the beginnings of their names."""

from __future__ import annotations

from dataclasses import dataclass, replace

from services.shared.article import Publisher
from services.shared.search.analysis import row
from services.shared.search.fields import FACETS
from services.shared.search.language import SHORTEST_PREFIX, And, InField, Node, Prefix, Word
from services.shared.search.port import Index, Query

__all__ = ["PublisherFound", "find_publishers"]


@dataclass(frozen=True, slots=True)
class PublisherFound:
    """A publisher with `count` matching articles; `value` is that of the facet and the filter `publisher`."""

    value: str
    publisher: Publisher
    count: int


def find_publishers(index: Index, among: Query, *, name: str = "", size: int = 20) -> list[PublisherFound]:
    """The publishers with the most articles of `among`; with `name`, those that have words beginning so."""
    if name.strip():
        node = _beginning(name)
        if node is None:
            return []
        among = replace(among, text=node)
    tally = index.tally(among)
    commonest = tally.commonest("publisher", size)
    newest = tally.newest(FACETS["publisher"].name, [value for value, _ in commonest])
    return [
        PublisherFound(value, newest[value].publisher if value in newest else Publisher(), count)
        for value, count in commonest
    ]


def _beginning(name: str) -> Node | None:
    """An article has one publisher, so that looking for articles finds publishers."""
    words: list[Node] = [Word(word) for word in row(name).split()]
    if not words:
        return None
    last = row(name).split()[-1]
    if len(last) >= SHORTEST_PREFIX:
        words[-1] = Prefix(last)
    return InField("publisher", And(tuple(words)) if len(words) > 1 else words[0])
