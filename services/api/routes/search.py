"""`GET /v1/search`: articles by words and filters, with counts, snippets and pages."""

from __future__ import annotations

import time
from dataclasses import asdict
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.api.engine import ask_engine
from services.api.parameters import OPENAPI, read_query
from services.api.routes.syndication import feed_wanted, search_as_feed
from services.api.summaries import summary_of
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import CursorExpired, Index, InvalidQuery, Page

__all__ = ["router"]

router = APIRouter(tags=["search"])


@router.get(
    "/v1/search",
    summary="Search articles",
    operation_id="search",
    responses=problem_answers(401, 410, 422, 503),
    openapi_extra={"parameters": OPENAPI},
    response_class=Response,
)
async def search(request: Request) -> Response:
    """Find articles. `q` speaks a small query language; filters, facets and pages are the other parameters."""
    if (kind := feed_wanted(request)) is not None:
        return await search_as_feed(request, kind)
    began = time.perf_counter()
    index: Index = request.app.state.index
    query = read_query(request.query_params.multi_items())
    try:
        page = await ask_engine(request, index.search, query)
    except InvalidQuery as error:
        raise ProblemError(
            422, "The search cannot be understood.", [{"field": error.field, "message": error.message}]
        ) from None
    except CursorExpired:
        raise ProblemError(
            410,
            "The results this cursor points into are no longer held: begin the search again.",
            [{"field": "cursor", "message": "expired: leave it out to begin again"}],
        ) from None
    return Response(orjson.dumps(_said(page, began)), media_type="application/json")


def _said(page: Page, began: float) -> dict[str, Any]:
    return {
        "total": asdict(page.total),
        "hits": [
            {"article": summary_of(hit.article), "score": hit.score, "highlights": hit.highlights} for hit in page.hits
        ],
        "facets": {name: [asdict(count) for count in counts] for name, counts in page.facets.items()},
        "next_cursor": page.next_cursor,
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
    }
