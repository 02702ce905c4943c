"""Stories as OpenAPI describes them: in a list, and one by itself."""

from __future__ import annotations

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.api.answers import Counted, EntityNamed, Summary
from services.shared.article import Location, Publisher

__all__ = ["Moved", "Stories", "Story"]


class StoryEntity(EntityNamed):
    """Who is named in so many of a story's articles."""

    articles: int


class StoryPlace(BaseModel):
    """A place that is named in so many of a story's articles."""

    entity_id: str
    name: str
    kind: str
    country: str | None
    location: Location | None
    articles: int


class Headed(BaseModel):
    """What a story is called, and when it was told of."""

    id: str
    headline: str | None = Field(description="That of its most central article.")
    headline_article_id: str | None
    first_published_at: str | None
    last_published_at: str | None
    languages: list[str]


class Brief(Headed):
    """A story in a list; `matching` counts its articles that match, `articles` all of them."""

    articles: int
    matching: int
    last_day: int = Field(description="Matching articles of the last day.")
    day_before: int = Field(description="Matching articles of the day before.")
    publishers: list[str]
    entities: list[StoryEntity]
    places: list[StoryPlace]
    image: str | None


class Stories(BaseModel):
    """One page of a list of stories."""

    stories: list[Brief]
    next_cursor: str | None
    took_ms: float


class StoryKeyword(BaseModel):
    """A keyword of so many of a story's articles."""

    text: str
    articles: int


class StoryDate(BaseModel):
    """A day that so many of a story's articles name."""

    value: str
    articles: int


class StoryDay(BaseModel):
    """How many articles were published on a day."""

    day: str
    articles: int


class Named(BaseModel):
    """Who spoke."""

    name: str
    entity_id: str | None


class StoryQuote(BaseModel):
    """What somebody said, and in which article."""

    text: str
    speaker: Named
    article_id: str


class Copy(BaseModel):
    """A copy of an article."""

    id: str
    url: str | None
    headline: str | None
    publisher: Publisher
    published_at: str | None


class StoryArticle(Summary):  # type: ignore[misc, valid-type]
    """An article of a story, its copies under it."""

    lead: str | SkipJsonSchema[None] = Field(default=None, description="How the body begins, where it has no summary.")
    duplicates: list[Copy]


class Story(Headed):
    """One story: who, what, where and when, how it developed, who was first, and its articles, newest first."""

    size: int = Field(description="How many articles it has.")
    originals: int = Field(description="How many of those that were read are no copies.")
    read: int = Field(description="How many of its articles, the newest, this was worked out from.")
    who: list[StoryEntity]
    what: list[StoryKeyword]
    where: list[StoryPlace]
    when: list[StoryDate]
    timeline: list[StoryDay]
    timezone: str
    first_report: Summary | None  # type: ignore[valid-type]
    sources: list[Counted]
    quotes: list[StoryQuote]
    merged_from: list[str]
    articles: list[StoryArticle]
    next_cursor: str | None
    took_ms: float


class Moved(BaseModel):
    """Where the articles of a story are that was merged or taken apart, the story with most of them first."""

    id: str
    merged_into: str
    now_in: list[str]
