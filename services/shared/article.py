"""What Tidings takes in and what it keeps: `Document` (accepted from a sender) and `Article` (enriched, indexed).

These models are the contract: their field names and shapes are the JSON that both web services speak.
Every model is frozen; a step returns a changed copy (`article.model_copy(update={...})`).
Offsets (`start`, `end`) count Unicode code points, `end` exclusive, into the text that `field` names.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, PlainSerializer

__all__ = [
    "NOT_PUBLIC",
    "Article",
    "Channel",
    "DateMention",
    "Document",
    "Duplicate",
    "Enrichment",
    "Entity",
    "EntityType",
    "Keyword",
    "Language",
    "Location",
    "Mention",
    "Place",
    "Publisher",
    "Quote",
    "Revision",
    "Sentiment",
    "Speaker",
    "TextField",
    "Time",
    "content_hash",
    "rfc3339",
]


def rfc3339(moment: datetime) -> str:
    """Write an aware `moment` as RFC 3339 in UTC: `2024-08-31T00:00:00Z`, with a fraction only where there is one."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")


def _in_utc(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


Time = Annotated[datetime, AfterValidator(_in_utc), PlainSerializer(rfc3339, when_used="json")]
NOT_PUBLIC = {"revision", "html", "signature", "story_vector", "analysis"}
"""The fields of an article that no answer has."""
EntityType = Literal["person", "organization", "place", "group", "event", "law", "product", "work"]
TextField = Literal["headline", "body"]
Channel = Literal["push", "feed", "url"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Publisher(_Frozen):
    """Who published it; `domain` is a host name without `www.`, `country` an ISO 3166-1 alpha-2 code."""

    name: str | None = None
    domain: str | None = None
    country: str | None = None


class Document(_Frozen):
    """One article as a sender described it, validated and normalised, not yet enriched.

    At least one of `body` and `html` is there. `body` is verbatim, to the character.
    """

    source_id: str | None = None
    url: str | None = None
    headline: str | None = None
    summary: str | None = None
    body: str | None = None
    html: str | None = None
    published_at: Time | None = None
    modified_at: Time | None = None
    language: str | None = None
    authors: tuple[str, ...] = ()
    publisher: Publisher | None = None
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    rights: str | None = None


class Language(_Frozen):
    """ISO 639-1 `code` (`und` where unknown) and the `confidence` in it, 0 to 1 (1 where the sender said so)."""

    code: str
    confidence: float


class Mention(_Frozen):
    """One place in the text where something is named. Mentions of an article do not overlap."""

    entity_id: str | None = None
    type: EntityType
    text: str
    field: TextField = "body"
    start: int
    end: int
    score: float
    method: str


class Entity(_Frozen):
    """Who or what is named, once an article; `aliases` are the other spellings in this article.

    `method`: what the identity rests on: `own` or curated `list`, the `name` alone; for places `one` of that name, the
    `size`, the words `beside` it, or the `company` of the article's other places.
    """

    id: str
    type: EntityType
    name: str
    aliases: tuple[str, ...] = ()
    count: int
    salience: float
    uri: str | None = None
    method: str = ""


class Location(_Frozen):
    """A point in degrees, WGS 84."""

    lat: float
    lon: float


class Place(_Frozen):
    """Where an entity that is a place lies. `kind`: city, region, country, continent, water, or other.

    `method`: `gazetteer`; `approximate` where no list knows it and the point is where the article's other places
    gather; `unknown` where there is no point.
    """

    entity_id: str
    name: str
    kind: str
    country: str | None = None
    geonames_id: int | None = None
    location: Location | None = None
    count: int
    primary: bool = False
    method: str = ""


class Speaker(_Frozen):
    """The source of a quotation: `text` as it stands at `start`–`end`, `name` and `entity_id` who that is.

    `method`: by what: `name`, `surname`, `pronoun`, `description`; `words` where it is nobody known.
    """

    text: str
    start: int
    end: int
    entity_id: str | None = None
    name: str | None = None
    method: str = ""


class Quote(_Frozen):
    """The words inside the quotation marks, and who said them.

    `kind`: `direct` where they are a whole utterance, `mixed` where they are part of a sentence of the writer's.
    `method`: the rule that found the speaker.
    """

    text: str
    field: TextField = "body"
    start: int
    end: int
    kind: Literal["direct", "mixed"]
    cue: str | None = None
    score: float
    method: str = ""
    speaker: Speaker | None = None


class DateMention(_Frozen):
    """A date named in the text.

    `value` is `2024-08-06`, `2024-08`, `2023`, `2024-Q3` or `2024-W32`, null where unknown.
    """

    text: str
    field: TextField = "body"
    start: int
    end: int
    value: str | None = None
    grain: Literal["day", "week", "month", "quarter", "year", "decade"] | None = None
    relative: bool = False


class Keyword(_Frozen):
    """A phrase that says what the article is about; `score` 0 to 1, larger is more telling."""

    text: str
    score: float


class Sentiment(_Frozen):
    """Tone of the text: `score` from -1 (negative) to 1 (positive)."""

    score: float
    label: Literal["negative", "neutral", "positive"]


class Duplicate(_Frozen):
    """The group of copies an article is in; `of` is the article it copies, `similarity` their Jaccard index."""

    group_id: str
    kind: Literal["original", "exact", "near"]
    of: str | None = None
    similarity: float | None = None


class Revision(_Frozen):
    """An earlier text of the same article."""

    version: int
    headline: str | None = None
    body: str
    modified_at: Time | None = None
    received_at: Time


class Enrichment(_Frozen):
    """What one step of the pipeline did: `status` is `ok`, `skipped` or `failed`; `error` says why in words."""

    name: str
    version: str
    status: Literal["ok", "skipped", "failed"]
    duration_ms: float
    error: str | None = None


class Analysis(_Frozen):
    """By field, the three rows of tokens of an article's texts (see `search.analysis`), as an index has them.

    Kept so that they are worked out by the workers, of whom there are many, and not by the one indexer.
    """

    schema_version: int
    rows: dict[str, tuple[str, str, str]]


class Article(_Frozen):
    """An article as it is indexed and answered by `GET /v1/articles/{id}`.

    `html` (the page it came from), `signature` (its MinHash), `story_vector` (what it is about), `analysis` (its
    tokens) and `revision` are for the pipeline and indexer alone: `public()` leaves them out.
    """

    id: str
    version: int
    source_id: str | None = None
    url: str | None = None
    canonical_url: str | None = None
    content_hash: str = ""
    headline: str | None = None
    summary: str | None = None
    body: str = ""
    word_count: int = 0
    language: Language = Language(code="und", confidence=0.0)
    authors: tuple[str, ...] = ()
    publisher: Publisher = Publisher()
    section: str | None = None
    tags: tuple[str, ...] = ()
    image: str | None = None
    rights: str | None = None
    published_at: Time | None = None
    modified_at: Time | None = None
    received_at: Time
    indexed_at: Time | None = None
    channel: Channel = "push"
    feed_ids: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = ()
    entities: tuple[Entity, ...] = ()
    places: tuple[Place, ...] = ()
    quotes: tuple[Quote, ...] = ()
    dates: tuple[DateMention, ...] = ()
    keywords: tuple[Keyword, ...] = ()
    sentiment: Sentiment | None = None
    duplicate: Duplicate | None = None
    story_id: str | None = None
    former_story_ids: tuple[str, ...] = ()
    revisions: tuple[Revision, ...] = ()
    enrichments: tuple[Enrichment, ...] = ()

    revision: int = 0
    html: str | None = None
    signature: tuple[int, ...] = ()
    story_vector: str = ""
    analysis: Analysis | None = None

    @classmethod
    def of(
        cls,
        document: Document,
        *,
        id: str,
        version: int,
        revision: int,
        received_at: datetime,
        channel: Channel = "push",
    ) -> Article:
        """Begin an article from an accepted `document`: its own words, nothing worked out yet."""
        return cls(
            id=id,
            version=version,
            revision=revision,
            received_at=received_at,
            channel=channel,
            source_id=document.source_id,
            url=document.url,
            headline=document.headline,
            summary=document.summary,
            body=document.body or "",
            html=document.html,
            published_at=document.published_at,
            modified_at=document.modified_at,
            language=Language(code=document.language, confidence=1.0)
            if document.language
            else Language(code="und", confidence=0.0),
            authors=document.authors,
            publisher=document.publisher or Publisher(),
            section=document.section,
            tags=document.tags,
            image=document.image,
            rights=document.rights,
        )

    def public(self) -> dict[str, object]:
        """The article as JSON-ready values under the contract's names, without the pipeline's own fields."""
        return self.model_dump(mode="json", exclude=NOT_PUBLIC)

    def text_of(self, field: TextField) -> str:
        """The text that offsets with this `field` count into."""
        return self.body if field == "body" else self.headline or ""


def content_hash(headline: str | None, body: str) -> str:
    """Hex SHA-256 of headline and body: equal exactly where both texts are."""
    return hashlib.sha256(f"{headline or ''}\0{body}".encode()).hexdigest()
