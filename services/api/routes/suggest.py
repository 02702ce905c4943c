"""`GET /v1/suggest`: how to go on with a query that is being typed."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import answer_like
from services.api.describing import Described, described
from services.api.engine import answer
from services.api.examples import SUGGEST
from services.api.reader import Reader
from services.shared.problems import problem_answers
from services.shared.search.suggestions import Suggestion
from services.shared.search.suggestions import suggest as suggestions_for

__all__ = ["router"]

router = APIRouter(tags=["things"])

_OWN: dict[str, Described] = {
    "q": ({"type": "string"}, "What is typed so far; its last word, with a field before it or not, is gone on with."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "Suggestions at most."),
}
_LONGEST = 2000


class Suggestions(BaseModel):
    """Ways to go on, the likeliest first."""

    suggestions: list[Suggestion]
    took_ms: float


@router.get(
    "/v1/suggest",
    summary="Complete a query",
    operation_id="suggest",
    responses=answer_like(Suggestions, SUGGEST) | problem_answers(401, 422, 503),
    openapi_extra=described(_OWN, shared=()),
    response_class=Response,
)
async def suggest(request: Request) -> Response:
    """Entities, publishers, keywords and query fields that begin as the last word of `q` does."""
    reader = Reader.of(request.query_params.multi_items(), _OWN)
    text, size = reader.one("q") or "", reader.number("size", 1, 50, 10)
    if len(text) > _LONGEST:
        reader.wrong("q", f"expected at most {_LONGEST:,} characters")
    reader.done()
    return await answer(
        request, lambda index: {"suggestions": [asdict(one) for one in suggestions_for(index, text, size)]}
    )
