"""The parameters of search's calls as OpenAPI describes them: what several calls share, and how one adds its own."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Annotated, Any, get_args

from fastapi import Path

from services.shared.article import NOT_PUBLIC, Article
from services.shared.search.fields import COLLAPSES, FACETS, FILTERS, PERIODS, WORDS
from services.shared.search.port import Sort

__all__ = [
    "ARTICLE_FILTERS",
    "HALF_LIFE",
    "LARGEST_PAGE",
    "MOST_VALUES",
    "SEARCH",
    "SHOWN",
    "SOME_TEXT",
    "ArticleId",
    "Described",
    "EntityId",
    "StoryId",
    "described",
]

Described = tuple[dict[str, Any], str]
"""A parameter's schema, and what it means in a sentence."""
# The examples are of the seeds, so that what is tried out there finds something.
ArticleId = Annotated[str, Path(description="The id of an article", examples=["qopz5ofgi4buiiodell6ykuueq"])]
EntityId = Annotated[str, Path(description="The id of an entity", examples=["person:jens-stoltenberg"])]
StoryId = Annotated[str, Path(description="The id of a story", examples=["qopz5ofgi4buiiodell6ykuueq"])]
LARGEST_PAGE = 100
HALF_LIFE = "^([1-9][0-9]{0,3}h|[1-9][0-9]{0,2}d|[1-9][0-9]?w)$"
SOME_TEXT = {"type": "string", "pattern": r"\S"}
"""The schema of a value that must not be blank."""
MOST_VALUES = 100
"""How many values a repeated filter may have."""
SHOWN = tuple(name for name in Article.model_fields if name not in NOT_PUBLIC)
"""The fields of an article that a list may show."""
ARTICLE_FILTERS = (*FILTERS, "match", "published_after", "published_before")
"""The names of the parameters that say which articles are meant."""
SEARCH = ("q", "operator", "size", "cursor", "sort", "recency", "facets", "collapse", *ARTICLE_FILTERS)
"""The names of the parameters that every form of a search takes."""

_FILTERS = {
    "language": ("en", "Language of the text, ISO 639-1."),
    "publisher": ("wire.example", "Publisher: its name or domain."),
    "author": ("Ana Example", "Author."),
    "section": ("Business", "Section, as the publisher names it."),
    "tag": ("ports", "Tag, as the publisher names it."),
    "keyword": ("night train", "Keyword that was found in the text."),
    "entity": ("gn:703448", "Who or what is named: an entity's id."),
    "person": ("Jens Stoltenberg", "Person who is named: any known name, in any spelling and script, or an id."),
    "organization": ("NATO", "Organization that is named: any known name, or an id."),
    "place": ("Kiev", "Place that is named: any known name, in any spelling and script, or an id."),
    "country": ("UA", "Country of a place that is named, ISO 3166-1 alpha-2."),
    "speaker": ("Jens Stoltenberg", "Who is quoted: any known name, or an id."),
    "sentiment": ("negative", "Tone of the text: `negative`, `neutral` or `positive`."),
    "story": ("7jbi5cwqsxw46diza2242y3pi4", "Story, by its id, or that of one that was merged into it."),
    "feed": ("pmpq5u4vdqnchzmodj4rq2otku", "Feed it came through, by its id."),
}
_ONE: dict[str, Described] = {
    "q": (
        {"type": "string", "maxLength": 2000},
        'The query: words, "phrases", "near phrases"~5, AND OR NOT - + ( ), prefix*, fuzzy~, =Form, '
        f"field: ({', '.join(WORDS)}) and times: ({', '.join(PERIODS)}).",
    ),
    "facets": (
        {"type": "array", "items": {"enum": list(FACETS)}},
        "What to count among the matches, comma-separated: the commonest values of each.",
    ),
    "fields": (
        {"type": "array", "items": {"enum": list(SHOWN)}},
        "What to show of each article, beside its `id`, comma-separated (default: all but its text and what is found "
        "in it).",
    ),
    "operator": ({"enum": ["and", "or"], "default": "and"}, "What joins words that nothing else joins."),
    "size": ({"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": 20}, "Hits on a page."),
    "cursor": ({"type": "string"}, "The `next_cursor` of the page before; every other parameter stays the same."),
    "sort": (
        {"enum": list(get_args(Sort)), "default": "relevance"},
        "Order. Without a word in `q`, relevance means newest first. What has no `published_at` comes last.",
    ),
    "recency": (
        {"type": "string", "pattern": HALF_LIFE},
        "Under relevance, the age at which an article counts about half as much as a new one: `12h`, `7d`, `4w`.",
    ),
    "collapse": (
        {"enum": list(COLLAPSES)},
        "One hit a group of copies or a story, its best; counts are then of groups.",
    ),
    "match": ({"enum": ["any", "all"], "default": "any"}, "Whether a repeated filter means any of its values or all."),
    "published_after": ({"type": "string", "format": "date-time"}, "Published then or later; without a zone, UTC."),
    "published_before": ({"type": "string", "format": "date-time"}, "Published before then."),
    "tz": (
        {"type": "string", "default": "UTC"},
        "A zone of the IANA database (`Europe/Kyiv`): of the calendar, and of times without a zone.",
    ),
}


def _entry(name: str, said: Described, *, required: bool = False) -> dict[str, Any]:
    schema, sentence = said
    entry = {"name": name, "in": "query", "required": required, "schema": schema, "description": sentence}
    return entry | {"style": "form", "explode": False} if "enum" in schema.get("items", {}) else entry


def _shared(name: str) -> dict[str, Any]:
    if name in _ONE:
        return _entry(name, _ONE[name])
    example, said = _FILTERS[name]
    schema = {"type": "array", "items": SOME_TEXT, "maxItems": MOST_VALUES}
    told = _entry(name, (schema, f"{said} Repeated: any of them (`match=all`: all)."))
    return told | {"examples": {"one": {"value": [example]}}}


def described(
    own: Mapping[str, Described], shared: Collection[str] = ARTICLE_FILTERS, required: Collection[str] = ()
) -> dict[str, Any]:
    """A call's `openapi_extra`: its `own` parameters by name (a list of names is comma-separated), and shared ones."""
    listed = [_entry(name, said, required=name in required) for name, said in own.items()]
    return {"parameters": listed + [_shared(name) for name in shared if name not in own]}
