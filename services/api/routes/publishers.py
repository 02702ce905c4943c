"""`GET /v1/publishers`: who published what is in the archive, and how much of it."""

from __future__ import annotations

import time
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.api.asking import ARTICLE_FILTERS, answered, articles_asked, checked, described, read, text_of
from services.api.engine import ask_engine
from services.api.examples import PUBLISHERS, answers_like
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.search.publishers import find_publishers

__all__ = ["router"]

router = APIRouter(tags=["things"])

_OWN: dict[str, tuple[dict[str, Any], str]] = {
    "q": ({"type": "string"}, "The beginning of the name or domain, or of a word of it."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Publishers at most."),
}


@router.get(
    "/v1/publishers",
    summary="List publishers",
    operation_id="publishers",
    responses=answers_like(PUBLISHERS) | problem_answers(401, 422, 503),
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def publishers(request: Request) -> Response:
    """Publishers by the number of their articles among those the filters mean."""
    began = time.perf_counter()
    index: Index = request.app.state.index
    reader = read(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    name, among, size = text_of(reader, "q"), articles_asked(reader), reader.number("size", 1, 100, 20)
    checked(reader)
    found = await answered(ask_engine(request, find_publishers, index, among, name=name, size=size))
    said = {
        "publishers": [
            {
                "value": one.value,
                "name": one.publisher.name,
                "domain": one.publisher.domain,
                "country": one.publisher.country,
                "count": one.count,
            }
            for one in found
        ],
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
    }
    return Response(orjson.dumps(said), media_type="application/json")
