"""`GET /v1/facets`: how often each value of a facet is, without any articles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import Counted, TotalOf
from services.api.counting import SIZE, Asked, facet_counts, parameters
from services.api.engine import answer
from services.shared.problems import problem_answers
from services.shared.search.aggregations import MOST_VALUES, Tally, Values
from services.shared.search.analysis import name_key
from services.shared.search.composites import Named
from services.shared.search.fields import FACETS
from services.shared.search.port import FacetCount, Index, Query

__all__ = ["router"]

router = APIRouter(tags=["counts"])

_LOOKED_THROUGH = 200
"""With a prefix: so many names are looked at, the commonest."""
_NAMED = ("person", "organization", "place", "entity")
_WITH_IDS = ("publisher", "speaker")
FACET_NAMES = (
    {"type": "array", "items": {"enum": list(FACETS)}},
    "What to count, comma-separated. " + ", ".join(FACETS) + ".",
)


class Facets(BaseModel):
    """By the name of the facet, its commonest values."""

    total: TotalOf
    facets: dict[str, list[Counted]]
    took_ms: float


@router.get(
    "/v1/facets",
    summary="Count by value",
    operation_id="facets",
    responses={200: {"model": Facets}, **problem_answers(401, 422, 503)},
    openapi_extra=parameters(
        required=["facets"],
        facets=FACET_NAMES,
        size=SIZE,
        prefix=({"type": "string"}, "Only values of which a word, as people read it, begins so."),
    ),
    response_class=Response,
)
async def facets(request: Request) -> Response:
    """The commonest values of each facet, by count, then by value."""
    asked = Asked(request, ("facets", "size", "prefix"))
    names, size = asked.facets(), asked.reader.number("size", 1, 1000, 20)
    if not names and not asked.reader.errors:
        asked.wrong("facets", f"expected one or more of {', '.join(FACETS)}")
    prefix = name_key(asked.reader.one("prefix") or "")
    query = asked.query()
    asked.done()
    return await answer(request, lambda index: _counted(index, query, names, size, prefix))


def _counted(index: Index, query: Query, names: tuple[str, ...], size: int, prefix: str) -> Mapping[str, Any]:
    tally = index.tally(query)
    if prefix:
        found = {name: _beginning(index, tally, query, name, prefix) for name in names}
    else:
        found = {name: tally.labelled(name, tally.commonest(FACETS[name].name, size)) for name in names}
    return {
        "total": asdict(tally.total()),
        "facets": {name: facet_counts(counts[:size]) for name, counts in found.items()},
    }


def _beginning(index: Index, tally: Tally, query: Query, name: str, prefix: str) -> list[FacetCount]:
    """The values of a facet that a word of their names begins with: for entities, of any name that is known."""
    field = FACETS[name].name
    if name in _NAMED:
        named = [Named.read(value) for value, _ in index.values(query, "named", prefix=prefix, size=_LOOKED_THROUGH)]
        labels = {one.id: one.label for one in named if one is not None and name in {"entity", one.type}}
        counts = tally.table(Values(field, tuple(labels)))
        found = [FacetCount(id, label, counts[(id,)]) for id, label in labels.items()]
    else:
        known = tally.commonest(field, MOST_VALUES)
        if name in _WITH_IDS:
            labelled = tally.labelled(name, known[:_LOOKED_THROUGH])
        else:  # the value is the folded label
            labelled = tally.labelled(name, [one for one in known if _begins(one[0], prefix)][:_LOOKED_THROUGH])
        found = [one for one in labelled if _begins(one.label, prefix)]
    return sorted(found, key=lambda one: (-one.count, one.value))


def _begins(name: str, prefix: str) -> bool:
    return f" {prefix}" in f" {name_key(name)}"
