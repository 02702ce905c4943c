"""What the engines are given for an article: the values of each field, and what they hand back.

That is the whole article and, beside it, what lists show of it (`for_lists`), as it goes into an answer.
"""

from __future__ import annotations

from collections.abc import Iterable

import orjson

from services.shared.article import NOT_PUBLIC, Analysis, Article
from services.shared.search.analysis import LONGEST_KEY, row, rows
from services.shared.search.bearers import NamesOf, bearers_of
from services.shared.search.fields import FIELDS, SCHEMA_VERSION, Value, forms_of, stems_of

__all__ = [
    "FOR_LISTS", "NOT_LISTED", "analysed", "analysis_of", "field_values", "for_lists", "lead_of", "nothing_further",
    "stored_article", "stored_json",
]  # fmt: skip

NOT_LISTED = {"body", "mentions", "quotes", "dates", "revisions", "enrichments", *NOT_PUBLIC}
"""The fields of an article that lists do not show."""
FOR_LISTS = ("listed", "lead", "texts")
"""The names in `for_lists`."""
_NOT_STORED = NOT_PUBLIC - {"revision", "signature"}
_LEAD = 240
"""Code points of a lead, about."""


def nothing_further(_: str) -> Iterable[str]:
    """The `NamesOf` of who knows no further names."""
    return ()


def analysis_of(article: Article) -> Analysis:
    """The rows of the article's running texts: those it brings along, if they are for this schema, else made now."""
    held = article.analysis
    return held if held is not None and held.schema_version == SCHEMA_VERSION else analysed(article)


def analysed(article: Article) -> Analysis:
    """The rows of every `stemmed` field that has any text."""
    texts = {
        field.name: [str(text) for text in dict.fromkeys(field.values(article, ()))]
        for field in FIELDS
        if field.stemmed
    }
    rows_of = {name: rows(some, article.language.code) for name, some in texts.items() if some}
    return Analysis(schema_version=SCHEMA_VERSION, rows=rows_of)


def field_values(article: Article, names_of: NamesOf = nothing_further) -> dict[str, list[Value]]:
    """The index's fields for `article`, each a list without repeats; a field without a value is left out.

    Words fields hold one string: tokens in order, to be split at spaces. Keywords are cut to `LONGEST_KEY` code points.
    """
    values: dict[str, list[Value]] = {}
    bearers, analysis = bearers_of(article, names_of), analysis_of(article)
    for field in FIELDS:
        if field.stemmed:
            exact, stems, forms = analysis.rows.get(field.name, ("", "", ""))
            named = {field.name: exact, stems_of(field.name): stems, forms_of(field.name): forms}
            values.update((name, [words]) for name, words in named.items() if words)
            continue
        found = list(dict.fromkeys(field.values(article, bearers)))
        if not found:
            continue
        if field.kind == "keyword":
            if texts := _keywords([str(value) for value in found if value != ""]):
                values[field.name] = texts
        elif field.kind != "words":
            values[field.name] = [value for value in found if not isinstance(value, tuple)]
        elif words := row(*(text if isinstance(text, tuple) else str(text) for text in found)):
            values[field.name] = [words]
    return values


def _keywords(texts: list[str]) -> list[Value]:
    if texts and max(map(len, texts)) > LONGEST_KEY:
        texts = list(dict.fromkeys(text[:LONGEST_KEY] for text in texts))
    return list(texts)


def stored_json(article: Article) -> bytes:
    """The article as the engines keep it: what is public, with `revision` and `signature`."""
    return article.model_dump_json(exclude=_NOT_STORED).encode()


def for_lists(article: Article) -> dict[str, str]:
    """What is kept so that a list need not read the whole article.

    `listed`: JSON of what lists show; `lead`: see `lead_of`; `texts`: JSON of the texts that words are marked in, and
    of their language, under their names in the article.
    """
    texts = {
        "language": {"code": article.language.code},
        "headline": article.headline,
        "summary": article.summary,
        "body": article.body,
    }
    return {
        "listed": article.model_dump_json(exclude=NOT_LISTED),
        "lead": lead_of(article.summary, article.body),
        "texts": orjson.dumps(texts).decode(),
    }


def lead_of(summary: str | None, body: str | None) -> str:
    """How a body begins: plain text on one line, cut between words (`…` says so) unless it is written without spaces.

    Empty where there is a summary, which says better what the article is about.
    """
    if summary:
        return ""
    text = " ".join((body or "")[: 4 * _LEAD].split())
    if len(text) > _LEAD:
        text = (text[:_LEAD].rsplit(" ", 1)[0] if " " in text[_LEAD // 2 : _LEAD] else text[:_LEAD]) + "…"
    return text


def stored_article(text: bytes | str) -> Article:
    """Read back what `stored_json` wrote."""
    return Article.model_validate_json(text)
