"""What the index knows of dates, pairs and points of an article."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from services.shared.article import Article, DateMention, Location, Mention, Place
from services.shared.search.located import Located, located
from services.shared.search.mentioned import mentioned_in
from services.shared.search.together import pair_of, read_pair, together


def article(**parts: object) -> Article:
    return Article.model_validate({"id": "a", "version": 1, "received_at": datetime(2024, 9, 1, tzinfo=UTC), **parts})


@pytest.mark.parametrize(
    ("value", "periods"),
    [
        ("2024-08-06", ["2024-08-06", "2024-W32", "2024-08", "2024-Q3", "2024"]),
        ("2024-W32", ["2024-W32", "2024-08", "2024-Q3", "2024"]),
        ("2024-W31", ["2024-W31", "2024-Q3", "2024"]),  # from July into August
        ("2025-W01", ["2025-W01"]),  # from one year into the next
        ("2024-12-31", ["2024-12-31", "2025-W01", "2024-12", "2024-Q4", "2024"]),
        ("2024-08", ["2024-08", "2024-Q3", "2024"]),
        ("2024-Q1", ["2024-Q1", "2024"]),
        ("1987", ["1987"]),
        ("1990s", []),
        ("2024-02-30", []),
        ("soon", []),
        (None, []),
    ],
)
def test_a_date_lies_in_every_period_that_holds_all_of_it(value: str | None, periods: list[str]) -> None:
    assert list(mentioned_in(article(dates=[DateMention(text="then", start=0, end=4, value=value)]))) == periods


def named(body: str, *names: str, headline: str = "") -> Article:
    mentions = [
        Mention(
            entity_id=name.lower(), type="person", text=name, field=field, start=at, end=at + len(name), score=1,
            method="model",
        )
        for field, text in (("headline", headline), ("body", body))
        for name in names
        if (at := text.find(name)) >= 0
    ]  # fmt: skip
    return article(body=body, headline=headline, mentions=mentions)


@pytest.mark.parametrize(
    ("body", "pairs"),
    [
        ("Ada met Bo. Cy left.", [("ada", "bo")]),
        ("Ada met Mr. Bo and Cy.", [("ada", "bo"), ("ada", "cy"), ("bo", "cy")]),
        ("Ada met J. Bo! Cy left.", [("ada", "bo")]),
        ("“Ada met Bo.” Cy left.", [("ada", "bo")]),
        ("Ada met the U.S. envoy Bo.\nCy left.", [("ada", "bo")]),
        ("Ada？Bo。Cy", []),
        ("Bo met Ada and Bo met Ada.", [("ada", "bo")]),
        ("Ada alone.", []),
    ],
)
def test_names_of_one_sentence_belong_together(body: str, pairs: list[tuple[str, str]]) -> None:
    found = [read_pair(value) for value in together(named(body, "Ada", "Bo", "Cy"))]
    assert sorted(found) == pairs


@pytest.mark.parametrize("mark", ["!", ".", "?)", '."', ". ", "A.", "\n"])
def test_a_million_marks_between_two_names_cost_no_more_than_as_many_letters(mark: str) -> None:
    began = time.process_time()
    list(together(named(f"Ada {mark * 300_000}x Bo", "Ada", "Bo")))
    assert time.process_time() - began < 2


def test_headline_and_body_are_no_one_sentence() -> None:
    assert list(together(named("Bo left", "Ada", "Bo", headline="Ada stays"))) == []


def test_a_list_of_hundreds_of_names_joins_none_of_them() -> None:
    names = [f"Name{n:03d}" for n in range(300)]
    assert list(together(named(", ".join(names), *names))) == []
    assert (
        len(list(together(named(". ".join(" and ".join(names[at : at + 15]) for at in range(0, 300, 15)), *names))))
        == 500
    )


def test_a_pair_is_the_same_either_way() -> None:
    assert pair_of("b", "a") == pair_of("a", "b")


def test_a_place_is_read_as_it_was_written() -> None:
    here = Place(
        entity_id="p1", name="Kharkiv", kind="city", country="UA", geonames_id=706483, count=2,
        location=Location(lat=49.98081, lon=36.25272),
    )  # fmt: skip
    nowhere = Place(entity_id="p2", name="Erewhon", kind="other", count=1)
    bare = Place(entity_id="p3", name="The lock", kind="other", count=1, location=Location(lat=-0.5, lon=-179.9))
    assert [Located.read(value) for value in located(article(places=[here, nowhere, bare]))] == [
        Located("p1", 49.98081, 36.25272, "city", "UA", "706483", "Kharkiv"),
        Located("p3", -0.5, -179.9, "other", "", "", "The lock"),
    ]
