"""What goes into the inbox and what comes out of it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Literal

__all__ = ["Accepted", "Done", "InboxState", "Kind", "Offer", "QuarantineEntry", "Record", "Stage", "Trace"]

Stage = Literal["fetch", "enrich", "index"]
Kind = Literal["article", "amend", "remove"]
Lane = Literal["live", "bulk"]


@dataclass(frozen=True, slots=True)
class Offer:
    """One validated document for the inbox.

    `payload` is the document's JSON, the same bytes for the same fields; `content_hash`, 16 bytes, is what a tombstone
    remembers of a deleted article. `stage` is where its way begins: at `fetch`, the payload is a URL's, and
    `identity`, where given, is what stands for the payload when two offers are compared, by their `fingerprint`s of 16
    bytes. That is worked out by whoever makes the offer: a hash lets go of the interpreter's lock, and the thread that
    writes would wait to get it back once for each document (measured: writes of 128 took 27 ms, not 14).
    """

    id: str
    payload: bytes
    content_hash: bytes
    channel: str = "push"
    lane: Lane = "live"
    restore: bool = False
    stage: Literal["fetch", "enrich"] = "enrich"
    identity: bytes | None = None
    fingerprint: bytes = field(init=False)

    def __post_init__(self) -> None:
        fingerprint = hashlib.blake2b(self.identity or self.payload, digest_size=16).digest()
        object.__setattr__(self, "fingerprint", fingerprint)


@dataclass(frozen=True, slots=True)
class Accepted:
    """What became of an offer; `deleted`: a tombstone refuses it; `full`: too much is in motion."""

    status: Literal["accepted", "unchanged", "deleted", "full"]
    version: int | None
    revision: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """One claimed piece of work. `data` is a document, an enriched article, or a change, by `stage` and `kind`."""

    id: str
    revision: int
    kind: Kind
    lane: Lane
    channel: str
    version: int
    attempts: int
    accepted_ms: int
    data: bytes

    @property
    def member(self) -> str:
        """The record's name in the inbox's queues."""
        return f"{self.id}:{self.revision}"


@dataclass(frozen=True, slots=True)
class Done:
    """Work that is finished: `event` and `detail` go into the article's trace."""

    id: str
    revision: int
    event: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Trace:
    """What happened to an article so far, oldest first."""

    id: str
    status: Literal["accepted", "enriched", "indexed", "quarantined", "removed"]
    events: tuple[dict[str, str], ...]


@dataclass(frozen=True, slots=True)
class QuarantineEntry:
    """A document that could not be processed; `document` is its JSON as accepted or as far as it was enriched."""

    id: str
    version: int
    stage: Stage
    reason: str
    attempts: int
    quarantined_at: str
    document: bytes


@dataclass(frozen=True, slots=True)
class InboxState:
    """How much is where: `ready` by stage and lane, `leased` by stage; `oldest_seconds` is how long something waits."""

    pending: int
    pending_bytes: int
    oldest_seconds: float
    quarantined: int
    ready: dict[tuple[str, str], int] = field(default_factory=dict)
    leased: dict[str, int] = field(default_factory=dict)

    def waiting(self, stage: str) -> int:
        """How much is ready for this stage, in all lanes."""
        return sum(count for (at, _), count in self.ready.items() if at == stage)
