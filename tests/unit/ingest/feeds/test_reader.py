"""Feeds are read in processes of their own: what hurts them is told in words, and the next feed is read as ever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from services.ingest.feeds.port import NotAFeed, Source
from services.ingest.feeds.reader import Reader

CHANNEL = b'<rss version="2.0"><channel><title>Harbour news</title>'
SMALL = Source(
    CHANNEL + b"<item><title>Ferry runs again</title></item></channel></rss>", "https://courier.example/feed"
)
LONG = Source(CHANNEL + b"<item><title>a</title></item>" * 9_000, "https://courier.example/feed")
CHILDREN = Path(f"/proc/self/task/{os.getpid()}/children")


@pytest.fixture
def reader() -> Iterator[Reader]:
    reader = Reader(processes=1, seconds=0.5)
    yield reader
    reader.close()


def children() -> list[int]:
    return [int(one) for one in CHILDREN.read_text().split()]


def test_a_feed_that_takes_too_long_is_given_up_in_words_and_the_next_one_is_read(reader: Reader) -> None:
    with pytest.raises(NotAFeed, match=r"would take more than 0\.5 seconds"):
        reader.read(LONG)

    assert reader.read(SMALL).items[0].title == "Ferry runs again"


def test_the_reason_why_something_is_no_feed_comes_back(reader: Reader) -> None:
    with pytest.raises(NotAFeed, match="the answer is empty"):
        reader.read(Source(b"", "https://courier.example/feed"))


@pytest.mark.skipif(not CHILDREN.exists(), reason="needs /proc")
def test_a_process_that_ended_by_itself_is_replaced_and_none_is_left(reader: Reader) -> None:
    before = set(children())
    reader.read(SMALL)
    (process,) = set(children()) - before
    os.kill(process, signal.SIGKILL)
    os.waitid(os.P_PID, process, os.WEXITED | os.WNOWAIT)

    assert reader.read(SMALL).items[0].title == "Ferry runs again"
    reader.close()
    assert set(children()) <= before
