"""Dates: what is found where, in six languages, and what it means seen from the day of publication."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.find_dates import find_dates
from services.shared.article import Article, Language, Mention
from tests.unit.enrich.growth import assert_linear

SATURDAY = datetime(2024, 8, 31, tzinfo=UTC)


def dates(text: str, language: str = "en", published: datetime | None = SATURDAY) -> list[tuple[str, str | None]]:
    article = Article(
        id="a", version=1, received_at=SATURDAY, published_at=published, body=text,
        language=Language(code=language, confidence=1),
    )  # fmt: skip
    return [(date.text, date.value) for date in find_dates(article).dates]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "It began on August 6 and cost much.", [("August 6", "2024-08-06")]),
        ("en", "A pact signed on 3 March 2021.", [("3 March 2021", "2021-03-03")]),
        ("en", "A push in early August failed.", [("early August", "2024-08")]),
        ("en", "The body, set up in 2023, met.", [("2023", "2023")]),
        ("en", "Sales fell in the third quarter of 2023.", [("the third quarter of 2023", "2023-Q3")]),
        ("en", "He arrived on Thursday.", [("Thursday", "2024-08-29")]),
        ("en", "She will arrive on Thursday.", [("Thursday", "2024-09-05")]),
        ("en", "He left on Thursday and will stop in Rome.", [("Thursday", "2024-08-29")]),
        ("en", "Snow had been deep until May, but it went.", [("May", "2024-05")]),
        ("en", "It stays shut until Thursday.", [("Thursday", "2024-09-05")]),
        ("en", "They signed a letter against the plan in June.", [("June", "2024-06")]),
        ("en", "He swims on the first Saturday of each month.", []),
        ("en", "One designer, Jan de Wit, came.", []),
        ("es", "El nombre se elegirá en marzo.", [("marzo", "2025-03")]),
        ("fr", "Le texte entrera en vigueur en mars.", [("mars", "2025-03")]),
        ("en", "They met last week.", [("last week", "2024-W34")]),
        ("en", "Two years ago nobody cared.", [("Two years ago", "2022")]),
        ("en", "Posted at 2024-08-06T10:00:00Z.", []),
        ("en", "Filed 2024-08-06 by hand.", [("2024-08-06", "2024-08-06")]),
        ("fr", "L’offensive du 6 août 2024 continue.", [("6 août 2024", "2024-08-06")]),
        ("fr", "Elle a parlé la semaine dernière.", [("la semaine dernière", "2024-W34")]),
        ("de", "Der Angriff vom 6. August dauert an.", [("6. August", "2024-08-06")]),
        ("de", "Anfang August fiel Regen.", [("Anfang August", "2024-08")]),
        ("es", "Ocurrió el 6 de agosto de 2024.", [("6 de agosto de 2024", "2024-08-06")]),
        ("ru", "Это началось 6 августа 2024 года.", [("6 августа 2024 года", "2024-08-06")]),
        ("ru", "На прошлой неделе шёл дождь.", [("прошлой неделе", "2024-W34")]),
        ("uk", "Це почалося 6 серпня.", [("6 серпня", "2024-08-06")]),
        ("en", "The shop is shut this Thursday.", [("this Thursday", "2024-08-29")]),
        ("fr", "L’accord a été signé mardi dernier à Lomé.", [("mardi dernier", "2024-08-27")]),
        ("fr", "Il a dit lundi que le procès commence jeudi.", [("lundi", "2024-08-26"), ("jeudi", "2024-09-05")]),
        ("de", "Der Rat stimmte am Dienstag ab.", [("Dienstag", "2024-08-27")]),
        (
            "de",
            "Am Montagabend brannte es, am Freitag startet der Bau.",
            [("Montagabend", "2024-08-26"), ("Freitag", "2024-09-06")],
        ),
        ("ru", "В минувший вторник суд закрылся.", [("минувший вторник", "2024-08-27")]),
        ("ru", "Выборы пройдут в воскресенье.", [("воскресенье", "2024-09-01")]),
        ("uk", "Засідання відбудеться в четвер.", [("четвер", "2024-09-05")]),
    ],
)
def test_a_date_is_found_and_means_what_a_reader_takes_it_for(
    language: str, text: str, found: list[tuple[str, str | None]]
) -> None:
    assert dates(text, language) == found


def test_without_a_day_of_publication_nothing_relative_has_a_value() -> None:
    assert dates("On Friday, on August 6 and in 2023.", published=None) == [
        ("Friday", None),
        ("August 6", None),
        ("2023", "2023"),
    ]


def test_a_month_gets_no_day_and_a_day_that_does_not_exist_is_none() -> None:
    assert dates("In May 2021, not on February 30.") == [("May 2021", "2021-05")]


def test_words_that_are_also_months_and_numbers_that_are_no_years_are_left_alone() -> None:
    assert dates("They may march with 2000 people past 1,989 houses; may be.") == []


def test_a_person_called_april_is_no_month() -> None:
    mention = Mention(type="person", text="April Jones", start=0, end=11, score=1, method="test")
    article = Article(
        id="a", version=1, received_at=SATURDAY, body="April Jones came in June.", mentions=(mention,),
        language=Language(code="en", confidence=1),
    )  # fmt: skip
    assert [date.text for date in find_dates(article).dates] == ["June"]


def test_a_day_and_month_that_could_be_either_way_round_gets_no_value() -> None:
    assert dates("Seen on 6/8/2024 and on 25/8/2024.") == [("6/8/2024", None), ("25/8/2024", "2024-08-25")]


def test_the_quarter_before_is_what_a_year_earlier_compares_with() -> None:
    assert dates("Profit fell in the second quarter, compared with $2 million a year earlier.") == [
        ("the second quarter", "2024-Q2"),
        ("a year earlier", "2023-Q2"),
    ]


DATE_WORDS = st.sampled_from(
    [
        "on",
        "August",
        "6",
        "31",
        "2023",
        "last",
        "week",
        "Q3",
        "the",
        "third",
        "quarter",
        "\n",
        ",",
        "-",
        "early",
        "Friday",
        "ago",
        "two",
    ]
)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(st.text(max_size=200), st.lists(DATE_WORDS, max_size=40).map(" ".join)),
    st.sampled_from(["en", "fr", "de", "es", "ru", "uk", "und"]),
    st.sampled_from([None, SATURDAY, datetime(1700, 1, 1, tzinfo=UTC), datetime(2400, 2, 29, tzinfo=UTC)]),
)
def test_offsets_are_true_in_any_text(text: str, language: str, published: datetime | None) -> None:
    article = Article(
        id="a", version=1, received_at=SATURDAY, published_at=published, body=text, headline=text,
        language=Language(code=language, confidence=1),
    )  # fmt: skip
    for date in find_dates(article).dates:
        assert article.text_of(date.field)[date.start : date.end] == date.text
    for field in ("headline", "body"):
        spans = [(d.start, d.end) for d in find_dates(article).dates if d.field == field]
        assert spans == sorted(spans)
        assert all(a[1] <= b[0] for a, b in pairwise(spans))


@pytest.mark.parametrize("unit", ["a", "August ", "the ", "1", "6/"])
def test_time_grows_linearly_with_hostile_text(unit: str) -> None:
    assert_linear(lambda size: dates(unit * size), 5000)
