"""The shortest way to an endpoint: what goes it, what does not, and what errors become."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response

from services.shared.direct import Direct
from services.shared.errors import EngineUnavailable, InboxUnavailable, ProblemError


def _app(raised: Exception | None = None) -> FastAPI:
    router = APIRouter()

    @router.post("/v1/things")
    async def push(request: Request) -> Response:
        if raised is not None:
            raise raised
        return Response(request.scope["route"].path.encode() + b" " + await request.body())

    @router.get("/v1/things/{id}")
    async def one(id: str) -> str:
        return id

    app = FastAPI()
    app.include_router(router)
    app.add_middleware(Direct, routes=[route for route in router.routes if isinstance(route, APIRoute)])
    return app


def _ask(app: FastAPI, method: str, path: str, **more: Any) -> httpx.Response:
    async def ask() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://localhost") as client:
            return await client.request(method, path, **more)

    return asyncio.run(ask())


def test_an_endpoint_is_handed_the_request_and_the_metrics_know_its_route() -> None:
    assert _ask(_app(), "POST", "/v1/things", content=b"body").content == b"/v1/things body"


def test_what_is_not_among_the_routes_goes_on_to_the_router() -> None:
    assert _ask(_app(), "GET", "/v1/things/7").json() == "7"
    assert _ask(_app(), "PUT", "/v1/things").status_code == 405


def test_errors_are_problems_here_too() -> None:
    refused = _ask(_app(ProblemError(415, "Send JSON.")), "POST", "/v1/things")
    assert (refused.status_code, refused.json()["detail"]) == (415, "Send JSON.")
    assert refused.headers["content-type"] == "application/problem+json"
    away = _ask(_app(InboxUnavailable("gone")), "POST", "/v1/things")
    assert (away.status_code, away.headers["retry-after"]) == (503, "1")
    silent = _ask(_app(EngineUnavailable("gone")), "POST", "/v1/things")
    assert (silent.status_code, silent.headers["retry-after"]) == (503, "2")
