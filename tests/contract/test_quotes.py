"""Both engines find the quotations that a plain look through all articles finds."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from services.shared.article import Article, Language, Mention, Quote, Speaker
from services.shared.search import quotes
from services.shared.search.language import parse
from services.shared.search.port import Index, InvalidQuery, Put, Query
from services.shared.search.quotes import QuoteHit, QuoteQuery, find_quotes
from tests.contract.corpus import BEGIN, article, corpus, entity_id, further_names

NEWEST = Query(sort="-published_at")
PERSON = {n: entity_id("person", article(n).entities[0].name) for n in range(4)}


def every(index: Index, asked: QuoteQuery) -> list[QuoteHit]:
    """All pages' hits."""
    found: list[QuoteHit] = []
    while True:
        page = find_quotes(index, asked)
        found += page.hits
        if page.next_cursor is None:
            return found
        asked = replace(asked, cursor=page.next_cursor)


def places(hits: list[QuoteHit]) -> list[tuple[str, int]]:
    return [(str(hit.article["id"]), int(hit.quote["start"])) for hit in hits]


def plainly(holds: Callable[[Article, Quote], bool]) -> list[tuple[str, int]]:
    return sorted((one.id, quote.start) for one in corpus() for quote in one.quotes if holds(one, quote))


def by(quote: Quote, name: str) -> bool:
    return quote.speaker is not None and quote.speaker.name == name


@pytest.mark.parametrize("spelling", ["Ada Obuya", "ada OBUYA", "person:ada-obuya", "Obuya"])
def test_a_speaker_is_found_in_any_spelling(archive: Index, spelling: str) -> None:
    page = find_quotes(archive, QuoteQuery(NEWEST, speakers=(spelling,), size=100))
    named = plainly(lambda _, quote: by(quote, "Ada Obuya"))
    identified = plainly(lambda _, q: by(q, "Ada Obuya") and q.speaker is not None and q.speaker.entity_id is not None)
    expected = named if spelling.lower() == "ada obuya" else identified
    assert sorted(places(page.hits)) == expected
    assert (page.total.value, page.total.relation, page.next_cursor) == (len(expected), "eq", None)


def test_the_last_words_of_a_name_will_do_where_nobody_is_called_so(archive: Index) -> None:
    assert archive.values(Query(), "named", prefix="de vries\x1e")
    found = places(find_quotes(archive, QuoteQuery(NEWEST, speakers=("de Vries",), size=100)).hits)
    assert found == places(find_quotes(archive, QuoteQuery(NEWEST, speakers=("person:bram-de-vries",), size=100)).hits)
    assert found


def test_words_are_looked_for_in_one_quotation(archive: Index) -> None:
    for text, expected in [
        ("number 3", plainly(lambda _, quote: "number 3" in quote.text)),
        ('"3 matters"', plainly(lambda _, quote: "3 matters" in quote.text)),
        ("matters -3", plainly(lambda _, quote: "3" not in quote.text)),
        ("3 OR 4", plainly(lambda _, quote: "3" in quote.text or "4" in quote.text)),
        ("harbour", []),
        ("numb*", plainly(lambda *_: True)),
        ('"number matters"~1', plainly(lambda *_: True)),
        ("-matters", []),
    ]:
        hits = every(archive, QuoteQuery(NEWEST, text=parse(text, fields={"quote"}), size=100))
        assert sorted(places(hits)) == expected, text


def test_pages_neither_repeat_nor_skip_and_say_the_same_of_all(archive: Index) -> None:
    for sort in ("published_at", "-published_at", "received_at", "-received_at"):
        whole = find_quotes(archive, QuoteQuery(Query(sort=sort), size=100))
        assert whole.total.value == len(whole.hits) == len(corpus())
        asked = QuoteQuery(Query(sort=sort), size=7)
        assert places(every(archive, asked)) == places(whole.hits)
        first = find_quotes(archive, asked)
        second = find_quotes(archive, replace(asked, cursor=first.next_cursor))
        assert (second.total, second.speakers) == (first.total, first.speakers) == (whole.total, whole.speakers)


def test_copies_are_left_out_on_request(archive: Index) -> None:
    asked = QuoteQuery(Query(sort="-published_at", collapse="duplicates"), size=7)
    hits = every(archive, asked)
    groups = [hit.article["duplicate"]["group_id"] for hit in hits]
    assert len(groups) == len(set(groups)) == len({one.duplicate.group_id for one in corpus() if one.duplicate})


def test_filters_are_of_the_articles(archive: Index) -> None:
    among = Query(
        sort="-published_at", filters={"language": ("en", "de")}, published_after=datetime(2024, 8, 4, tzinfo=UTC)
    )
    expected = plainly(
        lambda one, _: (
            one.language.code in {"en", "de"}
            and one.published_at is not None
            and one.published_at >= datetime(2024, 8, 4, tzinfo=UTC)
        )
    )
    assert sorted(places(every(archive, QuoteQuery(among)))) == expected


def test_speakers_are_counted(archive: Index) -> None:
    counts = {(one.value, one.label): one.count for one in find_quotes(archive, QuoteQuery(NEWEST)).speakers}
    assert counts[PERSON[0], "Ada Obuya"] == len(
        plainly(lambda _, q: by(q, "Ada Obuya") and q.speaker is not None and q.speaker.entity_id is not None)
    )
    assert sum(counts.values()) == len(corpus())


