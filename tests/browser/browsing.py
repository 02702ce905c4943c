"""A real Chromium for the tests: what it takes to start it, and a tab that notes everything that must not happen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page, sync_playwright

__all__ = ["Tab", "chromium", "open_browser", "tab"]

NAMES = ("chromium", "chromium-browser", "google-chrome")
WATCH = """
window.reports = [];
document.addEventListener('securitypolicyviolation', (event) =>
  window.reports.push(`${event.violatedDirective}: ${event.blockedURI} ${event.sample}`));
"""
SECONDS = 15


def chromium() -> str:
    """Where Chromium is; skips with one plain sentence, or fails where it is required."""
    given = os.environ.get("TIDINGS_TEST_CHROMIUM")
    found = given or next((path for name in NAMES if (path := shutil.which(name))), None)
    if found and Path(found).exists():
        return found
    missing = "There is no Chromium: apt install chromium, or say where one is in TIDINGS_TEST_CHROMIUM"
    if os.environ.get("TIDINGS_REQUIRE_BROWSER") == "1":
        pytest.fail(f"A browser is required. {missing}")
    pytest.skip(missing)


@contextmanager
def open_browser() -> Iterator[Browser]:
    """A running Chromium without a window."""
    path = chromium()
    root = os.geteuid() == 0  # the sandbox refuses to run for root
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"] if root else [])
        yield browser
        browser.close()


class Tab:
    """A tab at the dashboard of a running system, and what happened in it that must not: `offences`."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:
        options.setdefault("viewport", {"width": 1366, "height": 900})
        options.setdefault("timezone_id", "Europe/Kyiv")
        options.setdefault("locale", "en-GB")
        self.url = url
        self.context = browser.new_context(**options)
        self.context.set_default_timeout(SECONDS * 1000)
        self.context.add_init_script(WATCH)
        self.page: Page = self.context.new_page()
        self.dialogs: list[str] = []
        self.errors: list[str] = []
        self.outside: list[str] = []
        self.page.on("dialog", self._dialog)
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("request", lambda request: self._requested(request.url))

    def go(self, path: str) -> Page:
        """Open a page of the dashboard and wait until it has drawn what it first shows."""
        self.page.goto(self.url + path, wait_until="load")
        self.settled()
        return self.page

    def settled(self) -> None:
        """Wait until nothing is being loaded into the page."""
        self.page.wait_for_selector("main .page:not(:has(.loading)):not([aria-busy])", state="attached")

    def offences(self) -> list[str]:
        """Dialogs, errors on the console, reports of the content security policy, requests to other origins."""
        reports: list[str] = self.page.evaluate("window.reports")
        return [*self.dialogs, *self.errors, *reports, *self.outside]

    def close(self) -> None:
        self.context.close()

    def _dialog(self, dialog: Dialog) -> None:
        self.dialogs.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(f"console: {message.text} {message.location.get('url', '')}")

    def _requested(self, url: str) -> None:
        if not url.startswith((self.url, "data:", "blob:", "about:")):
            self.outside.append(f"request: {url}")


@contextmanager
def tab(browser: Browser, url: str, **options: Any) -> Iterator[Tab]:
    """A tab that is closed at the end."""
    opened = Tab(browser, url, **options)
    try:
        yield opened
    finally:
        opened.close()
