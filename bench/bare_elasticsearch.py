"""Elasticsearch as one would use it without Tidings, for `bench.search`: one `_search` a call, over HTTP.

Its index holds the same fields, a source of what a list needs and, stored for its own highlighter, headline and body.
"""

from __future__ import annotations

import http.client
import json
import urllib.parse
from collections.abc import Callable, Iterable
from typing import Any

from bench.search_calls import query_of, words_of
from services.shared.article import Article
from services.shared.search import matching as m
from services.shared.search.documents import field_values, for_lists
from services.shared.search.elasticsearch_search import body_of, mapping, terms, time_sort_of
from services.shared.search.fields import COLLAPSES, FACETS

__all__ = ["BareElasticsearch"]

_SHOWN = ("shown_headline", "shown_body")


class BareElasticsearch:
    """The bare index of a name."""

    def __init__(self, url: str, name: str):
        where = urllib.parse.urlsplit(url)
        self._connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=60)
        self._name = name

    def there(self) -> bool:
        """Whether there is such an index."""
        return self._ask("HEAD", f"/{self._name}")[0] == 200

    def fill(self, batches: Iterable[list[Article]]) -> None:
        """Create the index and write batches of articles."""
        made = mapping()
        made["properties"] |= {name: {"type": "text", "analyzer": "english", "store": True} for name in _SHOWN}
        made["_source"] = {"includes": ["article"]}
        settings = {"number_of_shards": 1, "number_of_replicas": 0}
        self._said("PUT", f"/{self._name}", json.dumps({"mappings": made, "settings": settings}).encode())
        for batch in batches:
            lines: list[str] = []
            for article in batch:
                shown = dict(zip(_SHOWN, (article.headline, article.body), strict=True))
                values = field_values(article) | shown | {"article": json.loads(for_lists(article)["listed"])}
                lines += (json.dumps({"index": {"_id": article.id}}), json.dumps(values))
            said = json.loads(self._said("POST", f"/{self._name}/_bulk", ("\n".join(lines) + "\n").encode()))
            if said["errors"]:
                raise SystemExit(f"bench: not written: {said['items'][0]}")
        self._said("POST", f"/{self._name}/_refresh")

    def delete(self) -> None:
        """Take the index away."""
        self._ask("DELETE", f"/{self._name}")

    def prepared(self, call: str) -> Callable[[], bytes]:
        """The request of a call, ready to be sent again and again; gives the answer's body."""
        asked, words = query_of(call), words_of(call)
        text, filters = m.text_condition(asked), m.filter_conditions(asked)
        by_time = time_sort_of(*m.time_sort(asked))
        body: dict[str, Any] = {
            "query": body_of(text, filters), "size": asked.size + 1, "track_total_hits": True,
            "sort": ["_score", {"tie": "asc"}] if asked.sort == "relevance" else by_time,
        }  # fmt: skip
        if asked.facets:
            body["aggs"] = {name: terms(FACETS[name].name, 20) for name in asked.facets}
        if asked.collapse:
            field = COLLAPSES[asked.collapse]
            members = {"name": "members", "size": 10, "_source": False, "docvalue_fields": ["id"]}
            body["collapse"] = {"field": field, "inner_hits": members}
            body["aggs"] = {"groups": {"cardinality": {"field": field, "precision_threshold": 40_000}}}
        if words:
            marked = {"query": words, "fields": _SHOWN, "default_operator": "or"}
            body["highlight"] = {
                "encoder": "html", "pre_tags": ["<mark>"], "post_tags": ["</mark>"],
                "highlight_query": {"query_string": marked},
                "fields": {
                    "shown_headline": {"number_of_fragments": 0},
                    "shown_body": {"fragment_size": 200, "number_of_fragments": 3},
                },
            }  # fmt: skip
        packed, path = json.dumps(body).encode(), f"/{self._name}/_search"
        return lambda: self._said("POST", path, packed)

    def _said(self, method: str, path: str, body: bytes | None = None) -> bytes:
        status, said = self._ask(method, path, body)
        if status != 200:
            raise SystemExit(f"bench: {path} answered {status}: {said[:300]!r}")
        return said

    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/json"} if body else {}
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()
