"""Counting over one state of a tantivy index, which speaks Elasticsearch's aggregation language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import aggregation_requests as requests
from services.shared.search import matching as m
from services.shared.search.aggregations import Axis, Cell, TooManyCells
from services.shared.search.documents import stored_article
from services.shared.search.fields import FIELDS
from services.shared.search.tantivy_search import Found, to_tantivy

__all__ = ["TantivyCells"]

_FIELDS = {field.name: field for field in FIELDS}


class TantivyCells:
    """See `aggregations.Cells`."""

    def __init__(self, found: Found):
        self._found = found

    def matches(self) -> int:
        return self._found.total()

    def repeated(self, group: str, most: int) -> list[int]:
        found = self._ask(self._found, {"groups": {"terms": {"field": group, "min_doc_count": 2, "size": most}}})
        return [int(bucket["key"]) for bucket in found["groups"]["buckets"]]

    def extent(self, field: str) -> tuple[int, int] | None:
        return requests.extent_of(self._ask(self._found, requests.extent_request(field)))

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        return self._found.values(sizes)

    def cells(self, axes: Sequence[Axis]) -> Counter[Cell]:
        if not axes:
            return Counter({(): self.matches()})
        return requests.cells_of(self._ask(self._found, requests.nested(axes)), axes)

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:
        among = self._found.reading.of(m.All((self._found.condition, m.OneOf(group, tuple(groups)))))
        return requests.surplus_of(self._ask(among, requests.surplus_request(axes, group, len(groups))), axes)

    def newest(self, field: str, values: Sequence[str]) -> dict[str, Article]:
        found = {value: self._found.newest_with(_FIELDS[field], value) for value in values}
        return {value: stored_article(text) for value, text in found.items() if text is not None}

    def _ask(self, found: Found, request: dict[str, Any]) -> Any:
        query = to_tantivy(found.reading.schema, found.condition)
        try:
            return found.reading.searcher.aggregate(query, request)
        except ValueError as error:
            if "bucket limit" in str(error):
                raise TooManyCells from error
            raise EngineUnavailable(f"the index cannot be counted: {error}") from error
