"""Making the index anew from the articles it holds, after an upgrade changed the schema, while no indexer runs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from itertools import batched
from pathlib import Path

import tantivy
from elasticsearch import Elasticsearch

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search.bearers import NamesOf
from services.shared.search.documents import stored_article
from services.shared.search.elasticsearch_client import MISSING, Refused, answer, connect
from services.shared.search.elasticsearch_index import ElasticsearchIndex
from services.shared.search.elasticsearch_pages import article_of
from services.shared.search.fields import SCHEMA_VERSION
from services.shared.search.port import Index, Put
from services.shared.search.tantivy_index import TantivyIndex
from services.shared.settings import Settings

__all__ = ["reindex"]

BATCH = 200
Progress = Callable[[int, int], None]
"""Is told how many articles are done, and of how many."""


def reindex(settings: Settings, *, names_of: NamesOf, progress: Progress) -> int:
    """Write every stored article into a new index of this version's schema, then put it in the old one's place.

    Returns how many articles there were. Until the end the old index is untouched; after a crash, run it again.
    Raises `EngineUnavailable` where there is no index, or the engine does not answer.
    """
    if settings.elasticsearch_url:
        return _elasticsearch(settings, names_of, progress)
    return _tantivy(settings.data_dir / "index", names_of, progress)


def _copy(articles: Iterable[Article], index: Index, total: int, progress: Progress) -> int:
    done = 0
    for batch in batched(articles, BATCH):
        for outcome in index.write([Put(article) for article in batch]):
            if outcome.status not in ("done", "stale"):
                raise EngineUnavailable(f"article {outcome.id} could not be written: {outcome.reason}")
        done += len(batch)
        progress(done, total)
    return done


def _tantivy(folder: Path, names_of: NamesOf, progress: Progress) -> int:
    sources = sorted(folder.glob("v*/meta.json"), key=lambda meta: int(meta.parent.name[1:]))
    if not sources:
        raise EngineUnavailable(f"there is no index in {folder}")
    source, building = sources[-1].parent, folder / "reindexing"
    shutil.rmtree(building, ignore_errors=True)  # left by a run that was ended
    searcher = tantivy.Index.open(str(source)).searcher()
    hits = searcher.search(tantivy.Query.all_query(), max(1, searcher.num_docs)).hits
    stored: Iterator[str | bytes] = (searcher.doc(address).get_first("article") or "" for _, address in hits)
    target = TantivyIndex(building, writer=True, names_of=names_of)
    target.prepare()
    done = _copy(map(stored_article, stored), target, len(hits), progress)
    target.close()
    shutil.rmtree(source)
    (building / f"v{SCHEMA_VERSION}").rename(folder / f"v{SCHEMA_VERSION}")
    building.rmdir()
    return done


def _elasticsearch(settings: Settings, names_of: NamesOf, progress: Progress) -> int:
    client, alias = connect(settings, writer=True), settings.elasticsearch_index
    try:
        (source,) = answer(client.indices.get_alias, name=alias)
        total = int(answer(client.count, index=source)["count"])
        building = f"{alias}-{datetime.now(UTC):%Y%m%d%H%M%S%f}"
        target = ElasticsearchIndex(
            settings.model_copy(update={"elasticsearch_index": building}), writer=True, names_of=names_of
        )
        target.prepare()
        done = _copy(_elasticsearch_articles(client, source), target, total, progress)
        target.close()
        new = f"{building}-v{SCHEMA_VERSION}"
        answer(
            client.indices.update_aliases,
            actions=[
                {"add": {"index": new, "alias": alias}},
                {"remove": {"index": new, "alias": building}},
                {"remove_index": {"index": source}},
            ],
        )
        answer(client.indices.refresh, index=new)
    except Refused as refused:
        words = f"there is no index {alias}" if refused.status == MISSING else str(refused)
        raise EngineUnavailable(words) from refused
    finally:
        client.close()
    return done


def _elasticsearch_articles(client: Elasticsearch, source: str) -> Iterator[Article]:
    """Every article of an index, read from one state of it."""
    opened = answer(client.open_point_in_time, index=source, keep_alive="5m")["id"]
    after: dict[str, object] = {}
    try:
        while True:
            page = answer(
                client.search,
                pit={"id": opened, "keep_alive": "5m"},
                sort=[{"_shard_doc": "asc"}],
                size=BATCH,
                source={"includes": ["article"]},
                track_total_hits=False,
                **after,
            )["hits"]["hits"]
            if not page:
                return
            yield from map(article_of, page)
            after = {"search_after": page[-1]["sort"]}
    finally:
        answer(client.close_point_in_time, id=opened)
