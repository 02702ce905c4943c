"""`GET /v1/articles/{id}/similar`: what else there is like one article."""

from __future__ import annotations

import time
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.api.asking import ARTICLE_FILTERS, answered, articles_asked, checked, described, read
from services.api.engine import ask_engine
from services.api.examples import SIMILAR, answers_like
from services.api.summaries import summary_of
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Hit, Index, Query
from services.shared.search.similar import similar as similar_to

__all__ = ["router"]

router = APIRouter(tags=["search"])

_OWN: dict[str, tuple[dict[str, Any], str]] = {
    "size": ({"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "Articles at most."),
    "duplicates": (
        {"enum": ["exclude", "include"], "default": "exclude"},
        "Whether copies of the article, and several of any other, are shown.",
    ),
}


@router.get(
    "/v1/articles/{id}/similar",
    summary="Find articles like one",
    operation_id="similar",
    responses=answers_like(SIMILAR) | problem_answers(401, 404, 422, 503),
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def similar(id: str, request: Request) -> Response:
    """Articles that share what is telling in this one: keywords, entities, headline words; the most alike first."""
    began = time.perf_counter()
    reader = read(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    size = reader.number("size", 1, 50, 10)
    copies = reader.choice("duplicates", ("exclude", "include"), "exclude") == "include"
    among = articles_asked(reader)
    checked(reader)
    index: Index = request.app.state.index
    hits = await answered(ask_engine(request, _found, index, id, among, size, copies))
    if hits is None:
        raise ProblemError(404, "No article with this id is searchable.")
    said = {
        "hits": [{"article": summary_of(hit.article), "score": hit.score} for hit in hits],
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
    }
    return Response(orjson.dumps(said), media_type="application/json")


def _found(index: Index, id: str, among: Query, size: int, copies: bool) -> list[Hit] | None:
    article = index.article(id)
    return None if article is None else similar_to(index, article, among, size=size, copies=copies)
