"""Who, where and who said what: the pages that a reader looks at and explores."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Tab


def entity(here: Tab, q: str) -> str:
    """The path of the page of the first entity of this name."""
    found = here.page.request.get(f"{here.url}/v1/entities", params={"q": q}).json()["entities"]
    return f"/entities/{found[0]['id']}"


def test_the_map_shows_where_it_happened_and_leads_there(here: Tab) -> None:
    page = here.go("/search?q=Stoltenberg")
    page.get_by_role("link", name="On the map").click()
    page.wait_for_url("**/map?q=Stoltenberg")
    place = page.get_by_role("complementary", name="Places by count").get_by_role("link", name="Kharkiv")
    expect(place).to_be_visible()
    expect(page.locator(".discs circle")).not_to_have_count(0)
    before = page.locator(".land").get_attribute("transform")
    page.get_by_role("button", name="Closer").click()
    expect(page.locator(".land")).not_to_have_attribute("transform", before or "")
    place.click()
    expect(page.locator(".hit", has_text="strategic gains in Kursk")).to_be_visible()
    assert "place=" in page.url


def test_places_that_would_cover_each_other_are_gathered_and_come_apart_closer_by(here: Tab) -> None:
    page = here.go("/map")
    gathered = page.locator(".discs .many").first
    expect(gathered.locator("title")).to_contain_text("\n")
    discs = page.locator(".discs circle").count()
    before = page.locator(".land").get_attribute("transform")
    gathered.dispatch_event("click")
    expect(page.locator(".land")).not_to_have_attribute("transform", before or "")
    expect(page.locator(".discs circle")).not_to_have_count(discs)
    assert page.url.endswith("/map")


def test_a_list_says_how_a_text_begins_where_nothing_is_marked_in_it(here: Tab) -> None:
    page = here.go("/search?person=Jens+Stoltenberg")
    hit = page.locator(".hit", has_text="strategic gains in Kursk")
    expect(hit.locator(".lead")).to_contain_text("While NATO has expressed support")


def test_a_stretch_of_time_is_brushed_with_the_mouse_and_with_the_keyboard(here: Tab) -> None:
    page = here.go("/search")
    surface = page.locator(".time-surface")
    box = surface.bounding_box()
    assert box is not None
    everything = int(page.locator(".total b").inner_text())
    page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] - 2, box["y"] + 10)
    page.mouse.up()
    page.wait_for_url("**published_after=*")
    here.settled()
    assert 0 < int(page.locator(".total b").inner_text()) < everything
    page.go_back()
    expect(page.locator(".total b")).to_have_text(str(everything))
    surface.focus()
    for key in ("ArrowRight", "Shift+ArrowRight", "Enter"):
        page.keyboard.press(key)
    page.wait_for_url("**published_before=*")


def test_an_entity_tells_its_spellings_who_appears_with_it_and_what_was_said(here: Tab) -> None:
    page = here.go(entity(here, "Stoltenberg"))
    expect(page.get_by_role("heading", name="Jens Stoltenberg", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="What they said")).to_be_visible()
    expect(page.locator(".quote").first).to_contain_text("does not stop at the border")
    expect(page.get_by_role("heading", name="Named together with")).to_be_visible()
    expect(page.locator(".beside .brief")).to_contain_text("NATO")
    expect(page.locator(".node")).not_to_have_count(0)
    node = page.locator(".node").nth(3)
    node.scroll_into_view_if_needed()
    before = node.get_attribute("transform")
    box = node.locator("circle").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    for step in range(1, 8):
        page.mouse.move(box["x"] - 12 * step, box["y"] - 6 * step)
    page.mouse.up()
    expect(node).not_to_have_attribute("transform", before or "")
    assert "/entities/" in page.url


def test_quotes_are_found_by_speaker_words_and_subject(here: Tab) -> None:
    page = here.go("/quotes")
    page.get_by_label("Who", exact=True).fill("Stoltenberg")
    page.get_by_label("about whom or what").fill("Ukraine")
    page.keyboard.press("Enter")
    page.wait_for_url("**/quotes?*speaker=*")
    quote = page.locator(".quote", has_text="does not stop at the border")
    expect(quote.locator("mark")).to_have_text("does not stop at the border")
    expect(quote).to_contain_text("Jens Stoltenberg")
    quote.get_by_role("link", name="Ukraine makes strategic gains").click()
    expect(page.locator("q.quoted").first).to_be_visible()


def test_the_box_completes_names_and_fields(here: Tab) -> None:
    page = here.go("/")
    box = page.get_by_role("combobox", name="Search the news")
    box.press_sequentially("Stolt", delay=20)
    option = page.get_by_role("option", name="Jens Stoltenberg").first
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(page.locator("[role=option][aria-selected=true]")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    expect(page.locator(".hit", has_text="strategic gains in Kursk")).to_be_visible()


def test_a_search_is_kept_as_a_column(here: Tab) -> None:
    page = here.page
    for query in ("Lviv", "Kursk"):
        here.go(f"/search?q={query}")
        page.get_by_text("Keep or export").click()
        page.get_by_role("button", name="Save as a column").click()
    here.go("/columns")
    expect(page.locator(".column")).to_have_count(2)
    expect(page.locator(".column", has_text="Lviv").locator(".hit").first).to_be_visible()
    page.get_by_role("button", name="Remove Lviv").click()
    expect(page.locator(".column")).to_have_count(1)
