"""The query language: what it understands, and where it points when it does not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.language import parse
from services.shared.search.lexing import QuerySyntaxError
from services.shared.search.tree import And, Form, Fuzzy, InField, Near, Node, Not, Or, Period, Phrase, Prefix, Word

FIELDS = ("headline", "person", "place")
A, B, C = Word("a"), Word("b"), Word("c")
DAY, NEXT = datetime(2024, 8, 6, tzinfo=UTC), datetime(2024, 8, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "operator", "expected"),
    [
        ("", "and", None),
        ("  ", "or", None),
        ("a", "and", A),
        ("a b", "and", And((A, B))),
        ("a b", "or", Or((A, B))),
        ("a AND b OR c", "and", Or((And((A, B)), C))),
        ("a b OR c", "and", Or((And((A, B)), C))),
        ("a b AND c", "or", Or((A, And((B, C))))),
        ("a (b OR c)", "and", And((A, Or((B, C))))),
        ("a -b", "and", And((A, Not(B)))),
        ("a NOT b", "and", And((A, Not(B)))),
        ("a -b", "or", And((Not(B), A))),
        ("-a", "and", Not(A)),
        ("NOT NOT a", "and", Not(Not(A))),
        ("+a b", "or", And((A, Or((A, B))))),
        ("a and b", "and", And((A, Word("and"), B))),
        ('"a b" c', "and", And((Phrase("a b"), C))),
        ("“a b”", "and", Phrase("a b")),
        ("headline:a", "and", InField("headline", A)),
        ('headline:"a b"', "and", InField("headline", Phrase("a b"))),
        ("headline:(a b) c", "and", And((InField("headline", And((A, B))), C))),
        ("-headline:a", "and", Not(InField("headline", A))),
        ("a-b", "and", Word("a-b")),
        ("12:30", "and", Word("12:30")),
        ("Re:a", "and", Word("Re:a")),
        ("https://a.example/b", "and", Word("https://a.example/b")),
        ("who is he?", "and", And((Word("who"), Word("is"), Word("he?")))),
        ("https://a.example/?b=c*", "and", Word("https://a.example/?b=c*")),
        ("stol*", "and", Prefix("stol")),
        ("stolt~", "and", Fuzzy("stolt", 1)),
        ("stolte~", "and", Fuzzy("stolte", 2)),
        ("(stolte~1)", "and", Fuzzy("stolte", 1)),
        ("=US", "and", Form("US")),
        ("headline:=US", "and", InField("headline", Form("US"))),
        ('"a b"~5', "and", Near("a b", 5)),
        ("published:2024-08-06", "and", Period("published", DAY, NEXT)),
        ('published:"2024-08-06"', "and", Period("published", DAY, NEXT)),
        ("published:[2024-08-06 TO 2024-08-06]", "and", Period("published", DAY, NEXT)),
        ("published:[2024-08-06 TO *]", "and", Period("published", DAY, None)),
        ("published:{* TO 2024-08-06}", "and", Period("published", None, DAY)),
        ("published:{2024-08-05 TO 2024-08-07}", "and", Period("published", DAY, NEXT)),
        ("(published:>=2024-08-06)", "and", Period("published", DAY, None)),
        ("published:>2024-08-05", "and", Period("published", DAY, None)),
        ("published:<2024-08-06 a", "and", And((Period("published", None, DAY), A))),
        ("published:<=2024-08-06", "and", Period("published", None, NEXT)),
        ("ANDROID ORder", "and", And((Word("ANDROID"), Word("ORder")))),
    ],
)
def test_a_query_is_understood(text: str, operator: str, expected: Node | None) -> None:
    assert parse(text, "or" if operator == "or" else "and", fields=FIELDS, periods=("published",)) == expected


@pytest.mark.parametrize(
    ("text", "position", "said"),
    [
        ('a "b', 3, "a closing quotation mark"),
        ("a (b", 3, "a closing parenthesis"),
        ("a) b", 2, "an opening parenthesis"),
        ("a AND", 6, "found the end"),
        ("a AND OR b", 7, "found 'OR'"),
        ("OR a", 1, "found 'OR'"),
        ("a ()", 4, "found ')'"),
        ("persn:a", 1, "did you mean person?"),
        ("zzzz:a", 1, "expected one of headline, person, place"),
        ("headline:-a", 10, "expected a word"),
        ("a s*l", 4, "found '*'"),
        ("a wom?n", 6, "found '?'"),
        ("stol~x", 5, "found '~'"),
        ("stol^2", 5, "cannot be weighted"),
        ("*stol", 1, "no word begins with '*'"),
        ("?stol*", 1, "no word begins with '?'"),
        ("s*", 1, "at least 2 letters"),
        ("st~", 3, "at least 3 letters"),
        ("stol~3", 5, "expected ~, ~1 or ~2"),
        ('"a b"~21', 6, "at most ~20"),
        ('"a b"*', 6, "expected a space or ~"),
        (" ".join(f"ab{n}*" for n in range(11)), 51, "at most 10"),
        ("published:yesterday", 11, "expected a time"),
        ("published:[2024 TO then]", 20, "expected a time"),
        ("published:[2024-09 TO 2024-08]", 23, "expected a time after"),
        ("published:[2024 2025]", 11, "expected a range"),
        ("published:[2024", 11, "a closing bracket"),
        ("published:(2024 OR 2025)", 11, "expected a time"),
        ("(" * 30 + "a" + ")" * 30, 21, "at most 20"),
        ("a " * 150, 201, "at most 100"),
        ("a" * 3000, 2001, "at most 2,000"),
    ],
)
def test_a_mistake_is_pointed_at(text: str, position: int, said: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text, fields=FIELDS, periods=("published",))
    assert caught.value.position == position
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"at character {position}")


@pytest.mark.parametrize(
    ("text", "suggestion"),
    [
        ('a "b', 'a "b"'),
        ("a (b ", "a (b)"),
        ("a) b", "a b"),
        ("a AND", "a"),
        ("a AND OR b", "a AND b"),
        ("OR a", "a"),
        ("persn:a b", "person:a b"),
        ("headline:-a b", "-headline:a b"),
        ("a s*l b", "a s* b"),
        ("*stol b", "stol b"),
        ("stol^2 b", "stol b"),
        ("(st~) b", "(st) b"),
        ("stol~9 b", "stol~2 b"),
        ('"a b"~50 c', '"a b"~20 c'),
        ("published:[2024-09 TO 2024-08] a", "published:[2024-08 TO 2024-09] a"),
        ("published:[2024 TO 2025", "published:[2024 TO 2025]"),
        ("zzzz:a", None),
    ],
)
def test_a_mistake_comes_with_a_suggestion(text: str, suggestion: str | None) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text, fields=FIELDS, periods=("published",))
    assert caught.value.suggestion == suggestion


@given(st.text(alphabet='ab ANDORT"()-+:headlinepubs“”*~=?^[]{}<>2024\\/\n', max_size=60) | st.text(max_size=60))
def test_any_text_is_a_query_or_a_syntax_error(text: str) -> None:
    position = 1
    try:
        parse(text, fields=FIELDS, periods=("published",))
    except QuerySyntaxError as error:
        position = error.position
    assert 1 <= position <= len(text) + 1
