"""`POST /v1/urls`: takes URLs in durably, to be fetched by the fetchers, and answers with receipts."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
from starlette.responses import Response

from services.ingest.intake import article_id, decode
from services.ingest.receipts import FULL, Receipt, receipt_of, rejected
from services.ingest.service import Service
from services.ingest.urls import parse_url
from services.shared.errors import InboxUnavailable, ProblemError
from services.shared.inbox import Offer

__all__ = ["push_urls", "url_offer"]


def url_offer(raw: object, *, restore: bool = False) -> Offer:
    """Make `{"url": …}` an offer for the stage `fetch`. Raises a 422 `ProblemError` that says what is wrong."""
    if not isinstance(raw, dict) or not isinstance(raw.get("url"), str):
        raise _invalid("url", "must be there, a string")
    for name in raw.keys() - {"url"}:
        raise _invalid(str(name)[:100], "is not a field; the only one is url")
    url = raw["url"].strip()
    try:
        address = parse_url(url)
    except ValueError as error:
        raise _invalid("url", str(error)) from None
    identity = address.canonical.encode()
    return Offer(
        id=article_id(None, None, address.canonical, b""),
        payload=orjson.dumps({"url": url}),
        content_hash=hashlib.sha256(b"url\0" + identity).digest()[:16],
        channel="url",
        restore=restore,
        stage="fetch",
        identity=b"url\0" + identity,
    )


async def push_urls(service: Service, body: bytes, *, restore: bool) -> Response:
    """Take one URL or an array of them in: 202 with a receipt for each, or a problem where the only one is bad."""
    data = decode(body)
    alone = not isinstance(data, list)
    given: list[Any] = [data] if alone else data
    most = service.settings.max_documents
    if len(given) > most:
        message = f"has {len(given)} URLs, more than {most}"
        raise ProblemError(413, f"An array may have {most} URLs.", [{"field": "$", "message": message}])
    if alone:
        only = url_offer(given[0], restore=restore)
        (outcome,) = await service.committer.commit([only])
        if outcome.status == "full":
            raise ProblemError(503, FULL["detail"], retry_after=FULL["retry_after"])
        receipts = [receipt_of(only, outcome)]
    else:
        checked = [_checked(one, restore=restore) for one in given]
        offers = [one for one in checked if isinstance(one, Offer)]
        outcomes = iter(await service.committer.commit(offers) if offers else ())
        receipts = [receipt_of(one, next(outcomes)) if isinstance(one, Offer) else one for one in checked]
    if any(receipt["status"] == "accepted" for receipt in receipts):
        await _hint(service)
    service.count(receipts)
    return Response(orjson.dumps({"receipts": receipts}), 202, media_type="application/json")


async def _hint(service: Service) -> None:
    try:
        if not await service.blocking(service.inbox.take_hint, "fetch"):
            return
    except InboxUnavailable:
        return  # the URLs are accepted all the same, and the reconciler hints again
    service.committer.hint("fetch")


def _checked(raw: object, *, restore: bool) -> Offer | Receipt:
    try:
        return url_offer(raw, restore=restore)
    except ProblemError as error:
        return rejected(error.problem)


def _invalid(field: str, message: str) -> ProblemError:
    return ProblemError(422, f"The URL is not valid: {field} {message}", [{"field": field, "message": message}])
