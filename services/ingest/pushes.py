"""One push of an object or an array: read it, validate it, have it written, answer with receipts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from typing import Any, Literal

import orjson
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from services.ingest.idempotency import Answers
from services.ingest.intake import decode, offer, offer_of_jsonld
from services.ingest.jsonld import articles_in
from services.ingest.receipts import FULL, Receipt, receipt_of, rejected
from services.ingest.service import Service, answer_seconds
from services.shared.errors import InboxUnavailable, ProblemError
from services.shared.inbox import Offer

__all__ = ["push", "read_body"]

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Documents that are validated before other requests have their turn."""

Make = Callable[[], Offer]


async def read_body(request: Request, limit: int) -> bytes:
    """The request's body. Raises a 413 `ProblemError` as soon as it is known to be over `limit` bytes."""
    too_large = ProblemError(
        413,
        f"A body may have {limit} bytes. POST /v1/articles/bulk takes any number of lines.",
        [{"field": "$", "message": f"is over {limit} bytes"}],
    )
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > limit:
        raise too_large
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > limit:
                raise too_large
            pieces.append(piece)
    except ClientDisconnect:
        raise ProblemError(400, "The connection ended before the body did.") from None
    return b"".join(pieces)


async def push(service: Service, body: bytes, *, jsonld: bool, restore: bool, key: str | None) -> Response:
    """Take a body in and answer: 202 with a receipt for each document, or a problem where its only one is bad.

    `key` is the `Idempotency-Key`, already told apart by caller.
    """
    if key is None:
        receipts = await _receipts(service, body, jsonld=jsonld, restore=restore)
        return _answer(orjson.dumps({"receipts": receipts}))
    answers = Answers(service, key, body, restore=restore, jsonld=jsonld)
    try:
        async with asyncio.timeout(answer_seconds(service.settings)):  # for the three calls to the inbox together
            if known := await answers.recall():
                return _answer(known)
            receipts = await _receipts(service, body, jsonld=jsonld, restore=restore)
            answer = orjson.dumps({"receipts": receipts})
            if not any(one["error"] and one["error"]["status"] == 503 for one in receipts):
                await answers.remember(answer)
            return _answer(answer)
    except TimeoutError:
        raise InboxUnavailable("no answer in time") from None


def _answer(content: bytes) -> Response:
    return Response(content, 202, media_type="application/json")


async def _receipts(service: Service, body: bytes, *, jsonld: bool, restore: bool) -> list[Receipt]:
    data = decode(body)
    documents: Sequence[Any]
    if jsonld:
        documents = articles_in(data)
        alone = len(documents) == 1 and not isinstance(data, list)
    else:
        alone = not isinstance(data, list)
        documents = [data] if alone else data
    most = service.settings.max_documents
    if len(documents) > most:
        message = f"has {len(documents)} documents, more than {most}"
        raise ProblemError(413, f"An array may have {most} documents.", [{"field": "$", "message": message}])

    make = offer_of_jsonld if jsonld else offer
    if alone:
        only = make(documents[0], restore=restore)
        (outcome,) = await service.committer.commit([only])
        if outcome.status == "full":
            raise ProblemError(503, FULL["detail"], retry_after=FULL["retry_after"])
        receipts = [receipt_of(only, outcome)]
        log.debug("pushed: %s", outcome.status, extra={"article_id": only.id})
    else:
        lane: Literal["live", "bulk"] = "bulk" if len(documents) > 1 else "live"
        checked: list[Offer | Receipt] = []
        for number, document in enumerate(documents, 1):
            try:
                checked.append(make(document, lane=lane, restore=restore))
            except ProblemError as error:
                checked.append(rejected(error.problem))
            if number % AT_ONCE == 0:
                await asyncio.sleep(0)
        offers = [one for one in checked if isinstance(one, Offer)]
        outcomes = iter(await service.committer.commit(offers) if offers else ())
        receipts = [receipt_of(one, next(outcomes)) if isinstance(one, Offer) else one for one in checked]
    service.count(receipts)
    return receipts
