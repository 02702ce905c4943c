"""The index port: what Tidings asks of a search engine, in its own words. Each engine is one file beside this one.

Writing is the indexer's alone; reading is anybody's. No engine's query language passes through here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from services.shared.article import Article

__all__ = ["Index", "Outcome", "Put", "Remove", "Write"]


@dataclass(frozen=True, slots=True)
class Put:
    """Write this whole article; `article.revision` decides which of two writes stays."""

    article: Article

    @property
    def id(self) -> str:
        return self.article.id

    @property
    def revision(self) -> int:
        return self.article.revision


@dataclass(frozen=True, slots=True)
class Remove:
    """Take this article out."""

    id: str
    revision: int


Write = Put | Remove


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one write.

    `done`: durable and soon searchable; `stale`: the engine holds this revision or a newer one, so nothing was to do;
    `refused`: the engine will never take it, `reason` says why; `busy`: try this one again later.
    """

    id: str
    revision: int
    status: Literal["done", "stale", "refused", "busy"]
    reason: str = ""


class Index(Protocol):
    """One search engine. Any method may raise `EngineUnavailable`, and then nothing is known of its effect."""

    def prepare(self) -> None:
        """Create what is missing; raise `SchemaMismatch` where what is there was made by another schema."""

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """Apply `writes` as one bulk request; outcomes in the same order. Returns when the writes are durable."""

    def stored(self, ids: Sequence[str]) -> dict[str, Article]:
        """The articles as last written, searchable or not, with `revision`; ids that are not there are left out."""

    def article(self, id: str) -> Article | None:
        """The article as a search would find it; None while it is not searchable."""

    def close(self) -> None:
        """Let go of connections, locks and files."""
