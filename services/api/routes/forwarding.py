"""Every call of the ingest service under the same path here, so that one origin has everything; streamed both ways."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
from fastapi import APIRouter, Request, Response
from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect
from starlette.responses import StreamingResponse

from services.shared.errors import ProblemError
from services.shared.telemetry import request_id

__all__ = ["ingest_client", "router"]

router = APIRouter(include_in_schema=False)

ANSWER_SECONDS = 3.0
"""How long ingest may take to answer an ordinary call: it gives up itself after two seconds."""
FEED_SECONDS = 45.0
"""How long a call about a feed may take: adding, previewing and polling one fetch it while the caller waits."""
STREAM_SECONDS = 120.0
"""How long a bulk stream may pause."""

_HOP_BY_HOP = frozenset(
    {
        "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "te", "trailer",
        "transfer-encoding", "upgrade", "host", "x-request-id",
    }
)  # fmt: skip
_NOT_FROM_INGEST = _HOP_BY_HOP | {"date", "server"}


def ingest_client(base_url: str) -> httpx.AsyncClient:
    """A client for the ingest service at `base_url`, to be kept in `app.state.ingest` and closed with the app."""
    return httpx.AsyncClient(
        base_url=base_url,
        timeout=httpx.Timeout(ANSWER_SECONDS, connect=1.0, pool=1.0),
        limits=httpx.Limits(max_connections=200, max_keepalive_connections=20),
        trust_env=False,
        follow_redirects=False,
    )


async def _forwarded(request: Request) -> Response:
    client: httpx.AsyncClient = request.app.state.ingest
    headers = [(name, value) for name, value in request.headers.raw if name.decode("latin-1") not in _HOP_BY_HOP]
    headers.append((b"x-request-id", (request_id.get() or "").encode()))
    has_body = "content-length" in request.headers or "transfer-encoding" in request.headers
    seconds = ANSWER_SECONDS
    if request.url.path == "/v1/articles/bulk":
        seconds = STREAM_SECONDS
    elif request.method == "POST" and request.url.path.startswith("/v1/feeds"):
        seconds = FEED_SECONDS
    waits = httpx.Timeout(seconds, connect=1.0, pool=1.0)
    try:
        answer = await client.send(
            client.build_request(
                request.method,
                _target(request),
                headers=headers,
                content=request.stream() if has_body else None,
                timeout=waits,
            ),
            stream=True,
        )
    except ClientDisconnect:
        return Response(status_code=499)  # nobody reads it
    except httpx.TransportError:
        raise ProblemError(
            503,
            "The ingest service did not answer. Whether this was done is not known; to ask again is always harmless.",
            retry_after=1,
        ) from None
    return StreamingResponse(
        _raw(answer),
        answer.status_code,
        {name: value for name, value in answer.headers.items() if name not in _NOT_FROM_INGEST},
        background=BackgroundTask(answer.aclose),
    )


def _target(request: Request) -> str:
    path, query = bytes(request.scope["raw_path"]).removeprefix(b"/ingest"), bytes(request.scope["query_string"])
    return (path + b"?" + query if query else path).decode("ascii", "replace")


async def _raw(answer: httpx.Response) -> AsyncIterator[bytes]:
    async for chunk in answer.aiter_raw():
        yield chunk


for _path, _methods in {
    "/v1/articles": ["POST"],
    "/v1/articles/bulk": ["POST"],
    "/v1/articles/{id}": ["DELETE"],
    "/v1/articles/{id}/trace": ["GET"],
    "/v1/urls": ["POST"],
    "/v1/pipeline": ["GET"],
    "/ingest/openapi.json": ["GET"],  # without the first part: the one without is this service's own
    "/v1/feeds": ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "/v1/feeds/{rest:path}": ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "/v1/quarantine": ["GET", "POST", "DELETE"],
    "/v1/quarantine/{rest:path}": ["GET", "POST", "DELETE"],
}.items():
    router.add_api_route(_path, _forwarded, methods=_methods)
