"""`GET /v1/places`: the places that are named, as GeoJSON (RFC 7946) for a map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from math import floor, isfinite
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.api.answers import TotalOf
from services.api.counting import Asked, parameters
from services.api.engine import answer
from services.shared.problems import problem_answers
from services.shared.search.aggregations import MOST_VALUES
from services.shared.search.located import Located
from services.shared.search.port import Index, Query

__all__ = ["router"]

router = APIRouter(tags=["counts"])

_CELLS_A_TILE = 4
"""A cell of the grid is a quarter of a map tile wide: 64 pixels of the usual 256."""
Box = tuple[float, float, float, float]
Found = tuple[Located, int]


class GeoJson(JSONResponse):
    """An answer in GeoJSON."""

    media_type = "application/geo+json"


class Point(BaseModel):
    """A point: longitude and latitude in degrees, WGS 84."""

    type: Literal["Point"]
    coordinates: list[float] = Field(min_length=2, max_length=2)


class PlaceCount(BaseModel):
    """A place, and how many articles (collapsed: groups) name it."""

    entity_id: str
    name: str
    kind: str
    country: str | None
    geonames_id: int | None
    count: int


class TopPlace(BaseModel):
    """One of the most named places of a cluster."""

    entity_id: str
    name: str
    count: int


class ClusterCount(BaseModel):
    """How many places a cell of the grid has, how often they are named, and the three most named."""

    cluster: Literal[True]
    places: int
    count: int
    top: list[TopPlace]


class Feature(BaseModel):
    """A place, or (`cluster` in its properties) the places of one cell of the grid, in their weighted middle."""

    type: Literal["Feature"]
    id: str | SkipJsonSchema[None] = Field(default=None, description="The place's entity id; a cluster has none.")
    geometry: Point
    bbox: list[float] | SkipJsonSchema[None] = Field(
        default=None, description="A cluster's extent: west, south, east, north."
    )
    properties: PlaceCount | ClusterCount


class Places(BaseModel):
    """The places with most articles first; `places` is how many there are, shown or not."""

    type: Literal["FeatureCollection"]
    features: list[Feature]
    total: TotalOf
    places: int
    took_ms: float


@router.get(
    "/v1/places",
    summary="Count by place, for a map",
    operation_id="places",
    responses={200: {"model": Places}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        bbox=({"type": "string", "example": "22,44,41,53"}, "`west,south,east,north` in degrees; may cross 180°."),
        zoom=(
            {"type": "integer", "minimum": 0, "maximum": 20},
            "Of a web map: places within 64 pixels of each other are gathered. Without it, none are.",
        ),
        size=({"type": "integer", "minimum": 1, "maximum": 2000, "default": 500}, "The most features."),
    ),
    response_class=GeoJson,
)
async def places(request: Request) -> Response:
    """Where the articles are about: points with the number of articles (collapsed: groups) that name them."""
    asked = Asked(request, ("bbox", "zoom", "size"))
    box, size = _box(asked), asked.reader.number("size", 1, 2000, 500)
    zoom = asked.reader.number("zoom", 0, 20, 0) if "zoom" in asked.reader.values else None
    query = asked.query()
    asked.done()
    return await answer(request, lambda index: _map(index, query, box, zoom, size), media_type=GeoJson.media_type)


def _box(asked: Asked) -> Box | None:
    said = asked.reader.one("bbox")
    if said is None:
        return None
    try:
        west, south, east, north = (float(part) for part in said[:200].split(","))
    except ValueError:
        west = south = east = north = float("nan")
    if not (isfinite(west + east) and -180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        asked.wrong("bbox", "expected west,south,east,north in degrees, such as 22,44,41,53")
        return None
    return west, south, east, north


def _map(index: Index, query: Query, box: Box | None, zoom: int | None, size: int) -> Mapping[str, Any]:
    tally = index.tally(query)
    found = [(Located.read(value), count) for value, count in tally.commonest("located", MOST_VALUES)]
    inside = [(place, count) for place, count in found if box is None or _within(place, box)]
    features = [_point(*one) for one in inside] if zoom is None else [_cluster(cell) for cell in _cells(inside, zoom)]
    features.sort(key=lambda feature: -feature["properties"]["count"])
    return {
        "type": "FeatureCollection",
        "features": features[:size],
        "total": asdict(tally.total()),
        "places": len(inside),
    }


def _within(place: Located, box: Box) -> bool:
    west, south, east, north = box
    across = west <= place.lon <= east if west <= east else place.lon >= west or place.lon <= east
    return across and south <= place.lat <= north


def _cells(found: Iterable[Found], zoom: int) -> list[list[Found]]:
    width = 360 / 2**zoom / _CELLS_A_TILE
    cells: dict[tuple[int, int], list[Found]] = defaultdict(list)
    for place, count in found:
        cells[floor((place.lon + 180) / width), floor((place.lat + 90) / width)].append((place, count))
    return list(cells.values())


def _point(place: Located, count: int) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": place.entity_id,
        "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
        "properties": {
            "entity_id": place.entity_id,
            "name": place.name,
            "kind": place.kind,
            "country": place.country or None,
            "geonames_id": int(place.geonames_id) if place.geonames_id else None,
            "count": count,
        },
    }


def _cluster(cell: list[Found]) -> dict[str, Any]:
    """One place as it is; of several their middle, weighted by count, and the three most named."""
    if len(cell) == 1:
        return _point(*cell[0])
    count = sum(count for _, count in cell)
    lons, lats = [place.lon for place, _ in cell], [place.lat for place, _ in cell]
    lon = sum(place.lon * count for place, count in cell) / count
    lat = sum(place.lat * count for place, count in cell) / count
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [round(lon, 5), round(lat, 5)]},
        "bbox": [min(lons), min(lats), max(lons), max(lats)],
        "properties": {
            "cluster": True,
            "places": len(cell),
            "count": count,
            "top": [{"entity_id": p.entity_id, "name": p.name, "count": n} for p, n in cell[:3]],
        },
    }
