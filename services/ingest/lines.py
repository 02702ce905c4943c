"""NDJSON lines out of a stream of chunks, in bounded memory: a line over the limit is skipped, not kept."""

from __future__ import annotations

from collections.abc import Iterator

__all__ = ["Line", "Lines", "TooLong"]


class TooLong:
    """Stands where a line over the limit was."""

    def __len__(self) -> int:
        return 0


Line = bytes | TooLong


class Lines:
    """Cuts a stream into lines of at most `limit` bytes, ended by LF or CRLF."""

    def __init__(self, limit: int):
        self._limit = limit
        self._rest = bytearray()
        self._skipping = False

    def feed(self, chunk: bytes) -> Iterator[Line]:
        """The lines that `chunk` completes. Blank ones are left out."""
        start = 0
        while (end := chunk.find(b"\n", start)) >= 0:
            yield from self._line(chunk[start:end])
            start = end + 1
        if not self._skipping:
            self._rest += chunk[start:] if start else chunk
            self._skip_if_too_long()

    def finish(self) -> Iterator[Line]:
        """The last line, where the stream ended without a newline."""
        yield from self._line(b"")

    def _skip_if_too_long(self) -> None:
        if len(self._rest) > self._limit + 1:  # one more for the CR
            self._skipping = True
            self._rest = bytearray()

    def _line(self, end: bytes) -> Iterator[Line]:
        line = bytes(self._rest) + end if self._rest else end
        if self._rest:
            self._rest = bytearray()
        if self._skipping or len(line.rstrip(b"\r")) > self._limit:
            self._skipping = False
            yield TooLong()
        elif line and not line.isspace():
            yield line
