"""`GET /v1/articles/{id}/similar`: what else there is like one article."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import Summary, answer_like
from services.api.asking import articles_asked
from services.api.describing import ARTICLE_FILTERS, ArticleId, Described, described
from services.api.engine import answer
from services.api.examples import SIMILAR
from services.api.reader import Reader
from services.api.summaries import summary_of
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.search.similar import similar as similar_to

__all__ = ["router"]

router = APIRouter(tags=["search"])

_OWN: dict[str, Described] = {
    "size": ({"type": "integer", "minimum": 1, "maximum": 50, "default": 10}, "Articles at most."),
    "duplicates": (
        {"enum": ["exclude", "include"], "default": "exclude"},
        "Whether copies of the article, and several of any other, are shown.",
    ),
}


class SimilarHit(BaseModel):
    """An article, and how much it has in common with the one asked about."""

    article: Summary  # type: ignore[valid-type]
    score: float


class Similar(BaseModel):
    """Articles, the most alike first."""

    hits: list[SimilarHit]
    took_ms: float


@router.get(
    "/v1/articles/{id}/similar",
    summary="Find articles like one",
    operation_id="similar",
    responses=answer_like(Similar, SIMILAR) | problem_answers(401, 404, 422, 503),
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def similar(id: ArticleId, request: Request) -> Response:
    """Articles that share what is telling in this one: keywords, entities, headline words; the most alike first."""
    reader = Reader.of(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    size = reader.number("size", 1, 50, 10)
    copies = reader.choice("duplicates", ("exclude", "include"), "exclude") == "include"
    among = articles_asked(reader)
    reader.done()

    def found(index: Index) -> dict[str, Any]:
        article = index.article(id)
        if article is None:
            raise ProblemError(404, "No article with this id is searchable.")
        hits = similar_to(index, article, among, size=size, copies=copies)
        return {"hits": [{"article": summary_of(hit.article), "score": hit.score} for hit in hits]}

    return await answer(request, found)
