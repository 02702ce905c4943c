"""Which engine: Elasticsearch where its URL is set, else tantivy in the data folder."""

from __future__ import annotations

from services.shared.search.bearers import NamesOf
from services.shared.search.elasticsearch_index import ElasticsearchIndex
from services.shared.search.port import Index
from services.shared.search.tantivy_index import TantivyIndex
from services.shared.settings import Settings

__all__ = ["open_index"]


def open_index(settings: Settings, *, writer: bool = False, names_of: NamesOf | None = None) -> Index:
    """The index that `settings` choose; nothing is connected or created before it is used.

    `writer`: for the one process that writes. `names_of`: every further name known for an entity id, indexed with it.
    """
    if settings.elasticsearch_url:
        return ElasticsearchIndex(settings, writer=writer, names_of=names_of)
    return TantivyIndex(settings.data_dir / "index", writer=writer, names_of=names_of)
