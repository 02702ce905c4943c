"""Function words: those of the query's own language, unless nothing else would be left."""

from __future__ import annotations

import pytest

from services.shared.search.function_words import function_words_among
from services.shared.search.language import parse
from services.shared.search.matching import FUNCTION_WORD_WEIGHT, text_condition
from services.shared.search.port import Query


@pytest.mark.parametrize(
    ("query", "languages", "expected"),
    [
        ("the role of the harbour", (), {"the", "of"}),
        ("Die Rolle der Häfen in der Flut", (), {"die", "der", "in"}),
        ("soldiers die in the war", (), {"in", "the"}),
        ("how did the WHO and the US react", (), {"how", "did", "the", "and"}),
        ("THE ROLE OF THE US", (), {"the", "of", "us"}),
        ("роль порта в городе и на реке", (), {"в", "и", "на"}),
        ("the harbour", (), set()),
        ("the harbour", ("en",), {"the"}),
        ("die Flut", ("en",), set()),
        ("to be or not to be", (), set()),
        ("", (), set()),
    ],
)
def test_function_words_are_those_of_the_querys_language(
    query: str, languages: tuple[str, ...], expected: set[str]
) -> None:
    assert function_words_among(query.split(), languages) == expected


def test_they_weigh_little_and_are_needed_all_the_same() -> None:
    condition = text_condition(Query(text=parse("flood in the harbour", fields=())))
    assert repr(condition).count(f"token='the', boost={2.0 * FUNCTION_WORD_WEIGHT}") == 1
    assert repr(condition).count("token='flood', boost=2.0") == 1


def test_saying_a_word_twice_makes_it_no_more_important() -> None:
    once, twice = (text_condition(Query(text=parse(text, "or"))) for text in ("flood harbour", "flood Harbour FLOOD"))
    assert once == twice
