"""An index of another schema is refused, and `reindex` makes it anew with every article, on both engines."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from services.shared.search import elasticsearch_index, open_index, tantivy_index
from services.shared.search.fields import SCHEMA_VERSION
from services.shared.search.language import parse
from services.shared.search.port import Index, Put, Query, SchemaMismatch
from services.shared.search.reindex import reindex
from services.shared.settings import Settings
from tests.contract.conftest import make_searchable
from tests.contract.corpus import corpus, further_names

LATER = SCHEMA_VERSION + 1


@pytest.fixture
def old(index: Index, settings: Settings, monkeypatch: pytest.MonkeyPatch, refresh: Callable[[], None]) -> Settings:
    """An index with the corpus in it, as a later version finds it: that one has another schema."""
    index.write([Put(article) for article in corpus()])
    refresh()
    index.close()
    monkeypatch.setattr(tantivy_index, "SCHEMA_VERSION", LATER)
    monkeypatch.setattr("services.shared.search.reindex.SCHEMA_VERSION", LATER)
    monkeypatch.setattr(elasticsearch_index, "SCHEMA_VERSION", LATER)
    monkeypatch.setattr(elasticsearch_index, "fingerprint", lambda: "another")
    monkeypatch.setattr("services.shared.search.elasticsearch_search.fingerprint", lambda: "another")
    return settings


def test_an_index_of_another_schema_is_refused_and_made_anew(old: Settings) -> None:
    with pytest.raises(SchemaMismatch, match="tidings reindex"):
        open_index(old, writer=True).prepare()
    seen: list[tuple[int, int]] = []
    assert reindex(old, names_of=further_names, progress=lambda *at: seen.append(at)) == len(corpus())
    assert seen[-1] == (len(corpus()), len(corpus()))
    make_searchable(old)
    reader = open_index(old)
    reader.prepare()
    assert reader.search(Query(size=1)).total.value == len(corpus())
    first = corpus()[0]
    assert reader.stored([first.id]) == {first.id: first}
    word = first.body.split()[0]
    found = reader.search(Query(text=parse(word), size=100)).hits
    assert first.id in {hit.article["id"] for hit in found}
    reader.close()
    assert reindex(old, names_of=further_names, progress=lambda *_: None) == len(corpus())
