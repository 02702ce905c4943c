"""What the tests of the inbox have in common: documents to offer, and the verbs in short."""

from __future__ import annotations

import base64
import hashlib

from services.shared.inbox import Done, Inbox, Offer, Record

__all__ = ["claim", "id_of", "index_everything", "offer", "status"]


def id_of(name: str) -> str:
    return base64.b32encode(hashlib.sha256(name.encode()).digest()[:16]).decode().rstrip("=").lower()


def offer(name: str, text: str = "text", **more: object) -> Offer:
    content = hashlib.sha256(text.encode()).digest()[:16]
    return Offer(id_of(name), text.encode(), content, **more)  # type: ignore[arg-type]


def claim(inbox: Inbox, stage: str = "enrich", owner: str = "me", limit: int = 100) -> list[Record]:
    return inbox.claim(stage, owner, limit)[0]  # type: ignore[arg-type]


def index_everything(inbox: Inbox) -> list[Record]:
    """Take all that is ready through both stages."""
    inbox.advance([(record, record.data, "") for record in claim(inbox)])
    records = claim(inbox, "index")
    inbox.settle([Done(record.id, record.revision, "indexed") for record in records])
    return records


def status(inbox: Inbox, name: str) -> str | None:
    trace = inbox.trace(id_of(name))
    return trace.status if trace else None
