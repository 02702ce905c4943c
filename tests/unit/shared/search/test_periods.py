"""Written periods: what they cover, and what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.periods import GRAINS, Grain, first_day, last_day, next_first, span_of, this_first


@pytest.mark.parametrize(
    ("text", "first", "past"),
    [
        ("2024", "2024-01-01", "2025-01-01"),
        ("2024-02", "2024-02-01", "2024-03-01"),
        ("2024-12", "2024-12-01", "2025-01-01"),
        ("2024-Q4", "2024-10-01", "2025-01-01"),
        ("2024-W32", "2024-08-05", "2024-08-12"),
        ("2024-02-29", "2024-02-29", "2024-03-01"),
        ("2024-08-06T12:00", "2024-08-06T12:00", "2024-08-06T12:01"),
        ("2024-08-06T12:00:05Z", "2024-08-06T12:00:05", "2024-08-06T12:00:06"),
        ("2024-08-06T02:00+02:00", "2024-08-06", "2024-08-06T00:01"),
    ],
)
def test_a_period_covers_what_it_says(text: str, first: str, past: str) -> None:
    expected = tuple(datetime.fromisoformat(moment).replace(tzinfo=UTC) for moment in (first, past))
    assert span_of(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "2023-02-29", "2024-13", "2024-W60", "24", "0000", "2024-08-06T25:00", "20240806", "٢٠٢٤x"],
)
def test_what_is_no_period_is_none(text: str) -> None:
    assert span_of(text) is None


def test_the_last_year_of_the_calendar_has_no_end() -> None:
    assert span_of("9999") == (datetime(9999, 1, 1, tzinfo=UTC), None)
    assert last_day(date(9999, 12, 1), "month") == date.max


@given(st.dates(date(10, 1, 1), date(9980, 1, 1)), st.sampled_from(GRAINS))
def test_periods_of_a_grain_follow_each_other_without_a_gap(day: date, grain: Grain) -> None:
    first = this_first(day, grain)
    assert first <= day <= last_day(first, grain)
    assert this_first(first, grain) == first
    assert this_first(last_day(first, grain), grain) == first
    assert next_first(first, grain) == last_day(first, grain) + timedelta(days=1)
    assert this_first(next_first(first, grain), grain) == next_first(first, grain)


@given(st.text(max_size=20))
def test_any_text_is_a_period_or_none(text: str) -> None:
    assert span_of(text) is None or first_day(text) or "T" in text or " " in text or len(text) > 10
