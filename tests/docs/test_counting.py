"""What docs/api.md shows of the calls that count has the shape of their answers, and its tables have all parameters."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from pydantic import BaseModel

from services.api.counting import parameters
from services.api.routes import compare, facets, graph, places, timeline, trending

PAGE = (Path(__file__).parents[2] / "docs" / "api.md").read_text()
COMMON = {parameter["name"] for parameter in parameters()["parameters"]}

CALLS: list[tuple[str, str, APIRouter, type[BaseModel]]] = [
    ("### Over time", "/v1/timeline", timeline.router, timeline.Timeline),
    ("### By value", "/v1/facets", facets.router, facets.Facets),
    ("### On a map", "/v1/places", places.router, places.Places),
    ("### Beside each other", "/v1/compare", compare.router, compare.Comparison),
    ("### What is rising", "/v1/trending", trending.router, trending.Trending),
    ("### Who with whom", "/v1/graph", graph.router, graph.Graph),
]


def section(heading: str) -> str:
    """From a heading to the next."""
    return re.split(r"^#+ ", PAGE[PAGE.index(heading) + len(heading) :], maxsplit=1, flags=re.MULTILINE)[0]


@pytest.mark.parametrize(("heading", "path", "router", "model"), CALLS)
def test_an_example_has_the_shape_of_the_answer(
    heading: str, path: str, router: APIRouter, model: type[BaseModel]
) -> None:
    first, *further = re.findall(r"```json\n(.*?)```", section(heading), re.DOTALL)
    shown = json.loads(first)
    assert model.model_validate(shown, strict=True).model_dump().keys() == shown.keys()
    if path == "/v1/timeline":
        timeline.Bucket.model_validate(json.loads(further[0]), strict=True)
    if path == "/v1/graph":
        related = json.loads(further[0])
        assert graph.Related.model_validate(related, strict=True).model_dump() == related
    assert path in {route.path for route in router.routes}  # type: ignore[attr-defined]


@pytest.mark.parametrize(("heading", "path", "router", "model"), CALLS)
def test_every_parameter_of_a_call_is_told(heading: str, path: str, router: APIRouter, model: type[BaseModel]) -> None:  # noqa: ARG001
    extra = next(route.openapi_extra for route in router.routes if route.path == path)  # type: ignore[attr-defined]
    own = {parameter["name"] for parameter in extra["parameters"]} - COMMON
    assert own <= set(re.findall(r"`(\w+)`", section(heading)))
