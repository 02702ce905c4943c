"""Buckets of a timeline follow the calendar of their zone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.calendar import INTERVALS, MOST_BUCKETS, TooManyBuckets, fitting, moment, time_bounds
from services.shared.search.fields import milliseconds

HOUR = 3_600_000


def bounds(begin: str, end: str, interval: str, zone: str = "UTC") -> list[str]:
    first, last = (milliseconds(datetime.fromisoformat(text).replace(tzinfo=UTC)) for text in (begin, end))
    found = time_bounds(first, last, interval, ZoneInfo(zone))  # type: ignore[arg-type]
    return [moment(at).astimezone(ZoneInfo(zone)).isoformat() for at in found]


def test_a_day_on_which_clocks_change_is_as_long_as_it_is() -> None:
    begin, end = datetime(2024, 3, 30, tzinfo=UTC), datetime(2024, 4, 2, tzinfo=UTC)
    spring = time_bounds(milliseconds(begin), milliseconds(end), "day", ZoneInfo("Europe/Berlin"))
    assert [(other - one) // HOUR for one, other in pairwise(spring)] == [24, 23, 24, 24]
    begin, end = datetime(2024, 10, 26, tzinfo=UTC), datetime(2024, 10, 28, tzinfo=UTC)
    autumn = time_bounds(milliseconds(begin), milliseconds(end), "day", ZoneInfo("Europe/Berlin"))
    assert [(other - one) // HOUR for one, other in pairwise(autumn)] == [24, 25, 24]


def test_a_day_without_a_midnight_begins_when_its_clocks_begin() -> None:
    assert bounds("2024-03-31", "2024-04-01", "day", "Asia/Beirut")[0:2] == [
        "2024-03-31T01:00:00+03:00", "2024-04-01T00:00:00+03:00",
    ]  # fmt: skip


def test_a_day_that_a_zone_skipped_has_no_bucket() -> None:
    assert [at[:10] for at in bounds("2011-12-29T12:00", "2011-12-31T12:00", "day", "Pacific/Apia")] == [
        "2011-12-29", "2011-12-31", "2012-01-01", "2012-01-02",
    ]  # fmt: skip


def test_weeks_begin_on_monday_and_quarters_with_their_first_month() -> None:
    assert bounds("2024-08-07", "2024-08-14", "week") == [
        "2024-08-05T00:00:00+00:00", "2024-08-12T00:00:00+00:00", "2024-08-19T00:00:00+00:00",
    ]  # fmt: skip
    assert [at[:7] for at in bounds("2024-08-07", "2025-01-01", "quarter")] == ["2024-07", "2024-10", "2025-01"]


def test_hours_are_those_of_zones_with_half_hours() -> None:
    assert bounds("2024-08-07T00:10", "2024-08-07T01:10", "hour", "Asia/Kolkata")[0] == "2024-08-07T05:00:00+05:30"


def test_nothing_lies_between_a_time_and_itself() -> None:
    assert time_bounds(5, 5, "day", ZoneInfo("UTC")) == []


def test_too_many_buckets_are_refused_with_the_interval_that_fits() -> None:
    with pytest.raises(TooManyBuckets, match="use week") as refused:
        time_bounds(0, 3000 * 24 * HOUR, "day", ZoneInfo("UTC"))
    assert refused.value.coarser == "week"


@given(
    st.integers(-8_000_000_000_000, 8_000_000_000_000), st.integers(1, 2_000_000_000_000), st.sampled_from(INTERVALS),
    st.sampled_from(["UTC", "Europe/Kyiv", "America/Sao_Paulo", "Australia/Lord_Howe", "Asia/Kathmandu"]),
)  # fmt: skip
def test_buckets_rise_cover_what_was_asked_and_no_bucket_is_in_vain(
    begin: int, length: int, interval: str, zone: str
) -> None:
    finest = fitting(begin, begin + length, MOST_BUCKETS)
    if INTERVALS.index(interval) < INTERVALS.index(finest):
        with pytest.raises(TooManyBuckets, match=f"use {finest}"):
            time_bounds(begin, begin + length, interval, ZoneInfo(zone))  # type: ignore[arg-type]
        return
    found = time_bounds(begin, begin + length, interval, ZoneInfo(zone))  # type: ignore[arg-type]
    assert all(one < other for one, other in pairwise(found))
    assert found[0] <= begin < found[1]
    assert found[-2] < begin + length <= found[-1]
    assert len(found) <= MOST_BUCKETS + 3
