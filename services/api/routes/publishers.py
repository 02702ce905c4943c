"""`GET /v1/publishers`: who published what is in the archive, and how much of it."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import answer_like
from services.api.asking import articles_asked, text_of
from services.api.describing import ARTICLE_FILTERS, Described, described
from services.api.engine import answer
from services.api.examples import PUBLISHERS
from services.api.reader import Reader
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.search.publishers import find_publishers

__all__ = ["router"]

router = APIRouter(tags=["things"])

_OWN: dict[str, Described] = {
    "q": ({"type": "string"}, "The beginning of the name or domain, or of a word of it."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Publishers at most."),
}


class PublisherFound(BaseModel):
    """A publisher; `value` is that of the facet and filter `publisher`, `count` the number of its articles."""

    value: str
    name: str | None
    domain: str | None
    country: str | None
    count: int


class Publishers(BaseModel):
    """Those with most articles first."""

    publishers: list[PublisherFound]
    took_ms: float


@router.get(
    "/v1/publishers",
    summary="List publishers",
    operation_id="publishers",
    responses=answer_like(Publishers, PUBLISHERS) | problem_answers(401, 422, 503),
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def publishers(request: Request) -> Response:
    """Publishers by the number of their articles among those the filters mean."""
    reader = Reader.of(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    name, among, size = text_of(reader, "q"), articles_asked(reader), reader.number("size", 1, 100, 20)
    reader.done()

    def found(index: Index) -> dict[str, Any]:
        return {
            "publishers": [
                {"value": one.value, **one.publisher.model_dump(), "count": one.count}
                for one in find_publishers(index, among, name=name, size=size)
            ]
        }

    return await answer(request, found)
