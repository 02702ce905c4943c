"""A page's date is what stands by its headline or in its address, and never one of the many others on it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from lxml.html import document_fromstring

from services.enrich.page_dates import shown_date
from services.enrich.page_metadata import as_time

NOW = datetime(2024, 9, 30, tzinfo=UTC)


def shown(head: str, url: str = "https://paper.example/wall", rest: str = "", language: str = "en") -> datetime | None:
    page = document_fromstring(f"<html lang='{language}'><body>{head}<p>Text.</p>{rest}</body></html>")
    return shown_date(page, "Sea wall", [url, "https://p.example/canonical"], lambda value: as_time(value, NOW))


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


PLACES = [
    "<h1>Sea wall</h1><p>30 August 2024 | Harbour</p>",
    "<h1>Sea wall</h1><p>Porthaven, August 30, 2024 –</p>",
    "<p><span>30 August 2024</span></p><h1>Sea wall</h1>",
    "<h1>Sea wall <small>30 August 2024 • Ann Roe</small></h1>",
    "<h3>Sea wall</h3><p>30 August 2024</p>",
    "<p class='headline'>Sea wall</p><small>30 August 2024</small>",
    "<h1>Sea wall</h1><span data-testid='article-date'>30 August 2024</span>",
    "<h1>Sea wall</h1><abbr class='published' title='2024-08-30'>today</abbr>",
]


@pytest.mark.parametrize("head", PLACES)
def test_a_short_line_by_the_headline_says_when(head: str) -> None:
    assert shown(head) == datetime(2024, 8, 30, tzinfo=UTC)


OTHERS = [
    "<h1>Sea wall</h1><div class='comments'><p class='date'>30 August 2024</p></div>",
    "<h1>Sea wall</h1><aside><time datetime='2024-08-30'>x</time></aside>",
    "<h1>Sea wall</h1><ul class='related'><li>30 August 2024</li></ul>",
    "<nav><p class='date'>30 August 2024</p></nav><h1>Sea wall</h1>",
    "<h1>Sea wall</h1><p>Last updated: 30 August 2024</p>",
    "<h1>Sea wall</h1><p class='modified-date'>30 August 2024</p>",
    "<h1>Sea wall</h1><p>Updated <time datetime='2024-08-30'>x</time></p>",
    "<h1>Sea wall</h1><h2>What happened on 30 August 2024</h2>",
    "<h1>Sea wall</h1><table><tr><td>30 August 2024</td></tr></table>",
    "<h1>Sea wall</h1><p>28 to 30 August 2024</p>",
    "<h1>Sea wall</h1><p>" + "The wall is old and long. " * 10 + "</p><p>Seen on 30 August 2024:</p>",
    "<h1>Sea wall</h1><script>/* 30 August 2024 */</script>",
    "<h1>News</h1><h1>More</h1><p class='date'>30 August 2024</p>",
]


@pytest.mark.parametrize("head", OTHERS)
def test_a_day_of_something_else_is_better_no_date(head: str) -> None:
    assert shown(head) is None


def test_a_section_that_holds_the_headline_too_is_the_articles_own() -> None:
    day = datetime(2024, 8, 30, tzinfo=UTC)
    assert shown("<div class='with-sidebar'><h1>Sea wall</h1><p class='date'>30 August 2024</p></div>") == day


def test_the_canonical_address_counts_where_the_pages_own_has_no_day() -> None:
    page = document_fromstring("<html><body><p>Text.</p></body></html>")
    urls = ["https://p.example/1", "https://p.example/2024/08/30/wall"]
    found = shown_date(page, None, urls, lambda value: as_time(value, NOW))
    assert found == datetime(2024, 8, 30, tzinfo=UTC)
