"""The field table: what of an article is searched, filtered, counted and sorted by. Both engines' schemas come from it.

A new searchable fact is one line in `FIELDS` (and a new `SCHEMA_VERSION`, after which `tidings reindex` is needed).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Literal

from services.shared.article import Article
from services.shared.search.analysis import name_key, name_keys
from services.shared.search.bearers import Bearer
from services.shared.search.composites import said
from services.shared.search.located import located
from services.shared.search.mentioned import mentioned_in
from services.shared.search.periods import GRAINS, first_day
from services.shared.search.together import together

__all__ = [
    "COLLAPSES", "FACETS", "FIELDS", "FILTERS", "MENTIONED", "PERIODS", "SCHEMA_VERSION", "SEARCHED", "SORTED",
    "WORDS", "Field", "Value", "fingerprint", "forms_of", "milliseconds", "number_of", "stems_of",
]  # fmt: skip

SCHEMA_VERSION = 3
"""Names the index: `data/index/v3`, `tidings-v3`. Raise it with every change of the table, of the analysis
or of what is stored."""

Kind = Literal["words", "keyword", "integer", "time"]
Value = str | int


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the index.

    `words`: texts, found by their tokens; `keyword`: exact strings; `integer`; `time`: milliseconds since 1970.
    `values` gives the field's texts or values for an article and its entities; a tuple is several texts, the names of
    one thing. `boost` over 0: words asked for without a field are looked for here, and count so much; `stemmed`:
    running text, with two more fields for its stems and its forms. `query`: the name of the field in a query
    (`person:`). `filter`: the name of the filter, whose values go through `key` first. `facet`: the name of the facet,
    whose values people read as `labels` says (default: as they are). A keyword that is not `counted` is found and never
    counted, which costs an engine less.
    """

    name: str
    kind: Kind
    values: Callable[[Article, Sequence[Bearer]], Iterable[Value | tuple[str, ...]]]
    boost: float = 0.0
    stemmed: bool = False
    query: str = ""
    filter: str = ""
    facet: str = ""
    counted: bool = True
    key: Callable[[str], str] = field(default=name_key)
    labels: Callable[[Article], Iterable[tuple[str, str]]] | None = None


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970, rounded down: the resolution of filters and sorts. Any year of `datetime` will do."""
    since = moment.astimezone(UTC) - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000


def number_of(text: str, bits: int) -> int:
    """A number for `text`, the same everywhere: what engines compare and group fastest."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest()) >> (64 - bits)


def stems_of(name: str) -> str:
    """The field that holds the stems of the words field `name`."""
    return f"{name}_stems"


def forms_of(name: str) -> str:
    """The field that holds the words of the words field `name` as they are written, in their case and accents."""
    return f"{name}_forms"


def _some(*values: str | None) -> Iterator[str]:
    return (value for value in values if value)


def _times(moment: datetime | None) -> tuple[int, ...]:
    return () if moment is None else (milliseconds(moment),)


def _first_days(grain: str) -> Callable[[Article, object], Iterator[int]]:
    """The first days of the periods of this grain that an article names."""

    def days(article: Article, _: object) -> Iterator[int]:
        for named in article.dates:
            if named.grain == grain and named.value and (first := first_day(named.value)):
                yield milliseconds(datetime(first.year, first.month, first.day, tzinfo=UTC))

    return days


def _known_as(article: Article, bearers: Sequence[Bearer]) -> Iterator[str | tuple[str, ...]]:
    yield from (bearer.names for bearer in bearers)
    known = set(chain.from_iterable(bearer.names for bearer in bearers))
    yield from (mention.text for mention in article.mentions if mention.text not in known)


def _speaker_names(article: Article, bearers: Sequence[Bearer]) -> Iterator[tuple[str, ...]]:
    """Every name of each speaker."""
    speakers = [quote.speaker for quote in article.quotes if quote.speaker]
    said_by = {speaker.entity_id for speaker in speakers}
    names = {bearer.id: bearer.names for bearer in bearers if bearer.id in said_by}
    for speaker in dict.fromkeys((speaker.entity_id, speaker.name) for speaker in speakers):
        yield tuple(dict.fromkeys((*names.get(speaker[0] or "", ()), *_some(speaker[1]))))


def _speakers(article: Article) -> Iterator[tuple[str, str]]:
    for quote in article.quotes:
        if quote.speaker is not None and quote.speaker.name:
            yield quote.speaker.entity_id or name_key(quote.speaker.name), quote.speaker.name


def _publisher(article: Article) -> Iterator[tuple[str, str]]:
    known = article.publisher
    if known.domain or known.name:
        yield known.domain or name_key(known.name or ""), known.name or known.domain or ""


def _publisher_names(article: Article) -> Iterator[str]:
    return _some(article.publisher.name, article.publisher.domain)


def _keys(texts: Iterable[str]) -> Iterator[str]:
    return (name_key(text) for text in texts)


_each = chain.from_iterable


def _bare_host(name: str) -> str:
    return name_key(name.strip().lower().removeprefix("www."))


def _entity(type: str) -> tuple[Field, ...]:
    """The three fields by which entities of a type are found: its words, its whole names, its ids."""

    def labels(article: Article) -> Iterator[tuple[str, str]]:
        return ((entity.id, entity.name) for entity in article.entities if entity.type == type)

    def of(bearers: Sequence[Bearer]) -> Iterator[Bearer]:
        return (bearer for bearer in bearers if bearer.type == type)

    return (
        Field(f"{type}_words", "words", lambda _, bearers: (one.names for one in of(bearers)), query=type),
        Field(
            f"{type}_name", "keyword", lambda _, bearers: _each(one.keys for one in of(bearers)), filter=type,
            counted=False,
        ),
        Field(type, "keyword", lambda _, bearers: (one.id for one in of(bearers)), facet=type, labels=labels),
    )  # fmt: skip


