"""The parts that the answers of several calls share, as OpenAPI describes them."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

__all__ = ["Counted", "TotalOf"]


class TotalOf(BaseModel):
    """How many articles match (collapsed: groups with a matching one)."""

    value: int
    relation: Literal["eq", "estimated"]


class Counted(BaseModel):
    """A facet's value, how people read it, and how many articles (collapsed: groups) have it."""

    value: str
    label: str
    count: int
