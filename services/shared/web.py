"""What both web services share: problems, the guard, health, metrics, request ids and security headers."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import re
import time
from collections.abc import Callable, Collection, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from prometheus_client import generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from services.shared.errors import EngineUnavailable, FieldError, InboxUnavailable, problem
from services.shared.guard import Guard, check_binding
from services.shared.offload import Offload
from services.shared.problems import UNEXPECTED, install_problems, problem_answers, problem_response
from services.shared.rate_limit import RateLimit
from services.shared.settings import Settings
from services.shared.telemetry import Metrics, request_id

__all__ = ["check_binding", "install", "operation_id", "serve"]

log = logging.getLogger(__name__)

READY_SECONDS = 1.5
"""How long a readiness check may take."""

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
]
_CORS: dict[str, Any] = {
    "allow_methods": ["GET", "POST", "PUT", "PATCH", "DELETE"],
    "allow_headers": ["Content-Type", "X-API-Key", "X-Request-ID", "Idempotency-Key", "If-None-Match"],
    "expose_headers": ["ETag", "X-Request-ID", "Server-Timing", "Retry-After", "RateLimit", "RateLimit-Policy"],
    "max_age": 3600,
}
Check = Callable[[], object]


def operation_id(route: APIRoute) -> str:
    """The name of a call in OpenAPI, from which clients are generated: that of its function, and so it stays."""
    return route.name


def install(
    app: FastAPI,
    settings: Settings,
    *,
    ready: Mapping[str, Check],
    metrics: Metrics,
    open_paths: Collection[str] = (),
    public_paths: Collection[str] = (),
) -> None:
    """Give `app` everything that the two services share.

    `ready`: a name and a blocking call for each thing the service cannot work without; a call that raises
    `InboxUnavailable`, `EngineUnavailable` or `OSError`, or takes over 1.5 s, makes `/health/ready` answer 503.
    `open_paths`: further paths that need no key; one that ends in `/` opens everything below it (`/` only itself).
    `public_paths`: those, ending in `/`, below which strangers may call from wherever with whatever type of body.
    """
    install_problems(app)
    if settings.rate_limit_calls:
        app.add_middleware(RateLimit, calls=settings.rate_limit_calls, seconds=settings.rate_limit_seconds)
    app.add_middleware(Guard, settings=settings, open_paths=open_paths, public_paths=public_paths)
    if origins := [origin.strip() for origin in settings.cors_origins.split(",") if origin.strip()]:
        app.add_middleware(CORSMiddleware, allow_origins=origins, **_CORS)
    app.add_middleware(Observe, metrics=metrics)  # added last, so outermost
    _install_health(app, ready)
    _install_metrics(app, metrics)


def _install_health(app: FastAPI, ready: Mapping[str, Check]) -> None:
    offload = Offload(threads=max(2, len(ready)), seconds=READY_SECONDS, name="ready")

    async def passes(check: Check) -> bool:
        try:
            await offload(check)
        except (InboxUnavailable, EngineUnavailable, OSError):
            return False
        return True

    @app.get("/health/live", tags=["operations"], summary="Whether the process runs")
    async def health_live() -> dict[str, str]:
        return {"status": "ok"}

    @app.get(
        "/health/ready",
        tags=["operations"],
        summary="Whether everything the service needs answers",
        responses=problem_answers(503),
        response_model=None,
    )
    async def health_ready() -> Response | dict[str, object]:
        passed = dict(zip(ready, await asyncio.gather(*map(passes, ready.values())), strict=True))
        if all(passed.values()):
            return {"status": "ok", "checks": dict.fromkeys(passed, "ok")}
        errors: list[FieldError] = [
            {"field": name, "message": "does not answer"} for name, well in passed.items() if not well
        ]
        return problem_response(problem(503, "Not ready.", errors, retry_after=2))


def _install_metrics(app: FastAPI, metrics: Metrics) -> None:
    offload = Offload(threads=1, seconds=READY_SECONDS, name="metrics")

    @app.get(
        "/metrics",
        tags=["operations"],
        summary="Metrics in the Prometheus text format",
        responses={200: {"content": {"text/plain": {}}}, **problem_answers(401, 503)},
        response_class=Response,
    )
    async def metrics_text() -> Response:
        return Response(await offload(generate_latest, metrics.registry), media_type=CONTENT_TYPE_LATEST)


class Observe:
    """ASGI middleware around everything: a request id, security headers, metrics, and a 500 that gives nothing away."""

    def __init__(self, app: ASGIApp, *, metrics: Metrics):
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()
        status = 0
        given = next((value for name, value in scope["headers"] if name == b"x-request-id"), b"")
        # Not a secret, so not from the operating system's randomness, which costs a tenth of a push.
        current = given.decode() if _REQUEST_ID.fullmatch(given) else f"{random.getrandbits(64):016x}"
        request_id.set(current)

        async def send_observed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = [*message["headers"], (b"x-request-id", current.encode())]
                names = {name for name, _ in headers}
                headers += (header for header in _HEADERS if header[0] not in names)
                message["headers"] = headers
            await send(message)

        try:
            await self._app(scope, receive, send_observed)
        except Exception:  # the outermost boundary: whatever it was, the client hears of it, the log has it
            log.exception("unexpected failure", extra={"method": scope["method"], "path": scope["path"]})
            if status:
                raise  # the answer had begun: the server must break the connection off
            await problem_response(UNEXPECTED)(scope, receive, send_observed)
        finally:
            route = getattr(scope.get("route"), "path", "unknown")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._metrics.answered(method, route, status, time.perf_counter() - began)


def serve(app: FastAPI, *, host: str, port: int) -> None:
    """Run `app` until SIGTERM or SIGINT; requests that have begun are finished, for up to 20 s."""
    import uvicorn  # noqa: PLC0415 - only a process that serves needs it

    options: dict[str, Any] = {
        "loop": "uvloop",
        "http": "httptools",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "proxy_headers": False,  # nothing here asks who the client is
        "timeout_graceful_shutdown": 20,
    }
    server = uvicorn.Server(uvicorn.Config(app, host=host, port=port, **options))
    app.state.server = server  # an answer without an end (/v1/live) looks here whether it must find one
    with contextlib.suppress(KeyboardInterrupt):  # it has ended in order by then
        server.run()
    if not server.started:
        raise SystemExit(3)
