"""`Idempotency-Key`: for a day, the same key with the same push is answered as before, and with another is a 422."""

from __future__ import annotations

import hashlib
import logging

from services.ingest.service import Service
from services.shared.errors import InboxUnavailable, ProblemError

__all__ = ["Answers"]

log = logging.getLogger(__name__)

SECONDS = 86_400


class Answers:
    """The answer that is kept for one push under one key: 32 bytes that tell the push, then the answer's body.

    Only answers that took something in are kept: a push that failed, or was refused for load, may be tried again.
    """

    def __init__(self, service: Service, key: str, body: bytes, *, restore: bool, jsonld: bool):
        self._service = service
        self._key = "idempotency:" + hashlib.sha256(key.encode()).hexdigest()
        self._push = hashlib.sha256(bytes((restore, jsonld)) + body).digest()

    async def recall(self) -> bytes | None:
        """The answer given before. Raises a 422 `ProblemError` where the key was used for another push."""
        kept = await self._service.blocking(self._service.inbox.recall, self._key)
        if kept is None:
            return None
        if kept[:32] != self._push:
            message = "was used for another body within the last 24 hours"
            raise ProblemError(
                422, f"This Idempotency-Key {message}.", [{"field": "Idempotency-Key", "message": message}]
            )
        return kept[32:]

    async def remember(self, answer: bytes) -> None:
        """Keep `answer`. What was taken in is taken in: where this fails, the answer is given all the same."""
        try:
            await self._service.blocking(self._service.inbox.remember, self._key, self._push + answer, SECONDS)
        except InboxUnavailable:
            log.warning("an answer could not be kept under its Idempotency-Key")
