"""`GET /v1/graph` and `GET /v1/entities/{id}/related`: who is named together with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from itertools import combinations
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import TotalOf
from services.api.communities import structure_of
from services.api.counting import Asked, parameters
from services.api.describing import EntityId
from services.api.engine import answer
from services.api.significance import log_likelihood, npmi
from services.shared.errors import ProblemError
from services.shared.problems import problem_answers
from services.shared.search.aggregations import Tally, Values
from services.shared.search.fields import FACETS
from services.shared.search.port import Index, Query
from services.shared.search.together import pair_of, read_pair

__all__ = ["router"]

router = APIRouter(tags=["counts"])

_TYPES = ("entity", "person", "organization", "place")
_LOOKED_AT = 300
TYPE = ({"enum": list(_TYPES), "default": "entity"}, "Whom to tell of: everybody, or one type alone.")


class Node(BaseModel):
    """An entity; `count`: the articles (collapsed: groups) that name it; `strength`: the sum of its edges' weights."""

    id: str
    name: str
    type: str
    count: int
    community: int
    centrality: float
    strength: int


class Edge(BaseModel):
    """Two entities and the number of articles (groups) that name both; `npmi`: -1 to 1, 0 what chance would make."""

    source: str
    target: str
    weight: int
    npmi: float


class Graph(BaseModel):
    """Nodes by count, edges by weight; `edges_found` is how many there were, told or not."""

    total: TotalOf
    within: Literal["article", "sentence"]
    nodes: list[Node]
    edges: list[Edge]
    edges_found: int
    communities: int
    modularity: float
    took_ms: float


class Named(BaseModel):
    """An entity and the number of articles (groups) that name it."""

    id: str
    name: str
    type: str
    count: int


class RelatedOne(Named):
    """`together`: articles (groups) that name both; `score`: G² of that against all others."""

    together: int
    score: float
    npmi: float


class Related(BaseModel):
    """Who is named with the entity more than with others, most significant first."""

    total: TotalOf
    entity: Named
    related: list[RelatedOne]
    took_ms: float


@router.get(
    "/v1/graph",
    summary="Who is named with whom",
    operation_id="graph",
    responses={200: {"model": Graph}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        type=TYPE,
        within=({"enum": ["article", "sentence"], "default": "article"}, "Named in the same article, or sentence."),
        nodes=({"type": "integer", "minimum": 1, "maximum": 100, "default": 50}, "The most nodes: those named most."),
        edges=({"type": "integer", "minimum": 1, "maximum": 1000, "default": 200}, "The most edges: the heaviest."),
        min_weight=({"type": "integer", "minimum": 1, "maximum": 1000, "default": 1}, "The least weight of an edge."),
    ),
    response_class=Response,
)
async def graph(request: Request) -> Response:
    """The entities named most, what joins them, the communities they form and who stands between these."""
    asked = Asked(request, ("type", "within", "nodes", "edges", "min_weight"))
    reader = asked.reader
    how = _How(
        field=FACETS[reader.choice("type", _TYPES, "entity")].name,
        sentence=reader.choice("within", ("article", "sentence"), "article") == "sentence",
        nodes=reader.number("nodes", 1, 100, 50),
        edges=reader.number("edges", 1, 1000, 200),
        least=reader.number("min_weight", 1, 1000, 1),
    )
    query = asked.query()
    asked.done()
    return await answer(request, lambda index: _graph(index, query, how))


@router.get(
    "/v1/entities/{id}/related",
    summary="Who is named with an entity",
    operation_id="related",
    responses={200: {"model": Related}, **problem_answers(401, 404, 422, 503)},
    openapi_extra=parameters(
        type=TYPE,
        size=({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "How many."),
    ),
    response_class=Response,
)
async def related(id: EntityId, request: Request) -> Response:
    """Who is named together with this entity, and more so than elsewhere, by the log-likelihood ratio G²."""
    asked = Asked(request, ("type", "size"))
    field = FACETS[asked.reader.choice("type", _TYPES, "entity")].name
    size = asked.reader.number("size", 1, 100, 20)
    query = asked.query()
    asked.done()
    return await answer(request, lambda index: _related(index, query, id, field, size))


@dataclass(frozen=True, slots=True)
class _How:
    field: str
    sentence: bool
    nodes: int
    edges: int
    least: int


def _graph(index: Index, query: Query, how: _How) -> Mapping[str, Any]:
    tally = index.tally(query)
    total = tally.total()
    counts = dict(tally.commonest(how.field, how.nodes))
    found = _edges(tally, tuple(counts), how)
    heaviest = dict(sorted(found.items(), key=lambda of: (-of[1], of[0]))[: how.edges])
    structure = structure_of(tuple(counts), heaviest)
    strength = dict.fromkeys(counts, 0)
    for pair, weight in heaviest.items():
        for id in pair:
            strength[id] += weight
    known = tally.entities(tuple(counts))
    return {
        "total": asdict(total),
        "within": "sentence" if how.sentence else "article",
        "nodes": [
            {
                "id": id,
                "name": known[id].name,
                "type": known[id].type,
                "count": count,
                "community": structure.community[id],
                "centrality": round(structure.centrality[id], 4),
                "strength": strength[id],
            }
            for id, count in counts.items()
        ],
        "edges": [
            {
                "source": one,
                "target": other,
                "weight": weight,
                "npmi": round(npmi(weight, counts[one], counts[other], total.value), 4),
            }
            for (one, other), weight in heaviest.items()
        ],
        "edges_found": len(found),
        "communities": len(set(structure.community.values())),
        "modularity": round(structure.modularity, 4),
    }


def _edges(tally: Tally, ids: tuple[str, ...], how: _How) -> dict[tuple[str, str], int]:
    """The weight of each pair of `ids` that is heavy enough."""
    if how.sentence:
        pairs = tuple(pair_of(one, other) for one, other in combinations(sorted(ids), 2))
        weights = {read_pair(str(pair)): weight for (pair,), weight in tally.table(Values("together", pairs)).items()}
    else:
        axis = Values(how.field, ids)
        cells = tally.table(axis, axis)
        weights = {(str(one), str(other)): weight for (one, other), weight in cells.items() if str(one) < str(other)}
    return {pair: weight for pair, weight in weights.items() if weight >= how.least}


def _related(index: Index, query: Query, id: str, field: str, size: int) -> Mapping[str, Any]:
    if not index.tally(Query(filters={"entity": (id,)})).total().value:
        raise ProblemError(404, "No searchable article names an entity with this id.")
    everything = index.tally(query)
    having = {**query.having, "entity": (id,)}
    naming = index.tally(replace(query, having=having))
    total, count = everything.total(), naming.total().value
    together = {one: n for one, n in naming.commonest(field, _LOOKED_AT) if one != id}
    counts = everything.table(Values(field, tuple(together)))
    scores = {one: log_likelihood(n, count, counts[(one,)] - n, total.value - count) for one, n in together.items()}
    best = sorted(together, key=lambda one: (-scores[one], -together[one], one))[:size]
    known = everything.entities((id, *best))
    return {
        "total": asdict(total),
        "entity": {"id": id, "name": known[id].name, "type": known[id].type, "count": count},
        "related": [
            {
                "id": one,
                "name": known[one].name,
                "type": known[one].type,
                "count": counts[(one,)],
                "together": together[one],
                "score": round(scores[one], 3),
                "npmi": round(npmi(together[one], count, counts[(one,)], total.value), 4),
            }
            for one in best
        ],
    }
