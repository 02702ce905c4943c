"""The requests for counts that both engines take, and their answers: tantivy speaks Elasticsearch's language here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise, product
from typing import Any

from services.shared.search.aggregations import MOST_VALUES, Axis, Cell, Values

__all__ = ["cells_of", "extent_of", "extent_request", "nested", "surplus_of", "surplus_request"]

Body = dict[str, Any]


def nested(axes: Sequence[Axis], leaf: Body | None = None) -> Body:
    """Count by each of `axes` within the one before, and by `leaf` within the last."""
    if not axes:
        return leaf or {}
    axis, *inner = axes
    asked: Body
    if isinstance(axis, Values):
        asked = {"terms": {"field": axis.field, "size": MOST_VALUES}}
        if axis.values is not None:
            asked["terms"] |= {"include": list(axis.values), "size": len(axis.values)}
    else:
        ranges = [{"from": begin, "to": end} for begin, end in pairwise(axis.bounds)]
        asked = {"range": {"field": axis.field, "ranges": ranges}}
    within = nested(inner, leaf)
    return {"axis": asked | ({"aggs": within} if within else {})}


def surplus_request(axes: Sequence[Axis], group: str, groups: int) -> Body:
    """Count articles and their `groups` groups in each cell.

    An article has many values on two axes of values, and is in so many cells that engines refuse to count them all:
    there, they are asked which articles have each value.
    """
    if not _article_by_article(axes):
        return nested(axes, {"groups": {"terms": {"field": group, "size": groups}}})
    articles = {"articles": {"terms": {"field": "id", "size": MOST_VALUES}}}
    asked = {f"axis {axes.index(axis)}": nested([axis], articles)["axis"] for axis in axes}
    return {"groups": {"terms": {"field": group, "size": groups}, "aggs": articles}, **asked}


def _article_by_article(axes: Sequence[Axis]) -> bool:
    return len(axes) > 1 and all(isinstance(axis, Values) for axis in axes)


def cells_of(answer: Mapping[str, Any], axes: Sequence[Axis]) -> Counter[Cell]:
    """The number of articles of each cell."""
    return Counter({cell: bucket["doc_count"] for cell, bucket in _leaves(answer, axes, ()) if bucket["doc_count"]})


def surplus_of(answer: Mapping[str, Any], axes: Sequence[Axis]) -> Counter[Cell]:
    """The number of articles of each cell less that of their groups."""
    if _article_by_article(axes):
        return _surplus_of_articles(answer, axes)
    counted: Counter[Cell] = Counter()
    for cell, bucket in _leaves(answer, axes, ()):
        counted[cell] = sum(group["doc_count"] - 1 for group in bucket["groups"]["buckets"])
    return +counted


def _surplus_of_articles(answer: Mapping[str, Any], axes: Sequence[Axis]) -> Counter[Cell]:
    values = [_values_by_article(answer[f"axis {axes.index(axis)}"]) for axis in axes]
    counted: Counter[Cell] = Counter()
    for group in answer["groups"]["buckets"]:
        of_group: Counter[Cell] = Counter()
        for article in group["articles"]["buckets"]:
            of_group.update(product(*(of_axis.get(article["key"], ()) for of_axis in values)))
        for cell, articles in of_group.items():
            if articles > 1:
                counted[cell] += articles - 1
    return counted


def _values_by_article(answer: Mapping[str, Any]) -> dict[str, list[str]]:
    values: dict[str, list[str]] = defaultdict(list)
    for bucket in answer["buckets"]:
        for article in bucket["articles"]["buckets"]:
            values[article["key"]].append(str(bucket["key"]))
    return values


def extent_request(field: str) -> Body:
    """The least and the greatest value of `field`."""
    return {"least": {"min": {"field": field}}, "greatest": {"max": {"field": field}}}


def extent_of(answer: Mapping[str, Any]) -> tuple[int, int] | None:
    """The answer to `extent_request`."""
    least, greatest = answer["least"]["value"], answer["greatest"]["value"]
    return None if least is None or greatest is None else (int(least), int(greatest))


def _leaves(answer: Mapping[str, Any], axes: Sequence[Axis], at: Cell) -> list[tuple[Cell, Mapping[str, Any]]]:
    if not axes:
        return [(at, answer)]
    axis, *inner = axes
    buckets = answer["axis"]["buckets"]
    found: list[tuple[Cell, Mapping[str, Any]]] = []
    if isinstance(axis, Values):
        for bucket in buckets:
            found += _leaves(bucket, inner, (*at, str(bucket["key"])))
    else:
        number = {begin: number for number, begin in enumerate(axis.bounds[:-1])}
        for bucket in buckets:
            if "from" in bucket and "to" in bucket:  # tantivy adds what lies before the first and after the last
                found += _leaves(bucket, inner, (*at, number[int(bucket["from"])]))
    return found
