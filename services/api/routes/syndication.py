"""`GET /v1/search.rss`, `.atom` and `.json`: any search as a feed that readers subscribe to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response

from services.api.describing import SEARCH, described
from services.api.engine import ask_engine, told
from services.api.parameters import read_query
from services.api.syndication import KINDS, feed_items, write_feed
from services.shared.problems import problem_answers
from services.shared.search.port import Index
from services.shared.validators import entity_tag, not_modified

__all__ = ["FEEDS", "UNCHANGED", "feed_wanted", "router", "search_as_feed"]

router = APIRouter(tags=["search"])

_TYPES = {media_type: kind for kind, media_type in KINDS.items()}
_SECONDS = 60
FEEDS: dict[str, dict[str, Any]] = {
    media_type: {"schema": {"type": "object" if kind == "json" else "string"}} for kind, media_type in KINDS.items()
}
"""The media types of feeds, as OpenAPI describes them."""
UNCHANGED = {"description": "Nothing has changed since the `ETag` in `If-None-Match`"}


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
    page = await told(ask_engine(request, index.search, query))
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


def _add_route(kind: str, said: str) -> None:
    async def as_feed(request: Request) -> Response:
        return await search_as_feed(request, kind)

    as_feed.__name__ = f"search_{kind}"
    as_feed.__doc__ = f"The newest matches of a search as {said}; `sort` orders them otherwise."
    router.add_api_route(
        f"/v1/search.{kind}",
        as_feed,
        summary=f"Search as {said}",
        operation_id=f"search_{kind}",
        responses={
            200: {"content": {KINDS[kind]: FEEDS[KINDS[kind]]}, "description": "The feed"},
            304: UNCHANGED,
            **problem_answers(401, 410, 422, 503),
        },
        openapi_extra=described({}, SEARCH),
        response_class=Response,
    )


for _kind, _said in {"rss": "RSS 2.0", "atom": "Atom", "json": "JSON Feed 1.1"}.items():
    _add_route(_kind, _said)
