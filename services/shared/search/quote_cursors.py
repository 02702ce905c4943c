"""Where a page of quotations ended: in which article, at which quotation of it, and what the first page counted."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass

import orjson

from services.shared.search.cursors import Position, SnapshotPlace
from services.shared.search.port import InvalidQuery, Total

__all__ = ["QuotePlace", "read_quote_cursor", "write_quote_cursor"]

_CHECK = 9


@dataclass(frozen=True, slots=True)
class QuotePlace:
    """A page begins with the articles from `at` on, in the article `id` with its quotation number `quote`.

    `total` and `speakers` (key, label, count) are what the first page counted, so that all pages say the same.
    """

    at: Position | SnapshotPlace
    id: str
    quote: int
    total: Total
    speakers: tuple[tuple[str, str, int], ...]


def write_quote_cursor(place: QuotePlace, asked: tuple[object, ...]) -> str:
    """Spell `place` for the client; `asked` is what must stay the same from page to page."""
    at = [place.at.time, place.at.tie] if isinstance(place.at, Position) else [place.at.name, place.at.offset]
    counts = [place.total.value, place.total.relation == "eq", place.speakers]
    payload = orjson.dumps([at, place.id, place.quote, counts])
    return base64.urlsafe_b64encode(_check(payload, asked) + payload).decode().rstrip("=")


def read_quote_cursor(cursor: str | None, asked: tuple[object, ...]) -> QuotePlace | None:
    """The place that `cursor` names; `InvalidQuery` where it was made up, damaged, or is another call's."""
    if cursor is None:
        return None
    wrong = InvalidQuery("cursor", "it is not the next_cursor of this call: repeat every parameter, or leave it out")
    try:
        packed = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4))
        if packed[:_CHECK] != _check(packed[_CHECK:], asked):
            raise wrong
        (first, second), id, quote, (value, exact, speakers) = orjson.loads(packed[_CHECK:])
        at = SnapshotPlace(first, second) if isinstance(first, str) else Position(first, second)
        total = Total(int(value), "eq" if exact else "estimated")
        return QuotePlace(at, str(id), int(quote), total, tuple((key, label, count) for key, label, count in speakers))
    except (ValueError, TypeError):
        raise wrong from None


def _check(payload: bytes, asked: tuple[object, ...]) -> bytes:
    key = hashlib.sha256(repr(asked).encode("utf-8", "replace")).digest()
    return hashlib.blake2b(payload, digest_size=_CHECK, key=key).digest()
