"""Which entities are named in the same sentence, as one keyword a pair: written for the index, read for a graph."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

import regex

from services.shared.article import Article, Mention
from services.shared.search.analysis import LONGEST_KEY

__all__ = ["pair_of", "read_pair", "together"]

_SEPARATOR = "\x1f"
_MOST_PAIRS = 500
"""Of one article: a page that lists hundreds of names says of no two of them that they belong together."""
_MOST_IN_ONE = 20
"""Names in one sentence, for the same reason: a longer sentence is a list."""
_END = regex.compile(
    r"(?<!\b\p{Lu}|\b(?:Mr|Mrs|Ms|Dr|St|Gen|Sen|Rep|Gov|Lt|Col|Sgt|Prof|Jr|Sr|vs|No))\.[\"'”’»)]{0,3}\s"
    r"|[!?…][!?\"'”’»)]{0,3}\s|[。！？]|\n"
)
"""Where a sentence ends. Every part is bounded: it runs over whatever anybody sends."""


def together(article: Article) -> Iterator[str]:
    """Each pair of entities that a sentence of the article names, once, ids in the order of their code points."""
    pairs: dict[tuple[str, str], None] = {}
    for ids in _by_sentence(article):
        for pair in combinations(sorted(ids), 2):
            pairs.setdefault(pair)
        if len(pairs) > _MOST_PAIRS:
            break
    values = (pair_of(*pair) for pair in list(pairs)[:_MOST_PAIRS])
    return (value for value in values if len(value) <= LONGEST_KEY)


def pair_of(one: str, other: str) -> str:
    """The value of the field `together` for two ids."""
    return _SEPARATOR.join(sorted((one, other)))


def read_pair(value: str) -> tuple[str, str]:
    """The two ids of a value of the field `together`."""
    first, _, second = value.partition(_SEPARATOR)
    return first, second


def _by_sentence(article: Article) -> Iterator[set[str]]:
    ids: set[str] = set()
    known = [mention for mention in article.mentions if mention.entity_id]
    for before, mention in pairwise([None, *sorted(known, key=lambda of: (of.field == "body", of.start))]):
        if before is not None and mention is not None and _apart(article, before, mention):
            if 2 <= len(ids) <= _MOST_IN_ONE:
                yield ids
            ids = set()
        if mention is not None:
            ids.add(mention.entity_id or "")
    if 2 <= len(ids) <= _MOST_IN_ONE:
        yield ids


def _apart(article: Article, before: Mention, after: Mention) -> bool:
    """Whether a sentence ends between two mentions; what stands within a name ends none."""
    if before.field != after.field:
        return True
    return bool(_END.search(article.text_of(before.field), before.end, after.start))
