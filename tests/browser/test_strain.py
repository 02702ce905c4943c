"""Much of everything, and what is told when a part of the system is away or full."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, expect

from services.local import Stack, free_port
from services.shared.article import Article, Entity, Language, Mention, Publisher
from services.shared.search import open_index
from services.shared.search.port import Put
from services.shared.settings import Settings
from tests.browser.browsing import tab
from tests.stack import wait_until

RESULTS = 10_000
ENTITIES = 200
MOST_PENDING = 3


def crowd() -> Article:
    """An article that names two hundred people."""
    names = [f"Person{number} Family{number}" for number in range(ENTITIES)]
    body = " met ".join(names)
    starts = [body.index(name) for name in names]
    return Article(
        id="crowd",
        version=1,
        revision=1,
        headline="Two hundred people meet",
        body=body,
        language=Language(code="en", confidence=1.0),
        received_at=datetime(2024, 1, 1, tzinfo=UTC),
        published_at=datetime(2024, 1, 1, tzinfo=UTC),
        mentions=tuple(
            Mention(
                entity_id=f"p:{number}", type="person", text=name, start=start, end=start + len(name), score=0.9,
                method="model",
            )
            for number, (name, start) in enumerate(zip(names, starts, strict=True))
        ),
        entities=tuple(
            Entity(id=f"p:{number}", type="person", name=name, count=1, salience=1 / ENTITIES)
            for number, name in enumerate(names)
        ),
    )  # fmt: skip


def small(number: int) -> Article:
    """One of ten thousand."""
    at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=7 * number)
    return Article(
        id=f"a{number:05}",
        version=1,
        revision=1,
        headline=f"Report {number} from the harbour",
        body=f"The harbour was quiet on day {number}.",
        language=Language(code="en", confidence=1.0),
        publisher=Publisher(name=f"Paper {number % 17}"),
        received_at=at,
        published_at=at,
    )


@pytest.fixture(scope="module")
def strained(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[str]:  # noqa: ARG001
    """The address of a system with ten thousand articles, a small inbox, and nobody who works on it."""
    folder: Path = tmp_path_factory.mktemp("strained")
    index = open_index(Settings(data_dir=folder), writer=True)
    index.prepare()
    for start in range(0, RESULTS, 2000):
        index.write([Put(small(number)) for number in range(start, start + 2000)])
    index.write([Put(crowd())])
    index.close()
    settings = Settings(ingest_port=free_port(), api_port=free_port(), max_pending=MOST_PENDING)
    with Stack(settings, data_dir=folder, only={"api", "ingest"}) as stack:
        yield stack.api_url


def test_ten_thousand_results_are_counted_grouped_and_paged_through(browser: Browser, strained: str) -> None:
    with tab(browser, strained) as opened:
        page = opened.go("/search?q=harbour&sort=published_at")
        expect(page.locator(".total b")).to_have_text(f"{RESULTS:,}")
        for already in (20, 40, 60):
            expect(page.locator(".hit")).to_have_count(already)
            page.get_by_role("button", name="More", exact=True).click()
        expect(page.locator(".hit")).to_have_count(80)
        headlines = page.locator(".hit .headline").all_inner_texts()
        assert headlines == [f"Report {number} from the harbour" for number in range(80)]
        opened.go("/")
        assert opened.offences() == []


def test_two_hundred_entities_in_one_article_can_be_read_and_reached(browser: Browser, strained: str) -> None:
    with tab(browser, strained) as opened:
        page = opened.go("/articles/crowd")
        expect(page.locator(".text .mark")).to_have_count(ENTITIES)
        page.locator(".text .mark").last.click()
        expect(page.get_by_role("complementary", name="Why it is marked")).to_contain_text("Person199 Family199")
        page.get_by_role("button", name="Close").click()
        assert page.locator(".fact").first.locator("a:visible").count() < 20
        page.get_by_text(f"{ENTITIES - 12} more").click()
        expect(page.locator(".fact a", has_text="Person199 Family199")).to_be_visible()
        opened.go("/entities/p:0")
        expect(page.locator(".node")).not_to_have_count(0)
        assert opened.offences() == []


def test_a_full_inbox_is_told(browser: Browser, strained: str) -> None:
    for number in range(MOST_PENDING):
        httpx.post(f"{strained}/v1/articles", json={"source_id": str(number), "body": "Words."}).raise_for_status()
    refused = httpx.post(f"{strained}/v1/articles", json={"source_id": "more", "body": "Words."})
    assert refused.status_code == 503
    with tab(browser, strained) as opened:
        page = opened.go("/pipeline")
        expect(page.get_by_text("The inbox is full")).to_be_visible()
        assert opened.offences() == []


def test_an_engine_that_is_away_is_told_in_words_and_the_page_goes_on(browser: Browser, tmp_path: Path) -> None:
    port = free_port()
    environment = {
        **os.environ,
        "TIDINGS_API_PORT": str(port),
        "TIDINGS_ELASTICSEARCH_URL": f"http://127.0.0.1:{free_port()}",
        "TIDINGS_DATA_DIR": str(tmp_path),
    }
    process = subprocess.Popen([sys.executable, "-m", "services.api"], env=environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"

    def lives() -> bool:
        try:
            return httpx.get(f"{url}/health/live").status_code == 200
        except httpx.TransportError:
            return False

    try:
        wait_until(lives, what="the search service")
        with tab(browser, url) as opened:
            page = opened.go("/search?q=harbour")
            alert = page.get_by_role("alert").filter(has_text="Not available right now")
            expect(alert).to_contain_text("The search engine did not answer.")
            alert.get_by_role("button", name="Try again").click()
            expect(alert).to_be_visible()
            for path in ("/", "/map", "/quotes", "/stories", "/feeds", "/pipeline"):
                opened.go(path)
                expect(page.get_by_role("alert").first).to_be_visible()
            assert [one for one in opened.offences() if "status of 503" not in one] == []
    finally:
        process.terminate()
        process.wait(30)
