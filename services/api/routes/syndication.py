"""`GET /v1/search.rss`, `.atom` and `.json`: any search as a feed that readers subscribe to."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request, Response

from services.api.asking import answered
from services.api.engine import ask_engine
from services.api.parameters import OPENAPI, read_query
from services.api.syndication import KINDS, feed_items, write_feed
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.validators import entity_tag, not_modified

__all__ = ["feed_wanted", "router", "search_as_feed"]

router = APIRouter(tags=["search"])

_TYPES = {media_type: kind for kind, media_type in KINDS.items()}
_SECONDS = 60


def feed_wanted(request: Request) -> str | None:
    """The feed format that `Accept` names first, None where it names none."""
    for part in request.headers.get("accept", "").split(","):
        if kind := _TYPES.get(part.partition(";")[0].strip().lower()):
            return kind
    return None


async def search_as_feed(request: Request, kind: str) -> Response:
    """The newest matches as a feed. A reader that has the latest state is told so (304)."""
    index: Index = request.app.state.index
    given = request.query_params.multi_items()
    query = replace(read_query(given), facets=(), highlight=False)
    if "sort" not in request.query_params:
        query = replace(query, sort="-published_at")
    page = await answered(ask_engine(request, index.search, query))
    asked = "; ".join(value if name == "q" else f"{name}: {value}" for name, value in given if name != "size")
    body = write_feed(
        kind,
        title=f"Tidings: {asked}" if asked else "Tidings",
        address=str(request.url),
        items=feed_items([hit.article for hit in page.hits]),
    )
    headers = {"ETag": entity_tag(body), "Cache-Control": f"private, max-age={_SECONDS}", "Vary": "Accept"}
    if not_modified(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=f"{KINDS[kind]}; charset=utf-8", headers=headers)


def _described(kind: str) -> dict[int | str, dict[str, object]]:
    return {
        200: {"content": {KINDS[kind]: {}}, "description": "The feed"},
        304: {"description": "Nothing has changed since the `ETag` in `If-None-Match`"},
        **problem_answers(401, 410, 422, 503),
    }


@router.get(
    "/v1/search.rss",
    summary="Search as RSS",
    operation_id="search_rss",
    responses=_described("rss"),
    openapi_extra={"parameters": OPENAPI},
    response_class=Response,
)
async def search_rss(request: Request) -> Response:
    """A search as RSS 2.0, newest first."""
    return await search_as_feed(request, "rss")


@router.get(
    "/v1/search.atom",
    summary="Search as Atom",
    operation_id="search_atom",
    responses=_described("atom"),
    openapi_extra={"parameters": OPENAPI},
    response_class=Response,
)
async def search_atom(request: Request) -> Response:
    """A search as Atom, newest first."""
    return await search_as_feed(request, "atom")


@router.get(
    "/v1/search.json",
    summary="Search as JSON Feed",
    operation_id="search_json",
    responses=_described("json"),
    openapi_extra={"parameters": OPENAPI},
    response_class=Response,
)
async def search_json(request: Request) -> Response:
    """A search as JSON Feed 1.1, newest first."""
    return await search_as_feed(request, "json")
