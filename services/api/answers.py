"""The parts that the answers of several calls share, as OpenAPI describes them.

These models are descriptions: the answers themselves are made from stored JSON and are not validated again.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model
from pydantic.json_schema import SkipJsonSchema

from services.shared.article import NOT_PUBLIC, Article, EntityType, Quote
from services.shared.search.documents import NOT_LISTED

__all__ = ["Counted", "EntityNamed", "Quotation", "Shown", "Summary", "TotalOf", "Whole", "answer_like"]


class TotalOf(BaseModel):
    """How many articles match (collapsed: groups with a matching one)."""

    value: int
    relation: Literal["eq", "estimated"]


class Counted(BaseModel):
    """A facet's value, how people read it, and how many articles (collapsed: groups) have it."""

    value: str
    label: str
    count: int
    articles: int | SkipJsonSchema[None] = Field(default=None, description="Of a collapsed search: how many articles.")


class EntityNamed(BaseModel):
    """An entity as lists name it."""

    id: str
    type: EntityType
    name: str


def _part(name: str, said: str, *, without: Collection[str], required: Collection[str]) -> type[BaseModel]:
    """A description of an article that has all fields but those `without`, these surely."""
    fields: dict[str, Any] = {}
    for field, info in Article.model_fields.items():
        if field not in without:
            kept = field in required or not info.is_required()
            fields[field] = (info.annotation, info if kept else Field(default_factory=lambda: None))
    return create_model(name, __doc__=said, **fields)


_ALL = tuple(Article.model_fields)
Whole = _part("Whole", "An article with everything that was found in it.", without=NOT_PUBLIC, required=_ALL)
Summary = _part("Summary", "An article without its text and what was found in it.", without=NOT_LISTED, required=_ALL)
Shown = _part(
    "Shown", "A summary, or the fields of an article that `fields` chose.", without=NOT_PUBLIC, required=("id",)
)


class Quotation(Quote):
    """A quotation with the words around it, whom it is about, and its article."""

    before: str = Field(description="The words before it in its paragraph.")
    after: str = Field(description="The words behind it in its paragraph.")
    about: list[EntityNamed] = Field(description="Who and what is named in it and around it, but for the speaker.")
    article: Summary  # type: ignore[valid-type]


def answer_like(model: type[BaseModel], example: Any) -> dict[int | str, dict[str, Any]]:
    """The OpenAPI entry of a JSON answer: its schema, and an example."""
    return {200: {"model": model, "content": {"application/json": {"example": example}}, "description": "Such as this"}}
