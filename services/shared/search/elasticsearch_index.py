"""The index in Elasticsearch: a versioned index behind an alias, whole documents under their revision."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from pydantic_core import PydanticSerializationError

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import matching as m
from services.shared.search.aggregations import Tally
from services.shared.search.bearers import NamesOf
from services.shared.search.counting import Labels
from services.shared.search.documents import field_values, for_lists, nothing_further, stored_json
from services.shared.search.elasticsearch_aggregations import ElasticsearchCells
from services.shared.search.elasticsearch_client import MISSING, Refused, answer, connect
from services.shared.search.elasticsearch_pages import Searching, article_of
from services.shared.search.elasticsearch_search import body_of, mapping, to_elasticsearch
from services.shared.search.fields import COLLAPSES, SCHEMA_VERSION, fingerprint
from services.shared.search.port import Outcome, Page, Put, Query, SchemaMismatch, Write
from services.shared.settings import Settings

__all__ = ["ElasticsearchIndex"]

_BULK_BYTES = 10_000_000


@dataclass(frozen=True, slots=True)
class _Pending:
    """One write as the lines of a bulk request."""

    at: int
    write: Write
    lines: tuple[bytes, ...]
    size: int


class ElasticsearchIndex:
    """`settings` say where it is and what it is called. `names_of` gives the further names of an entity id."""

    def __init__(self, settings: Settings, *, writer: bool = False, names_of: NamesOf | None = None):
        self._client = connect(settings, writer=writer)
        self._settings = settings
        self._alias = settings.elasticsearch_index
        self._index = f"{self._alias}-v{SCHEMA_VERSION}"
        self._writes = writer
        self._names_of = names_of or nothing_further
        self._labels = Labels()
        self._searching = Searching(self._client, self._alias)

    # ------------------------------------------------------------------------------------------------ the index

    def prepare(self) -> None:
        """Create index and alias (a writer only); raise `SchemaMismatch` where another schema made what is there."""
        try:
            there = answer(self._client.indices.get_mapping, index=self._alias)
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(str(refused)) from refused
            if self._writes:
                self._create()
            return
        for name, found in there.items():
            made_by = found["mappings"].get("_meta", {}).get("fingerprint")
            if made_by != fingerprint():
                raise SchemaMismatch(
                    f"{self._alias} is the Elasticsearch index {name}, made with other fields than this version's "
                    f"({self._index}): run `tidings reindex`"
                )

    def _create(self) -> None:
        settings = {
            "number_of_shards": self._settings.elasticsearch_shards,
            "number_of_replicas": self._settings.elasticsearch_replicas,
            "refresh_interval": "1s",
        }
        try:
            answer(
                self._client.indices.create,
                index=self._index,
                settings=settings,
                mappings=mapping(),
                aliases={self._alias: {}},
            )
        except Refused as refused:
            if "resource_already_exists" not in str(refused):
                raise EngineUnavailable(f"the index {self._index} cannot be created: {refused}") from refused

    def check(self) -> None:
        """See `Index.check`."""
        try:
            answer(self._client.count, index=self._alias, ignore_unavailable=True)
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(str(refused)) from refused

    def close(self) -> None:
        """Let go of the held snapshots and of the connections."""
        self._searching.close()
        self._client.close()

    # -------------------------------------------------------------------------------------------------- writing

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """See `Index.write`. Requests of up to 10 MB; what cannot be written as text is `refused`."""
        outcomes: dict[int, Outcome] = {}
        ready: list[_Pending] = []
        for at, write in enumerate(writes):
            try:
                lines = self._lines(write)
            except (UnicodeEncodeError, PydanticSerializationError, orjson.JSONEncodeError) as error:
                reason = f"it cannot be written as UTF-8: {error}"
                outcomes[at] = Outcome(write.id, write.revision, "refused", reason)
            else:
                ready.append(_Pending(at, write, lines, sum(map(len, lines))))
        for batch in _split(ready):
            outcomes |= {pending.at: outcome for pending, outcome in zip(batch, self._bulk(batch), strict=True)}
        return [outcomes[at] for at in range(len(writes))]

    def _lines(self, write: Write) -> tuple[bytes, ...]:
        action = {"_id": write.id, "version": write.revision, "version_type": "external"}
        if not isinstance(write, Put):
            return (orjson.dumps({"delete": action}),)
        article = write.article
        values = orjson.dumps(field_values(article, self._names_of) | for_lists(article))
        document = values[:-1] + b',"article":' + stored_json(article) + b"}"
        return orjson.dumps({"index": action}), document

    def _bulk(self, batch: Sequence[_Pending]) -> list[Outcome]:
        try:
            said = answer(
                self._client.bulk,
                index=self._alias,
                operations=[line for pending in batch for line in pending.lines],
                require_alias=True,
            )
        except Refused as refused:  # the request as a whole: find whose fault it is
            if len(batch) == 1:
                return [Outcome(batch[0].write.id, batch[0].write.revision, "refused", str(refused))]
            half = len(batch) // 2
            return self._bulk(batch[:half]) + self._bulk(batch[half:])
        results = [next(iter(item.items())) for item in said["items"]]
        if any(result.get("error", {}).get("type") == "index_not_found_exception" for _, result in results):
            self.prepare()
            raise EngineUnavailable(f"the index {self._alias} was not there")
        return [_outcome(pending.write, *result) for pending, result in zip(batch, results, strict=True)]

    # -------------------------------------------------------------------------------------------------- reading

    def stored(self, ids: Sequence[str]) -> dict[str, Article]:
        """See `Index.stored`."""
        if not ids:
            return {}
        try:
            said = answer(self._client.mget, index=self._alias, ids=list(ids))
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(str(refused)) from refused
            return {}
        return {found["_id"]: article_of(found) for found in said["docs"] if found.get("found")}

    def article(self, id: str) -> Article | None:
        """See `Index.article`."""
        body = {"query": to_elasticsearch(m.OneOf("id", (id,))), "size": 1}
        try:
            hits = answer(self._client.search, index=self._alias, **body)["hits"]["hits"]
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(str(refused)) from refused
            return None
        return article_of(hits[0]) if hits else None

    def search(self, query: Query) -> Page:
        """See `Index.search`."""
        return self._searching.page(query)

    def every(self, query: Query, after: str | None = None) -> Iterator[tuple[Mapping[str, Any], str]]:
        """See `Index.every`."""
        return self._searching.every(query, after)

    def values(self, query: Query, field: str, *, prefix: str = "", size: int = 20) -> list[tuple[str, int]]:
        """See `Index.values`."""
        return self._searching.values(query, field, prefix, size)

    def tally(self, query: Query) -> Tally:
        """See `Index.tally`."""
        body = body_of(m.text_condition(query), m.filter_conditions(query))
        group = COLLAPSES[query.collapse] if query.collapse else None
        return Tally(ElasticsearchCells(self._client, self._alias, body), group, self._labels)


def _split(ready: Sequence[_Pending]) -> Iterator[list[_Pending]]:
    """Batches of up to 10 MB; a document larger than that goes alone."""
    batch: list[_Pending] = []
    size = 0
    for pending in ready:
        if batch and size + pending.size > _BULK_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(pending)
        size += pending.size
    if batch:
        yield batch


def _outcome(write: Write, action: str, result: Mapping[str, Any]) -> Outcome:
    """What one item of a bulk answer means."""
    status = int(result["status"])
    if status < 300 or (action == "delete" and status == MISSING):
        return Outcome(write.id, write.revision, "done")
    if status == 409:
        return Outcome(write.id, write.revision, "stale")
    error = result.get("error") or {}
    reason = f"{error.get('type', status)}: {error.get('reason', '')}"
    if caused := error.get("caused_by"):
        reason += f" ({caused.get('reason', '')})"
    return Outcome(write.id, write.revision, "busy" if status == 429 or status >= 500 else "refused", reason)
