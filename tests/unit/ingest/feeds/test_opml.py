"""Lists of feeds as OPML: what goes out comes in again, and the list that ships is one."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.ingest.feeds.opml import Outline, read_opml, write_opml
from services.ingest.feeds.options import listed
from services.ingest.feeds.port import NotAFeed

SEEDS = Path(__file__).parents[4] / "seeds" / "feeds.opml"


def test_what_goes_out_comes_in_again() -> None:
    feeds = [
        Outline("https://a.example/f?x=1&y=2", 'A "B" & C', ("Coast", "News"), "en"),
        Outline("https://b.example/"),
    ]
    assert read_opml(write_opml(feeds)) == [feeds[0], Outline("https://b.example/", "https://b.example/")]


def test_the_list_that_ships_names_each_feed_once_with_country_and_language() -> None:
    feeds = read_opml(SEEDS.read_bytes())
    assert len(feeds) >= 40
    assert len({feed.url for feed in feeds}) == len(feeds)
    assert all(feed.title and feed.tags and feed.language for feed in feeds)


def test_links_to_pages_are_left_out_and_what_is_no_web_address_is_kept_to_be_refused_by_name() -> None:
    assert read_opml(b'<opml><body><outline type="link" url="https://a.example/"/></body></opml>') == []
    assert read_opml(b'<opml><body><outline xmlUrl="ftp://a.example/f"/></body></opml>') == [
        Outline("ftp://a.example/f")
    ]


@pytest.mark.parametrize("body", [b"", b"<html/>", b"no xml"])
def test_what_is_no_list_is_refused_in_words(body: bytes) -> None:
    with pytest.raises(NotAFeed, match="not OPML"):
        read_opml(body)


@pytest.mark.parametrize(("said", "language"), [("en", "en"), ("de-AT", "de"), ("unknown", None), (None, None)])
def test_a_feed_of_a_list_has_its_language_and_none_where_nobody_knows_it(
    said: str | None, language: str | None
) -> None:
    assert listed(Outline("https://a.example/f", "A", ("Coast",), said)).language == language
