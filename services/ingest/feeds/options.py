"""What may be asked of a feed, and how a feed is doing: the models behind `/v1/feeds`."""

from __future__ import annotations

import difflib
import re
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from services.ingest.examples import FEED_URL
from services.ingest.feeds.opml import Outline
from services.ingest.submission import Names, Short, SubmittedPublisher, WebUrl
from services.ingest.submission import _language as language_code
from services.ingest.submission import _publisher_object as publisher_object
from services.shared.errors import FieldError

__all__ = ["FeedOptions", "FeedState", "NewFeed", "Rule", "listed", "wrong_in"]

MAX_INTERVAL = 7 * 86_400.0
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]{1,100}")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection", "accept-encoding", "te", "upgrade"})

Interval = Annotated[float, Field(ge=1, le=MAX_INTERVAL)]


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not _TOKEN.fullmatch(name) or name.lower() in _OURS:
            raise ValueError(f"{name[:50]} is not a header that may be set")
        if not text.isascii() or not text.isprintable():
            raise ValueError(f"{name} must have a value of printable ASCII characters")
    return value


def _there(value: str) -> str:
    if not value:
        raise ValueError("is missing")
    return value


class Rule(BaseModel):
    """Matches an item that has any of `words` (or phrases) in any of `fields`; whole words, whatever their case."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: Annotated[tuple[Short, ...], Field(min_length=1, max_length=200)]
    fields: Annotated[
        tuple[Literal["title", "summary", "text", "author", "tag", "url"], ...], Field(min_length=1, max_length=6)
    ] = ("title", "summary", "text")


class FeedOptions(BaseModel):
    """The options of a feed. Intervals are in seconds; a `publisher`, `language` or `tags` go to each of its items."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Short | None = None
    min_interval: Interval = 300.0
    max_interval: Interval = 86_400.0
    full_text: Literal["auto", "always", "never"] = "auto"
    include: Annotated[tuple[Rule, ...], Field(max_length=50)] = ()
    exclude: Annotated[tuple[Rule, ...], Field(max_length=50)] = ()
    language: Annotated[Short, AfterValidator(language_code)] | None = None
    publisher: Annotated[SubmittedPublisher | None, BeforeValidator(publisher_object)] = None
    tags: Names = ()
    headers: Annotated[dict[str, Short], Field(max_length=20), AfterValidator(_headers)] = {}
    priority: Literal["low", "normal", "high"] = "normal"

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_interval > self.max_interval:
            raise ValueError("min_interval must not be more than max_interval")
        return self

    def shown(self) -> dict[str, Any]:
        """The options as JSON-ready values; header values, which may be secrets, are not shown."""
        values = self.model_dump(mode="json")
        values["headers"] = dict.fromkeys(self.headers, "…")
        return values


class NewFeed(FeedOptions):
    """What `POST /v1/feeds` takes: the URL of a feed or of a page that links feeds, and options."""

    url: Annotated[WebUrl, AfterValidator(_there), Field(json_schema_extra={"minLength": 1, "examples": [FEED_URL]})]


def listed(outline: Outline) -> NewFeed:
    """The feed of a list's line, without its language where nobody knows that one. Raises `ValidationError`."""
    given = {"url": outline.url, "title": outline.title, "tags": outline.tags[:50]}
    try:
        return NewFeed.model_validate({**given, "language": outline.language})
    except ValidationError:
        return NewFeed.model_validate(given)


def wrong_in(error: ValidationError, model: type[BaseModel]) -> list[FieldError]:
    """What is wrong with a `model`, field by field, in words for the sender."""
    return [_wrong(one, tuple(model.model_fields)) for one in error.errors(include_url=False, include_input=False)]


def _wrong(one: Any, known: tuple[str, ...]) -> FieldError:
    field = ".".join(str(part) for part in one["loc"])[:200]
    if one["type"] == "extra_forbidden":
        near = difflib.get_close_matches(str(one["loc"][-1])[:100].lower(), known, n=1, cutoff=0.5)
        hint = f"did you mean {near[0]}?" if near else f"the fields are {', '.join(known)}"
        return {"field": field, "message": f"is not a field; {hint}"}
    if one["type"] == "value_error":
        return {"field": field or "min_interval", "message": str(one["ctx"]["error"])}
    if one["type"] == "missing":
        return {"field": field, "message": "is missing"}
    return {"field": field or "$", "message": one["msg"][:1].lower() + one["msg"][1:300]}


class FeedState(BaseModel):
    """What the polls of a feed have found out; times are RFC 3339, None where it has not happened."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    status: Literal["new", "ok", "failing", "ended"] = "new"
    reason: str | None = None
    kind: str | None = None
    title: str | None = None
    link: str | None = None
    hub: str | None = None
    topic: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    options_digest: str | None = None
    failures: int = 0
    failing_since: str | None = None
    last_polled_at: str | None = None
    last_success_at: str | None = None
    last_new_at: str | None = None
    interval: float | None = None
