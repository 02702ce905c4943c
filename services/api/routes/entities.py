"""`GET /v1/entities` and `/v1/entities/{id}`: who and what is named in the archive, and all about each."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any, get_args

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, Field

from services.api.answers import Counted, EntityNamed, Quotation, TotalOf, answer_like
from services.api.asking import articles_asked, text_of
from services.api.counting import facet_counts
from services.api.describing import ARTICLE_FILTERS, Described, EntityId, described
from services.api.engine import answer
from services.api.examples import ENTITIES, ENTITY
from services.api.reader import Reader
from services.api.routes.quotes import quote_value
from services.api.story_reading import story_headline
from services.shared.article import EntityType, Location, rfc3339
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.directory import Profile, find_entities, profile
from services.shared.search.port import Index, Query
from services.shared.search.quotes import QuotePage, QuoteQuery, find_quotes

__all__ = ["router"]

router = APIRouter(tags=["things"])

ENTITY_TYPES: tuple[str, ...] = get_args(EntityType)
_FOUND: dict[str, Described] = {
    "q": ({"type": "string"}, "The beginning of a name, or of the last words of one, in any spelling and language."),
    "type": ({"enum": list(ENTITY_TYPES)}, "Entities of this type alone."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Entities at most."),
}
_ONE: dict[str, Described] = {
    "days": ({"type": "integer", "minimum": 1, "maximum": 366, "default": 90}, "Days up to the last one it is seen."),
    "quotes": ({"type": "integer", "minimum": 0, "maximum": 20, "default": 3}, "Quotations by it and about it, each."),
}


class EntityFound(EntityNamed):
    """An entity in `count` articles."""

    count: int
    matched: str | None = Field(description="The name that begins as asked, folded; null where nothing was asked.")


class Entities(BaseModel):
    """Who is called exactly so first, then the most frequent."""

    entities: list[EntityFound]
    took_ms: float


class Spelling(BaseModel):
    """A name that so many articles use."""

    name: str
    count: int


class DayCount(BaseModel):
    """How many articles of a day (UTC) name it."""

    date: str
    count: int


class Lies(BaseModel):
    """Where a place lies."""

    kind: str
    country: str | None
    geonames_id: int | None
    location: Location | None
    method: str


class SomeQuotes(BaseModel):
    """How many quotations there are, and the newest."""

    total: TotalOf
    quotes: list[Quotation]


class QuotesOf(BaseModel):
    """Quotations `by` it, and `about` it."""

    by: SomeQuotes
    about: SomeQuotes


class EntityProfile(EntityNamed):
    """All about one entity; `places` and `stories` are those it is named with and in."""

    uri: str | None
    place: Lies | None
    count: int
    aliases: list[Spelling]
    first_seen: str | None
    last_seen: str | None
    days: list[DayCount]
    places: list[Counted]
    stories: list[Counted]
    quotes: QuotesOf
    took_ms: float


@router.get(
    "/v1/entities",
    summary="Find people, organizations, places and more by name",
    operation_id="entities",
    responses=answer_like(Entities, ENTITIES) | problem_answers(401, 422, 503),
    openapi_extra=described(_FOUND),
    response_class=Response,
)
async def entities(request: Request) -> Response:
    """Entities whose names begin as asked, the most frequent first; without `q`, the most frequent of all."""
    reader = Reader.of(request.query_params.multi_items(), {*_FOUND, *ARTICLE_FILTERS})
    name, among = text_of(reader, "q"), articles_asked(reader)
    kind, size = reader.choice("type", ENTITY_TYPES, ""), reader.number("size", 1, 100, 20)
    reader.done()
    return await answer(
        request,
        lambda index: {
            "entities": [asdict(one) for one in find_entities(index, among, name=name, type=kind, size=size)]
        },
    )


@router.get(
    "/v1/entities/{id}",
    summary="All about one entity",
    operation_id="entity",
    responses=answer_like(EntityProfile, ENTITY) | problem_answers(401, 404, 422, 503),
    openapi_extra=described(_ONE, shared=()),
    response_class=Response,
)
async def entity(id: EntityId, request: Request) -> Response:
    """Its names, how often and when it is named, quotations by it and about it, places and stories it is named with."""
    reader = Reader.of(request.query_params.multi_items(), _ONE)
    days, quotes = reader.number("days", 1, 366, 90), reader.number("quotes", 0, 20, 3)
    reader.done()
    return await answer(request, lambda index: _all_about(index, id, days, quotes))


def _all_about(index: Index, id: str, days: int, quotes: int) -> dict[str, Any]:
    known = profile(index, id, days=days)
    if known is None:
        raise ProblemError(404, "No article names an entity with this id; /v1/entities?q= finds ids by name.")
    asked = QuoteQuery(Query(sort="-published_at"), size=max(1, quotes))
    by = find_quotes(index, replace(asked, speakers=(id,)))
    about = find_quotes(index, replace(asked, about=(id,)))
    stories = [replace(one, label=story_headline(index, one.value) or one.label) for one in known.stories]
    return (
        _profile_value(known)
        | {"stories": facet_counts(stories)}
        | {"quotes": {"by": _quotes(by, quotes), "about": _quotes(about, quotes)}}
    )


def _quotes(page: QuotePage, most: int) -> dict[str, Any]:
    return {"total": asdict(page.total), "quotes": [quote_value(hit) for hit in page.hits[:most]]}


def _profile_value(known: Profile) -> dict[str, Any]:
    entity, place = known.entity, known.place
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "uri": entity.uri,
        "place": None if place is None else place.model_dump(exclude={"entity_id", "name", "count", "primary"}),
        "count": known.count,
        "aliases": [{"name": name, "count": count} for name, count in known.aliases],
        "first_seen": None if known.first_seen is None else rfc3339(known.first_seen),
        "last_seen": None if known.last_seen is None else rfc3339(known.last_seen),
        "days": [{"date": f"{day:%Y-%m-%d}", "count": count} for day, count in known.days],
        "places": facet_counts(known.places),
    }
