"""The story store: which story each article is in, what the article is about, and who is in a story of several.

Articles are kept by the day of their time, one Redis hash a day, so that the indexer loads the days around an article
and no more; a story of several has its members under its id. About 1 kB an article. A day or story expires half a year
after it was last written to.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from services.shared.ids import raw_id, readable_id
from services.shared.redis_connection import connect, redis_or_unavailable
from services.shared.settings import Settings

__all__ = ["DAY_MS", "Place", "Reported", "StoryStore"]

PREFIX = "tidings:stories:"
DAY_MS = 86_400_000
KEEP_SECONDS = 180 * 86_400
AT_ONCE = 1000
_HEAD = struct.Struct(">16sqB2s")
_PLACE = struct.Struct(">16si")
Place = tuple[str, int]
"""An article's id and the number of its day since 1970."""


@dataclass(frozen=True, slots=True)
class Reported:
    """An article as stories know it.

    `moment_ms`: when it was published, or received where it is not `dated`; `language`: ISO 639-1; `about`: its packed
    story vector.
    """

    id: str
    story: str
    moment_ms: int
    dated: bool
    language: str
    about: bytes

    @property
    def day(self) -> int:
        return self.moment_ms // DAY_MS

    @property
    def place(self) -> Place:
        return self.id, self.day

    def pack(self) -> bytes:
        """23 bytes and the vector."""
        language = self.language.encode("ascii", "replace")[:2]
        return _HEAD.pack(raw_id(self.story), self.moment_ms, self.dated, language) + self.about

    @classmethod
    def unpack(cls, id: bytes, packed: bytes) -> Reported:
        """Read what `pack` wrote."""
        story, moment, dated, language = _HEAD.unpack_from(packed)
        about = packed[_HEAD.size :]
        return cls(readable_id(id), readable_id(story), moment, bool(dated), language.rstrip(b"\0").decode(), about)


class StoryStore:
    """Stories in Redis, for the one indexer that leads. Any method raises `InboxUnavailable`."""

    def __init__(self, settings: Settings) -> None:
        self._redis: Any = connect(settings)

    def close(self) -> None:
        """Close the connections."""
        self._redis.close()

    def state(self) -> bytes:
        """Names what was last saved: another name says that somebody else has saved."""
        with redis_or_unavailable():
            return self._redis.get(PREFIX + "state") or b""

    def days(self, days: Sequence[int]) -> list[Reported]:
        """Every article of these days."""
        with redis_or_unavailable():  # day by day: one answer stays within the time limit
            return [Reported.unpack(id, value) for day in days for id, value in self._redis.hgetall(_day(day)).items()]

    def articles(self, places: Iterable[Place]) -> list[Reported]:
        """Those of these articles that are there."""
        found = []
        with redis_or_unavailable():
            for some in batched(places, AT_ONCE):
                pipeline = self._redis.pipeline(transaction=False)
                for id, day in some:
                    pipeline.hget(_day(day), raw_id(id))
                for (id, _), packed in zip(some, pipeline.execute(), strict=True):
                    if packed:
                        found.append(Reported.unpack(raw_id(id), packed))
        return found

    def members(self, stories: Iterable[str]) -> dict[str, list[Place]]:
        """Who is in these stories, of those that have several members."""
        found = {}
        with redis_or_unavailable():
            for some in batched(stories, AT_ONCE):
                packed: list[bytes | None] = self._redis.mget([_story(story) for story in some])
                for story, members in zip(some, packed, strict=True):
                    if members:
                        found[story] = [(readable_id(id), day) for id, day in _PLACE.iter_unpack(members)]
        return found

    def save(
        self, state: bytes, put: Iterable[Reported], drop: Iterable[Place], stories: Mapping[str, Sequence[Place]]
    ) -> None:
        """Write and drop articles, write the members of whole `stories` (of one or none: none); one transaction."""
        with redis_or_unavailable():
            pipeline = self._redis.pipeline(transaction=True)
            for id, day in drop:
                pipeline.hdel(_day(day), raw_id(id))
            by_day: dict[int, dict[bytes, bytes]] = {}
            for one in put:
                by_day.setdefault(one.day, {})[raw_id(one.id)] = one.pack()
            for day, articles in by_day.items():
                pipeline.hset(_day(day), mapping=articles)
                pipeline.expire(_day(day), KEEP_SECONDS)
            for story, members in stories.items():
                if len(members) > 1:
                    packed = b"".join(_PLACE.pack(raw_id(id), day) for id, day in members)
                    pipeline.set(_story(story), packed, ex=KEEP_SECONDS)
            if ended := [_story(story) for story, members in stories.items() if len(members) < 2]:
                pipeline.delete(*ended)
            pipeline.set(PREFIX + "state", state)
            pipeline.execute()


def _day(day: int) -> str:
    return f"{PREFIX}day:{day}"


def _story(story: str) -> str:
    return f"{PREFIX}story:{story}"
