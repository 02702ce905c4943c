"""Cursors that are another query's, made up, or point nowhere, on both engines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from services.shared.search.cursors import Position, SnapshotPlace, write_cursor
from services.shared.search.language import parse
from services.shared.search.port import CursorExpired, Index, InvalidQuery, Query


def test_a_cursor_of_another_query_is_refused(archive: Index) -> None:
    cursor = archive.search(Query(sort="published_at", size=1)).next_cursor
    for other in (
        Query(sort="-published_at", cursor=cursor),
        Query(sort="published_at", filters={"language": ("en",)}, cursor=cursor),
        Query(sort="published_at", collapse="duplicates", cursor=cursor),
        Query(text=parse("number"), cursor=cursor),
    ):
        with pytest.raises(InvalidQuery, match="cursor"):
            archive.search(other)


@pytest.mark.parametrize("cursor", ["", "x", "!!!", "AAAA", "é", "A" * 5000, "\x00", "a=b"])
def test_a_made_up_cursor_is_refused(archive: Index, cursor: str) -> None:
    with pytest.raises(InvalidQuery, match="cursor"):
        archive.search(Query(sort="published_at", cursor=cursor))


def test_a_well_made_cursor_that_points_nowhere_is_an_answer_and_not_a_failure(archive: Index) -> None:
    query = Query(sort="published_at")
    for place in (Position(2**53 - 1, 2**63 - 2), Position(1 - 2**53, 0), Position(None, 2**63 - 2)):
        page = archive.search(replace(query, cursor=write_cursor(place, query)))
        assert page.total.value == 60
    for place in (Position(2**53, 0), Position(0, -1), Position(0, 2**63 - 1)):
        with pytest.raises(InvalidQuery):
            archive.search(replace(query, cursor=write_cursor(place, query)))
    by_relevance = Query(text=parse("number"))
    with pytest.raises(CursorExpired):
        archive.search(replace(by_relevance, cursor=write_cursor(SnapshotPlace("no-such", 10), by_relevance)))
    with pytest.raises(InvalidQuery):
        archive.search(replace(query, cursor=write_cursor(SnapshotPlace("no-such", 10), query)))
