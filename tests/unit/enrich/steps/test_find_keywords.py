"""Keywords: phrases that are repeated or stand early, not entities, not overlapping."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.find_keywords import find_keywords
from services.shared.article import Article, DateMention, Entity, Language, Mention
from tests.unit.enrich.growth import assert_linear

NOW = datetime(2024, 8, 31, tzinfo=UTC)
TEXT = (
    "The harbour wall needs repair. Engineers say the harbour wall was built of soft stone. Ann Baker wants a new "
    "wall. "
    "The repair would take two winters, and the town council has no money for a repair of that size."
)


def article(body: str, language: str = "en", headline: str | None = None, entities: tuple[Entity, ...] = ()) -> Article:
    return Article(
        id="a", version=1, received_at=NOW, body=body, headline=headline, entities=entities,
        language=Language(code=language, confidence=1),
    )  # fmt: skip


def test_a_repeated_phrase_comes_first_and_whole() -> None:
    keywords = find_keywords(article(TEXT)).keywords
    assert keywords[0].text == "harbour wall"
    assert keywords[0].score == 1
    assert [k.score for k in keywords] == sorted((k.score for k in keywords), reverse=True)


def test_no_word_stands_in_two_keywords_and_function_words_in_none() -> None:
    words = [word.lower() for k in find_keywords(article(TEXT)).keywords for word in k.text.split()]
    assert len(words) == len(set(words))
    assert not {"the", "was", "say", "said"} & set(words)


def test_entities_are_not_named_again() -> None:
    baker = Entity(id="p", type="person", name="Ann Baker", count=1, salience=0.1)
    assert "Baker" not in " ".join(k.text for k in find_keywords(article(TEXT, entities=(baker,))).keywords)


def test_the_headline_counts() -> None:
    assert "town council" in [
        k.text for k in find_keywords(article(TEXT, headline="Town council in doubt")).keywords
    ] or any(
        k.text.lower() == "town council"
        for k in find_keywords(article(TEXT, headline="Town council in doubt")).keywords
    )


@pytest.mark.parametrize(
    ("language", "body", "phrase"),
    [
        ("en", "A warehouse fire brought the old harbour to a halt.", "warehouse fire"),
        ("fr", "C’est la fin : le train de nuit a quitté la ville.", "train de nuit"),
        ("de", "Gestern brannte im Hafen ein Lager.", "Hafen"),
        ("es", "Ayer subió el precio del pan.", "precio del pan"),
        ("ru", "Вчера ушёл ночной поезд.", "ночной поезд"),
    ],
)
def test_a_phrase_is_kept_whole_though_it_stands_once(language: str, body: str, phrase: str) -> None:
    assert phrase in [k.text for k in find_keywords(article(body, language)).keywords]


def test_verbs_numbers_days_and_adverbs_are_none() -> None:
    body = "They quickly agreed on Wednesday to reopen the rail link that 1998 closed, and brought 14 trains."
    assert {k.text for k in find_keywords(article(body)).keywords} == {"rail link", "trains"}


def test_an_elided_article_is_not_part_of_a_phrase() -> None:
    keywords = find_keywords(article("C’est un accord sur l’eau, et l’étape compte.", "fr")).keywords
    assert {"accord", "eau", "étape"} <= {k.text for k in keywords}
    assert not [k.text for k in keywords if "’" in k.text]


def test_dates_and_mentions_are_not_gone_into() -> None:
    body = "The Harbour Bank gave a loan in early August."
    taken = article(body).model_copy(
        update={
            "mentions": (Mention(type="organization", text="Harbour Bank", start=4, end=16, score=1, method="test"),),
            "dates": (DateMention(text="early August", start=32, end=44),),
        }
    )
    assert [k.text for k in find_keywords(taken).keywords] == ["loan"]


def test_text_without_spaces_gets_none() -> None:
    assert find_keywords(article("委員会は月曜日に新しい橋について", "ja")).keywords == ()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["en", "ru", "xx", "und"]))
def test_any_text_gets_at_most_ten(text: str, language: str) -> None:
    assert len(find_keywords(article(text, language, headline=text)).keywords) <= 10


@pytest.mark.parametrize("unit", ["a", "word ", "a-"])
def test_time_grows_linearly_with_the_text(unit: str) -> None:
    assert_linear(lambda size: find_keywords(article(unit * size)), 50_000)
