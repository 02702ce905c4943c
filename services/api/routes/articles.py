"""`GET /v1/articles/{id}`: one whole article, as soon as a search would find it."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response

from services.api.engine import ask_engine
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Index

__all__ = ["router"]

router = APIRouter(tags=["search"])


@router.get(
    "/v1/articles/{id}",
    summary="Read one article",
    operation_id="article",
    responses=problem_answers(401, 404, 503),
    response_class=Response,
)
async def article(id: str, request: Request) -> Response:
    """The whole article. 404 while no search would find it, even if it is accepted: see its trace."""
    index: Index = request.app.state.index
    found = await ask_engine(request, index.article, id)
    if found is None:
        raise ProblemError(
            404, f"No article with this id is searchable; /v1/articles/{id}/trace says what happened to it."
        )
    return Response(orjson.dumps(found.public()), media_type="application/json")
