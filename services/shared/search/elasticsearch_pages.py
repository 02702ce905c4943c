"""Searching Elasticsearch: pages, snapshots (points in time), totals and facets."""

from __future__ import annotations

import contextlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import matching as m
from services.shared.search.counting import EXACT_UP_TO, MOST_MEMBERS, Labels, count_facets
from services.shared.search.cursors import Position, SnapshotPlace, Snapshots, read_cursor, write_cursor
from services.shared.search.elasticsearch_client import MISSING, Refused, answer
from services.shared.search.elasticsearch_search import (
    MOST_BUCKETS,
    body_of,
    position_of,
    search_after,
    terms,
    terms_beginning,
    time_sort_of,
    to_elasticsearch,
)
from services.shared.search.fields import COLLAPSES, Field
from services.shared.search.highlighting import Highlighter
from services.shared.search.port import CursorExpired, Hit, Members, Page, Query, Total

__all__ = ["Searching", "article_of"]

_KEPT = "5m"
_AT_ONCE = 200
_FOR_LABELS = {
    "includes": ["article"],
    "excludes": ["article.body", "article.mentions", "article.dates", "article.revisions", "article.signature"],
}

Body = dict[str, Any]


def article_of(hit: Mapping[str, Any]) -> Article:
    """The stored article of a hit or document."""
    return Article.model_validate_json(orjson.dumps(hit["_source"]["article"]))


@dataclass(frozen=True, slots=True)
class _Found:
    """What a body matches in a target (the alias, or a point in time). Counts for `counting`."""

    client: Elasticsearch
    target: Body
    query: Body

    def ask(self, **more: Any) -> Any:
        return answer(self.client.search, query=self.query, **self.target, **more)

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """See `counting.Counts`."""
        if not sizes:
            return {}
        counted = self.ask(size=0, aggs={field: terms(field, size) for field, size in sizes.items()})["aggregations"]
        return {field: [(b["key"], b["doc_count"]) for b in counted[field]["buckets"]] for field in sizes}

    def surplus(self, field: str, group: str, groups: Sequence[int]) -> Counter[str]:
        """See `counting.Counts`."""
        among = {"bool": {"filter": [self.query, to_elasticsearch(m.OneOf(group, tuple(groups)))]}}
        counted = answer(
            self.client.search,
            query=among,
            **self.target,
            size=0,
            aggs={field: terms(field, MOST_BUCKETS, {"groups": terms(group, MOST_BUCKETS)})},
        )["aggregations"]
        return Counter({b["key"]: b["doc_count"] - len(b["groups"]["buckets"]) for b in counted[field]["buckets"]})

    def members(self, group: str, groups: Sequence[int]) -> dict[int, Members]:
        """See `counting.Counts`."""
        if not groups:
            return {}
        among = {"bool": {"filter": [self.query, to_elasticsearch(m.OneOf(group, tuple(groups)))]}}
        ids = {"terms": {"field": "id", "size": MOST_MEMBERS, "order": {"_key": "asc"}}}
        aggs = {"groups": terms(group, len(groups), {"ids": ids})}
        said = answer(self.client.search, query=among, **self.target, size=0, aggs=aggs)["aggregations"]
        return {
            bucket["key"]: Members(bucket["doc_count"], [each["key"] for each in bucket["ids"]["buckets"]])
            for bucket in said["groups"]["buckets"]
        }

    def grouped(self, group: str) -> tuple[Total, list[int]]:
        """How many groups match, and which of them with two articles or more."""
        aggs = {
            "repeated": {
                "terms": {"field": group, "min_doc_count": 2, "size": EXACT_UP_TO, "shard_size": MOST_BUCKETS}
            },
            "groups": {"cardinality": {"field": group, "precision_threshold": 40_000}},
        }
        said = self.ask(size=0, track_total_hits=True, aggs=aggs)
        matches, repeated = said["hits"]["total"]["value"], said["aggregations"]["repeated"]["buckets"]
        if matches > EXACT_UP_TO:
            total = Total(said["aggregations"]["groups"]["value"], "estimated")
        else:
            total = Total(matches - sum(bucket["doc_count"] - 1 for bucket in repeated))
        return total, [bucket["key"] for bucket in repeated]


