"""What comes in from elsewhere is text everywhere, and nobody else's page can act here."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import Tab, tab
from tests.browser.payloads import PAYLOADS
from tests.e2e.test_feeds import Site
from tests.stack import Client


@pytest.fixture
def site() -> Iterator[Site]:
    running = Site()
    yield running
    running.close()


def test_over_a_hundred_hostile_texts_stay_text_on_every_page_that_shows_them(here: Tab) -> None:
    assert len(PAYLOADS) >= 100
    page = here.go("/search?published_before=2023-02-01&copies=all")
    hits = page.locator(".hit")
    count = hits.count()
    assert count >= len(PAYLOADS) // 10
    paths = [hits.nth(at).locator(".headline a").get_attribute("href") for at in range(count)]
    shown = ""
    for path in paths:
        here.go(str(path))
        shown += page.locator("main").inner_text().replace("❞", "")  # the mark after a quotation
        for mark in page.locator(".text .mark").all()[:3]:
            mark.click()
    for payload in PAYLOADS:
        assert " ".join(payload.split()) in " ".join(shown.split()), payload
    assert page.locator("main :is(script, iframe, object, embed, form, img, video, style, base, meta)").count() == 0
    for path in (
        "/",
        "/quotes?published_before=2023-02-01",
        "/map?published_before=2023-02-01",
        "/search?q=constructor",
    ):
        here.go(path)
    here.go("/search?q=hostile")
    for hostile in ("<img src=x onerror=alert(1)>", "javascript:alert(1)", '"><svg onload=alert(1)>'):
        for path in ("/search?q=", "/search?person=", "/quotes?speaker=", "/map?q=", "/entities/", "/articles/"):
            page.goto(here.url + path + httpx.QueryParams({"": hostile})[""].replace("/", "%2F"))
            page.wait_for_selector("main .page:not(:has(.loading))", state="attached")
    here.errors = [error for error in here.errors if "status of 4" not in error]  # such queries and ids are refused


def test_links_to_elsewhere_are_http_and_give_nothing_away(here: Tab) -> None:
    page = here.go("/search?copies=all&sort=published_at")
    for link in page.locator("a[target=_blank]").all():
        assert str(link.get_attribute("href")).startswith(("http://", "https://", "/v1/"))
        assert "noopener" in str(link.get_attribute("rel"))
    for link in page.locator("main a").all():
        assert str(link.get_attribute("href")).startswith(("/", "http://", "https://"))


def test_a_feed_with_a_hostile_title_is_text_too(here: Tab, client: Client, site: Site) -> None:
    title = "&lt;img src=x onerror=alert(1)&gt;"
    url = site.feed("/x", ("&lt;script&gt;alert(1)&lt;/script&gt;", "/i", "&lt;svg onload=alert(1)&gt;"))
    site.pages["/x"] = (
        200,
        {"Content-Type": "application/rss+xml"},
        site.pages["/x"][2].replace(">Site<", f">{title}<"),
    )
    answer = client.api.post(
        "/v1/feeds", json={"url": url, "title": "<img src=x onerror=alert(2)>", "full_text": "never"}
    )
    assert answer.status_code == 201, answer.text
    page = here.go("/feeds")
    row = page.locator("tbody tr", has_text="onerror=alert(2)")
    row.get_by_role("link").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("<img src=x onerror=alert(2)>")
    assert page.locator("main img").count() == 0


def test_the_page_allows_nothing_but_itself(client: Client) -> None:
    for path in ("/", "/search?q=x", "/articles/x", "/feeds", "/docs", "/assets/main.js", "/assets/style.css"):
        answer = client.api.get(path)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert "http" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "no-referrer"
    for path in ("/assets/../app.py", "/assets/%2e%2e/app.py", "/assets/vendor/..%2f..%2f..%2fapp.py", "/assets/"):
        assert client.api.get(path).status_code == 404


def test_another_origins_page_cannot_act_here(browser: Browser, client: Client, site: Site) -> None:
    site.pages["/evil"] = (200, {"Content-Type": "text/html"}, "<title>evil</title>")
    attempt = """async ([url, method, type, body]) => {
      const options = { method, mode: 'no-cors', body, headers: type ? { 'Content-Type': type } : {} };
      try { await fetch(url, options); } catch { /* refused before it was sent */ }
      try { await fetch(url, { ...options, mode: 'cors' }); } catch { /* as it should be */ }
    }"""
    before = client.api.get("/v1/feeds").json()["total"]
    with tab(browser, site.url) as elsewhere:
        elsewhere.page.goto(site.url + "/evil")
        for type in ("application/json", "text/plain", ""):
            body = '{"url": "https://evil.example/feed"}'
            target = f"{client.stack.api_url}/v1/feeds?check=false"
            elsewhere.page.evaluate(attempt, [target, "POST", type, body])
        elsewhere.page.evaluate(attempt, [f"{client.stack.api_url}/v1/quarantine/replay", "POST", "", None])
    assert client.api.get("/v1/feeds").json()["total"] == before


def test_with_keys_the_page_asks_for_one_and_uses_it(browser: Browser, client: Client) -> None:
    with tab(browser, client.stack.api_url) as guarded:
        asked: list[str | None] = []

        def answer(route: object, request: object) -> None:
            key = request.headers.get("x-api-key")  # type: ignore[attr-defined]
            asked.append(key)
            if key == "right":
                route.continue_()  # type: ignore[attr-defined]
            else:
                route.fulfill(  # type: ignore[attr-defined]
                    status=401,
                    content_type="application/problem+json",
                    body='{"status": 401, "detail": "This call needs a key, in the header X-API-Key.", "errors": []}',
                )

        guarded.page.route("**/v1/**", answer)
        guarded.page.goto(client.stack.api_url + "/search?q=Kursk")
        guarded.page.get_by_label("Key", exact=True).fill("right")
        guarded.page.get_by_role("button", name="Use it").click()
        expect(guarded.page.locator(".hit").first).to_be_visible()
        assert {None, "right"} == set(asked)
