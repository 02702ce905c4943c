"""`GET /v1/search`: articles by words and filters, with counts, snippets and pages."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from services.api.counting import facet_counts
from services.api.engine import ask_engine
from services.api.parameters import FIELDS_OPENAPI, OPENAPI, read_search
from services.api.routes.syndication import feed_wanted, search_as_feed
from services.api.summaries import lead_of, summary_of
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.meanings import Meaning, Meanings
from services.shared.search.port import CursorExpired, Hit, Index, InvalidQuery, Page, Query

__all__ = ["router"]

router = APIRouter(tags=["search"])


@router.get(
    "/v1/search",
    summary="Search articles",
    operation_id="search",
    responses=problem_answers(401, 410, 422, 503),
    openapi_extra={"parameters": [*OPENAPI, FIELDS_OPENAPI]},
    response_class=Response,
)
async def search(request: Request) -> Response:
    """Find articles. `q` speaks a small query language; filters, facets and pages are the other parameters."""
    if (kind := feed_wanted(request)) is not None:
        return await search_as_feed(request, kind)
    began = time.perf_counter()
    index: Index = request.app.state.index
    query, shown = read_search(request.query_params.multi_items())
    try:
        page, meanings = await ask_engine(request, _searched, index, request.app.state.meanings, query)
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
    return Response(orjson.dumps(_said(page, meanings, shown, began)), media_type="application/json")


def _searched(index: Index, meanings: Meanings, query: Query) -> tuple[Page, list[Meaning]]:
    return index.search(query), meanings.of(index, query) if query.cursor is None else []


def _said(page: Page, meanings: Sequence[Meaning], shown: frozenset[str] | None, began: float) -> dict[str, Any]:
    return {
        "total": asdict(page.total),
        "interpreted_as": [asdict(meaning) for meaning in meanings],
        "hits": [_hit(hit, shown) for hit in page.hits],
        "facets": {name: facet_counts(counts) for name, counts in page.facets.items()},
        "next_cursor": page.next_cursor,
        "took_ms": round((time.perf_counter() - began) * 1000, 1),
    }


def _hit(hit: Hit, shown: frozenset[str] | None) -> dict[str, Any]:
    article = hit.article
    said: dict[str, Any] = {
        "article": summary_of(article) if shown is None else {name: article[name] for name in article if name in shown},
        "score": hit.score,
        "highlights": hit.highlights,
        **(lead_of(article, hit.highlights) if shown is None else {}),
    }
    return said if hit.members is None else said | {"members": asdict(hit.members)}
