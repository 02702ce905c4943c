"""`GET /v1/stories` and `/v1/stories/{id}`: what is reported, by event instead of by article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from services.api.answers import answer_like
from services.api.counting import Asked, parameters
from services.api.describing import StoryId, described
from services.api.engine import answer
from services.api.examples import STORIES, STORY
from services.api.story_answers import Moved, Stories, Story
from services.api.story_list import StoryList, list_stories
from services.api.story_reading import StoryPage, now_in, read_story
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.port import Index

__all__ = ["router"]

router = APIRouter(tags=["stories"])

SORTS = ("size", "growth", "recency")
LARGEST_PAGE = 50

_SIZE = ({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20}, "Stories on a page.")
_CURSOR = ({"type": "string"}, "The `next_cursor` of the page before; every other parameter stays the same.")


@router.get(
    "/v1/stories",
    summary="List stories",
    operation_id="stories",
    responses=answer_like(Stories, STORIES) | problem_answers(401, 410, 422, 503),
    openapi_extra=parameters(
        sort=(
            {"enum": list(SORTS), "default": "size"},
            "By matching articles; by how many more were published in the last day than in the day before; or by the "
            "newest article. The last day ends at `published_before`, or with the newest matching article.",
        ),
        least=(
            {"type": "integer", "minimum": 1, "maximum": 1000, "default": 2},
            "The fewest matching articles of a story. An article by itself is a story of one.",
        ),
        size=_SIZE,
        cursor=_CURSOR,
    ),
    response_class=Response,
)
async def stories(request: Request) -> Response:
    """Stories with an article that matches; `matching` counts those, `articles` all of the story."""
    asked = Asked(request, ("sort", "least", "size", "cursor"))
    reader = asked.reader
    sort = reader.choice("sort", SORTS, "size")
    least, size = reader.number("least", 1, 1000, 2), reader.number("size", 1, LARGEST_PAGE, 20)
    wanted = StoryList(asked.query(), sort, least, size, reader.one("cursor"))
    asked.done()
    return await answer(request, lambda index: list_stories(index, wanted))


@router.get(
    "/v1/stories/{id}",
    summary="Read one story",
    operation_id="story",
    responses={
        **answer_like(Story, STORY),
        308: {"model": Moved, "description": "It is another story by now"},
        **problem_answers(401, 404, 422, 503),
    },
    openapi_extra=described(
        {
            "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Articles on a page."),
            "cursor": _CURSOR,
            "tz": ({"type": "string", "default": "UTC"}, "The IANA zone whose days the timeline has."),
        },
        shared=(),
    ),
    response_class=Response,
)
async def story(id: StoryId, request: Request) -> Response:
    """Who, what, when and where; the timeline, sources and articles. A story that is merged redirects to its new id."""
    asked = Asked(request, ("size", "cursor"), common=("tz",))
    size, cursor = asked.reader.number("size", 1, 100, 20), asked.reader.one("cursor")
    asked.done()
    page = StoryPage(size, cursor, asked.zone)
    moved: list[str] = []

    def reading(index: Index) -> Mapping[str, Any]:
        told = read_story(index, id, page)
        if told is None:
            moved.extend(now_in(index, id))
            if not moved:
                raise ProblemError(404, "No searchable article is, or was, in a story with this id.")
        return told or {}

    answered = await answer(request, reading)
    if moved:
        return JSONResponse({"id": id, "merged_into": moved[0], "now_in": moved}, 308, _elsewhere(request, moved[0]))
    return answered


def _elsewhere(request: Request, id: str) -> dict[str, str]:
    asked = f"?{request.url.query}" if request.url.query else ""
    return {"Location": f"/v1/stories/{id}{asked}"}
