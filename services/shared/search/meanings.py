"""What names in a query were taken for: `Kiev` is looked for as the place that this archive's articles call Kyiv."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from services.shared.search.analysis import name_key
from services.shared.search.composites import Named, name_prefix
from services.shared.search.port import Index, Query
from services.shared.search.tree import And, InField, Node, Or, Phrase, Word

__all__ = ["Meaning", "Meanings"]

MOST_NAMES = 8
LONGEST_NAME = 3
"""Words that stand beside each other and may be one name."""
_BEARERS = 3
_FIELDS = {"person", "organization", "place", "speaker"}


@dataclass(frozen=True, slots=True)
class Meaning:
    """`text` of the query also finds the entity `id`, a `type` that articles mostly call `name`."""

    text: str
    id: str
    type: str
    name: str


class Meanings:
    """Looks names up in an index, and remembers what it found for a minute."""

    def __init__(self, *, seconds: float = 60.0, most: int = 2000, clock: Callable[[], float] = time.monotonic):
        self._seconds, self._most, self._clock = seconds, most, clock
        self._known: OrderedDict[str, tuple[float, list[Meaning]]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, index: Index, query: Query) -> list[Meaning]:
        """The entities that names in `query.text` are another name of, in the order of the query."""
        texts = dict.fromkeys(_names(query.text)) if query.text is not None else {}
        return list(dict.fromkeys(meaning for text in islice(texts, MOST_NAMES) for meaning in self._of(index, text)))

    def _of(self, index: Index, text: str) -> list[Meaning]:
        with self._lock:
            until, known = self._known.get(text, (0.0, []))
        if until > self._clock():
            return known
        found = [
            Named.read(value) for value, _ in index.values(Query(), "named", prefix=name_prefix(text), size=_BEARERS)
        ]
        meanings = [
            Meaning(text, named.id, named.type, named.label)
            for named in found
            if named is not None and name_key(named.label) != name_key(text)
        ]
        with self._lock:
            self._known[text] = (self._clock() + self._seconds, meanings)
            self._known.move_to_end(text)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return meanings


def _names(node: Node) -> Iterator[str]:
    """What may be a name: phrases, words, and words beside each other, the longest first."""
    match node:
        case Word(text) | Phrase(text) if name_key(text):
            yield text
        case InField(field, part) if field in _FIELDS:
            yield from _names(part)
        case And(parts) | Or(parts):
            beside = [part.text if isinstance(part, Word) else "" for part in parts]
            for length in range(LONGEST_NAME, 1, -1):
                for n in range(len(beside) - length + 1):
                    if all(beside[n : n + length]):
                        yield " ".join(beside[n : n + length])
            for part in parts:
                yield from _names(part)
