"""The first minutes with an empty Tidings: the page itself says how articles come, and has some to try."""

from __future__ import annotations

from pathlib import Path

import httpx
from playwright.sync_api import Browser, expect

from services.local import Stack, free_port
from services.shared.settings import Settings
from tests.browser.browsing import tab

PAGES = ("/search", "/stories", "/map", "/quotes", "/columns", "/feeds", "/pipeline")


def test_an_empty_tidings_says_how_to_begin_and_has_articles_to_try(browser: Browser, tmp_path: Path) -> None:
    settings = Settings(ingest_port=free_port(), api_port=free_port())
    with Stack(settings, data_dir=tmp_path, only={"api", "ingest"}) as stack, tab(browser, stack.api_url) as opened:
        for path in PAGES:
            page = opened.go(path)
            expect(page.locator("main .state").first).to_be_visible()
        page = opened.go("/")
        expect(page.get_by_role("link", name="Add a feed")).to_be_visible()
        page.get_by_role("button", name="Load sample articles").click()
        expect(page.get_by_text("34 articles on their way")).to_be_visible()
        assert httpx.get(f"{stack.api_url}/v1/pipeline").json()["pending"] == 34
        assert opened.offences() == []
