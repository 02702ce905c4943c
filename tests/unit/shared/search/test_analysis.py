"""The analysis chain: what text becomes, in every script that news is written in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.shared.search.analysis import (
    LONGEST_TOKEN,
    WIDEST_GAP,
    fold,
    forms,
    name_key,
    row,
    rows,
    stem_terms,
    tokens,
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kraków’s U.S. army", "krakow us army"),
        ("e.g. 5 p.m., J.K. Rowling", "eg 5 pm jk rowling"),
        ("Straße Ångström Œuvre Łódź", "strasse angstrom oeuvre lodz"),
        ("don't l'Ukraine O'Brien", "don t l ukraine o brien"),
        ("п'ять п’ять Ёлка Київ мой", "пять пять елка київ мой"),
        ("İstanbul ISTANBUL ısı", "istanbul istanbul isi"),
        ("NATO–Ukraine air-defence", "nato ukraine air defence"),
        ("3.5 1,000 A4", "3 5 1 000 a4"),
        ("العَرَبِيَّة أحمد إيران ٢٠٢٤", "العربيه احمد ايران 2024"),
        ("中国人民 日本語 港", "中国 国人 人民 日本 本語 港"),
        ("GDP增长率5", "gdp 增长 长率 5"),
        ("ประเทศไทย", "ปร ระ ะเ เท ทศ ศไ ไท ทย"),
        ("한국어 텍스트", "한국어 텍스트"),
        ("हिन्दी में", "हिन्दी में"),
        ("example.com snake_case", "example com snake case"),
        ("… !!! — ", ""),
    ],
)
def test_text_becomes_folded_words(text: str, expected: str) -> None:
    assert row(text) == expected


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "elections running Ukraine's", "en|elect en|run en|ukrain"),
        ("de", "Häuser Regierungen", "de|haus de|regier"),
        ("fr", "élections présidentielles", "fr|elect fr|presidentiel"),
        ("es", "elecciones", "es|eleccion"),
        ("ru", "выборы выборов", "ru|выбор ru|выбор"),
        ("ar", "الحكومة", "ar|حكوم"),
        ("nb", "husene", "no|hus"),
        ("uk", "уряд", ""),
        ("zh", "港口", ""),
        ("und", "word", ""),
    ],
)
def test_words_are_stemmed_by_the_language_of_the_text(language: str, text: str, expected: str) -> None:
    assert rows([text], language)[1] == expected


def test_a_word_is_known_by_a_stem_in_every_language_of_its_script() -> None:
    assert {"en|run", "de|running", "fr|running"} <= set(stem_terms("running"))
    assert set(stem_terms("выборов")) == {"ru|выбор", *(s for s in stem_terms("выборов") if s.startswith("sr|"))}
    assert stem_terms("running", ("en",)) == ("en|run",)
    assert stem_terms("running", ("uk",)) == ()


def test_no_stem_is_looked_for_in_a_language_that_nobody_wrote_in() -> None:
    assert stem_terms("running", held=frozenset({"en", "ru", "uk"})) == ("en|run",)
    assert stem_terms("løping", held=frozenset({"nb"})) == stem_terms("løping", ("no",))
    assert stem_terms("running", ("de",), frozenset({"en"})) == ()


def test_names_do_not_run_into_each_other() -> None:
    assert row("Jens Stoltenberg", "", "NATO") == "jens stoltenberg | nato"
    assert name_key(" NATO–Ukraine  Council ") == "nato ukraine council"
    assert name_key("!?") == "!?"


def test_very_long_words_and_names_are_cut() -> None:
    assert row("x" * 300) == "x" * LONGEST_TOKEN
    assert len(name_key("é" * 40_000).encode()) < 32_766


@given(st.text())
@example("\ufdfa \u037a\ufc5e")
def test_tokens_are_where_they_say_and_never_hold_a_space(text: str) -> None:
    for language in ("", "en", "ar"):
        end = 0
        for exact, stem, start, finish in tokens(text, language):
            assert 0 <= start < finish <= len(text)
            assert exact
            assert len(exact) <= LONGEST_TOKEN
            assert not set(exact + (stem or "")) & set(" \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\xa0\u2028\u2029")
            assert finish >= end
            end = finish


@given(st.text(alphabet=st.characters(codec="utf-8", categories=["Lu", "Ll", "Nd", "Mn", "Zs", "Po"])))
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    assert row(unicodedata.normalize("NFC", text)) == row(unicodedata.normalize("NFD", text))


@given(st.text())
def test_the_row_is_the_tokens_joined(text: str) -> None:
    assert row(text) == " ".join(token[0] for token in tokens(text)) == rows([text], "en")[0]


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the US told us", ["the", "US", "told", "us"]),
        ("Kraków’s U.S. base", ["Kraków", "U.S", "base"]),
        ("Cafe\u0301", ["Café"]),
        ("air-defence", ["air", "defence"]),
        ("", []),
    ],
)
def test_a_form_is_a_word_as_it_is_written(text: str, expected: list[str]) -> None:
    assert forms(text) == expected
    assert rows([text, text], "en")[2] == " ".join(expected)


def test_no_near_phrase_runs_from_one_text_into_the_next() -> None:
    exact = rows(["one two", "three"], "en")[0].split()
    assert exact.index("three") - exact.index("two") - 1 > WIDEST_GAP
