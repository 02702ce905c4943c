"""Language: what is told apart, what is too short to tell, and whose word counts."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.detect_language import detect_language, language_of
from services.shared.article import Article, Language

NOW = datetime(2024, 8, 31, tzinfo=UTC)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "The council met on Monday to talk about the new bridge."),
        ("fr", "Le conseil s’est réuni lundi pour parler du nouveau pont."),
        ("de", "Der Rat traf sich am Montag, um über die neue Brücke zu sprechen."),
        ("ru", "Совет собрался в понедельник, чтобы обсудить новый мост."),
        ("uk", "Рада зібралася в понеділок, щоб обговорити новий міст."),
        ("bg", "Съветът се събра в понеделник, за да обсъди новия мост."),
        ("sr", "Савет се састао у понедељак да разговара о новом мосту, који ће бити готов."),
        ("no", "Rådet møttes mandag for å snakke om den nye broen, men hun var ikke der."),
        ("nn", "Rådet møttest måndag for å snakke om den nye brua, men ho var ikkje der."),
        ("da", "Rådet mødtes mandag for at tale om den nye bro, men hun var der ikke af hensyn til noget."),
        ("hr", "Vlada je priopćila da će novi most biti otvoren u ožujku, tjedan dana prije natjecanja."),
        ("bs", "Vlada je saopćila da će novi most biti otvoren u martu, sedmicu dana prije takmičenja."),
        ("sr", "Vlada je saopštila da će novi most biti otvoren u martu, nedelju dana pre takmičenja."),
        ("id", "Pemerintah mengatakan jembatan itu bisa dibuka pada bulan Maret karena sudah selesai."),
        ("ms", "Kerajaan berkata jambatan itu boleh dibuka pada bulan Mac kerana sudah siap."),
        ("mk", "Владата соопшти дека новиот мост ќе биде отворен во март, кога работите ќе завршат."),
        ("ja", "委員会は月曜日に新しい橋について話し合いました。"),
    ],
)
def test_relatives_are_told_apart(code: str, text: str) -> None:
    assert language_of(text).code == code


@pytest.mark.parametrize("text", ["", "Hi", "12345", "😀😀", "Kyiv", "NATO", "   "])
def test_too_little_text_is_unknown(text: str) -> None:
    assert language_of(text).code == "und"


def article(body: str, language: Language) -> Article:
    return Article(id="a", version=1, received_at=NOW, body=body, language=language)


def test_what_the_sender_says_stands() -> None:
    said = Language(code="fr", confidence=1.0)
    assert detect_language(article("The council met on Monday.", said)).language == said


def test_what_the_page_says_counts_only_where_the_text_leaves_doubt() -> None:
    hint = Language(code="fr", confidence=0.5)
    assert detect_language(article("The council met on Monday to talk.", hint)).language.code == "en"
    assert detect_language(article("Oui", hint)).language == hint


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_gets_an_answer(text: str) -> None:
    found = language_of(text)
    assert 0 <= found.confidence <= 1
    assert found.code.isalpha()
