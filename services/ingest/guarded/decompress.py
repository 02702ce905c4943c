"""Decompression under a limit that no bomb passes: never more than the limit is ever held."""

from __future__ import annotations

import zlib
from collections.abc import Iterable

from services.ingest.guarded.refusals import FetchFailed, FetchRefused

__all__ = ["ACCEPT_ENCODING", "decoded", "inflate"]

ACCEPT_ENCODING = "gzip, deflate"
"""What is offered to servers: Python's Brotli and Zstandard cannot be held to a limit while they decompress."""
_GZIP, _ZLIB, _RAW = 31, 15, -15
_MOST_MEMBERS = 1000


def decoded(chunks: Iterable[bytes], encoding: str, limit: int) -> bytes:
    """The body in `chunks`, decompressed by the `Content-Encoding`. Raises `FetchRefused` past `limit` bytes, and for
    an encoding that was not offered; `FetchFailed` where the data are broken or end early."""
    match encoding.strip().lower():
        case "" | "identity" | "none":
            return _within(chunks, limit)
        case "gzip" | "x-gzip":
            return _decompressed(chunks, _GZIP, limit)
        case "deflate":
            return _decompressed(chunks, _ZLIB, limit)
        case other:
            raise FetchRefused(f"it is compressed by {other[:40]!r}, which was not offered", "encoding")


def inflate(body: bytes, limit: int) -> bytes:
    """A gzip file (`sitemap.xml.gz`) decompressed; raises as `decoded` does."""
    return _decompressed([body], _GZIP, limit)


def _too_large(limit: int) -> FetchRefused:
    return FetchRefused(f"it is larger than {limit} bytes", "too_large")


def _within(chunks: Iterable[bytes], limit: int) -> bytes:
    body = bytearray()
    for chunk in chunks:
        if len(body) + len(chunk) > limit:
            raise _too_large(limit)
        body += chunk
    return bytes(body)


def _decompressed(chunks: Iterable[bytes], form: int, limit: int) -> bytes:
    body = bytearray()
    members, finished = 1, False
    inflating = zlib.decompressobj(form)
    begun = False
    try:
        for chunk in chunks:
            data = chunk
            if not begun and data:
                begun = True
                if form == _ZLIB and (data[0] & 0x0F) != 8:  # many servers send raw deflate under this name
                    form = _RAW
                    inflating = zlib.decompressobj(form)
            while data:
                if inflating.eof:
                    if form != _GZIP or data[:1] != b"\x1f":  # what follows a complete stream is padding
                        break
                    members += 1
                    if members > _MOST_MEMBERS:
                        raise FetchRefused("it is compressed in too many parts", "encoding")
                    inflating = zlib.decompressobj(form)
                body += inflating.decompress(data, limit + 1 - len(body))
                if len(body) > limit:
                    raise _too_large(limit)
                data = inflating.unused_data if inflating.eof else inflating.unconsumed_tail
        finished = inflating.eof or not begun
    except zlib.error:
        raise FetchFailed("its compressed data are broken", "encoding") from None
    if not finished:
        raise FetchFailed("its compressed data end early", "encoding")
    return bytes(body)
