"""The headline of a page is what its readers see, without the name of the site."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from services.enrich.page_headline import headline_of

URL = "https://www.harbour-times.example/2024/08/wall"


def headline(title: str = "", h1: str = "", *claims: str, site: str | None = None) -> str | None:
    page = document_fromstring(f"<html><head><title>{title}</title></head><body><h1>{h1}</h1><p>x</p></body></html>")
    return headline_of(page, claims, site, URL)


@pytest.mark.parametrize("name", ["Harbour Times", "The Harbour Times", "HARBOUR-TIMES", "harbour-times.example"])
@pytest.mark.parametrize("separator", [" | ", " - ", " – ", " » "])
def test_the_name_of_the_site_is_no_part_of_it_before_or_after(name: str, separator: str) -> None:
    assert headline(f"Sea wall to be mended{separator}{name}") == "Sea wall to be mended"
    assert headline(f"{name}{separator}Sea wall to be mended") == "Sea wall to be mended"


def test_the_name_that_the_site_calls_itself_is_none_either() -> None:
    assert headline("", "", "Sea wall to be mended | Town Echo", site="Town Echo") == "Sea wall to be mended"


def test_what_follows_a_dash_is_kept_where_it_is_not_the_site() -> None:
    assert headline("Sea wall to be mended - at last") == "Sea wall to be mended - at last"


def test_the_heading_on_the_page_comes_before_what_was_written_for_search_engines() -> None:
    seen = "Council votes to mend the old sea wall"
    assert headline("", seen, "Sea wall: council votes to mend it") == seen


def test_a_heading_that_says_something_else_is_not_taken() -> None:
    assert headline("", "Local news", "Sea wall to be mended") == "Sea wall to be mended"


def test_a_heading_with_the_section_above_it_is_not_taken_whole() -> None:
    assert headline("", "Harbour <b>Sea wall to be mended</b>", "Sea wall to be mended") == "Sea wall to be mended"


def test_a_headline_that_mentions_the_site_is_kept() -> None:
    seen = "Harbour Times wins a prize for reporting on walls"
    assert headline(f"{seen} | Harbour Times", seen) == seen


def test_a_page_without_any_title_has_none_and_one_with_a_single_heading_has_that() -> None:
    assert headline() is None
    assert headline("", "Sea wall to be mended") == "Sea wall to be mended"


@pytest.mark.parametrize("title", ["{} / Harbour / Home", "{} (2024/5)", "{} | Harbour | Ann Roe", "Blog » {}"])
@pytest.mark.parametrize("tag", ["h1", "h2"])
def test_a_heading_that_a_title_sets_off_is_the_headline(title: str, tag: str) -> None:
    seen = "The wall falls"
    head = f"<title>{title.format(seen)}</title>"
    page = document_fromstring(f"<html><head>{head}</head><body><h1>Hello</h1><{tag}>{seen}</{tag}></body></html>")
    assert headline_of(page, (), None, URL) == seen


def test_a_section_at_the_end_of_a_title_is_none() -> None:
    page = document_fromstring("<title>The wall falls - News</title><body><h2>News</h2><h2>Local</h2>")
    assert headline_of(page, (), None, URL) == "The wall falls - News"


def test_a_heading_that_links_to_the_front_page_is_the_name_of_the_site() -> None:
    page = document_fromstring("<title>The wall - Coast - Echo</title><h1><a href='/'>Coast - Echo</a></h1>")
    assert headline_of(page, (), None, URL) == "The wall"
