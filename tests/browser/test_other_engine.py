"""The main path of every page on Elasticsearch too: the same seeds, the same answers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.browser.browsing import tab
from tests.browser.conftest import SEEDS
from tests.elasticsearch_server import forget_alias
from tests.stack import Client, running_stack, wait_until

pytestmark = pytest.mark.elasticsearch


@pytest.fixture(scope="module")
def elsewhere(
    browser: Browser,  # noqa: ARG001 - no system is started where no browser is
    tmp_path_factory: pytest.TempPathFactory,
    elasticsearch_url: str,
) -> Iterator[Client]:
    """A running system on Elasticsearch with the seeds in it."""
    name = f"browser-{tmp_path_factory.getbasetemp().name}"
    folder: Path = tmp_path_factory.mktemp("elsewhere")
    with running_stack(folder, elasticsearch_url=elasticsearch_url, elasticsearch_index=name) as running:
        kind = {"Content-Type": "application/x-ndjson"}
        url = f"{running.stack.ingest_url}/v1/articles/bulk"
        httpx.post(url, content=SEEDS.read_bytes(), headers=kind, timeout=60).raise_for_status()
        wait_until(lambda: running.search()["total"]["value"] == 34, what="the seeds", seconds=120)
        yield running
    forget_alias(elasticsearch_url, name)


def test_every_page_shows_on_elasticsearch_what_it_shows_on_tantivy(browser: Browser, elsewhere: Client) -> None:
    with tab(browser, elsewhere.stack.api_url) as opened:
        page = opened.go("/search?q=Valparaíso")
        expect(page.locator(".hit")).to_have_count(4)
        expect(page.locator(".hit mark").first).to_have_text("Valparaíso")
        expect(page.locator(".time rect.bar-part")).not_to_have_count(0)
        opened.go("/quotes?speaker=Stoltenberg&about=Ukraine")
        expect(page.locator(".quote mark", has_text="does not stop at the border")).to_be_visible()
        opened.go("/stories?q=Valparaíso")
        page.locator(".hit .headline a").first.click()
        expect(page.get_by_role("heading", name="First to report")).to_be_visible()
        opened.go("/map?q=Stoltenberg")
        expect(page.get_by_role("complementary", name="Places by count")).to_contain_text("Kharkiv")
        opened.go("/search?q=Stoltenberg")
        page.locator(".hit .name-person").first.click()
        expect(page.get_by_role("heading", name="Named together with")).to_be_visible()
        expect(page.locator(".node")).not_to_have_count(0)
        opened.go("/")
        expect(page.locator(".latest .hit")).to_have_count(15)
        assert opened.offences() == []
