"""Highlights: the right words, escaped text, and nothing but `<mark>`."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.fields import WORDS
from services.shared.search.highlighting import Highlighter
from services.shared.search.language import parse
from services.shared.search.matching import text_condition
from services.shared.search.port import Query


def highlights(query: str, language: str = "en", **texts: str) -> dict[str, list[str]]:
    condition = text_condition(Query(text=parse(query, fields=WORDS)))
    return Highlighter(condition).highlights({"language": {"code": language}, **texts})


@pytest.mark.parametrize(
    ("query", "body", "expected"),
    [
        ("end of the quay", "the end of it", "the <mark>end</mark> of it"),
        ("run", "They were running.", "They were <mark>running</mark>."),
        ("ukraine", "Ukraine’s army", "<mark>Ukraine’s</mark> army"),
        ('"air defence"', "air-defence of the air", "<mark>air-defence</mark> of the air"),
        ('"air of"', "air-defence of the air", None),
        ("lodz", "w Łodzi i Łódź", "w Łodzi i <mark>Łódź</mark>"),
        ("a -b", "a b", "<mark>a</mark> b"),
        ("headline:a", "a", None),
        ("body:a", "a", "<mark>a</mark>"),
        ("b", '<b x="1">b & c', '&lt;<mark>b</mark> x=&quot;1&quot;&gt;<mark>b</mark> &amp; c'),
        ("港口", "旧港口开放", "旧<mark>港口</mark>开放"),
        ('"a b" b', "a b", "<mark>a b</mark>"),
        ("stol*", "Stoltenberg, Stol", "<mark>Stoltenberg</mark>, <mark>Stol</mark>"),
        ("stoltenburg~", "Stoltenberg’s words", "<mark>Stoltenberg’s</mark> words"),
        ("=US", "The U.S., the US’s, us", "The U.S., the <mark>US’s</mark>, us"),
        ('"b a"~2', "a x b", "<mark>a</mark> x <mark>b</mark>"),
    ],
)  # fmt: skip
def test_what_was_found_is_marked(query: str, body: str, expected: str | None) -> None:
    found = highlights(query, body=body)
    assert found == ({} if expected is None else {"body": [expected]})


def test_a_long_text_gives_the_places_with_the_most_words() -> None:
    body = (
        "filler " * 300
        + "one "
        + "filler " * 300
        + "one two three "
        + "filler " * 300
        + "two "
        + "filler " * 300
        + "two"
    )
    found = highlights("one two three", body=body)["body"]
    assert len(found) == 3
    assert sum("<mark>one</mark> <mark>two</mark> <mark>three</mark>" in snippet for snippet in found) == 1
    for snippet in found:
        assert snippet.startswith("…filler")
        assert len(html.unescape(re.sub("</?mark>", "", snippet))) < 260


@given(st.text(alphabet="ab <>&\"'é\n", max_size=80))
def test_without_its_marks_a_highlighted_headline_is_the_headline(headline: str) -> None:
    for snippet in highlights("a OR b", headline=headline).get("headline", []):
        assert html.unescape(re.sub("</?mark>", "", snippet)) == headline.strip()
        assert not re.search("<(?!/?mark>)", snippet)