def test_a_cursor_of_another_call_or_a_damaged_one_is_refused(archive: Index) -> None:
    cursor = find_quotes(archive, QuoteQuery(NEWEST, size=7)).next_cursor
    assert cursor is not None
    for asked in (
        QuoteQuery(NEWEST, speakers=("Ada Obuya",), cursor=cursor),
        QuoteQuery(NEWEST, cursor="A" + cursor[1:]),
        QuoteQuery(NEWEST, cursor="é"),
        QuoteQuery(NEWEST, cursor=""),
    ):
        with pytest.raises(InvalidQuery, match="cursor"):
            find_quotes(archive, asked)


def test_a_query_of_another_field_says_so(archive: Index) -> None:
    with pytest.raises(InvalidQuery, match="words, prefixes and phrases"):
        find_quotes(archive, QuoteQuery(NEWEST, text=parse("nomber~", fields={"quote"})))


TEXT = (
    "In Kyiv Ada Obuya met Bram de Vries. “The lock is open,” said Ada Obuya.\n\n"
    "“Nobody asked us about the grain deal,” Mr de Vries replied. He added: “It is late.”"
)


def told(revision: int = 1, text: str = TEXT) -> Article:
    """An article with three quotations, two people and a place."""
    ada, bram, kyiv = entity_id("person", "Ada Obuya"), entity_id("person", "Bram de Vries"), "place:kyiv"

    def mentions() -> Iterator[Mention]:
        for name, id in (("Kyiv", kyiv), ("Ada Obuya", ada), ("Bram de Vries", bram)):
            start = text.find(name)
            if start >= 0:
                yield Mention(
                    entity_id=id, type="person", text=name, start=start, end=start + len(name), score=1, method="model"
                )

    def quoted(words: str, id: str, name: str) -> Iterator[Quote]:
        start = text.find(words)
        if start >= 0:
            speaker = Speaker(text=name, start=0, end=1, entity_id=id, name=name)
            yield Quote(text=words, start=start, end=start + len(words), kind="direct", score=0.9, speaker=speaker)

    return article(0, revision=revision).model_copy(
        update={
            "id": "told",
            "body": text,
            "language": Language(code="en", confidence=1.0),
            "published_at": BEGIN,
            "entities": (*article(0).entities, article(1).entities[0]),
            "mentions": tuple(mentions()),
            "quotes": (
                *quoted("The lock is open,", ada, "Ada Obuya"),
                *quoted("Nobody asked us about the grain deal,", bram, "Bram de Vries"),
                *quoted("It is late.", bram, "Bram de Vries"),
            ),
        }
    )


def test_what_it_is_about_is_named_in_it_or_around_it(index: Index, refresh: Callable[[], None]) -> None:
    index.write([Put(told())])
    refresh()

    def found(*about: str, **more: tuple[str, ...]) -> list[str]:
        hits = find_quotes(index, QuoteQuery(NEWEST, about=about, **more)).hits  # type: ignore[arg-type]
        return [str(hit.quote["text"]) for hit in hits]

    assert further_names("place:kyiv")
    assert found("Kiev") == found("Київ") == found("place:kyiv") == ["The lock is open,"]
    assert found("Ada Obuya") == []  # her own words are not about her, and no other quotation is near her name
    assert found("Bram de Vries") == ["The lock is open,"]
    assert found("grain deals") == []
    assert found("GRAIN deal") == ["Nobody asked us about the grain deal,", "It is late."]
    assert found("grain deal", "Kyiv") == ["The lock is open,", "Nobody asked us about the grain deal,", "It is late."]
    assert found("grain deal", speakers=("Ada Obuya",)) == []
    assert found("Kyiv", speakers=("Bram de Vries",)) == []
    assert found(speakers=("Bram de Vries",)) == ["Nobody asked us about the grain deal,", "It is late."]


def test_a_quotation_comes_with_the_words_around_it(index: Index, refresh: Callable[[], None]) -> None:
    index.write([Put(told())])
    refresh()
    first, second, third = find_quotes(index, QuoteQuery(NEWEST)).hits
    assert (first.before, first.after) == ("In Kyiv Ada Obuya met Bram de Vries. “", "” said Ada Obuya.")
    assert (second.before, second.after) == ("“", "” Mr de Vries replied. He added: “It is late.”")
    assert first.about == ("place:kyiv", entity_id("person", "Bram de Vries"))
    assert third.after == "”"


def test_pages_may_end_within_an_article(index: Index, refresh: Callable[[], None]) -> None:
    index.write([Put(told()), Put(article(5)), Put(article(3))])
    refresh()
    whole = places(find_quotes(index, QuoteQuery(NEWEST)).hits)
    assert places(every(index, QuoteQuery(NEWEST, size=1))) == places(every(index, QuoteQuery(NEWEST, size=2))) == whole
    assert len(whole) == 5


def test_a_new_version_and_a_removal_take_their_quotations_along(index: Index, refresh: Callable[[], None]) -> None:
    index.write([Put(told())])
    index.write([Put(told(2, "“It is late.” Nothing else was said."))])
    refresh()
    page = find_quotes(index, QuoteQuery(NEWEST))
    assert ([hit.quote["text"] for hit in page.hits], page.total.value) == (["It is late."], 1)


def test_beyond_what_is_counted_the_total_is_estimated(archive: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quotes, "COUNTED", 30)
    page = find_quotes(archive, QuoteQuery(NEWEST, size=10))
    assert (page.total.value, page.total.relation) == (60, "estimated")
    assert len(every(archive, QuoteQuery(NEWEST, size=10))) == 60
