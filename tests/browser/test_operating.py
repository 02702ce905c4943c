"""Feeds, pipeline and quarantine, as whoever runs a Tidings uses them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect

from tests.browser.browsing import Tab
from tests.e2e.test_feeds import Site
from tests.stack import Client

OPML = """<?xml version="1.0"?><opml version="2.0"><body><outline text="Local"><outline text="Quay" type="rss"
xmlUrl="https://quay.example/feed.xml"/></outline></body></opml>"""


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


def test_a_feed_is_added_and_its_item_arrives_by_itself(here: Tab, site: Site) -> None:
    url = site.feed("/feed.xml", ("Ferry timetable grows by two sailings", "/a", "The Oslo ferry sails twice more."))
    page = here.go("/feeds")
    page.get_by_label("The address of a feed").fill(url)
    page.get_by_role("button", name="Add", exact=True).click()
    row = page.locator("tbody tr", has_text=url)
    expect(row.get_by_role("link", name="Site")).to_be_visible(timeout=30_000)
    here.go("/")
    expect(page.locator(".latest .hit", has_text="Ferry timetable grows by two sailings")).to_be_visible(timeout=60_000)
    site.feed(
        "/feed.xml",
        ("Ferry timetable grows by two sailings", "/a", "The Oslo ferry sails twice more."),
        ("Harbour wall is done", "/b", "Bergen has its wall."),
    )
    here.go("/feeds")
    row.get_by_role("button", name="Poll now").click()
    page.locator("nav").get_by_role("link", name="Now").click()
    arrived = page.locator(".latest .hit", has_text="Harbour wall is done")
    expect(arrived).to_be_visible(timeout=60_000)
    here.go("/feeds")
    row.get_by_role("link", name="Site").click()
    expect(page.get_by_role("heading", name="Its polls")).to_be_visible()
    expect(page.locator("table")).to_contain_text("1")
    page.get_by_role("button", name="Pause").click()
    expect(page.locator(".status")).to_have_text("paused")
    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".status")).not_to_have_text("paused")


def test_what_comes_before_the_live_connection_stands_is_not_missed(here: Tab, client: Client) -> None:
    held: list[Route] = []
    here.page.route("**/v1/live", lambda route: held.append(route))  # noqa: PLW0108  Playwright wants a function
    page = here.go("/")
    receipt = client.push({"source_id": "between", "headline": "Lock gate freed", "body": "It moves again."})
    client.searchable([receipt["id"]])
    held[0].continue_()
    expect(page.locator(".latest .hit", has_text="Lock gate freed")).to_be_visible(timeout=30_000)


def test_an_address_that_is_no_feed_is_refused_with_the_reason(here: Tab, site: Site) -> None:
    site.pages["/page"] = (200, {"Content-Type": "text/plain"}, "nothing but words")
    page = here.go("/feeds")
    page.get_by_label("The address of a feed").fill(site.url + "/page")
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("alert").filter(has_text="This URL is no feed")).to_be_visible()
    here.errors = [error for error in here.errors if "status of 422" not in error]


def test_a_list_of_feeds_is_imported(here: Tab, tmp_path: Path) -> None:
    (tmp_path / "list.opml").write_text(OPML)
    page = here.go("/feeds")
    page.get_by_label("or a list of feeds (OPML)").set_input_files(tmp_path / "list.opml")
    expect(page.locator("tbody tr", has_text="https://quay.example/feed.xml")).to_contain_text("Quay")


def test_a_document_in_quarantine_is_found_understood_and_replayed(here: Tab, cause: Path) -> None:
    page = here.go("/")
    said = page.locator("p", has_text="could not be processed")
    said.get_by_role("link", name="see the pipeline").click()
    page.get_by_role("link", name="The bridge that was no text").click()
    expect(page.get_by_text("not a text at all")).to_be_visible()
    expect(page.locator("pre")).to_contain_text("Nothing here.")
    cause.unlink()
    page.get_by_role("button", name="Replay").click()
    page.wait_for_url("**/articles/*")
    expect(page.get_by_role("heading", name="The bridge that was no text")).to_be_visible(timeout=60_000)
    here.go("/pipeline")
    expect(page.get_by_text("Nothing is in quarantine.")).to_be_visible()
    here.errors = [error for error in here.errors if "status of 404" not in error]  # while it was not searchable yet


def test_the_pipeline_tells_how_much_is_where(here: Tab) -> None:
    page = here.go("/pipeline")
    expect(page.locator(".figure", has_text="in motion")).to_be_visible()
    for stage in ("Fetching pages", "Finding who, where, when", "Making searchable"):
        expect(page.locator("tr", has_text=stage)).to_be_visible()
    expect(page.locator("tr", has_text="find entities")).to_contain_text("ms")
