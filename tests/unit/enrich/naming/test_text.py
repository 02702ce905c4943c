"""Words as the rules about names see them."""

from __future__ import annotations

import pytest

from services.enrich.naming.text import words_of


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("The NATO-led talks", "en", ["The", "NATO", "talks"]),
        ("Kenya's coast, Kenyas’s", "en", ["Kenya", "coast", "Kenyas"]),
        ("l'OTAN et d’Abidjan", "fr", ["OTAN", "et", "Abidjan"]),
        ("a London-based firm", "en", ["a", "London", "firm"]),
        ("F1 in 2024", "en", ["F1", "in", "2024"]),
    ],
)
def test_a_word_comes_without_what_is_written_onto_it(text: str, language: str, words: list[str]) -> None:
    split = words_of(text, language)
    assert [word.text for word in split.all] == words
    assert all(text[word.start : word.end] == word.text for word in split.all)
