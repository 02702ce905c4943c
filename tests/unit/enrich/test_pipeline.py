"""The pipeline's order and what it does when a step fails."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from services.enrich.pipeline import STEPS, Step, enrich, load_steps
from services.shared.article import Article
from services.shared.errors import Unprocessable


def article(body: str) -> Article:
    return Article(id=body, version=1, body=body, received_at=datetime(2024, 8, 31, tzinfo=UTC))


def count_words(articles: Sequence[Article]) -> list[Article]:
    if any(one.body == "bad" for one in articles):
        raise ValueError("a word that cannot be counted")
    return [one.model_copy(update={"word_count": len(one.body.split())}) for one in articles]


def shout(articles: Sequence[Article]) -> list[Article]:
    return [one.model_copy(update={"headline": one.body.upper()}) for one in articles]


def refuse(articles: Sequence[Article]) -> list[Article]:
    if any(one.body == "bad" for one in articles):
        raise Unprocessable("no text")
    return list(articles)


OPTIONAL = (Step("count_words", "1", count_words), Step("shout", "1", shout))


def test_each_step_is_noted_with_its_version_and_time() -> None:
    (result,) = enrich([article("two words")], OPTIONAL)
    assert isinstance(result, Article)
    assert [(note.name, note.version, note.status) for note in result.enrichments] == [
        ("count_words", "1", "ok"),
        ("shout", "1", "ok"),
    ]
    assert result.word_count == 2


def test_a_step_that_fails_leaves_its_part_empty_and_says_so() -> None:
    good, bad = enrich([article("good"), article("bad")], OPTIONAL)
    assert isinstance(good, Article)
    assert isinstance(bad, Article)
    assert (good.word_count, bad.word_count) == (1, 0)
    assert bad.headline == "BAD"
    assert [(note.status, note.error) for note in bad.enrichments] == [
        ("failed", "ValueError in count_words"),
        ("ok", None),
    ]


def test_a_required_step_that_fails_is_the_documents_failure_and_nobody_elses() -> None:
    good, bad = enrich([article("good"), article("bad")], (Step("count_words", "1", count_words, required=True),))
    assert isinstance(good, Article)
    assert isinstance(bad, ValueError)


def test_an_unprocessable_document_is_a_failure_in_any_step() -> None:
    good, bad = enrich([article("good"), article("bad")], (Step("refuse", "1", refuse), *OPTIONAL))
    assert isinstance(good, Article)
    assert good.headline == "GOOD"
    assert isinstance(bad, Unprocessable)


def test_a_step_that_loses_an_article_fails() -> None:
    (result,) = enrich([article("a")], (Step("lose", "1", lambda articles: articles[1:], required=True),))
    assert isinstance(result, RuntimeError)


def test_steps_are_loaded_by_name_and_anything_else_is_refused() -> None:
    assert load_steps("services.enrich.pipeline:STEPS") is STEPS
    with pytest.raises(TypeError, match="TIDINGS_STEPS"):
        load_steps("services.enrich.pipeline:enrich")
