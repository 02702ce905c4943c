"""Find every place in headline and body where somebody or something is named.

English, French and Russian are each read by a model, whose spans are repaired, completed from lists and given one
type a name; in other languages only what the lists are sure of is found, and `enrichments` says so.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import get_args

from services.enrich import knowledge
from services.enrich.naming import reading
from services.enrich.naming.assembly import name_spans
from services.enrich.naming.boundaries import Span
from services.shared.article import Article, Enrichment, EntityType, Mention, TextField

__all__ = ["find_entities", "load"]

VERSION = "1"
_JOINT = "\n\n"
_TYPES = frozenset(get_args(EntityType))


def load() -> None:
    """Load the model and the lists now, so that processes forked later share them."""
    reading.load()
    knowledge.load()


def find_entities(articles: Sequence[Article]) -> Sequence[Article]:
    """Give each article its `mentions`, in order, headline first; offsets are true and no two overlap."""
    texts = [_whole(article) for article in articles]
    readings: dict[int, reading.Reading] = {}
    for language in {article.language.code for article in articles}:
        if reading.has_model(language):
            own = [n for n, article in enumerate(articles) if article.language.code == language]
            readings.update(zip(own, reading.read([texts[n] for n in own], language), strict=True))
    found = []
    for n, (article, text) in enumerate(zip(articles, texts, strict=True)):
        begun = time.perf_counter()
        spans = name_spans(text, readings.get(n), article.language.code)
        changes: dict[str, object] = {"mentions": _mentions(article, spans)}
        if n not in readings:
            took = (time.perf_counter() - begun) * 1000
            changes["enrichments"] = (*article.enrichments, _lists_only(article.language.code, took))
        found.append(article.model_copy(update=changes))
    return found


def _whole(article: Article) -> str:
    return f"{article.headline}{_JOINT}{article.body}" if article.headline else article.body


def _mentions(article: Article, spans: list[Span]) -> tuple[Mention, ...]:
    head = len(article.headline) if article.headline else 0
    shift = head + len(_JOINT) if article.headline else 0
    mentions = []
    for span in spans:
        field: TextField = "headline" if span.start < head else "body"
        start, end = (
            (span.start, min(span.end, head)) if field == "headline" else (span.start - shift, span.end - shift)
        )
        if span.label not in _TYPES or start < 0:
            continue
        mentions.append(
            Mention.model_construct(
                entity_id=None,
                type=span.label,  # type: ignore[arg-type]
                text=article.text_of(field)[start:end],
                field=field,
                start=start,
                end=end,
                score=span.score,
                method=span.method,
            )
        )
    return tuple(mentions)


def _lists_only(language: str, took: float) -> Enrichment:
    return Enrichment(
        name="find_entities",
        version=VERSION,
        status="ok",
        duration_ms=round(took, 3),
        error=f"no model for {language}: names from the gazetteer and the lists alone",
    )
