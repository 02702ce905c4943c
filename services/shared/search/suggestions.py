"""What somebody who types a query may mean: names, publishers and keywords that begin so, and the fields of a query."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from services.shared.search.analysis import name_key
from services.shared.search.directory import find_entities
from services.shared.search.fields import FACETS, PERIODS, WORDS
from services.shared.search.port import Index, Query
from services.shared.search.publishers import find_publishers

__all__ = ["Suggestion", "suggest"]

Kind = Literal["entity", "publisher", "keyword", "field"]

_LAST = re.compile(r"(?P<sign>[+-]?)(?:(?P<field>[a-z_]+):)?(?P<word>\"[^\"]*|\w[^\s\"():]*)?$")
_QUERIED = {"person": "person", "organization": "organization", "place": "place"}
_SPEAKERS = "speaker"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """`text` is how people read it, `query` the whole query with it in the place of what was being typed.

    `id` and `type` are an entity's; `count` is the number of articles, 0 for a field.
    """

    kind: Kind
    text: str
    query: str
    count: int = 0
    id: str | None = None
    type: str | None = None


def suggest(index: Index, text: str, size: int) -> list[Suggestion]:
    """Up to `size` ways to go on with the query `text`, by what is typed last; nothing where that is blank."""
    last = _LAST.search(text)
    if last is None:
        return []
    before, field, word = text[: last.start()] + last["sign"], last["field"] or "", (last["word"] or "").lstrip('"')
    if field not in WORDS and (field or not name_key(word)):
        return []
    found = [
        *(_fields(before, word) if not field else ()),
        *_entities(index, before, field, word, size),
        *(_publishers(index, before, word, size) if field in ("", "publisher") else ()),
        *(_keywords(index, before, word, size) if field in ("", "keyword") else ()),
    ]
    return sorted(found, key=lambda one: (one.kind != "field", -one.count))[:size]


def _fields(before: str, word: str) -> Iterator[Suggestion]:
    if word:
        for name in sorted({*WORDS, *PERIODS}):
            if name.startswith(word):
                yield Suggestion("field", f"{name}:", f"{before}{name}:")


def _entities(index: Index, before: str, field: str, word: str, size: int) -> Iterator[Suggestion]:
    if field and field not in _QUERIED and field != _SPEAKERS:
        return
    kind = _QUERIED.get(field, "")
    if not word and field == _SPEAKERS:
        return
    for one in find_entities(index, Query(), name=word, type=kind or ("person" if field else ""), size=size):
        named = field or _QUERIED.get(one.type, "")
        yield Suggestion("entity", one.name, f"{before}{_written(named, one.name)}", one.count, one.id, one.type)


def _publishers(index: Index, before: str, word: str, size: int) -> Iterator[Suggestion]:
    for one in find_publishers(index, Query(), name=word, size=size):
        name = one.publisher.name or one.publisher.domain or one.value
        yield Suggestion("publisher", name, f"{before}{_written('publisher', name)}", one.count)


def _keywords(index: Index, before: str, word: str, size: int) -> Iterator[Suggestion]:
    if not name_key(word):
        return
    counts = index.values(Query(), FACETS["keyword"].name, prefix=name_key(word), size=size)
    for label in index.tally(Query()).labelled("keyword", counts):
        yield Suggestion("keyword", label.label, f"{before}{_written('keyword', label.label)}", label.count)


def _written(field: str, text: str) -> str:
    plain = text.replace('"', " ")
    words = f'"{plain}"' if not plain.isalnum() else plain
    return f"{field}:{words}" if field else words
