"""Feeds that are made to hurt, or are no feeds: each ends in items or in a reason, soon."""

from __future__ import annotations

import gzip
import time

import pytest

from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.plain import line_of, text_of
from services.ingest.feeds.port import NotAFeed, Source

LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>
<rss version="2.0"><channel><title>&c;</title></channel></rss>"""
QUADRATIC = (
    b'<!DOCTYPE rss [<!ENTITY a "' + b"x" * 10_000 + b'">]><rss version="2.0"><channel><title>' + b"&a;" * 10_000
)
OUTSIDE = b"""<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/hostname">]>
<rss version="2.0"><channel><title>[&x;]</title><item><title>one</title></item></channel></rss>"""
DEEP = b'<rss version="2.0"><channel>' + b"<a>" * 200_000
TAG_WITHOUT_END = b'<rss version="2.0"><channel><' + b"a" * 9_000_000
ANGLES = b'<rss version="2.0"><channel>' + b"<" * 9_000_000
AMPERSANDS = b'<rss version="2.0"><channel><title>' + b"&" * 9_000_000
DEEP_JSON = b'{"items":' + b"[" * 100_000


def source(body: bytes, content_type: str = "application/rss+xml") -> Source:
    return Source(body, "https://courier.example/feed", content_type)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (LAUGHS, "nests entities"),
        (QUADRATIC, "multiply"),
        (DEEP, "nests thousands"),
        (ANGLES, "over a million tags"),
        (AMPERSANDS, "over a million tags"),
        (TAG_WITHOUT_END, "one tag of it"),
        (DEEP_JSON, "not a JSON Feed"),
        (b"", "empty"),
        (b"   \n", "empty"),
        (b'{"a": 1}', "no items"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "not a feed"),
    ],
    ids=[
        "laughs",
        "quadratic",
        "deep",
        "angles",
        "ampersands",
        "tag without end",
        "deep json",
        "empty",
        "blank",
        "other json",
        "image",
    ],
)
def test_what_hurts_or_is_no_feed_is_refused_in_words_and_soon(body: bytes, reason: str) -> None:
    began = time.monotonic()

    with pytest.raises(NotAFeed, match=reason):
        read_feed(source(body))

    assert time.monotonic() - began < 3


def test_an_external_entity_is_never_read() -> None:
    feed = read_feed(source(OUTSIDE))

    assert feed.title in ("[]", "[&x;]")
    assert [item.title for item in feed.items] == ["one"]


def test_a_gzip_bomb_ends_at_the_limit() -> None:
    sitemap = b"<urlset>" + b" " * (60 * 1024 * 1024)

    with pytest.raises(NotAFeed, match="too large"):
        read_feed(source(gzip.compress(sitemap)))


def test_a_gzipped_sitemap_is_read() -> None:
    sitemap = b"<urlset><url><loc>https://courier.example/1</loc></url></urlset>"

    assert read_feed(source(gzip.compress(sitemap), "application/gzip")).items[0].url == "https://courier.example/1"


def test_a_list_of_feeds_is_called_one() -> None:
    with pytest.raises(NotAFeed, match="a list of feeds"):
        read_feed(source(b'<?xml version="1.0"?><opml version="2.0"><head><title>x</title></head></opml>', "text/xml"))


def test_a_page_without_feeds_says_what_it_is() -> None:
    with pytest.raises(NotAFeed, match="not a feed: text/html"):
        read_feed(source(b"<html><body>Hello</body></html>", "text/html"))


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("AT&amp;T <b>wins</b>", "AT&T wins"),
        ("&lt;script&gt;alert(1)&lt;/script&gt;Calm", "Calm"),
        ("&amp;lt;img src=x onerror=alert(1)&amp;gt;Calm", "Calm"),
        ("5 < 6 & 7 > 3", "5 < 6 & 7 > 3"),
        ("<p>One</p>\n<p>two<br>three</p>", "One two three"),
        ("<scr<script>ipt>alert(1)</script>Calm", None),
        ("I <3 boats", "I <3 boats"),
    ],
)
def test_a_title_is_text_without_markup(markup: str, text: str | None) -> None:
    line = line_of(markup) or ""

    assert "<script" not in line
    assert "<img" not in line
    if text is not None:
        assert line == text


@pytest.mark.parametrize("blank", [" ", "\t", "\N{NO-BREAK SPACE}"])
def test_a_long_run_of_blanks_is_read_soon(blank: str) -> None:
    began = time.monotonic()

    assert text_of("One" + blank * 1_000_000 + "two") == "One two"

    assert time.monotonic() - began < 3


def test_paragraphs_are_kept_apart() -> None:
    assert text_of("<p>One <i>fine</i>\nday.</p><p>Two.</p><script>x</script>") == "One fine day.\n\nTwo."


def test_what_is_nested_deep_in_markup_is_read_or_left_out_but_never_a_crash() -> None:
    assert text_of("<div>" * 50_000 + "deep") in (None, "deep")
