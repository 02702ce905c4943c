"""Everything that a query matches comes once, in order, from one state of the index, and can be gone on with."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest

from services.shared.search import elasticsearch_pages, tantivy_index
from services.shared.search.port import Index, InvalidQuery, Put, Query, Remove
from tests.contract.corpus import article, corpus
from tests.contract.oracle import Oracle

SORTS = ["published_at", "-published_at", "received_at", "-received_at"]


@pytest.fixture(params=[7, 1000])
def at_once(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many articles an engine is asked for at a time."""
    monkeypatch.setattr(tantivy_index, "_AT_ONCE", request.param)
    monkeypatch.setattr(elasticsearch_pages, "_AT_ONCE", request.param)
    return int(request.param)


@pytest.mark.parametrize("sort", SORTS)
def test_everything_comes_once_and_in_order(archive: Index, sort: str, at_once: int) -> None:
    assert at_once
    oracle = Oracle(corpus())
    for filters in ({}, {"language": ("en", "ru")}, {"language": ("xx",)}):
        query = Query(sort=sort, filters=filters)  # type: ignore[arg-type]
        expected = oracle.sorted(query, oracle.matching(query))
        found = list(archive.every(query))
        assert [one["id"] for one, _ in found] == expected
        for n in (0, 6, 20, 59):
            if n < len(found):
                assert [one["id"] for one, _ in archive.every(query, found[n][1])] == expected[n + 1 :]


def test_a_cursor_of_another_query_is_refused(archive: Index) -> None:
    ((_, cursor),) = islice(archive.every(Query(sort="received_at")), 1)
    with pytest.raises(InvalidQuery):
        list(archive.every(Query(sort="-received_at"), cursor))
    with pytest.raises(InvalidQuery):
        list(archive.every(Query(sort="received_at"), "made up"))


def test_what_is_written_meanwhile_does_not_show(index: Index, refresh: Callable[[], None], at_once: int) -> None:
    assert at_once
    index.write([Put(article(n)) for n in range(20)])
    refresh()
    found = index.every(Query(sort="received_at"))
    first, _ = next(found)
    index.write([Put(article(n, revision=2)) for n in range(10, 30)])
    index.write([Remove(article(n).id, 2) for n in range(5)])
    refresh()
    assert [first["id"], *(one["id"] for one, _ in found)] == sorted(
        (article(n).id for n in range(20)),
        key=Oracle(corpus()).sorted(Query(sort="received_at"), [a.id for a in corpus()]).index,
    )
    assert len(list(index.every(Query(sort="received_at")))) == 25


def test_where_there_is_nothing_nothing_comes(index: Index) -> None:
    assert list(index.every(Query(sort="received_at"))) == []
