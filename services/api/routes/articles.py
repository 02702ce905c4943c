"""`GET /v1/articles/{id}`: one whole article, as soon as a search would find it; with `explain`, the reasons too."""

from __future__ import annotations

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema

from services.api.answers import Whole
from services.api.describing import ArticleId, described
from services.api.engine import ask_engine
from services.api.explaining import Explanation, explanation
from services.api.reader import Reader
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.validators import entity_tag, not_modified

__all__ = ["router"]

router = APIRouter(tags=["search"])


class ArticleAnswer(Whole):  # type: ignore[misc, valid-type]
    """An article with everything that was found in it."""

    explanation: Explanation | SkipJsonSchema[None] = Field(default=None, description="With `explain`: the reasons.")


@router.get(
    "/v1/articles/{id}",
    summary="Read one article",
    operation_id="article",
    responses={
        200: {"model": ArticleAnswer},
        304: {"description": "Nothing has changed since the `ETag` in `If-None-Match`"},
        **problem_answers(401, 404, 422, 503),
    },
    openapi_extra=described(
        {
            "explain": (
                {"type": "boolean", "default": False},
                "Say for each entity and quotation why it was decided so, under `explanation`.",
            )
        },
        shared=(),
    ),
    response_class=Response,
)
async def article(id: ArticleId, request: Request) -> Response:
    """The whole article. 404 while no search would find it, even if it is accepted: see its trace."""
    reader = Reader.of(request.query_params.multi_items(), ["explain"])
    explain = reader.choice("explain", ("true", "false"), "false") == "true"
    reader.done()
    index: Index = request.app.state.index
    found = await ask_engine(request, index.article, id)
    if found is None:
        raise ProblemError(
            404, f"No article with this id is searchable; /v1/articles/{id}/trace says what happened to it."
        )
    answer = found.public()
    if explain:
        answer["explanation"] = explanation(found)
    body = orjson.dumps(answer)
    headers = {"ETag": entity_tag(body), "Cache-Control": "private, no-cache"}
    if not_modified(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type="application/json", headers=headers)
