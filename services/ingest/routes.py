"""The calls under `/v1/articles`: push one, some or any number, delete, trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from dataclasses import asdict
from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Path
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from services.ingest import examples
from services.ingest.bulk import BulkResponse
from services.ingest.parameters import refuse_unknown, refuse_unknown_parameters
from services.ingest.pushes import push, read_body
from services.ingest.service import Service
from services.ingest.url_pushes import push_urls
from services.shared.errors import ProblemError
from services.shared.guard import media_type
from services.shared.ids import ID_PATTERN
from services.shared.problems import problem_answers

__all__ = ["ArticleId", "article_routes", "push_routes"]

log = logging.getLogger(__name__)

ArticleId = Annotated[str, Path(description="The id from a receipt", pattern=ID_PATTERN, examples=[examples.ID])]

JSON = "application/json"
JSON_LD = "application/ld+json"
NDJSON = ("application/x-ndjson", "application/ndjson", "application/jsonl")


def _no_such_article() -> ProblemError:
    """There is nothing under this id."""
    return ProblemError(404, "There is no article with this id.", [{"field": "id", "message": "is not known"}])


def _content_type(request: Request, *taken: str) -> str:
    """The request's media type. Raises a 415 `ProblemError` where it is none of `taken`, or is compressed."""
    headers = dict(request.scope["headers"])
    given = headers.get(b"content-type", b"")
    found = media_type(given)
    if found not in taken:
        raise ProblemError(415, f"Send {' or '.join(taken)}, and say so in Content-Type.")
    if headers.get(b"content-encoding", b"identity").lower() != b"identity":
        raise ProblemError(415, "Send the body as it is, without a Content-Encoding.")
    charset = given.lower().partition(b"charset=")[2].partition(b";")[0].strip(b' "')
    if charset not in {b"", b"utf-8", b"utf8", b"us-ascii"}:
        raise ProblemError(415, "Send UTF-8: JSON knows no other charset.")
    return found


class _OwnBody(APIRoute):
    """A route whose endpoint is handed the request as it is and reads it itself; FastAPI only documents it.

    Working out declared parameters costs as much time as everything that a push is about.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        return cast(Callable[[Request], Coroutine[Any, Any, Response]], self.endpoint)


def _restore(request: Request) -> bool:
    if not request.scope["query_string"]:
        return False
    refuse_unknown(request.query_params, ["restore"])
    given = request.query_params.get("restore", "false").lower()
    if given not in {"true", "false", "1", "0"}:
        raise ProblemError(422, "The request is not valid.", [{"field": "restore", "message": "must be true or false"}])
    return given in {"true", "1"}


def _idempotency_key(request: Request) -> str | None:
    given = request.headers.get("idempotency-key")
    if given is None:
        return None
    if not 1 <= len(given) <= 255:
        message = "must have 1 to 255 characters"
        raise ProblemError(422, "The request is not valid.", [{"field": "Idempotency-Key", "message": message}])
    # Two callers that hit upon the same key are not each other.
    return f"{request.headers.get('x-api-key', '')}\0{given}"


def push_routes(service: Service) -> APIRouter:
    """The calls that take documents in, bound to a running service."""
    router = APIRouter(tags=["articles"], route_class=_OwnBody)

    @router.post(
        "/v1/articles",
        status_code=202,
        summary="Push an article, or an array of them",
        description=examples.PUSH,
        response_class=Response,
        responses={202: examples.RECEIPTS, **problem_answers(401, 413, 415, 422, 503)},
        openapi_extra={
            "parameters": [examples.RESTORE, examples.IDEMPOTENCY_KEY],
            "requestBody": examples.PUSH_BODY,
        },
    )
    async def push_articles(request: Request) -> Response:
        jsonld = _content_type(request, JSON, JSON_LD) == JSON_LD
        restore, key = _restore(request), _idempotency_key(request)
        body = await read_body(request, service.settings.max_document_bytes)
        return await push(service, body, jsonld=jsonld, restore=restore, key=key)

    @router.post(
        "/v1/articles/bulk",
        summary="Push any number of articles as NDJSON",
        description=examples.BULK,
        response_class=Response,
        responses={200: examples.BULK_RECEIPTS, **problem_answers(401, 415, 422)},
        openapi_extra={"parameters": [examples.RESTORE], "requestBody": examples.BULK_BODY},
    )
    async def push_bulk(request: Request) -> Response:
        return BulkResponse(
            service.committer,
            limit=service.settings.max_document_bytes,
            restore=_restore(request),
            jsonld=_content_type(request, *NDJSON, JSON_LD) == JSON_LD,
            count=service.count,
        )

    @router.post(
        "/v1/urls",
        status_code=202,
        summary="Have a page fetched and taken in, or an array of them",
        description=examples.URLS,
        response_class=Response,
        responses={202: examples.RECEIPTS, **problem_answers(401, 413, 415, 422, 503)},
        openapi_extra={"parameters": [examples.RESTORE], "requestBody": examples.URLS_BODY},
    )
    async def push_pages(request: Request) -> Response:
        _content_type(request, JSON)
        restore = _restore(request)
        return await push_urls(service, await read_body(request, service.settings.max_document_bytes), restore=restore)

    return router


def article_routes(service: Service) -> APIRouter:
    """The calls about one article, bound to a running service."""
    router = APIRouter(tags=["articles"], dependencies=[Depends(refuse_unknown_parameters)])

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
            raise _no_such_article()
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
            raise _no_such_article()
        return asdict(found)

    return router
