"""`GET /v1/search`: articles by words and filters, with counts, snippets and pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.api.answers import Counted, Shown, TotalOf
from services.api.counting import facet_counts
from services.api.describing import SEARCH, described
from services.api.engine import answer
from services.api.examples import FOUND
from services.api.parameters import read_search
from services.api.routes.syndication import FEEDS, UNCHANGED, feed_wanted, search_as_feed
from services.shared.problems import problem_answers
from services.shared.search.documents import NOT_LISTED
from services.shared.search.meanings import Meaning, Meanings
from services.shared.search.port import Hit, Index, Members, Page

__all__ = ["router"]

router = APIRouter(tags=["search"])


class SearchHit(BaseModel):
    """A found article, how well it matches, and HTML snippets that show where (their only mark-up is `<mark>`)."""

    article: Shown  # type: ignore[valid-type]
    score: float | None = Field(description="Null where a time decides the order.")
    highlights: dict[str, list[str]]
    lead: str | SkipJsonSchema[None] = Field(
        default=None, description="How the body begins, where neither a summary nor a snippet says what it is about."
    )
    members: Members | SkipJsonSchema[None] = Field(
        default=None, description="Collapsed: how many articles of the group match, and the ids of up to ten."
    )


class Found(BaseModel):
    """One page of a search."""

    total: TotalOf
    interpreted_as: list[Meaning] = Field(description="Entities that names in `q` found under other names.")
    hits: list[SearchHit]
    facets: dict[str, list[Counted]]
    next_cursor: str | None = Field(description="The `cursor` of the next page; null on the last.")
    took_ms: float


ANSWERS: dict[int | str, dict[str, Any]] = {
    200: {
        "model": Found,
        "content": {"application/json": {"example": FOUND}, **FEEDS},
        "description": "The page; or, where `Accept` asks for a feed, the newest matches as one",
    },
    304: UNCHANGED,
}


@router.get(
    "/v1/search",
    summary="Search articles",
    operation_id="search",
    responses=ANSWERS | problem_answers(401, 410, 422, 503),
    openapi_extra=described({}, (*SEARCH, "fields")),
    response_class=Response,
)
async def search(request: Request) -> Response:
    """Find articles. `q` speaks a small query language; filters, facets and pages are the other parameters."""
    if (kind := feed_wanted(request)) is not None:
        return await search_as_feed(request, kind)
    query, shown = read_search(request.query_params.multi_items())
    query = replace(query, whole=shown is not None and not shown.isdisjoint(NOT_LISTED))
    meanings: Meanings = request.app.state.meanings

    def found(index: Index) -> dict[str, Any]:
        page = index.search(query)
        return _said(page, meanings.of(index, query) if query.cursor is None else [], shown)

    return await answer(request, found)


def _said(page: Page, meanings: Sequence[Meaning], shown: frozenset[str] | None) -> dict[str, Any]:
    return {
        "total": asdict(page.total),
        "interpreted_as": [asdict(meaning) for meaning in meanings],
        "hits": [_hit(hit, shown) for hit in page.hits],
        "facets": {name: facet_counts(counts) for name, counts in page.facets.items()},
        "next_cursor": page.next_cursor,
    }


def _hit(hit: Hit, shown: frozenset[str] | None) -> dict[str, Any]:
    said: dict[str, Any] = {"article": _shown(hit, shown), "score": hit.score, "highlights": hit.highlights}
    if shown is None and hit.lead and not ("body" in hit.highlights or "summary" in hit.highlights):
        said["lead"] = hit.lead
    return said if hit.members is None else said | {"members": asdict(hit.members)}


def _shown(hit: Hit, shown: frozenset[str] | None) -> orjson.Fragment | dict[str, Any]:
    if shown is None:
        return orjson.Fragment(hit.listed)
    article = orjson.loads(hit.listed) if hit.listed else hit.article
    return {name: value for name, value in article.items() if name in shown}
