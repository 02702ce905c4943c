"""What a reader has not taken yet: in memory while it is little, then in a temporary file, first in, first out."""

from __future__ import annotations

import asyncio
import tempfile
from types import TracebackType
from typing import Self

__all__ = ["Spool"]

IN_MEMORY = 1024 * 1024
PIECE = 64 * 1024


class Spool:
    """A pipe of bytes without a bound, between two tasks of one event loop.

    The file's writes land in the page cache, so they are done in the loop; a thread for each would cost more.
    """

    def __init__(self) -> None:
        self._file = tempfile.SpooledTemporaryFile[bytes](max_size=IN_MEMORY)
        self._read = 0
        self._written = 0
        self._ended = False
        self._changed = asyncio.Event()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def put(self, data: bytes) -> None:
        """Add `data`; never waits."""
        self._file.seek(self._written)
        self._written += self._file.write(data)
        self._changed.set()

    def end(self) -> None:
        """Say that nothing more comes."""
        self._ended = True
        self._changed.set()

    async def take(self) -> bytes:
        """The next bytes, up to 64 KiB, as soon as there are any; empty at the end."""
        while self._read == self._written and not self._ended:
            self._changed.clear()
            await self._changed.wait()
        self._file.seek(self._read)
        data = self._file.read(PIECE)
        self._read += len(data)
        if self._read == self._written and self._written:
            self._file.seek(0)
            self._file.truncate()
            self._read = self._written = 0
        return data
