"""The calls under `/v1/articles`: push one, some or any number, delete, trace."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Query
from starlette.requests import Request
from starlette.responses import Response

from services.ingest import examples
from services.ingest.bulk import BulkResponse
from services.ingest.pushes import push, read_body
from services.ingest.service import Service
from services.shared.errors import ProblemError
from services.shared.guard import media_type
from services.shared.problems import problem_answers

__all__ = ["ArticleId", "article_routes", "no_such_article"]

log = logging.getLogger(__name__)

ArticleId = Annotated[str, Path(description="The id from a receipt", pattern="^[a-z2-7]{26}$")]
Restore = Annotated[bool, Query(description="Bring articles back that were deleted")]

JSON = "application/json"
JSON_LD = "application/ld+json"
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")


def no_such_article() -> ProblemError:
    """There is nothing under this id."""
    return ProblemError(404, "There is no article with this id.", [{"field": "id", "message": "is not known"}])


def content_type_of(request: Request, *taken: str) -> str:
    """The request's media type. Raises a 415 `ProblemError` where it is none of `taken`, or is compressed."""
    found = media_type(request.headers)
    if found not in taken:
        raise ProblemError(415, f"Send {' or '.join(taken)}, and say so in Content-Type.")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ProblemError(415, "Send the body as it is, without a Content-Encoding.")
    charset = request.headers.get("content-type", "").lower().partition("charset=")[2].partition(";")[0].strip(' "')
    if charset not in {"", "utf-8", "utf8", "us-ascii"}:
        raise ProblemError(415, "Send UTF-8: JSON knows no other charset.")
    return found


def article_routes(service: Service) -> APIRouter:
    """The calls, bound to a running service."""
    router = APIRouter(tags=["articles"])

    @router.post(
        "/v1/articles",
        status_code=202,
        summary="Push an article, or an array of them",
        description=examples.PUSH,
        response_class=Response,
        responses={202: examples.RECEIPTS, **problem_answers(401, 413, 415, 422, 503)},
        openapi_extra={"requestBody": examples.PUSH_BODY},
    )
    async def push_articles(
        request: Request,
        restore: Restore = False,
        idempotency_key: Annotated[
            str | None, Header(max_length=255, description="The same key is answered the same for 24 hours")
        ] = None,
    ) -> Response:
        jsonld = content_type_of(request, JSON, JSON_LD) == JSON_LD
        body = await read_body(request, service.settings.max_document_bytes)
        # Two callers that hit upon the same key are not each other.
        key = f"{request.headers.get('x-api-key', '')}\0{idempotency_key}" if idempotency_key else None
        return await push(service, body, jsonld=jsonld, restore=restore, key=key)

    @router.post(
        "/v1/articles/bulk",
        summary="Push any number of articles as NDJSON",
        description=examples.BULK,
        response_class=Response,
        responses={200: examples.BULK_RECEIPTS, **problem_answers(401, 415)},
        openapi_extra={"requestBody": examples.BULK_BODY},
    )
    async def push_bulk(request: Request, restore: Restore = False) -> Response:
        jsonld = content_type_of(request, *NDJSON, JSON_LD) == JSON_LD
        return BulkResponse(
            service.committer,
            limit=service.settings.max_document_bytes,
            restore=restore,
            jsonld=jsonld,
            count=service.count,
        )

    @router.delete(
        "/v1/articles/{id}",
        status_code=202,
        summary="Delete an article",
        description=examples.DELETE,
        responses={
            202: {"content": {JSON: {"example": {"id": examples.ID, "status": "removed"}}}},
            **problem_answers(401, 404, 503),
        },
    )
    async def delete_article(id: ArticleId) -> dict[str, str]:
        if not await service.blocking(service.inbox.remove, id):
            raise no_such_article()
        log.info("removed", extra={"article_id": id})
        return {"id": id, "status": "removed"}

    @router.get(
        "/v1/articles/{id}/trace",
        summary="What happened to an article so far",
        responses={200: {"content": {JSON: {"example": examples.TRACE}}}, **problem_answers(401, 404, 503)},
    )
    async def trace(id: ArticleId) -> dict[str, Any]:
        found = await service.blocking(service.inbox.trace, id)
        if found is None:
            raise no_such_article()
        return asdict(found)

    return router
