"""The pages work for everybody: by keyboard alone, on a phone, in both themes, for those who cannot see them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import Tab, tab
from tests.stack import Client

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PATHS = ["/", "/search?q=Lviv", "/stories", "/map", "/quotes", "/columns", "/feeds", "/pipeline", "/docs"]


def paths(client: Client) -> list[str]:
    """A path of every page: those above, an article, its story, an entity and what is not there."""
    article = client.search(q="Stoltenberg Kursk")["hits"][0]["article"]
    person = next(one for one in article["entities"] if one["type"] == "person")

    held = client.api.get("/v1/quarantine").json()["entries"]

    return [
        *PATHS,
        *(f"/quarantine/{one['id']}" for one in held[:1]),
        f"/articles/{article['id']}",
        f"/entities/{person['id']}",
        f"/stories/{article['story_id']}",
        "/articles/none",
    ]


@pytest.mark.parametrize(("theme", "width"), [("light", 1366), ("dark", 390)])
def test_axe_finds_nothing_on_any_page(browser: Browser, client: Client, theme: Any, width: int) -> None:
    found: list[str] = []
    size: Any = {"width": width, "height": 900}
    with tab(browser, client.stack.api_url, color_scheme=theme, reduced_motion="reduce", viewport=size) as opened:
        for path in paths(client):
            page = opened.go(path)
            page.evaluate(AXE.read_text())
            said = page.evaluate("(tags) => axe.run(document, {runOnly: tags, resultTypes: ['violations']})", RULES)[
                "violations"
            ]
            found += [f"{path}: {one['id']}: {json.dumps(one['nodes'][0]['html'])[:200]}" for one in said]
    assert found == []


def test_everything_on_a_page_fits_a_phone(browser: Browser, client: Client) -> None:
    with tab(browser, client.stack.api_url, viewport={"width": 360, "height": 740}, has_touch=True) as phone:
        for path in paths(client):
            page = phone.go(path)
            across = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert across <= 0, f"{path} is {across} px too wide"
        page = phone.go("/search?q=Valparaíso")
        page.get_by_text("Filters", exact=True).tap()
        page.locator(".facet-language .choice", has_text="Spanish").tap()
        expect(page.locator(".hit")).to_have_count(1)
        page.locator(".hit .headline a").tap()
        page.locator(".text .mark").first.tap()
        expect(page.get_by_role("complementary", name="Why it is marked")).to_be_in_viewport()


def test_an_article_is_found_read_and_explained_by_keyboard_alone(here: Tab) -> None:
    page = here.go("/")
    page.keyboard.press("g")
    page.keyboard.press("s")
    page.wait_for_url("**/search")
    page.keyboard.press("/")
    page.keyboard.type("Stoltenberg")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=Stoltenberg")
    here.settled()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/articles/*")
    mark = page.locator(".text .mark").first
    expect(mark).to_be_visible()
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.classList.contains('mark')"):
            break
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(page.get_by_role("complementary", name="Why it is marked")).to_contain_text("because")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.get_by_role("heading", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("u")
    page.wait_for_url("**/search?q=Stoltenberg")


def test_right_to_left_text_runs_right_to_left(here: Tab) -> None:
    page = here.go("/search?language=ar")
    headline = page.locator(".hit .headline").first
    assert headline.evaluate("(one) => getComputedStyle(one).direction") == "rtl"
    headline.locator("a").click()
    expect(page.locator(".text p").first).to_be_visible()
    assert page.locator(".text p").first.evaluate("(one) => getComputedStyle(one).direction") == "rtl"


def test_the_chosen_theme_is_there_again_after_a_reload(here: Tab) -> None:
    page = here.go("/pipeline")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.get_by_role("button", name="Change between dark and light").click()
    after = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert after != before
    here.go("/pipeline")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == after


def test_a_page_is_there_within_a_second_and_what_is_typed_is_answered_at_once(here: Tab) -> None:
    page = here.go("/search?q=Kursk")
    here.go("/search?q=Kursk")  # with its files in the cache, as for everybody who was here before
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    assert painted < 1000 * 3, "on a machine that does other things too"
    shift = page.evaluate(
        """() => new Promise((resolve) => new PerformanceObserver((list) => resolve(
          list.getEntries().reduce((sum, one) => sum + (one.hadRecentInput ? 0 : one.value), 0)))
          .observe({ type: 'layout-shift', buffered: true }) || setTimeout(() => resolve(0), 300))"""
    )
    assert shift < 0.1
