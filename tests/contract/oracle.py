"""A plain evaluation of conditions over articles in memory: what every engine must find."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from rapidfuzz.distance import OSA

from services.shared.article import Article
from services.shared.search import matching as m
from services.shared.search.documents import field_values
from services.shared.search.fields import FACETS, number_of
from services.shared.search.port import Query
from tests.contract.corpus import further_names


class Oracle:
    """Answers queries over `articles`, slowly and plainly."""

    def __init__(self, articles: Sequence[Article]):
        self._fields = {article.id: field_values(article, further_names) for article in articles}

    def matching(self, query: Query) -> list[str]:
        """The ids that match, in no order."""
        conditions = [*m.filter_conditions(query)]
        if (text := m.text_condition(query)) is not None:
            conditions.append(text)
        return [id for id, fields in self._fields.items() if all(holds(one, fields) for one in conditions)]

    def sorted(self, query: Query, ids: Sequence[str]) -> list[str]:
        """Ids in the order of the time sort of `query`, what has no time last."""
        field, descending = m.time_sort(m.settled(query))
        timed = [id for id in ids if field in self._fields[id]]
        untimed = [id for id in ids if field not in self._fields[id]]
        timed.sort(key=lambda id: (self._fields[id][field][0], number_of(id, 63)), reverse=descending)
        return timed + sorted(untimed, key=lambda id: number_of(id, 63), reverse=descending)

    def groups(self, ids: Sequence[str]) -> Counter[int]:
        """How many of `ids` each duplicate group has."""
        return Counter(int(self._fields[id]["duplicates"][0]) for id in ids)

    def facet(self, name: str, ids: Sequence[str], *, collapsed: bool) -> dict[str, int]:
        """The count of every value."""
        seen: dict[str, set[Any]] = {}
        for id in ids:
            for value in self._fields[id].get(FACETS[name].name, []):
                seen.setdefault(str(value), set()).add(self._fields[id]["duplicates"][0] if collapsed else id)
        return {value: len(members) for value, members in seen.items()}


def holds(condition: m.Condition, fields: dict[str, list[Any]]) -> bool:  # noqa: PLR0911, PLR0912
    """Whether an article with these field values meets `condition`."""
    match condition:
        case m.Everything():
            return True
        case m.Nothing():
            return False
        case m.Term(field, token):
            return token in " ".join(fields.get(field, [])).split()
        case m.Series(field, tokens, _, 0):
            return f" {' '.join(tokens)} " in f" {' '.join(fields.get(field, []))} "
        case m.Series(field, (first, second), _, slop):
            words = " ".join(fields.get(field, [])).split()
            places = [
                (a, b) for a, one in enumerate(words) for b, two in enumerate(words) if (one, two) == (first, second)
            ]
            return any(abs(b - a - 1) <= slop for a, b in places)
        case m.Series():
            raise NotImplementedError(condition)
        case m.Begins(field, start):
            return any(word.startswith(start) for word in " ".join(fields.get(field, [])).split())
        case m.Resembles(field, token, edits):
            words = " ".join(fields.get(field, [])).split()
            return any(OSA.distance(token, word) <= edits for word in words)
        case m.Preferring(part):
            return holds(part, fields)
        case m.OneOf(field, values):
            return not set(values).isdisjoint(fields.get(field, []))
        case m.Within(field, low, high):
            return any((low is None or low <= v) and (high is None or v <= high) for v in fields.get(field, []))
        case m.Present(field):
            return field in fields
        case m.Without(part):
            return not holds(part, fields)
        case m.All(parts):
            return all(holds(part, fields) for part in parts)
        case m.Any(parts) | m.Best(parts):
            return any(holds(part, fields) for part in parts)
