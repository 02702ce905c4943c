"""One Chromium and one running Tidings with the seeds in it for all browser tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser

from tests.browser.browsing import Tab, open_browser, tab
from tests.browser.payloads import hostile_documents
from tests.stack import Client, running_stack, wait_until

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.ndjson"
BAD = {
    "source_id": "bad",
    "headline": "The bridge that was no text",
    "body": "Nothing here.",
    "section": "unprocessable",
}


@pytest.fixture(scope="package")  # no longer: while it is open, no other test can run an event loop
def browser() -> Iterator[Browser]:
    with open_browser() as running:
        yield running


@pytest.fixture(scope="package")
def cause(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """While this file is there, documents whose section asks for it end in quarantine (tests/faults/steps.py)."""
    file = tmp_path_factory.mktemp("cause") / "cause"
    file.touch()
    return file


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory, cause: Path, browser: Browser) -> Iterator[Client]:  # noqa: ARG001
    """A running system with the seeds, hostile documents and one in quarantine; not started where no browser is."""
    environment = {"TIDINGS_STEPS": "tests.faults.steps:STEPS", "TIDINGS_TEST_CAUSE": str(cause)}
    settings: dict[str, Any] = {"fetch_private_networks": "127.0.0.0/8", "fetch_host_delay": 0.0}
    with running_stack(tmp_path_factory.mktemp("browser"), environment=environment, **settings) as running:
        answer = httpx.post(
            f"{running.stack.ingest_url}/v1/articles/bulk",
            content=SEEDS.read_bytes(),
            headers={"Content-Type": "application/x-ndjson"},
            timeout=60,
        )
        assert answer.status_code == 200
        running.push(BAD)
        assert {one["status"] for one in running.push_all(hostile_documents())} == {"accepted"}
        wait_until(
            lambda: running.api.get("/v1/pipeline").json()["pending"] == 0, what="an empty pipeline", seconds=120
        )
        yield running


@pytest.fixture
def here(browser: Browser, client: Client) -> Iterator[Tab]:
    """A tab at the dashboard; at the end nothing must have happened in it that must not."""
    with tab(browser, client.stack.api_url) as opened:
        yield opened
        assert opened.offences() == []
