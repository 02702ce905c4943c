"""robots.txt is read as RFC 9309 says."""

from __future__ import annotations

import time

import pytest

from services.ingest.guarded.robots import read_robots


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a/b", "/a/b/c", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?z", True),
        ("User-agent: *\nDisallow: /*?", "/x?y", False),
        ("User-agent: *\nDisallow: /a*b*c", "/aXXbYYc/d", False),
        ("User-agent: *\nDisallow: /a*b*c", "/acb", True),
        ("User-agent: *\nDisallow: /gr%c3%bcn", "/gr%C3%BCn/x", False),
        ("User-agent: *\nDisallow: /grün", "/gr%C3%BCn/x", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: tidings\nDisallow: /x", "/a", True),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: Tidings\nDisallow: /", "/a", False),
        ("User-agent: Tidings\nDisallow: /a\nUser-agent: other\nDisallow: /b", "/b", True),
        ("\ufeffuser-AGENT : * # all\n disallow : /a # no", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("<html>no such file</html>", "/a", True),
    ],
)
def test_the_longest_rule_of_our_group_decides(text: str, path: str, allowed: bool) -> None:
    assert read_robots(text.encode(), "Tidings").allow(path) is allowed


def test_a_crawl_delay_is_read_for_us() -> None:
    text = b"User-agent: *\nCrawl-delay: 10\n\nUser-agent: tidings\nCrawl-delay: 2.5\nDisallow: /x"
    assert read_robots(text, "Tidings").delay == 2.5
    assert read_robots(text, "Other").delay == 10
    assert read_robots(b"User-agent: *\nCrawl-delay: soon", "Tidings").delay is None


def test_a_pattern_of_many_wildcards_does_not_hang() -> None:
    robots = read_robots(b"User-agent: *\nDisallow: /" + b"*a" * 20 + b"$", "Tidings")
    begun = time.monotonic()
    robots.allow("/" + "a" * 8000 + "b")
    assert time.monotonic() - begun < 0.5
