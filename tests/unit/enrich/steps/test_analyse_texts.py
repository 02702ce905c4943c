"""The tokens of an article's texts are worked out by the workers, and are what the index would make of them."""

from __future__ import annotations

from datetime import UTC, datetime

from services.enrich.steps.analyse_texts import analyse_texts
from services.shared.article import Article, Language, Quote
from services.shared.search.documents import field_values, stored_json
from services.shared.search.fields import SCHEMA_VERSION

MOMENT = datetime(2024, 8, 31, tzinfo=UTC)
ARTICLE = Article(
    id="a", version=1, headline="Ferries stop", body="“We are closed”, the Harbour’s office said.", received_at=MOMENT,
    language=Language(code="en", confidence=1),
    quotes=(Quote(text="We are closed", field="body", start=1, end=14, kind="direct", score=0.9),),
)  # fmt: skip


def test_every_running_text_that_there_is_has_its_three_rows() -> None:
    analysis = analyse_texts(ARTICLE).analysis
    assert analysis is not None
    assert analysis.rows.keys() == {"headline", "body", "quote"}
    assert analysis.rows["headline"] == ("ferries stop", "en|ferri en|stop", "Ferries stop")


def test_the_index_is_given_the_same_with_and_without_them() -> None:
    assert field_values(analyse_texts(ARTICLE)) == field_values(ARTICLE)


def test_tokens_for_another_schema_are_made_anew() -> None:
    analysed = analyse_texts(ARTICLE)
    assert analysed.analysis is not None
    old = analysed.analysis.model_copy(update={"schema_version": SCHEMA_VERSION - 1, "rows": {"body": ("old", "", "")}})
    assert field_values(ARTICLE.model_copy(update={"analysis": old})) == field_values(ARTICLE)


def test_they_are_not_stored_with_the_article() -> None:
    assert b"analysis" not in stored_json(analyse_texts(ARTICLE))
    assert "analysis" not in analyse_texts(ARTICLE).public()
