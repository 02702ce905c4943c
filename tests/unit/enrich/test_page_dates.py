"""A page's date is what stands by its headline or in its address, and never one of the many others on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from services.enrich.page_dates import shown_date, stands_in
from services.enrich.page_metadata import as_time

NOW = datetime(2024, 9, 30, tzinfo=UTC)


def shown(head: str, url: str = "https://paper.example/wall", rest: str = "") -> datetime | None:
    page = document_fromstring(f"<html><body>{head}<p>Text.</p>{rest}</body></html>")
    return shown_date(page, "Sea wall", url, lambda value: as_time(value, NOW))


@pytest.mark.parametrize(
    ("head", "moment"),
    [
        ("<h1>Sea wall</h1><time datetime='2024-08-30T09:15:00+02:00'>today</time>", datetime(2024, 8, 30, 7, 15)),
        ("<time datetime='2024-08-30 09:15'>x</time><h1>Sea wall</h1>", datetime(2024, 8, 30, 9, 15)),
        ("<h1>Sea wall</h1><p class='date'>Written: 2024-08-30 09:15:12</p>", datetime(2024, 8, 30, 9, 15, 12)),
        ("<h1>Sea wall</h1><span class='published'>30.8.2024, 9:15 Uhr</span>", datetime(2024, 8, 30)),
        ("<h1>Sea wall</h1><span class='published'>30.08.2024 um 09:15</span>", datetime(2024, 8, 30, 9, 15)),
    ],
)
def test_what_stands_by_the_headline_says_when(head: str, moment: datetime) -> None:
    assert shown(head) == moment.replace(tzinfo=UTC)


def test_the_nearest_to_the_headline_counts() -> None:
    other = "<h2>More</h2><time datetime='2024-01-05'>x</time>"
    assert shown(f"<h1>Sea wall</h1><time datetime='2024-08-30'>x</time>{other}") == datetime(2024, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("url", ["https://p.example/2024/08/30/wall", "https://p.example/wall-20240830.html"])
def test_a_day_in_the_address_counts_and_a_time_of_that_day_by_the_headline_completes_it(url: str) -> None:
    assert shown("<h1>Sea wall</h1>", url) == datetime(2024, 8, 30, tzinfo=UTC)
    timed = "<h1>Sea wall</h1><time datetime='2024-08-30T09:15Z'>x</time>"
    assert shown(timed, url) == datetime(2024, 8, 30, 9, 15, tzinfo=UTC)
    assert shown(timed.replace("08-30", "02-11"), url) == datetime(2024, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "head",
    [
        "<p class='date'>2024-08-30</p>",
        "<h1>Sea wall</h1><p>It fell on 2023-08-30.</p>",
        "<h1>Sea wall</h1><p class='date'>" + "A long text about 2023-08-30. " * 10 + "</p>",
        "<h1>Sea wall</h1><p class='date'>99.99.2024</p>",
        "<h1>Sea wall</h1><p class='date'>2031-08-30</p>",
    ],
)
def test_other_dates_are_not_taken(head: str) -> None:
    assert shown(head) is None


@pytest.mark.parametrize(
    "text",
    [
        "30.08.2024",
        "8/30/2024",
        "30 August 2024",
        "August&nbsp;30th, 2024",
        "2024-08-30",
        "30. August 2024",
        "30 de agosto de 2024",
    ],
)
def test_a_day_that_stands_on_the_page_is_found_in_any_dress(text: str) -> None:
    assert stands_in(f"<p>On {text}.</p>", datetime(2024, 8, 30, tzinfo=UTC))


@pytest.mark.parametrize("text", ["August 2024", "08/2024", "30.08.2023", "130.08.2024", "© 2024"])
def test_a_day_that_does_not_is_not(text: str) -> None:
    assert not stands_in(f"<p>On {text}.</p>", datetime(2024, 8, 30, tzinfo=UTC))
