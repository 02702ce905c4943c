"""Writing on both engines: the newest revision stays, one bad article is nobody else's, and readers see it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import httpx
import pytest

from services.shared.article import Entity, Publisher
from services.shared.errors import EngineUnavailable
from services.shared.search import open_index
from services.shared.search.language import parse
from services.shared.search.port import Index, Put, Query, Remove, SchemaMismatch
from services.shared.settings import Settings
from tests.contract.corpus import article
from tests.elasticsearch_server import forget_alias

Refresh = Callable[[], None]


def statuses(index: Index, *writes: Put | Remove) -> list[str]:
    return [outcome.status for outcome in index.write(writes)]


def total(index: Index, **query: object) -> int:
    return index.search(Query(**query)).total.value  # type: ignore[arg-type]


def test_an_article_comes_back_whole(index: Index, refresh: Refresh) -> None:
    written = article(1, revision=1_724_000_000_123)
    assert statuses(index, Put(written)) == ["done"]
    assert index.stored([written.id, "no-such"]) == {written.id: written}
    refresh()
    assert index.article(written.id) == written


def test_html_is_not_kept(index: Index) -> None:
    index.write([Put(article(1).model_copy(update={"html": "<p>page</p>"}))])
    assert index.stored(["article-001"])["article-001"].html is None


def test_an_article_is_not_found_before_it_is_written(index: Index) -> None:
    assert index.article("no-such") is None
    assert index.stored([]) == {}
    assert total(index) == 0


def test_the_newest_revision_stays_in_whatever_order(index: Index, refresh: Refresh) -> None:
    assert statuses(index, Put(article(1, revision=5))) == ["done"]
    assert statuses(index, Put(article(1, revision=5)), Put(article(1, revision=4))) == ["stale", "stale"]
    assert statuses(index, Put(article(1, revision=6)), Put(article(1, revision=7)), Put(article(1, revision=6))) == [
        "done",
        "done",
        "stale",
    ]
    refresh()
    assert total(index) == 1
    assert index.stored(["article-001"])["article-001"].revision == 7


def test_a_removed_article_is_gone(index: Index, refresh: Refresh) -> None:
    index.write([Put(article(1, revision=5)), Put(article(2, revision=5))])
    assert statuses(index, Remove("article-001", 5)) == ["stale"]
    assert statuses(index, Remove("article-001", 6), Remove("no-such", 1)) == ["done", "done"]
    refresh()
    assert index.stored(["article-001", "article-002"]).keys() == {"article-002"}
    assert index.article("article-001") is None
    assert total(index) == 1


def test_an_older_version_in_the_same_batch_as_a_removal_is_stale(index: Index, refresh: Refresh) -> None:
    assert statuses(index, Remove("article-001", 6), Put(article(1, revision=5))) == ["done", "stale"]
    refresh()
    assert total(index) == 0


def test_one_article_that_cannot_be_written_leaves_its_neighbours_alone(index: Index, refresh: Refresh) -> None:
    bad = article(2).model_copy(update={"body": "a lone surrogate: \ud800"})
    outcomes = index.write([Put(article(1)), Put(bad), Put(article(3))])
    assert [outcome.status for outcome in outcomes] == ["done", "refused", "done"]
    assert outcomes[1].reason
    refresh()
    assert total(index) == 2


def test_values_of_any_length_and_date_are_taken(index: Index, refresh: Refresh) -> None:
    odd = article(1).model_copy(
        update={
            "section": "s" * 100_000,
            "tags": ("я" * 50_000, "!" * 40_000, ""),
            "authors": ("a " * 40_000,),
            "publisher": Publisher(name="p" * 70_000),
            "body": "w" * 70_000 + " \x00 needle " + "x" * 300 + " 世" * 10,
            "published_at": datetime(1066, 10, 14, tzinfo=UTC),
            "entities": (Entity(id="e" * 40_000, type="person", name="n" * 40_000, count=1, salience=1.0),),
        }
    )
    far = article(2).model_copy(update={"published_at": datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC)})
    first = article(4).model_copy(update={"published_at": datetime(1, 1, 1, tzinfo=UTC)})
    assert statuses(index, Put(odd), Put(far), Put(first)) == ["done", "done", "done"]
    refresh()
    assert index.article(odd.id) == odd
    assert total(index, text=parse("needle")) == 1
    assert total(index, text=parse("x" * 300)) == 1
    assert total(index, filters={"section": ("S" * 100_000,)}) == 1
    assert total(index, filters={"tag": ("я" * 50_000,)}) == 1
    order = [hit.article["id"] for hit in index.search(Query(sort="published_at")).hits]
    assert order == [first.id, odd.id, far.id]
    assert total(index, published_before=datetime(1066, 10, 15, tzinfo=UTC)) == 2


def test_a_batch_of_more_than_ten_megabytes_is_written(index: Index, refresh: Refresh) -> None:
    big = [article(n).model_copy(update={"body": f"word{n} " * 150_000}) for n in range(12)]
    assert set(statuses(index, *map(Put, big))) == {"done"}
    refresh()
    assert total(index) == 12


def test_a_reader_sees_what_another_writes(settings: Settings, refresh: Refresh) -> None:
    reader = open_index(settings)
    reader.prepare()
    assert total(reader, facets=("person",)) == 0
    assert reader.article("article-001") is None
    writer = open_index(settings, writer=True)
    writer.prepare()
    for n in range(1, 4):
        writer.write([Put(article(n))])
        refresh()
        assert total(reader) == n
    writer.close()
    reader.close()


def test_an_index_is_still_there_when_it_is_opened_again(settings: Settings, refresh: Refresh) -> None:
    for n in (1, 2):
        index = open_index(settings, writer=True)
        index.prepare()
        assert statuses(index, Put(article(n)), Put(article(1))) == ["done", "stale"]
        index.close()
    refresh()
    reader = open_index(settings)
    assert total(reader) == 2
    reader.close()


def test_a_snapshot_holds_while_articles_arrive(index: Index, refresh: Refresh) -> None:
    index.write([Put(article(n)) for n in range(10)])
    refresh()
    query = Query(text=parse("number"), size=4)
    first = index.search(query)
    index.write([Put(article(n)) for n in range(10, 30)])
    index.write([Remove("article-001", 9)])
    refresh()
    second = index.search(Query(text=query.text, size=100, cursor=first.next_cursor))
    assert second.total.value == 10
    found = [hit.article["id"] for hit in (*first.hits, *second.hits)]
    assert sorted(found) == [f"article-{n:03d}" for n in range(10)]


@pytest.mark.parametrize("collapse", [None, "duplicates"])
def test_with_recency_the_newer_of_equals_comes_first_and_pages_hold(
    index: Index, refresh: Refresh, collapse: Literal["duplicates"] | None
) -> None:
    now = datetime.now(UTC)
    alike = article(1)
    ages = {"a": 40, "b": 1, "c": 3000, "d": 7, "e": 9000}
    for name, days in ages.items():
        when: dict[str, datetime | None] = {"published_at": now - timedelta(days=days)}
        if name == "d":  # as old as its receipt says
            when = {"published_at": None, "received_at": now - timedelta(days=days)}
        index.write([Put(alike.model_copy(update={"id": f"article-{name}", "duplicate": None, **when}))])
    refresh()
    query = Query(text=parse("number"), size=2, recency=timedelta(days=7), collapse=collapse)
    found, scores = [], []
    while True:
        page = index.search(query)
        found += [hit.article["id"].removeprefix("article-") for hit in page.hits]
        scores += [hit.score or 0.0 for hit in page.hits]
        if page.next_cursor is None:
            break
        query = replace(query, cursor=page.next_cursor)
    assert found[:3] == ["b", "d", "a"]
    assert sorted(found) == sorted(ages)
    plain = index.search(Query(text=parse("number"))).hits[0].score or 0.0
    left = [score / plain for score in scores]
    expected = [0.1 + 0.9 * 2 ** (-ages[name] / 7) for name in found]
    assert left == pytest.approx(expected, rel=1e-3)


def test_pages_by_time_go_on_while_articles_arrive(index: Index, refresh: Refresh) -> None:
    index.write([Put(article(n)) for n in range(0, 40, 2)])
    refresh()
    query = Query(sort="-published_at", size=6)
    found, cursor = [], None
    for arriving in (1, 3, 5, None, None, None, None, None):
        page = index.search(Query(sort="-published_at", size=6, cursor=cursor))
        found += [hit.article["id"] for hit in page.hits]
        cursor = page.next_cursor
        if arriving is not None:
            index.write([Put(article(n)) for n in range(arriving, 40, 6)])
            refresh()
        if cursor is None:
            break
    assert cursor is None
    assert len(found) == len(set(found))
    assert set(found) >= {f"article-{n:03d}" for n in range(0, 40, 2)}
    assert query.cursor is None


def test_an_index_of_other_fields_is_refused_by_the_name_of_the_cure(settings: Settings) -> None:
    if settings.elasticsearch_url:
        name = f"{settings.elasticsearch_index}-v1"
        httpx.put(
            f"{settings.elasticsearch_url}/{name}",
            json={"aliases": {settings.elasticsearch_index: {}}, "mappings": {"_meta": {"fingerprint": "another"}}},
        ).raise_for_status()
    else:
        other = settings.data_dir / "index" / "v0"
        other.mkdir(parents=True)
        (other / "meta.json").write_text("{}")
    for writer in (True, False):
        index = open_index(settings, writer=writer)
        with pytest.raises(SchemaMismatch, match="tidings reindex"):
            index.prepare()
        index.close()


@pytest.mark.elasticsearch
def test_no_index_is_made_up_when_elasticsearch_lost_it(tmp_path: Path, elasticsearch_url: str) -> None:
    settings = Settings(elasticsearch_url=elasticsearch_url, elasticsearch_index=f"contract-lost-{tmp_path.name}")
    index = open_index(settings, writer=True)
    try:
        with pytest.raises(EngineUnavailable):
            index.write([Put(article(1))])
        assert statuses(index, Put(article(1))) == ["done"]
        index.prepare()  # the schema is ours
    finally:
        index.close()
        forget_alias(elasticsearch_url, settings.elasticsearch_index)


def test_an_engine_that_is_away_says_so_at_once() -> None:
    index = open_index(Settings(elasticsearch_url="http://127.0.0.1:9"), writer=True)
    for call in (index.prepare, index.check, lambda: index.search(Query()), lambda: index.write([Put(article(1))])):
        with pytest.raises(EngineUnavailable):
            call()
    index.close()
