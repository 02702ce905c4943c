"""Signatures: alike where texts are, and the same in every process."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.sign_text import PERMUTATIONS, shingles, sign_text
from services.shared.article import Article

NOW = datetime(2024, 8, 31, tzinfo=UTC)
WORDS = [f"word{n}" for n in range(200)]


def signature(body: str) -> tuple[int, ...]:
    return sign_text(Article(id="a", version=1, received_at=NOW, body=body)).signature


def test_the_signature_estimates_the_jaccard_index() -> None:
    one, other = " ".join(WORDS), " ".join([*WORDS[:180], "and", "something", "else"])
    a, b = shingles(one), shingles(other)
    same = sum(x == y for x, y in zip(signature(one), signature(other), strict=True)) / PERMUTATIONS
    assert abs(same - len(a & b) / len(a | b)) < 0.15


def test_case_and_punctuation_make_no_difference() -> None:
    assert signature("The council met, again.") == signature("the COUNCIL met again")


def test_different_texts_share_next_to_nothing() -> None:
    assert not shingles("one two three four") & shingles("five six seven eight")


def test_short_and_empty_texts_are_signed_sensibly() -> None:
    assert len(shingles("two words")) == 1
    assert signature("two words") != signature("other words")
    assert signature(" … ") == ()


def test_text_without_spaces_is_cut_into_characters() -> None:
    assert len(shingles("委員会は月曜日")) == 5


def test_a_signature_stays_the_same_from_version_to_version() -> None:
    assert signature("the council met again on monday")[:2] == SIGNED


SIGNED = (3387045208, 3294185642)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_signed(text: str) -> None:
    signed = signature(text)
    assert len(signed) in (0, PERMUTATIONS)
    assert all(0 <= number < 2**32 for number in signed)
