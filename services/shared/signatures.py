"""The signature store: which articles share a band of their MinHash signatures, and which form a group of copies.

Bands are packed into small Redis hashes, which Redis keeps as listpacks: about 0.7 kB an article with 16 bands; only
articles that have copies cost more. Bands are kept by quarter of a year of the article's time, and expire half a year
after the last was added to a quarter.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from services.shared.ids import raw_id, readable_id
from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["Member", "SignatureStore", "Signed"]

PREFIX = "tidings:signatures:"
ROWS = 4
PERIOD_MS = 90 * 86_400_000
KEEP_SECONDS = 180 * 86_400
MOST_IN_BAND = 64
"""The most articles remembered under one band, the latest: a text that is sent a thousand times must not cost more."""

SIGN = """
-- ARGV: key prefix, seconds to keep, most bytes in a band, then for each article: '+' or '-', period, raw id, bands
-- of 7 bytes. Answers, for each, the raw ids that share a band with it; then adds ('+') or drops ('-') it.
local prefix, keep, most, answer = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), {}
for at = 4, #ARGV, 4 do
  local adds, period, id, bands = ARGV[at] == '+', tonumber(ARGV[at + 1]), ARGV[at + 2], ARGV[at + 3]
  local found = {}
  for from = 1, #bands, 7 do
    local high, low = string.byte(bands, from, from + 1)
    local bucket = ':' .. math.floor((high * 256 + low) / 4)
    local field = string.sub(bands, from + 2, from + 6)
    for when = period - 1, period + 1 do
      local key = prefix .. string.format('%.0f', when) .. bucket
      local ids = redis.call('HGET', key, field) or ''
      local others = {}
      for one = 1, #ids, 16 do
        local other = string.sub(ids, one, one + 15)
        if other ~= id then others[#others + 1] = other end
      end
      local rest = table.concat(others)
      if adds then found[#found + 1] = rest end
      if when == period then
        local now = adds and string.sub(rest .. id, -most) or rest
        if now == '' then redis.call('HDEL', key, field)
        elseif now ~= ids then
          redis.call('HSET', key, field, now)
          redis.call('EXPIRE', key, keep)
        end
      end
    end
  end
  answer[#answer + 1] = table.concat(found)
end
return answer
"""


@dataclass(frozen=True, slots=True)
class Signed:
    """An article's place among the bands: its time in milliseconds and its MinHash signature of 32-bit numbers."""

    id: str
    moment_ms: int
    signature: Sequence[int]

    def bands(self) -> bytes:
        """The signature cut into bands of four rows, each hashed to 7 bytes."""
        return b"".join(
            hashlib.blake2b(
                struct.pack(f">B{ROWS}I", n, *self.signature[n * ROWS : (n + 1) * ROWS]), digest_size=7
            ).digest()
            for n in range(len(self.signature) // ROWS)
        )


@dataclass(frozen=True, slots=True)
class Member:
    """One article of a group of copies; `similarity` to the group's original is None for the original."""

    id: str
    group: str
    moment_ms: int
    content: bytes
    similarity: float | None = None

    def pack(self) -> bytes:
        """Pack into 36 bytes: small enough for a listpack."""
        similarity = -1.0 if self.similarity is None else self.similarity
        return struct.pack(">16sq8sf", raw_id(self.group), self.moment_ms, self.content, similarity)

    @classmethod
    def unpack(cls, id: str, packed: bytes) -> Member:
        """Read what `pack` wrote."""
        group, moment, content, similarity = struct.unpack(">16sq8sf", packed)
        return cls(id, readable_id(group), moment, content, None if similarity < 0 else round(similarity, 4))


class SignatureStore:
    """Bands and groups in Redis, for the one indexer that leads. Any method raises `InboxUnavailable`."""

    def __init__(self, settings: Settings) -> None:
        self._redis: Any = connect(settings)
        self._sign = self._redis.register_script(SIGN)

    def sign(self, articles: Sequence[Signed], *, gone: Sequence[Signed] = ()) -> list[set[str]]:
        """Forget the bands of `gone`, remember those of `articles`; for each of these the ids that share a band.

        An article finds those before it in `articles`, not those after it. Again is harmless.
        """
        arguments: list[bytes | str | int] = [PREFIX + "band:", KEEP_SECONDS, 16 * MOST_IN_BAND]
        for sign, several in (("-", gone), ("+", articles)):
            for one in several:
                arguments += (sign, one.moment_ms // PERIOD_MS, raw_id(one.id), one.bands())
        with redis_or_unavailable():
            answer: list[bytes] = self._sign(args=arguments)[len(gone) :]
        return [{readable_id(ids[at : at + 16]) for at in range(0, len(ids), 16)} for ids in answer]

    def members(self, ids: Iterable[str]) -> dict[str, Member]:
        """Those of `ids` that are in a group of two or more."""
        wanted = list(ids)
        if not wanted:
            return {}
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=False)
            for id in wanted:
                pipeline.hget(f"{PREFIX}member:{id[:3]}", id[3:])
            packed: list[bytes | None] = pipeline.execute()
        return {id: Member.unpack(id, value) for id, value in zip(wanted, packed, strict=True) if value}

    def group(self, group: str) -> set[str]:
        """The ids in a group of two or more; empty where there is no such group."""
        with redis_or_unavailable():
            return {readable_id(raw) for raw in self._redis.smembers(f"{PREFIX}group:{group}")}

    def save(self, members: Iterable[Member], *, alone: Iterable[str], groups: dict[str, set[str]]) -> None:
        """Write `members` and whole `groups` (empty ones are forgotten), forget who is `alone`; one transaction."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=True)
            for id in alone:
                pipeline.hdel(f"{PREFIX}member:{id[:3]}", id[3:])
            for member in members:
                pipeline.hset(f"{PREFIX}member:{member.id[:3]}", member.id[3:], member.pack())
            for group, ids in groups.items():
                pipeline.delete(f"{PREFIX}group:{group}")
                if ids:
                    pipeline.sadd(f"{PREFIX}group:{group}", *map(raw_id, ids))
            pipeline.execute()
