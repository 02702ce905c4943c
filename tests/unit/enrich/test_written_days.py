"""A day is read however its language writes it, and never guessed."""

from __future__ import annotations

import pytest

from services.enrich.written_days import is_sentence, written_days


@pytest.mark.parametrize(
    "line",
    [
        "2024-08-30",
        "2024/08/30",
        "2024.8.30",
        "30.08.2024",
        "30. 8. 2024",
        "30 August 2024",
        "Friday 30th of August, 2024",
        "August 30th, 2024",
        "Aug. 30, 2024",
        "30. August 2024",
        "30 août 2024",
        "30 de agosto de 2024",
        "30 sierpnia 2024",
        "30 августа 2024",
        "30 серпня 2024",
        "2024年8月30日",
    ],
)
def test_a_day_in_full_is_read_in_any_dress(line: str) -> None:
    assert list(written_days(f"Posted: {line} by Ann", "")) == ["2024-08-30"]


@pytest.mark.parametrize("line", ["August 2024", "30 August", "99.99.2024", "130.08.2024", "30 Wall 2024", "© 2024"])
def test_less_than_a_day_is_none(line: str) -> None:
    assert list(written_days(line, "")) == []


@pytest.mark.parametrize(
    ("language", "day"),
    [("en-US", "2024-03-04"), ("en-GB", "2024-04-03"), ("pt", "2024-04-03"), ("en", None), ("", None)],
)
def test_which_number_is_the_month_is_known_from_the_language_or_not_at_all(language: str, day: str | None) -> None:
    assert next(written_days("3/4/2024", language), None) == day


def test_a_number_over_twelve_is_the_day() -> None:
    assert list(written_days("8/30/2024, 30/8/2024", "")) == ["2024-08-30", "2024-08-30"]


def test_the_time_that_follows_is_read_unless_it_is_half_a_days() -> None:
    assert list(written_days("30.08.2024 um 09:15", "")) == ["2024-08-30T09:15"]
    assert list(written_days("30 August 2024, 09:15 pm", "")) == ["2024-08-30"]


@pytest.mark.parametrize("before", ["Updated", "Last modified on", "Stand:", "Mis à jour le", "Обновлено"])
def test_a_day_on_which_something_was_changed_is_passed_over(before: str) -> None:
    line = f"Published 30 August 2024. {before} 31 August 2024"
    assert list(written_days(line, "")) == ["2024-08-30"]


@pytest.mark.parametrize("span", ["28. - 30. August 2024", "28 to 30 August 2024", "28–30 August 2024"])
def test_the_end_of_a_span_is_no_day_of_publication(span: str) -> None:
    assert list(written_days(span, "")) == []


@pytest.mark.parametrize(
    "line", ["The wall fell on 30 August 2024", "Since 30 August 2024 it lies there.", "Seen 30.08.2024:"]
)
def test_a_day_that_a_line_tells_of_is_in_a_sentence(line: str) -> None:
    assert is_sentence(line)


@pytest.mark.parametrize(
    "line",
    ["30 August 2024", "Posted on 30 August 2024 by Ann", "North Porthaven, 30 August 2024 –", "Friday 30 August 2024"],
)
def test_a_day_that_just_stands_there_is_in_none(line: str) -> None:
    assert not is_sentence(line)