def _labelled(name: str, texts: Callable[[Article], Iterable[str]]) -> tuple[Field, ...]:
    """A keyword that is compared folded and read as it was written, and its words."""
    return (
        Field(f"{name}_words", "words", lambda article, _: texts(article), query=name),
        Field(
            name, "keyword", lambda article, _: _keys(texts(article)), filter=name, facet=name,
            labels=lambda article: ((name_key(text), text) for text in texts(article)),
        ),
    )  # fmt: skip


def _plain(
    name: str, values: Callable[[Article], Iterable[str]], key: Callable[[str], str] = str, query: str = ""
) -> Field:
    """A keyword that is compared as `key` writes it and read as it is."""
    return Field(name, "keyword", lambda a, _: values(a), filter=name, facet=name, key=key, query=query)


FIELDS: tuple[Field, ...] = (
    Field("id", "keyword", lambda article, _: (article.id,)),
    Field("revision", "integer", lambda article, _: (article.revision,)),
    Field("tie", "integer", lambda article, _: (number_of(article.id, 63),)),
    Field("headline", "words", lambda a, _: _some(a.headline), boost=2.0, stemmed=True, query="headline"),
    Field("summary", "words", lambda a, _: _some(a.summary), boost=1.0, stemmed=True, query="summary"),
    Field("body", "words", lambda a, _: _some(a.body), boost=1.0, stemmed=True, query="body"),
    Field("known_as", "words", _known_as, boost=0.5),
    *_entity("person"),
    *_entity("organization"),
    *_entity("place"),
    Field(
        "entity", "keyword", lambda a, _: (entity.id for entity in a.entities), filter="entity", key=str,
        facet="entity", labels=lambda a: ((entity.id, entity.name) for entity in a.entities),
    ),
    Field("speaker_words", "words", _speaker_names, query="speaker"),
    Field(
        "speaker_name", "keyword", filter="speaker", counted=False,
        values=lambda a, of: (*_each(map(name_keys, _speaker_names(a, of))), *_keys(key for key, _ in _speakers(a))),
    ),
    Field("speaker", "keyword", lambda a, _: (key for key, _ in _speakers(a)), facet="speaker", labels=_speakers),
    Field("quote", "words", lambda a, _: (quote.text for quote in a.quotes), stemmed=True, query="quote"),
    Field("publisher_words", "words", lambda a, _: _publisher_names(a), query="publisher"),
    Field(
        "publisher_name", "keyword", lambda a, _: _keys(_publisher_names(a)), filter="publisher", key=_bare_host,
        counted=False,
    ),
    Field("publisher", "keyword", lambda a, _: (key for key, _ in _publisher(a)), facet="publisher", labels=_publisher),
    *_labelled("author", lambda article: article.authors),
    *_labelled("section", lambda article: _some(article.section)),
    *_labelled("tag", lambda article: article.tags),
    *_labelled("keyword", lambda article: (keyword.text for keyword in article.keywords)),
    _plain("language", lambda article: (article.language.code,), str.lower, query="language"),
    _plain("country", lambda article: _some(*(place.country for place in article.places)), str.upper, query="country"),
    _plain("sentiment", lambda a: () if a.sentiment is None else (a.sentiment.label,), str.lower, query="sentiment"),
    _plain("story", lambda article: _some(article.story_id)),
    Field("former_story", "keyword", lambda a, _: a.former_story_ids),
    _plain("feed", lambda article: article.feed_ids),
    Field("named", "keyword", lambda _, bearers: _each(one.named for one in bearers)),
    Field("spelled", "keyword", lambda _, bearers: _each(one.spelled for one in bearers)),
    Field("typed", "keyword", lambda _, bearers: (one.typed for one in bearers)),
    Field("said", "keyword", lambda article, _: said(article)),
    Field("located", "keyword", lambda article, _: located(article)),
    Field("together", "keyword", lambda article, _: together(article)),
    Field("mentioned_in", "keyword", lambda article, _: mentioned_in(article)),
    Field("published_at", "time", lambda article, _: _times(article.published_at)),
    Field("received_at", "time", lambda article, _: _times(article.received_at)),
    *(Field(f"mentioned_{grain}", "time", _first_days(grain)) for grain in GRAINS),
    Field(
        "duplicates", "integer",
        # 52 bits, because engines count in doubles
        lambda a, _: (number_of(a.duplicate.group_id if a.duplicate else a.id, 52),),
    ),
    Field("stories", "integer", lambda a, _: (number_of(a.story_id or a.id, 52),)),
)  # fmt: skip

FILTERS = {field.filter: field for field in FIELDS if field.filter}
FACETS = {field.facet: field for field in FIELDS if field.facet}
WORDS = {field.query: field for field in FIELDS if field.query}
SEARCHED = tuple(field for field in FIELDS if field.boost > 0)
MENTIONED = {grain: f"mentioned_{grain}" for grain in GRAINS}
"""For each grain of a date, the field of the first days of such periods in the text (2024-08: 2024-08-01)."""
PERIODS = ("published", "received", "mentioned")
"""The names that take a time or a range of times in a query."""
SORTED = ("published_at", "received_at")
COLLAPSES = {"duplicates": "duplicates", "story": "stories"}


def fingerprint() -> str:
    """Differs wherever two tables make different schemas."""
    table = [(field.name, field.kind, field.stemmed, field.counted) for field in FIELDS]
    return hashlib.sha256(repr((SCHEMA_VERSION, table)).encode()).hexdigest()[:16]
