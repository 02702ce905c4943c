"""Our conditions, sorts and counts as Elasticsearch's request bodies: pure functions, no connection."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta
from typing import Any as Anything

from services.shared.search import matching as m
from services.shared.search.cursors import Position
from services.shared.search.documents import FOR_LISTS
from services.shared.search.fields import FIELDS, SCHEMA_VERSION, fingerprint, forms_of, stems_of
from services.shared.search.recency import FLOOR

__all__ = [
    "MOST_BUCKETS",
    "body_of",
    "fresher",
    "mapping",
    "position_of",
    "search_after",
    "terms",
    "terms_beginning",
    "time_sort_of",
    "to_elasticsearch",
]

Body = dict[str, Anything]

_SPECIAL = re.compile(r"[^\w\s\x1e\x1f]")

MOST_BUCKETS = 60_000  # of the 65,536 that a search may return by default
_NOWHERE = (-(2**63), 2**63 - 1)  # what Elasticsearch says is the time of what has none


def mapping() -> Body:
    """The mapping for the field table: texts come analysed and are only split at spaces; `article` is kept, unread.

    What lists need (`FOR_LISTS`) is stored beside the source, so that the source need not be taken apart for it.
    """
    properties: Body = {"article": {"type": "object", "enabled": False}}
    properties |= {name: {"type": "text", "index": False, "store": True} for name in FOR_LISTS}
    for field in FIELDS:
        if field.kind == "words":
            properties[field.name] = {"type": "text", "analyzer": "whitespace"}
            if field.stemmed:
                properties[stems_of(field.name)] = {"type": "text", "analyzer": "whitespace", "index_options": "freqs"}
                properties[forms_of(field.name)] = {"type": "text", "analyzer": "whitespace", "index_options": "docs"}
        elif field.kind == "keyword":
            properties[field.name] = {"type": "keyword", "doc_values": field.counted}
        elif field.kind == "time":
            properties[field.name] = {"type": "date", "format": "epoch_millis"}
        else:
            properties[field.name] = {"type": "long"}
    return {
        "dynamic": "strict",
        "_meta": {"fingerprint": fingerprint(), "schema": SCHEMA_VERSION},
        "_source": {"includes": ["article"]},
        "properties": properties,
    }


def to_elasticsearch(condition: m.Condition) -> Body:  # noqa: PLR0911, PLR0912
    """Say a condition in Elasticsearch's query language."""
    match condition:
        case m.Everything():
            return {"match_all": {"boost": 0.0}}
        case m.Nothing():
            return {"match_none": {}}
        case m.Term(field, token, boost):
            return {"term": {field: {"value": token, "boost": boost}}}
        case m.Series(field, tokens, boost, slop):
            return {"match_phrase": {field: {"query": " ".join(tokens), "boost": boost, "slop": slop}}}
        case m.Begins(field, start, boost):
            return {"prefix": {field: {"value": start, "boost": boost, "rewrite": "constant_score"}}}
        case m.Resembles(field, token, edits, boost):
            how = {"fuzziness": edits, "prefix_length": 0, "transpositions": True, "rewrite": "constant_score"}
            return {"fuzzy": {field: {"value": token, "boost": boost, **how}}}
        case m.OneOf(field, values):
            return {"terms": {field: list(values), "boost": 0.0}}
        case m.Within(field, low, high):
            if low is None and high is None:
                return to_elasticsearch(m.Present(field))
            bounds = {"gte": low, "lte": high}
            return {"range": {field: {"boost": 0.0} | {how: at for how, at in bounds.items() if at is not None}}}
        case m.Present(field):
            return {"exists": {"field": field, "boost": 0.0}}
        case m.Without(part):
            return {"bool": {"must_not": [to_elasticsearch(part)], "filter": [{"match_all": {}}]}}
        case m.All(parts):
            wanted = [to_elasticsearch(part) for part in parts if not isinstance(part, m.Without)]
            unwanted = [to_elasticsearch(part.part) for part in parts if isinstance(part, m.Without)]
            return {"bool": {"must": wanted or [{"match_all": {"boost": 0.0}}], "must_not": unwanted}}
        case m.Any(parts):
            return {"bool": {"should": [to_elasticsearch(part) for part in parts], "minimum_should_match": 1}}
        case m.Preferring(part, extras):
            wanted = [to_elasticsearch(extra) for extra in extras]
            return {"bool": {"must": [to_elasticsearch(part)], "should": wanted}}
        case m.Best(parts, tie):
            return {"dis_max": {"queries": [to_elasticsearch(part) for part in parts], "tie_breaker": tie}}


def body_of(text: m.Condition | None, filters: Sequence[m.Condition]) -> Body:
    """The query for a text, which scores, and filters, which do not."""
    body: Body = {"filter": [to_elasticsearch(condition) for condition in filters]}
    if text is not None:
        body["must"] = [to_elasticsearch(text)]
    return {"bool": body}


def fresher(body: Body, half_life: timedelta, now: int) -> Body:
    """`body` with the score that recency leaves (see `recency`)."""

    def decay(field: str, among: Body) -> Body:
        how = {"origin": now, "scale": f"{half_life // timedelta(seconds=1)}s", "decay": 0.5}
        return {"filter": among, "exp": {field: how}, "weight": 1 - FLOOR}

    dated = {"exists": {"field": "published_at"}}
    functions = [
        decay("published_at", dated),
        decay("received_at", {"bool": {"must_not": [dated]}}),
        {"filter": {"match_all": {}}, "weight": FLOOR},
    ]
    return {"function_score": {"query": body, "functions": functions, "score_mode": "sum", "boost_mode": "multiply"}}


def time_sort_of(field: str, descending: bool) -> list[Body]:
    """By time, what has none last, ties by `tie` in the same direction."""
    order = "desc" if descending else "asc"
    return [{field: {"order": order, "missing": "_last"}}, {"tie": order}]


def position_of(sort: Sequence[int]) -> Position:
    """The position that a hit's sort values name."""
    time, tie = sort
    return Position(None if time in _NOWHERE else time, tie)


def search_after(position: Position, descending: bool) -> list[int]:
    """The sort values to go on after."""
    return [_NOWHERE[0 if descending else 1] if position.time is None else position.time, position.tie]


def terms(field: str, size: int, aggs: Body | None = None) -> Body:
    """Count the values of a field, exactly wherever all of them fit in `size`, and nearly so elsewhere."""
    said: Body = {
        "terms": {
            "field": field,
            "size": size,
            "shard_size": min(MOST_BUCKETS, size * 10),
            "order": [{"_count": "desc"}, {"_key": "asc"}],
        }
    }
    return said | {"aggs": aggs} if aggs else said


def terms_beginning(field: str, prefix: str, size: int) -> Body:
    """Count the values of a field that begin with `prefix`."""
    said = terms(field, size)
    if prefix:
        said["terms"]["include"] = _SPECIAL.sub(lambda found: "\\" + found[0], prefix) + "(.|\n)*"
    return said
