"""Cursors: where a page ended, as an opaque string that only the same query can use.

Under a time sort a cursor is a position (time and tie-breaker), good for ever. Under relevance and collapse it names a
snapshot that this process holds for five minutes.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

import orjson

from services.shared.search.port import CursorExpired, InvalidQuery, Query

__all__ = ["Position", "SnapshotPlace", "Snapshots", "read_cursor", "write_cursor"]

_CHECK = 9
_TIMES = range(-(2**53), 2**53)
_TIES = range(2**63 - 1)


@dataclass(frozen=True, slots=True)
class Position:
    """The last article of a page under a time sort: its time (None where it has none) and its `tie`."""

    time: int | None
    tie: int


@dataclass(frozen=True, slots=True)
class SnapshotPlace:
    """The next page begins at `offset` of the snapshot `name`."""

    name: str
    offset: int


def _check(payload: bytes, query: Query) -> bytes:
    """What ties `payload` to this query and finds damage. No secret: a made-up position lets nobody see more."""
    asked = (
        query.text, sorted(query.filters.items()), query.match, sorted(query.having.items()), query.published_after,
        query.published_before, query.sort, query.collapse, query.recency,
    )  # fmt: skip
    key = hashlib.sha256(repr(asked).encode("utf-8", "replace")).digest()
    return hashlib.blake2b(payload, digest_size=_CHECK, key=key).digest()


def write_cursor(place: Position | SnapshotPlace, query: Query) -> str:
    """Spell `place` for the client; page size, facets and highlights may change from page to page, nothing else."""
    said = [place.time, place.tie] if isinstance(place, Position) else [place.name, place.offset]
    payload = orjson.dumps(said)
    return base64.urlsafe_b64encode(_check(payload, query) + payload).decode().rstrip("=")


def read_cursor(query: Query) -> Position | SnapshotPlace | None:
    """The place that `query.cursor` names; `InvalidQuery` where it was made up, damaged, or is another query's."""
    if query.cursor is None:
        return None
    wrong = InvalidQuery("cursor", "it is not the next_cursor of this search: repeat every parameter, or leave it out")
    try:
        packed = base64.urlsafe_b64decode(query.cursor.encode("ascii") + b"=" * (-len(query.cursor) % 4))
    except ValueError:
        raise wrong from None
    check, payload = packed[:_CHECK], packed[_CHECK:]
    if not secrets.compare_digest(check, _check(payload, query)):
        raise wrong
    try:
        said = orjson.loads(payload)
    except orjson.JSONDecodeError:
        raise wrong from None
    match said:
        case [int() | None as at, int() as tie] if (at is None or at in _TIMES) and tie in _TIES:
            place: Position | SnapshotPlace = Position(at, tie)
        case [str() as name, int() as offset] if 0 <= offset < 2**31:
            place = SnapshotPlace(name, offset)
        case _:
            raise wrong
    if isinstance(place, Position) != (query.collapse is None and query.sort != "relevance"):
        raise wrong
    return place


class Snapshots[T]:
    """What cursors point into, for `seconds` after it was last used, the most recently used `most` of them.

    `let_go` is called for each one that is dropped.
    """

    def __init__(
        self,
        *,
        seconds: float = 300.0,
        most: int = 200,
        let_go: Callable[[T], None] = lambda _: None,
        clock: Callable[[], float] = time.monotonic,
    ):
        self._seconds, self._most, self._let_go, self._clock = seconds, most, let_go, clock
        self._kept: OrderedDict[str, tuple[float, T]] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, snapshot: T) -> str:
        """Hold `snapshot`; the name to ask for it by."""
        name = secrets.token_urlsafe(12)
        with self._lock:
            self._kept[name] = (self._clock() + self._seconds, snapshot)
            dropped = self._overdue()
        for old in dropped:
            self._let_go(old)
        return name

    def held(self, name: str) -> T:
        """The snapshot of this name, held for as long again; raises `CursorExpired`."""
        with self._lock:
            until, snapshot = self._kept.pop(name, (0.0, None))
            if snapshot is None:
                raise CursorExpired(name)
            if until >= self._clock():
                self._kept[name] = (self._clock() + self._seconds, snapshot)
                return snapshot
        self._let_go(snapshot)
        raise CursorExpired(name)

    def drop_all(self) -> None:
        """Let go of every snapshot."""
        with self._lock:
            dropped = [snapshot for _, snapshot in self._kept.values()]
            self._kept.clear()
        for old in dropped:
            self._let_go(old)

    def _overdue(self) -> list[T]:
        dropped = []
        while self._kept:
            until, snapshot = next(iter(self._kept.values()))
            if until >= self._clock() and len(self._kept) <= self._most:
                break
            self._kept.popitem(last=False)
            dropped.append(snapshot)
        return dropped
