"""Every error of a web service as `application/problem+json` (RFC 9457), and none with an exception's text in it."""

from __future__ import annotations

from collections.abc import Mapping

import orjson
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from services.shared.errors import EngineUnavailable, FieldError, InboxUnavailable, Problem, ProblemError, problem

__all__ = ["ENGINE_UNAVAILABLE", "INBOX_UNAVAILABLE", "install_problems", "problem_answers", "problem_response"]

MEDIA_TYPE = "application/problem+json"
INBOX_UNAVAILABLE = problem(
    503,
    "The inbox did not answer in time. Whether this was done is not known; to ask again is always harmless.",
    retry_after=1,
)
ENGINE_UNAVAILABLE = problem(503, "The search engine did not answer. Ask again later.", retry_after=2)
UNEXPECTED = problem(500, "Something went wrong here. The log has it under this answer's X-Request-ID.")

_ANY_CALL = (403, 421, 429, 500)
"""What every call that needs a key may answer as well, whatever it is about."""
_DETAILS = {
    404: "There is nothing here.",
    405: "This path does not take this method.",
}


def problem_response(said: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """The answer that tells `said`, with `Retry-After` where it says when to try again."""
    all_headers = dict(headers or {})
    if "retry_after" in said:
        all_headers["Retry-After"] = str(said["retry_after"])
    if said["status"] == 401:
        all_headers["WWW-Authenticate"] = "X-API-Key"
    return Response(orjson.dumps(said), said["status"], all_headers, MEDIA_TYPE)


def problem_answers(*statuses: int) -> dict[int | str, dict[str, object]]:
    """The error answers of a call, for its OpenAPI `responses`."""
    said = {
        401: "No key, or an unknown one",
        403: "A web page of another origin may not do this",
        404: "Nothing under this id",
        409: "Not now: somebody is at it",
        410: "No longer there",
        413: "Over a limit",
        415: "A content type that is not taken",
        421: "Without keys, `Host` must be this machine",
        422: "Not valid; `errors` names the fields",
        429: "Too many calls with this key: wait for `Retry-After` seconds",
        500: "Something went wrong; the log has it under the `X-Request-ID`",
        503: "Not now: try again after `Retry-After` seconds",
    }
    schema = {
        "type": "object",
        "properties": {
            "type": {"type": "string"},
            "title": {"type": "string"},
            "status": {"type": "integer"},
            "detail": {"type": "string"},
            "errors": {
                "type": "array",
                "items": {
                    "type": "object",
                    "properties": {
                        "field": {"type": "string"},
                        "message": {"type": "string"},
                        "position": {"type": "integer"},
                        "suggestion": {"type": "string"},
                    },
                },
            },
            "retry_after": {"type": "integer"},
        },
        "required": ["type", "title", "status", "detail", "errors"],
    }
    answered = sorted({*statuses, *(_ANY_CALL if 401 in statuses else ())})
    return {status: {"description": said[status], "content": {MEDIA_TYPE: {"schema": schema}}} for status in answered}


def _all_methods(request: Request) -> dict[str, str]:
    """The `Allow` of a path: the framework names the methods of its first route alone, and each method may have one."""
    path = request.scope["route"].path
    here = (route.methods or () for route in iter_route_contexts(request.app.routes) if route.path == path)
    return {"Allow": ", ".join(sorted({method for methods in here for method in methods}))}


def install_problems(app: FastAPI) -> None:
    """Have `app` answer every error, its framework's own included, with a problem."""

    @app.exception_handler(ProblemError)
    def told(request: Request, error: ProblemError) -> Response:  # noqa: ARG001
        return problem_response(error.problem)

    @app.exception_handler(HTTPException)
    def framework(request: Request, error: HTTPException) -> Response:
        headers = _all_methods(request) if error.status_code == 405 and "route" in request.scope else error.headers
        return problem_response(problem(error.status_code, _DETAILS.get(error.status_code, str(error.detail))), headers)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:  # noqa: ARG001
        errors: list[FieldError] = [
            {"field": ".".join(str(part) for part in one["loc"][1:]) or "$", "message": one["msg"]}
            for one in error.errors()
        ]
        return problem_response(problem(422, "The request is not valid.", errors))

    @app.exception_handler(InboxUnavailable)
    def no_inbox(request: Request, error: InboxUnavailable) -> Response:  # noqa: ARG001
        return problem_response(INBOX_UNAVAILABLE)

    @app.exception_handler(EngineUnavailable)
    def no_engine(request: Request, error: EngineUnavailable) -> Response:  # noqa: ARG001
        return problem_response(ENGINE_UNAVAILABLE)
