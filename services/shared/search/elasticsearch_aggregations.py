"""Counting in Elasticsearch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import aggregation_requests as requests
from services.shared.search import matching as m
from services.shared.search.aggregations import Axis, Cell, NoCells, TooManyCells
from services.shared.search.elasticsearch_client import MISSING, Refused, answer
from services.shared.search.elasticsearch_search import MOST_BUCKETS, terms, time_sort_of, to_elasticsearch

__all__ = ["ElasticsearchCells"]

_HEAVY = ("body", "mentions", "dates", "revisions", "signature", "enrichments")
_SOURCE = {"includes": ["article"], "excludes": [f"article.{part}" for part in _HEAVY]}

Body = dict[str, Any]


class ElasticsearchCells:
    """See `aggregations.Cells`. Where there is no index yet, there is nothing."""

    def __init__(self, client: Elasticsearch, alias: str, query: Body):
        self._client = client
        self._alias = alias
        self._query = query

    def matches(self) -> int:
        said = self._ask(self._query, {}, track_total_hits=True)
        return int(said["hits"]["total"]["value"]) if said else NoCells().matches()

    def repeated(self, group: str, most: int) -> list[int]:
        wanted = {"field": group, "min_doc_count": 2, "size": most, "shard_size": MOST_BUCKETS}
        said = self._ask(self._query, {"groups": {"terms": wanted}})
        return [int(bucket["key"]) for bucket in said["aggregations"]["groups"]["buckets"]] if said else []

    def extent(self, field: str) -> tuple[int, int] | None:
        said = self._ask(self._query, requests.extent_request(field))
        return requests.extent_of(said["aggregations"]) if said else None

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        said = self._ask(self._query, {field: terms(field, size) for field, size in sizes.items()})
        if not said:
            return NoCells().values(sizes)
        counted = said["aggregations"]
        return {field: [(b["key"], b["doc_count"]) for b in counted[field]["buckets"]] for field in sizes}

    def cells(self, axes: Sequence[Axis]) -> Counter[Cell]:
        if not axes:
            return Counter({(): self.matches()})
        said = self._ask(self._query, requests.nested(axes))
        return requests.cells_of(said["aggregations"], axes) if said else Counter()

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:
        among = {"bool": {"filter": [self._query, to_elasticsearch(m.OneOf(group, tuple(groups)))]}}
        said = self._ask(among, requests.surplus_request(axes, group, len(groups)))
        return requests.surplus_of(said["aggregations"], axes) if said else Counter()

    def newest(self, field: str, values: Sequence[str]) -> dict[str, Article]:
        searches: list[Body] = []
        for value in values:
            wanted = {"query": to_elasticsearch(m.OneOf(field, (value,))), "size": 1, "_source": _SOURCE}
            searches += [{}, wanted | {"sort": time_sort_of("received_at", True)}]
        answers = answer(self._client.msearch, index=self._alias, searches=searches)["responses"]
        hits = {value: said.get("hits", {}).get("hits", []) for value, said in zip(values, answers, strict=True)}
        return {
            value: Article.model_validate_json(orjson.dumps(found[0]["_source"]["article"]))
            for value, found in hits.items()
            if found
        }

    def _ask(self, query: Body, aggs: Body, **more: Any) -> Any:
        """The answer; None where there is no index yet."""
        asked = {"size": 0, "query": query, **({"aggs": aggs} if aggs else {}), **more}
        try:
            return answer(self._client.search, index=self._alias, **asked)
        except Refused as refused:
            if refused.status == MISSING:
                return None
            if "too_many_buckets" in str(refused):
                raise TooManyCells from refused
            raise EngineUnavailable(f"Elasticsearch refused to count: {refused}") from refused