class Searching:
    """Answers queries from what `alias` names; holds the snapshots that cursors point into."""

    def __init__(self, client: Elasticsearch, alias: str):
        self._client = client
        self._alias = alias
        self._labels = Labels()
        self._snapshots: Snapshots[str] = Snapshots(let_go=self._close_point)

    def close(self) -> None:
        """Let go of every snapshot."""
        self._snapshots.drop_all()

    def page(self, query: Query) -> Page:
        """See `Index.search`. Where there is no index yet, nothing is found."""
        query = m.settled(query)
        text, filters = m.text_condition(query), m.filter_conditions(query)
        place = read_cursor(query)
        body = body_of(text, filters)
        highlighter = Highlighter(text if query.highlight else None)
        try:
            if query.sort != "relevance" and query.collapse is None:
                found = _Found(self._client, {"index": self._alias}, body)
                return self._by_time(found, query, highlighter, place if isinstance(place, Position) else None)
            return self._from_snapshot(body, query, highlighter, place)
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(f"Elasticsearch refused a search: {refused}") from refused
            if isinstance(place, SnapshotPlace):
                raise CursorExpired(place.name) from refused
            return Page(Total(0), [], {name: [] for name in query.facets})

    def every(self, query: Query, after: str | None = None) -> Iterator[tuple[Mapping[str, Any], str]]:
        """See `Index.every`."""
        body = body_of(m.text_condition(query), m.filter_conditions(query))
        place = read_cursor(replace(query, cursor=after))
        field, descending = m.time_sort(query)
        try:
            point = self._open_point()
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(f"Elasticsearch refused a search: {refused}") from refused
            return
        try:
            found = _Found(self._client, {"pit": {"id": point, "keep_alive": _KEPT}}, body)
            while True:
                more = {"search_after": search_after(place, descending)} if isinstance(place, Position) else {}
                sort = time_sort_of(field, descending)
                said = found.ask(size=_AT_ONCE, sort=sort, track_total_hits=False, source=["article"], **more)
                hits = said["hits"]["hits"]
                for hit in hits:
                    place = position_of(hit["sort"][:2])  # of a point in time there is a third
                    yield hit["_source"]["article"], write_cursor(place, query)
                if len(hits) < _AT_ONCE:
                    return
        except Refused as refused:
            raise EngineUnavailable(f"Elasticsearch refused a search: {refused}") from refused
        finally:
            self._close_point(point)

    def values(self, query: Query, field: str, prefix: str, size: int) -> list[tuple[str, int]]:
        """See `Index.values`."""
        text, filters = m.text_condition(query), m.filter_conditions(query)
        body = body_of(text, filters)
        body["bool"]["filter"].append({"prefix": {field: prefix}})
        try:
            said = answer(
                self._client.search,
                index=self._alias,
                query=body,
                size=0,
                aggs={"values": terms_beginning(field, prefix, size)},
            )
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(f"Elasticsearch refused a search: {refused}") from refused
            return []
        return [(bucket["key"], bucket["doc_count"]) for bucket in said["aggregations"]["values"]["buckets"]]

    def _by_time(self, found: _Found, query: Query, highlighter: Highlighter, after: Position | None) -> Page:
        field, descending = m.time_sort(query)
        more = {} if after is None else {"search_after": search_after(after, descending)}
        said = found.ask(
            size=query.size + 1,
            sort=time_sort_of(field, descending),
            track_total_hits=True,
            source=["article"],
            **more,
        )
        hits = said["hits"]["hits"]
        following = position_of(hits[query.size - 1]["sort"]) if len(hits) > query.size else None
        return Page(
            total=Total(said["hits"]["total"]["value"]),
            hits=_hits(hits[: query.size], highlighter, scored=False),
            facets=self._facets(found, query, None, ()),
            next_cursor=None if following is None else write_cursor(following, query),
        )

    def _from_snapshot(
        self,
        body: Body,
        query: Query,
        highlighter: Highlighter,
        place: Position | SnapshotPlace | None,
    ) -> Page:
        """A page by relevance or of groups: `offset` deep in a point in time, up to 10,000 deep."""
        by_score = query.sort == "relevance"
        begun = place if isinstance(place, SnapshotPlace) else None
        point = self._snapshots.held(begun.name) if begun else self._open_point()
        offset = begun.offset if begun else 0
        try:
            found = _Found(self._client, {"pit": {"id": point, "keep_alive": _KEPT}}, body)
            group = COLLAPSES[query.collapse] if query.collapse else None
            said = found.ask(
                from_=offset,
                size=max(0, min(query.size + 1, EXACT_UP_TO - offset)),
                sort=["_score", {"tie": "asc"}] if by_score else time_sort_of(*m.time_sort(query)),
                track_total_hits=True,
                source=["article"],
                **({"collapse": {"field": group}} if group else {}),
            )
            hits = said["hits"]["hits"]
            total, groups = found.grouped(group) if group else (Total(said["hits"]["total"]["value"]), [])
            facets = self._facets(found, query, group, groups)
            shown = [hit["fields"][group][0] for hit in hits[: query.size]] if group else []
            members = found.members(group, shown) if group else {}
            following = None
            if len(hits) > query.size:
                name = begun.name if begun else self._snapshots.keep(point)
                following = SnapshotPlace(name, offset + query.size)
        except Refused:
            self._close_point(point)
            raise
        if begun is None and following is None:
            self._close_point(point)
        return Page(
            total=total,
            hits=[
                replace(hit, members=members.get(of))
                for hit, of in zip_longest(_hits(hits[: query.size], highlighter, scored=by_score), shown)
            ],
            facets=facets,
            next_cursor=None if following is None else write_cursor(following, query),
        )

    def _facets(self, found: _Found, query: Query, group: str | None, groups: Sequence[int]) -> Any:
        counted = count_facets(found, query.facets, group=group, groups=groups)
        self._learn_labels(self._labels.missing(counted))
        return self._labels.read(counted)

    def _learn_labels(self, missing: Sequence[tuple[Field, str]]) -> None:
        if not missing:
            return
        searches: list[Body] = []
        for field, value in missing:
            newest = time_sort_of("received_at", True)
            wanted = {"query": to_elasticsearch(m.OneOf(field.name, (value,))), "size": 1, "sort": newest}
            searches += [{}, wanted | {"_source": _FOR_LABELS}]
        answers = answer(self._client.msearch, index=self._alias, searches=searches)["responses"]
        for (field, value), said in zip(missing, answers, strict=True):
            hits = said.get("hits", {}).get("hits", [])
            self._labels.learn(field, value, article_of(hits[0]) if hits else None)

    def _open_point(self) -> str:
        return str(answer(self._client.open_point_in_time, index=self._alias, keep_alive=_KEPT)["id"])

    def _close_point(self, point: str) -> None:
        with contextlib.suppress(Refused, EngineUnavailable):  # it ends by itself after five minutes
            answer(self._client.close_point_in_time, id=point)


def _hits(hits: Sequence[Mapping[str, Any]], highlighter: Highlighter, *, scored: bool) -> list[Hit]:
    articles = [hit["_source"]["article"] for hit in hits]
    return [
        Hit(article, hit["_score"] if scored else None, highlighter.highlights(article))
        for hit, article in zip(hits, articles, strict=True)
    ]
