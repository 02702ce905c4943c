"""`GET /v1/suggest`: how to go on with a query that is being typed."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.api.asking import answered, checked, described, read
from services.api.engine import ask_engine
from services.api.examples import SUGGEST, answers_like
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.search.suggestions import suggest as suggestions_for

__all__ = ["router"]

router = APIRouter(tags=["things"])

_OWN: dict[str, tuple[dict[str, Any], str]] = {
    "q": ({"type": "string"}, "What is typed so far; its last word, with a field before it or not, is gone on with."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "Suggestions at most."),
}
_LONGEST = 2000


@router.get(
    "/v1/suggest",
    summary="Complete a query",
    operation_id="suggest",
    responses=answers_like(SUGGEST) | problem_answers(401, 422, 503),
    openapi_extra=described(_OWN, filters=()),
    response_class=Response,
)
async def suggest(request: Request) -> Response:
    """Entities, publishers, keywords and query fields that begin as the last word of `q` does."""
    began = time.perf_counter()
    index: Index = request.app.state.index
    reader = read(request.query_params.multi_items(), _OWN)
    text, size = reader.one("q") or "", reader.number("size", 1, 50, 10)
    if len(text) > _LONGEST:
        reader.wrong("q", f"expected at most {_LONGEST:,} characters")
    checked(reader)
    found = await answered(ask_engine(request, suggestions_for, index, text, size))
    said = {
        "suggestions": [asdict(one) for one in found],
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
    }
    return Response(orjson.dumps(said), media_type="application/json")
