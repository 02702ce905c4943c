"""What stands on a page, and what was made up."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evals.standing import day_stands, words_stand

DAY = datetime(2024, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["30.08.2024", "8/30/2024", "30 August 2024", "August&nbsp;30th, 2024", "2024-08-30", "30 de agosto de 2024"],
)
def test_a_day_that_stands_on_the_page_is_found_in_any_dress(text: str) -> None:
    assert day_stands(f"<p>On {text}.</p>", DAY)


@pytest.mark.parametrize(
    "text", ["August 2024", "30.08.2023", "130.08.2024", "<script>// 2024-08-30</script>", "<!-- 2024-08-30 -->"]
)
def test_a_day_that_does_not_was_made_up(text: str) -> None:
    assert not day_stands(text, DAY)


def test_a_time_of_day_may_have_been_the_next_day_where_it_was_written() -> None:
    assert day_stands("<p>31 August 2024</p>", DAY.replace(hour=23))
    assert not day_stands("<p>31 August 2024</p>", DAY)


@pytest.mark.parametrize(
    "html",
    [
        "<h1>Sea <b>wall</b> falls</h1>",
        "<meta content='Sea wall falls &amp; rises'>",
        r'<script type="application/ld+json">{"headline": "Sea wall \u0066alls"}</script>',
    ],
)
def test_words_in_a_row_stand_in_text_attributes_and_metadata(html: str) -> None:
    assert words_stand(html, "Sea wall falls")
    assert not words_stand(html, "Sea wall rises")
