"""`GET /v1/quotes`: what somebody said, about whom, in which words, each with its article."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel

from services.api.answers import Counted, Quotation, TotalOf, answer_like
from services.api.asking import articles_asked, text_of, texts_of
from services.api.counting import facet_counts
from services.api.describing import ARTICLE_FILTERS, SOME_TEXT, Described, described
from services.api.engine import answer
from services.api.examples import QUOTES
from services.api.reader import Reader
from services.api.summaries import summary_of
from services.shared.problems import problem_answers
from services.shared.search.quotes import QuoteHit, QuotePage, QuoteQuery, find_quotes

__all__ = ["quote_value", "router"]

router = APIRouter(tags=["search"])

_SORTS = ("-published_at", "published_at", "-received_at", "received_at")
_TEXTS = {"type": "array", "items": SOME_TEXT | {"maxLength": 200}, "maxItems": 20}
_OWN: dict[str, Described] = {
    "speaker": (_TEXTS, "Who said it: a name in any spelling, or an entity's id; repeated, any of them."),
    "about": (_TEXTS, "Who or what is named in the quotation or in the words around it: a name, an id or a phrase."),
    "q": ({"type": "string"}, 'What is in the quoted words: words, "phrases", AND OR NOT - + ( ).'),
    "sort": ({"enum": list(_SORTS), "default": "-published_at"}, "By the time of the article."),
    "collapse": ({"enum": ["duplicates"]}, "Only the best article of each group of copies."),
    "size": ({"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "Quotations on a page, at most."),
    "cursor": ({"type": "string"}, "The `next_cursor` of the page before; every other parameter stays the same."),
}


class Quotes(BaseModel):
    """A page of quotations, and the commonest speakers of all that were found."""

    total: TotalOf
    quotes: list[Quotation]
    speakers: list[Counted]
    next_cursor: str | None
    took_ms: float


@router.get(
    "/v1/quotes",
    summary="Find quotations",
    operation_id="quotes",
    responses=answer_like(Quotes, QUOTES) | problem_answers(401, 410, 422, 503),
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def quotes(request: Request) -> Response:
    """What X said about Y: quotations with their speaker, the words around them and their article."""
    asked = _asked(request)
    return await answer(request, lambda index: _said(find_quotes(index, asked)))


def _asked(request: Request) -> QuoteQuery:
    reader = Reader.of(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    speakers, about = texts_of(reader, "speaker"), texts_of(reader, "about")
    among = articles_asked(reader, without=_OWN)
    sort: Any = reader.choice("sort", _SORTS, _SORTS[0])
    collapse = reader.choice("collapse", ("duplicates",), "")
    asked = QuoteQuery(
        among=replace(among, sort=sort, collapse="duplicates" if collapse else None),
        text=reader.text({"quote"}, ()),
        speakers=speakers,
        about=about,
        size=reader.number("size", 1, 100, 20),
        cursor=text_of(reader, "cursor", longest=10_000) or None,
    )
    reader.done()
    return asked


def _said(page: QuotePage) -> dict[str, Any]:
    return {
        "total": asdict(page.total),
        "quotes": [quote_value(hit) for hit in page.hits],
        "speakers": facet_counts(page.speakers),
        "next_cursor": page.next_cursor,
    }


def quote_value(hit: QuoteHit) -> dict[str, Any]:
    """A quotation's JSON value: as in its article, with the words around it, its subjects and the article's summary."""
    entities = {entity["id"]: entity for entity in hit.article["entities"]}
    known = [entities[id] for id in hit.about if id in entities]
    return {
        **hit.quote,
        "before": hit.before,
        "after": hit.after,
        "about": [{"id": entity["id"], "type": entity["type"], "name": entity["name"]} for entity in known],
        "article": summary_of(hit.article),
    }
