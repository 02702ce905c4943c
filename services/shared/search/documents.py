"""What the engines are given for an article: the values of each field, and the whole article to hand back."""

from __future__ import annotations

from collections.abc import Iterable

from services.shared.article import Analysis, Article
from services.shared.search.analysis import LONGEST_KEY, row, rows
from services.shared.search.bearers import NamesOf, bearers_of
from services.shared.search.fields import FIELDS, SCHEMA_VERSION, Value, forms_of, stems_of

__all__ = ["analysed", "field_values", "nothing_further", "stored_article", "stored_json"]


def nothing_further(_: str) -> Iterable[str]:
    """The `NamesOf` of who knows no further names."""
    return ()


def analysed(article: Article) -> Analysis:
    """The rows of the article's running texts: of every `stemmed` field that has any."""
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
    bearers = bearers_of(article, names_of)
    analysis = article.analysis
    if analysis is None or analysis.schema_version != SCHEMA_VERSION:
        analysis = analysed(article)
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
    """The article as the engines keep it: everything but `html`, `story_vector` and `analysis`, with
    `revision` and `signature`."""
    return article.model_dump_json(exclude={"html", "story_vector", "analysis"}).encode()


def stored_article(text: bytes | str) -> Article:
    """Read back what `stored_json` wrote."""
    return Article.model_validate_json(text)
