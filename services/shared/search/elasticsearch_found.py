"""What one query matches in an Elasticsearch index or a point in time of it: hits and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from elasticsearch import Elasticsearch

from services.shared.search import matching as m
from services.shared.search.counting import EXACT_UP_TO, FACET_SIZE, MOST_MEMBERS
from services.shared.search.elasticsearch_client import answer
from services.shared.search.elasticsearch_search import MOST_BUCKETS, terms, to_elasticsearch
from services.shared.search.port import Members, Total

__all__ = ["Found", "grouped", "of_groups"]

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """What a body matches in a target (the alias, or a point in time). Counts for `counting`."""

    client: Elasticsearch
    target: Body
    query: Body
    counted: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    """The `FACET_SIZE` most frequent values of some fields, which came with the hits."""

    def ask(self, **more: Any) -> Any:
        return answer(self.client.search, **{"query": self.query, **self.target, **more})

    def hits(self, *, facets: Sequence[str], aggs: Mapping[str, Body] | None = None, **more: Any) -> Any:
        """Ask for hits, and in the same request for further counts and for the values of fields."""
        counts = {**(aggs or {}), **{f"of {name}": terms(name, FACET_SIZE) for name in facets}}
        said = self.ask(track_total_hits=True, **({"aggs": counts} if counts else {}), **more)
        self.counted.update({name: _counts(said["aggregations"][f"of {name}"]) for name in facets})
        return said

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """See `counting.Counts`."""
        known = {
            name: self.counted[name] for name, size in sizes.items() if size == FACET_SIZE and name in self.counted
        }
        if known.keys() == sizes.keys():
            return known
        counted = self.ask(size=0, aggs={name: terms(name, size) for name, size in sizes.items()})["aggregations"]
        return {name: _counts(counted[name]) for name in sizes}

    def surplus(self, field: str, group: str, groups: Sequence[int]) -> Counter[str]:
        """See `counting.Counts`."""
        aggs = {field: terms(field, MOST_BUCKETS, {"groups": terms(group, MOST_BUCKETS)})}
        counted = self._within(group, groups, aggs)
        return Counter({b["key"]: b["doc_count"] - len(b["groups"]["buckets"]) for b in counted[field]["buckets"]})

    def members(self, group: str, groups: Sequence[int]) -> dict[int, Members]:
        """See `counting.Counts`."""
        if not groups:
            return {}
        ids = {"terms": {"field": "id", "size": MOST_MEMBERS, "order": {"_key": "asc"}}}
        aggs = {"groups": terms(group, len(groups), {"ids": ids})}
        said = self._within(group, groups, aggs)
        return {
            bucket["key"]: Members(bucket["doc_count"], [each["key"] for each in bucket["ids"]["buckets"]])
            for bucket in said["groups"]["buckets"]
        }

    def _within(self, group: str, groups: Sequence[int], aggs: Mapping[str, Body]) -> Any:
        """Counts over those matches alone that are in `groups`."""
        among = {"bool": {"filter": [self.query, to_elasticsearch(m.OneOf(group, tuple(groups)))]}}
        return self.ask(query=among, size=0, aggs=aggs)["aggregations"]


def _counts(counted: Mapping[str, Any]) -> list[tuple[str, int]]:
    return [(bucket["key"], bucket["doc_count"]) for bucket in counted["buckets"]]


def of_groups(group: str) -> dict[str, Body]:
    """What `grouped` reads."""
    repeated = {"field": group, "min_doc_count": 2, "size": EXACT_UP_TO, "shard_size": MOST_BUCKETS}
    return {
        "repeated": {"terms": repeated},
        "groups": {"cardinality": {"field": group, "precision_threshold": 40_000}},
    }


def grouped(said: Mapping[str, Any]) -> tuple[Total, list[int]]:
    """How many groups match, and which of them with two articles or more."""
    matches, repeated = said["hits"]["total"]["value"], said["aggregations"]["repeated"]["buckets"]
    if matches > EXACT_UP_TO:
        total = Total(said["aggregations"]["groups"]["value"], "estimated")
    else:
        total = Total(matches - sum(bucket["doc_count"] - 1 for bucket in repeated))
    return total, [bucket["key"] for bucket in repeated]
