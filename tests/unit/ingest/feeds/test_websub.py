"""What is read from a feed about its hub, and which signatures are the hub's."""

from __future__ import annotations

import hmac

import pytest

from services.ingest.feeds.port import Feed
from services.ingest.feeds.websub import hub_and_topic, is_signed

URL = "https://site.example/feed"


@pytest.mark.parametrize("method", ["sha1", "sha256", "sha384", "sha512"])
def test_a_signature_by_any_method_of_the_standard_is_the_hubs(method: str) -> None:
    digest = hmac.new(b"secret", b"body", method).hexdigest()
    assert is_signed(b"body", f"{method}={digest}", "secret")
    assert is_signed(b"body", f"{method.upper()}={digest.upper()}", "secret")
    assert not is_signed(b"another body", f"{method}={digest}", "secret")
    assert not is_signed(b"body", f"{method}={digest}", "another secret")


@pytest.mark.parametrize(
    "signature", ["", "sha256=", "sha256", "md5=" + "0" * 32, "shake_128=00", "sha256=ü", "=", "a=b=c"]
)
def test_anything_else_is_not(signature: str) -> None:
    assert not is_signed(b"body", signature, "secret")


@pytest.mark.parametrize(
    ("feed", "link", "expected"),
    [
        (Feed("rss"), "", None),
        (None, '<https://hub.example/>; rel="hub"', ("https://hub.example/", URL)),
        (Feed("rss", hub="https://a.example/", topic="https://t.example/"), "", ("https://a.example/", "https://t.example/")),
        (
            Feed("rss", hub="https://a.example/"),
            '<https://b.example/>; rel=hub, </self>; rel="self alternate"',
            ("https://b.example/", "https://site.example/self"),
        ),
        (Feed("rss"), '<javascript:alert(1)>; rel="hub"', None),
        (Feed("rss"), '<https://x.example/>; title="rel=hub"', None),
    ],
)  # fmt: skip
def test_a_hub_is_found_in_the_header_first_and_then_in_the_feed(
    feed: Feed | None, link: str, expected: tuple[str, str] | None
) -> None:
    assert hub_and_topic(feed, {"link": link} if link else {}, URL) == expected
