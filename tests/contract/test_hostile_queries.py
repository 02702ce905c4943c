"""The most that a query may ask is answered, on both engines, and in bounded time."""

from __future__ import annotations

import time

import pytest

from services.shared.search.fields import PERIODS, WORDS
from services.shared.search.language import parse
from services.shared.search.port import Index, InvalidQuery, Query

WORDS_100 = [f"harbour{n}" for n in range(99)] + ["harbour"]
HOSTILE = {
    "a hundred words": " OR ".join(WORDS_100),
    "ten fuzzy words": " OR ".join(f"harbou{n}r~2" for n in range(10)),
    "ten short prefixes": " OR ".join(f"{a}{b}*" for a in "ha" for b in "aeiou"),
    "ten near phrases": " OR ".join('"the harbour authority opened the old lock ships"~20' for _ in range(10)),
    "a long phrase": '"' + "the harbour " * 160 + '"',
    "negations within each other": "NOT " * 18 + "harbour",
    "parentheses within each other": "(" * 20 + "harbour" + ")" * 20,
    "every field": " OR ".join(f"{name}:harbour" for name in WORDS),
    "a hundred periods": " OR ".join(f"mentioned:2024-08-{1 + n % 28:02}" for n in range(60)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_the_most_that_a_query_may_ask_is_answered(archive: Index, text: str) -> None:
    node = parse(text, fields=WORDS, periods=PERIODS)
    archive.search(Query(text=node, facets=("person", "keyword"), size=100))  # a cold engine's first time is its own
    begun = time.perf_counter()
    archive.search(Query(text=node, facets=("person", "keyword"), size=100))
    assert time.perf_counter() - begun < 2


@pytest.mark.parametrize(
    "text", ['"a b c d e f g h i"~5', "person:=Koval", "language:en*", "air-def*", 'tag:"a b"~2', "x-ray~"]
)
def test_what_a_field_does_not_take_is_refused(archive: Index, text: str) -> None:
    with pytest.raises(InvalidQuery, match="q: expected"):
        archive.search(Query(text=parse(text, fields=WORDS)))
