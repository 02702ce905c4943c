"""Searching Elasticsearch: pages, snapshots (points in time), totals and facets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from elasticsearch import Elasticsearch

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import matching as m
from services.shared.search.counting import EXACT_UP_TO, Labels, count_facets
from services.shared.search.cursors import Position, SnapshotPlace, Snapshots, read_cursor, write_cursor
from services.shared.search.documents import FOR_LISTS
from services.shared.search.elasticsearch_client import MISSING, Refused, answer
from services.shared.search.elasticsearch_found import Found, grouped, of_groups
from services.shared.search.elasticsearch_points import KEPT, Point, Points, close_point, open_point
from services.shared.search.elasticsearch_search import (
    body_of,
    fresher,
    position_of,
    search_after,
    terms_beginning,
    time_sort_of,
    to_elasticsearch,
)
from services.shared.search.fields import COLLAPSES, FACETS, Field
from services.shared.search.highlighting import Highlighter
from services.shared.search.port import CursorExpired, Hit, Page, Query, Total
from services.shared.search.recency import now_ms

__all__ = ["Searching", "article_of"]

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
class _Snapshot:
    """What a cursor under relevance or collapse pages through: a point in time, less what the first page has shown.

    The first page asks the index itself; where there is more, a point is opened behind it: nobody waits for what few
    follow.
    """

    point: Point
    first: m.OneOf
    total: Total
    groups: Sequence[int]


class Searching:
    """Answers queries from what `alias` names; holds the snapshots that cursors point into."""

    def __init__(self, client: Elasticsearch, alias: str):
        self._client = client
        self._alias = alias
        self._labels = Labels()
        self._points = Points(client, alias)
        self._snapshots: Snapshots[_Snapshot] = Snapshots(let_go=lambda one: self._points.let_go(one.point))

    def close(self) -> None:
        """Let go of every snapshot."""
        self._snapshots.drop_all()
        self._points.close()

    def page(self, query: Query) -> Page:
        """See `Index.search`. Where there is no index yet, nothing is found."""
        query = m.settled(query)
        text, filters = m.text_condition(query), m.filter_conditions(query)
        place = read_cursor(query)
        body = body_of(text, filters)
        highlighter = Highlighter(text if query.highlight else None)
        try:
            if query.sort != "relevance" and query.collapse is None:
                found = Found(self._client, {"index": self._alias}, body)
                return self._by_time(found, query, highlighter, place if isinstance(place, Position) else None)
            if isinstance(place, SnapshotPlace):
                return self._following(body, query, highlighter, place)
            return self._first(Found(self._client, {"index": self._alias}, body), query, highlighter)
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
            point = open_point(self._client, self._alias)
        except Refused as refused:
            if refused.status != MISSING:
                raise EngineUnavailable(f"Elasticsearch refused a search: {refused}") from refused
            return
        try:
            found = Found(self._client, {"pit": {"id": point, "keep_alive": KEPT}}, body)
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
            close_point(self._client, point)

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

    def _by_time(self, found: Found, query: Query, highlighter: Highlighter, after: Position | None) -> Page:
        field, descending = m.time_sort(query)
        more: Body = {} if after is None else {"search_after": search_after(after, descending)}
        sort = time_sort_of(field, descending)
        said = found.hits(size=query.size + 1, sort=sort, facets=_fields(query), **_read(query, highlighter), **more)
        hits = said["hits"]["hits"]
        following = position_of(hits[query.size - 1]["sort"]) if len(hits) > query.size else None
        return Page(
            total=Total(said["hits"]["total"]["value"]),
            hits=_hits(hits[: query.size], query, highlighter),
            facets=self._facets(found, query, None, ()),
            next_cursor=None if following is None else write_cursor(following, query),
        )

    def _first(self, found: Found, query: Query, highlighter: Highlighter) -> Page:
        """The first page by relevance or of groups."""
        group = COLLAPSES[query.collapse] if query.collapse else None
        said = found.hits(
            query=_ranked(found.query, query),
            size=query.size + 1,
            sort=_sort(query),
            facets=() if group else _fields(query),
            aggs=of_groups(group) if group else None,
            **_read(query, highlighter),
            **({"collapse": {"field": group}} if group else {}),
        )
        total, groups = grouped(said) if group else (Total(said["hits"]["total"]["value"]), [])
        hits = said["hits"]["hits"]
        page = self._page(found, query, hits, highlighter, (total, groups))
        if len(hits) <= query.size:
            return page
        of = group or "id"
        first = m.OneOf(of, tuple(hit["fields"][of][0] if group else hit["_id"] for hit in hits[: query.size]))
        name = self._snapshots.keep(_Snapshot(self._points.soon(), first, total, groups))
        return replace(page, next_cursor=write_cursor(SnapshotPlace(name, query.size), query))

    def _following(self, body: Body, query: Query, highlighter: Highlighter, place: SnapshotPlace) -> Page:
        """A later page by relevance or of groups, up to 10,000 deep."""
        snapshot = self._snapshots.held(place.name)
        try:
            point = snapshot.point.id()
        except (Refused, EngineUnavailable) as failed:  # behind the first page, which was answered all the same
            raise CursorExpired(place.name) from failed
        found = Found(self._client, {"pit": {"id": point, "keep_alive": KEPT}}, body)
        group = COLLAPSES[query.collapse] if query.collapse else None
        hits = found.ask(
            query={"bool": {"must": [_ranked(body, query)], "must_not": [to_elasticsearch(snapshot.first)]}},
            from_=max(0, place.offset - len(snapshot.first.values)),
            size=max(0, min(query.size + 1, EXACT_UP_TO - place.offset)),
            sort=_sort(query),
            track_total_hits=False,
            **_read(query, highlighter),
            **({"collapse": {"field": group}} if group else {}),
        )["hits"]["hits"]
        page = self._page(found, query, hits, highlighter, (snapshot.total, snapshot.groups))
        if len(hits) <= query.size:
            return page
        return replace(page, next_cursor=write_cursor(SnapshotPlace(place.name, place.offset + query.size), query))

    def _page(
        self,
        found: Found,
        query: Query,
        hits: Sequence[Mapping[str, Any]],
        highlighter: Highlighter,
        counts: tuple[Total, Sequence[int]],
    ) -> Page:
        """A page without its cursor; `hits` may be one more. `counts`: how many match, and which groups repeat."""
        total, groups = counts
        group = COLLAPSES[query.collapse] if query.collapse else None
        hits = hits[: query.size]
        shown = [hit["fields"][group][0] for hit in hits] if group else []
        members = found.members(group, shown) if group else {}
        found_hits = _hits(hits, query, highlighter)
        if group:
            found_hits = [replace(hit, members=members.get(of)) for hit, of in zip(found_hits, shown, strict=True)]
        return Page(
            total=total,
            hits=found_hits,
            facets=self._facets(found, query, group, groups),
        )

    def _facets(self, found: Found, query: Query, group: str | None, groups: Sequence[int]) -> Any:
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


def _fields(query: Query) -> list[str]:
    """The fields to count; a facet that there is not is refused when they are read."""
    return [FACETS[name].name for name in query.facets if name in FACETS]


def _ranked(body: Body, query: Query) -> Body:
    return fresher(body, query.recency, now_ms()) if query.recency and query.sort == "relevance" else body


def _sort(query: Query) -> list[Any]:
    return ["_score", {"tie": "asc"}] if query.sort == "relevance" else time_sort_of(*m.time_sort(query))


def _read(query: Query, highlighter: Highlighter) -> Body:
    """What is to be read of each hit."""
    if query.whole:
        return {"source": True}
    return {"source": False, "stored_fields": FOR_LISTS if highlighter.marks else FOR_LISTS[:-1]}


def _hits(hits: Sequence[Mapping[str, Any]], query: Query, highlighter: Highlighter) -> list[Hit]:
    scored = query.sort == "relevance"
    return [_hit(hit, hit["_score"] if scored else None, highlighter, whole=query.whole) for hit in hits]


def _hit(hit: Mapping[str, Any], score: float | None, highlighter: Highlighter, *, whole: bool) -> Hit:
    if whole:
        article = hit["_source"]["article"]
        return Hit(article, score, highlighter.highlights(article))
    stored = hit["fields"]
    texts = orjson.loads(stored["texts"][0]) if highlighter.marks else {}
    lead = stored["lead"][0] if "lead" in stored else ""
    return Hit({}, score, highlighter.highlights(texts), listed=stored["listed"][0], lead=lead)
