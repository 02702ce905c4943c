"""Each kind of feed against a golden pair: a feed as served, and what is read from it."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from services.ingest.feeds.kinds import KINDS, read_feed
from services.ingest.feeds.port import Source
from services.shared.article import rfc3339

GOLDEN = Path(__file__).parents[3] / "golden" / "feeds"
FEEDS = sorted(path for path in GOLDEN.iterdir() if not path.name.endswith(".golden.json"))


def described(path: Path) -> Any:
    source = Source(path.read_bytes(), f"https://courier.example/{path.name}")
    feed = dataclasses.asdict(read_feed(source))
    return json.loads(json.dumps(feed, default=lambda one: sorted(one) if isinstance(one, frozenset) else rfc3339(one)))


@pytest.mark.parametrize("path", FEEDS, ids=lambda path: path.name)
def test_a_feed_is_read_as_its_golden_file_says(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".golden.json").read_text())

    assert described(path) == expected


def test_every_kind_has_a_golden_pair() -> None:
    sources = [Source(path.read_bytes(), f"https://courier.example/{path.name}") for path in FEEDS]
    recognised = {next(kind for kind in KINDS if kind.recognises(source)) for source in sources}

    assert recognised == set(KINDS)
