"""Search and the article it leads to, as a reader uses them."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.browsing import Tab


def test_what_stoltenberg_said_is_found_and_the_sentence_it_stands_in(here: Tab) -> None:
    page = here.go("/")
    page.keyboard.press("/")
    page.keyboard.type("Stoltenberg")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=Stoltenberg")
    hit = page.locator(".hit").filter(has_text="strategic gains in Kursk")
    expect(hit.locator("mark").first).to_have_text("Stoltenberg")
    hit.locator(".headline a").click()
    page.wait_for_url("**/articles/*")
    quoted = page.locator("q.quoted", has_text="does not stop at the border")
    expect(quoted).to_be_visible()
    page.get_by_role("button", name="About this quotation of Jens Stoltenberg").first.click()
    panel = page.get_by_role("complementary", name="Why it is marked")
    expect(panel).to_contain_text("Jens Stoltenberg")
    expect(panel).to_contain_text("does not stop at the border")
    page.get_by_role("button", name="Close").click()
    expect(panel.locator(".discs circle")).not_to_have_count(0)
    said = page.locator(".quotes figure", has_text="does not stop at the border")
    said.get_by_role("button", name="in its sentence").click()
    expect(panel).to_contain_text("does not stop at the border")
    expect(quoted).to_be_in_viewport()


def test_results_change_while_one_types_and_the_address_is_the_state(here: Tab) -> None:
    page = here.go("/search")
    page.get_by_role("combobox", name="Search the news").press_sequentially("valparaíso", delay=20)
    expect(page.locator(".hit").first).to_contain_text("Valparaíso")
    page.wait_for_url("**/search?q=valpara*")
    before = page.locator(".hit").count()
    page.locator(".facet-language .choice", has_text="Spanish").click()
    expect(page.locator(".hit")).to_have_count(1)
    assert "language=es" in page.url
    page.go_back()
    expect(page.locator(".hit")).to_have_count(before)
    assert "language" not in page.url
    page.go_forward()
    expect(page.locator(".hit")).to_have_count(1)
    page.reload()
    expect(page.locator(".hit")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("Spanish")


def test_copies_are_folded_and_can_be_unfolded(here: Tab) -> None:
    page = here.go("/search?q=floats Lake Victoria")
    expect(page.locator(".hit")).to_have_count(1)
    page.get_by_label("Folding").select_option("all")
    expect(page.locator(".hit")).to_have_count(2)
    expect(page.locator(".hit", has_text="exact copy")).to_have_count(1)


def test_a_query_that_cannot_be_read_says_so_and_keeps_what_was_found(here: Tab) -> None:
    page = here.go("/search?q=Kursk")
    box = page.get_by_role("combobox", name="Search the news")
    box.fill("Kursk AND (")
    expect(page.locator("#q-said")).to_be_visible()
    expect(page.locator(".hit").first).to_be_visible()
    box.fill("Kursk")
    expect(page.locator("#q-said")).to_be_hidden()
    here.errors = [error for error in here.errors if "status of 422" not in error]  # the browser's own word for it


def test_nothing_found_is_said_in_words(here: Tab) -> None:
    page = here.go("/search?q=zzyzx")
    expect(page.get_by_text("Nothing matches.")).to_be_visible()


def test_marks_count_code_points_and_say_why_they_are_there(here: Tab) -> None:
    page = here.go("/search?q=Kursk Stoltenberg")
    page.locator(".hit .headline a").first.click()
    page.locator(".text .mark-person", has_text="Jens Stoltenberg").first.click()
    panel = page.get_by_role("complementary", name="Why it is marked")
    for words in ("person", "because", "score"):
        expect(panel).to_contain_text(words)
    page.keyboard.press("Escape")
    expect(panel).to_contain_text("People")


def test_an_article_tells_its_way_from_received_to_searchable(here: Tab) -> None:
    page = here.go("/search?q=Kursk Stoltenberg")
    page.locator(".hit .headline a").first.click()
    page.get_by_text("From received to searchable").click()
    expect(page.locator(".trace")).to_contain_text("accepted")
    expect(page.locator(".trace")).to_contain_text("indexed")
    expect(page.locator(".steps")).to_contain_text("find entities")


def test_a_search_leads_to_its_story_and_the_story_tells_who_what_when_where(here: Tab) -> None:
    page = here.go("/stories?q=Valparaíso")
    story = page.locator(".hit").first
    expect(story).to_contain_text("articles")
    story.locator("a").first.click()
    page.wait_for_url("**/stories/*")
    for heading in ("How it developed", "First to report", "Who", "What", "Where", "Sources"):
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    expect(page.locator(".copies")).to_contain_text("copy")
    page.locator(".copies a").first.click()
    page.wait_for_url("**/articles/*")
    expect(page.get_by_role("heading", name="The same text elsewhere")).to_be_visible(timeout=15_000)
    page.get_by_role("link", name="Follow the story").click()
    page.wait_for_url("**/stories/*")


def test_another_spelling_of_a_name_finds_the_same_and_says_so(here: Tab) -> None:
    page = here.go("/search?q=Kiev")
    expect(page.locator(".hit", has_text="strategic gains in Kursk")).to_be_visible()
    expect(page.locator(".meant")).to_contain_text("Kyiv")


def test_what_is_found_can_be_taken_along(here: Tab) -> None:
    page = here.go("/search?q=Valparaíso")
    page.get_by_text("Keep or export").click()
    with page.expect_download() as taken:
        page.get_by_role("link", name="Export as CSV").click()
    assert taken.value.path().read_text().count("Valpara") >= 4
