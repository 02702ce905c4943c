"""The query language: what it understands, and where it points when it does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.language import And, InField, Node, Not, Or, Phrase, QuerySyntaxError, Word, parse

FIELDS = ("headline", "person", "place")
A, B, C = Word("a"), Word("b"), Word("c")


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
        ("ANDROID ORder", "and", And((Word("ANDROID"), Word("ORder")))),
    ],
)
def test_a_query_is_understood(text: str, operator: str, expected: Node | None) -> None:
    assert parse(text, "or" if operator == "or" else "and", fields=FIELDS) == expected


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
        ("a stol*", 7, "found '*'"),
        ("stol~2", 5, "found '~'"),
        ("*stol", 1, "found '*'"),
        ('"a b"~5', 6, "expected a space"),
        ("(" * 30 + "a" + ")" * 30, 21, "at most 20"),
        ("a " * 150, 201, "at most 100"),
        ("a" * 3000, 2001, "at most 2,000"),
    ],
)
def test_a_mistake_is_pointed_at(text: str, position: int, said: str) -> None:
    with pytest.raises(QuerySyntaxError) as caught:
        parse(text, fields=FIELDS)
    assert caught.value.position == position
    assert said in str(caught.value)
    assert str(caught.value).endswith(f"at character {position}")


@given(st.text(alphabet='ab ANDORT"()-+:headline“”*~\\/\n', max_size=60) | st.text(max_size=60))
def test_any_text_is_a_query_or_a_syntax_error(text: str) -> None:
    position = 1
    try:
        parse(text, fields=FIELDS)
    except QuerySyntaxError as error:
        position = error.position
    assert 1 <= position <= len(text) + 1
