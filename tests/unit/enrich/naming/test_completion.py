"""Names completed from what stands right beside the model's spans."""

from __future__ import annotations

import pytest

from services.enrich.naming.boundaries import Span
from services.enrich.naming.completion import completed, initials_of
from services.enrich.naming.text import words_of


def names(text: str, *spans: tuple[str, str]) -> list[str]:
    found = [Span(at := text.index(name), at + len(name), label) for name, label in spans]
    return [text[span.start : span.end] for span in completed(words_of(text), found)]


@pytest.mark.parametrize(
    ("text", "cut", "whole"),
    [
        ("Peter Anyang' Nyong'o said so.", "Peter Anyang", "Peter Anyang' Nyong'o"),
        ("Prof Wangari Ngũgĩ's book", "Wangari", "Wangari Ngũgĩ"),
        ("the Hawks' Nairobi office", "Hawks", "Hawks"),
        ("“Nobody knows 'Old Tom' Briggs here”", "Tom", "Tom"),
        ("Anna spoke, Étienne did not", "Anna", "Anna"),
        ("then Martin O’Malley left", "Martin", "Martin O’Malley"),
        ("Why Bernie Sanders Isn’t There", "Bernie Sanders", "Bernie Sanders"),
    ],
)
def test_a_name_goes_on_after_an_apostrophe_of_its_own_and_in_letters_that_models_rarely_see(
    text: str, cut: str, whole: str
) -> None:
    assert names(text, (cut, "person")) == [whole]


def test_an_acronym_in_brackets_is_a_name_where_it_stands_for_the_one_before_it() -> None:
    text = "The Maritime Union of New Zealand (MUNZ) met the Northern Harbour Board (Picton) and Harbour Watch (HW)."
    spans = (("Maritime Union of New Zealand", "organization"), ("Northern Harbour Board", "organization"))
    assert names(text, *spans) == ["Maritime Union of New Zealand", "MUNZ", "Northern Harbour Board"]


def test_what_a_minister_is_minister_of_is_no_organization() -> None:
    text = "Mines Minister Ada Moyo met Codelco."
    spans = (("Mines", "organization"), ("Ada Moyo", "person"), ("Codelco", "organization"))
    assert names(text, *spans) == ["Ada Moyo", "Codelco"]


def test_initials_come_with_and_without_small_words_and_hyphens() -> None:
    assert initials_of("Inter-American Bank of Trade") == {"iabot", "iabt", "ibt"}
    assert initials_of("Harbour Watch") == set()
