"""Receipts: what a sender is told about each document."""

from __future__ import annotations

from typing import Literal, TypedDict

from services.shared.errors import Problem, problem
from services.shared.inbox import Accepted, Offer

__all__ = ["FULL", "Receipt", "receipt_of", "rejected"]


class Receipt(TypedDict):
    """What became of one document. `accepted` is a promise; `unchanged` says that this very version is known."""

    id: str | None
    status: Literal["accepted", "unchanged", "rejected"]
    version: int | None
    error: Problem | None


FULL = problem(503, "The inbox is full. Push again later.", retry_after=5)
DELETED = problem(
    410,
    "This article was deleted. Push it with ?restore=true to bring it back.",
    [{"field": "$", "message": "deleted"}],
)


def rejected(error: Problem, id: str | None = None) -> Receipt:
    """The receipt of a document that was not taken."""
    return {"id": id, "status": "rejected", "version": None, "error": error}


def receipt_of(offer: Offer, outcome: Accepted) -> Receipt:
    """The receipt of a document that the inbox answered for."""
    if outcome.status == "deleted":
        return rejected(DELETED, offer.id)
    if outcome.status == "full":
        return rejected(FULL, offer.id)
    return {"id": offer.id, "status": outcome.status, "version": outcome.version, "error": None}
