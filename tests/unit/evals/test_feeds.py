"""That the feeds set reads over HTTP, and sees what is wrong: a missing title, a crash, a refusal without words."""

from __future__ import annotations

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from evals import feed_server
from evals.enriching import Enriching
from evals.folder import Folder
from evals.run import Run
from evals.sets.feeds import feeds
from services.ingest.feeds.port import Feed, Source

RSS = (
    "<rss version='2.0'><channel><title>{title}</title><item><title>One</title><link>/one</link></item></channel></rss>"
)


def measured(folder: Path, enriching: Any, *titles: str) -> dict[str, Any]:
    """The figures for feeds with these titles, where feedparser expects `Right` and gofeed an item at /one."""
    for name in ("feeds_feedparser", "feeds_gofeed", "feeds_feedvalidator"):
        (folder / name).mkdir()
    rows = [
        {
            "id": str(number),
            "bytes_b64": base64.b64encode(RSS.format(title=title).encode()).decode(),
            "headers": {"Content-Type": "application/rss+xml"},
            "expect_atoms": [[["feed", "title"], "Right"], [["encoding"], "utf-8"]],
        }
        for number, title in enumerate(titles)
    ]
    expected = {"title": "Right", "items": [{"title": "One", "link": "/one"}]}
    rows_of: dict[str, list[dict[str, Any]]] = {
        "feeds_feedparser/dev": rows,
        "feeds_gofeed/dev": [{**row, "expected": expected} for row in rows],
        "feeds_gofeed/jsonfeed.dev": [{"id": "json", "text": "no feed", "expected": {}}],
        "feeds_feedvalidator/dev": rows,
    }
    for name, some in rows_of.items():
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in some))
    return dict(feeds(Run(Folder(folder), enriching)).figures)


@pytest.fixture
def enriching() -> Enriching | None:
    return None  # nothing is enriched


def test_what_the_parsers_expect_is_compared_and_what_is_no_feed_has_a_reason(tmp_path: Path, enriching: Any) -> None:
    figures = measured(tmp_path, enriching, "Right", "Wrong")
    assert (figures["documents"], figures["read"], figures["refused"]) == (7, 6, 1)
    assert (figures["crashes"], figures["hangs"], figures["without_reason"]) == (0, 0, 0)
    assert (figures["feedparser_expectations"], figures["feedparser_right"]) == (2, 0.5)
    assert (figures["gofeed_expectations"], figures["gofeed_right"]) == (6, round(5 / 6, 4))


def test_crashes_hangs_and_refusals_without_a_reason_are_counted(
    tmp_path: Path, enriching: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def crash(_: Source) -> Feed:
        raise ZeroDivisionError

    monkeypatch.setattr(feed_server, "read_feed", crash)
    monkeypatch.setattr(sys.modules["evals.sets.feeds"], "HANGS", 0.0)
    figures = measured(tmp_path, enriching, "Right")
    assert (figures["crashes"], figures["hangs"], figures["read"]) == (4, 4, 0)
