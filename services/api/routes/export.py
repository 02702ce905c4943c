"""`GET /v1/export`: everything a query matches, as NDJSON or CSV, streamed from one state of the index."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import batched
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response
from starlette.responses import StreamingResponse

from services.api.asking import articles_asked, text_of
from services.api.describing import ARTICLE_FILTERS, Described, described
from services.api.engine import ask_engine, told
from services.api.reader import Reader
from services.api.tables import COLUMNS, DEFAULT_COLUMNS, csv_lines
from services.shared.article import NOT_PUBLIC, Article
from services.shared.errors import nearest
from services.shared.problems import problem_answers
from services.shared.search.port import Index

__all__ = ["router"]

router = APIRouter(tags=["search"])

_AT_ONCE = 100
_FORMATS = {"ndjson": "application/x-ndjson", "csv": "text/csv; charset=utf-8; header=present"}
FIELDS = tuple(name for name in Article.model_fields if name not in NOT_PUBLIC)
_OWN: dict[str, Described] = {
    "q": ({"type": "string"}, "The query, as in a search."),
    "operator": ({"enum": ["and", "or"], "default": "and"}, "What joins words that nothing else joins."),
    "format": ({"enum": list(_FORMATS), "default": "ndjson"}, "One JSON object a line, or a table."),
    "fields": ({"type": "string"}, "Comma-separated: fields of an article (NDJSON), or columns (CSV)."),
    "cursor": ({"type": "string"}, "The `cursor` of the last whole line: go on behind it."),
}
ANSWER = {
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}, "text/csv": {"schema": {"type": "string"}}},
    "description": "A line for each article, each with a `cursor`; NDJSON: its fields as an object",
}

Rows = Iterator[tuple[Mapping[str, Any], str]]


@router.get(
    "/v1/export",
    summary="Export articles",
    operation_id="export",
    responses={200: ANSWER, **problem_answers(401, 422, 503)},
    openapi_extra=described(_OWN),
    response_class=Response,
)
async def export(request: Request) -> Response:
    """All that matches, in the order it was received; what comes or goes meanwhile changes nothing.

    An answer that breaks off is not complete: go on with the `cursor` of the last whole line.
    """
    index: Index = request.app.state.index
    reader = Reader.of(request.query_params.multi_items(), {*_OWN, *ARTICLE_FILTERS})
    query = replace(
        articles_asked(reader),
        text=reader.text(),
        sort="received_at",
        highlight=False,
    )
    kind = reader.choice("format", _FORMATS, "ndjson")
    fields = _fields(reader, COLUMNS if kind == "csv" else FIELDS) or (DEFAULT_COLUMNS if kind == "csv" else FIELDS)
    cursor = text_of(reader, "cursor").removeprefix("'") or None  # as a cell of a table may have it
    reader.done()
    rows = index.every(query, cursor)
    first = await told(ask_engine(request, _begin, rows))
    lines = _table(first, rows, fields, cursor) if kind == "csv" else _objects(first, rows, fields)
    return StreamingResponse(
        lines,
        media_type=_FORMATS[kind],
        headers={"Content-Disposition": f'attachment; filename="tidings.{kind}"'},
    )


def _begin(rows: Rows) -> tuple[tuple[Mapping[str, Any], str], ...]:
    """The first rows, so that what is wrong with the call is told before anything is sent."""
    return next(batched(rows, _AT_ONCE), ())


def _fields(reader: Reader, known: Any) -> tuple[str, ...]:
    asked = [name.strip() for name in text_of(reader, "fields", longest=1000).split(",") if name.strip()]
    for name in asked:
        if name not in known:
            reader.wrong("fields", f"there is no {name[:50]!r}{nearest(name, known)}")
    return tuple(dict.fromkeys(asked))


def _batches(first: tuple[tuple[Mapping[str, Any], str], ...], rows: Rows) -> Iterator[Any]:
    if first:
        yield first
        yield from batched(rows, _AT_ONCE)


def _objects(first: Any, rows: Rows, fields: tuple[str, ...]) -> Iterator[bytes]:
    for batch in _batches(first, rows):
        yield b"".join(
            orjson.dumps({name: article.get(name) for name in fields} | {"cursor": cursor}) + b"\n"
            for article, cursor in batch
        )


def _table(first: Any, rows: Rows, columns: tuple[str, ...], after: str | None) -> Iterator[bytes]:
    if after is None:
        yield csv_lines([[*columns, "cursor"]]).encode()
    for batch in _batches(first, rows):
        yield csv_lines([*(COLUMNS[name](article) for name in columns), cursor] for article, cursor in batch).encode()
