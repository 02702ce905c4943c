"""Searching a tantivy index: our conditions as tantivy queries, sorting, collapsing and counting over one searcher."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any as Anything
from typing import NamedTuple

import orjson
import tantivy
from tantivy import Occur, Order

from services.shared.search import matching as m
from services.shared.search.counting import MOST_MEMBERS
from services.shared.search.cursors import Position
from services.shared.search.fields import Field
from services.shared.search.highlighting import Highlighter
from services.shared.search.port import Hit, Members
from services.shared.search.recency import freshness

__all__ = ["Found", "Ranked", "Reading", "Row", "to_tantivy"]

_MOST_BUCKETS = 60_000
_MOST_LANGUAGES = 1000
_EARLIEST = -(2**63)
Address = Anything  # tantivy.DocAddress


def to_tantivy(schema: tantivy.Schema, condition: m.Condition) -> tantivy.Query:  # noqa: PLR0911, PLR0912
    """Say a condition as a tantivy query."""
    match condition:
        case m.Everything():
            return _silent(tantivy.Query.all_query())
        case m.Nothing():
            return tantivy.Query.empty_query()
        case m.Term(field, token, boost):
            return _boosted(tantivy.Query.term_query(schema, field, token, "freq"), boost)
        case m.Series(field, tokens, boost, slop):
            return _boosted(tantivy.Query.phrase_query(schema, field, list(tokens), slop), boost)
        case m.Begins(field, start, boost):
            return _boosted(tantivy.Query.phrase_prefix_query(schema, field, [start]), boost)
        case m.Resembles(field, token, edits, boost):
            return _boosted(tantivy.Query.fuzzy_term_query(schema, field, token, edits), boost)
        case m.OneOf(field, (value,)):  # a set of one takes .3 ms longer (10,000 articles)
            return _silent(tantivy.Query.term_query(schema, field, value, "basic"))
        case m.OneOf(field, values):
            return _silent(tantivy.Query.term_set_query(schema, field, list(values)))
        case m.Within(field, low, high):
            if low is None and high is None:
                low = _EARLIEST  # as a range, what has a value is found in half the time
            return _silent(tantivy.Query.range_query(schema, field, tantivy.FieldType.Integer, low, high))
        case m.Present(field):
            return _silent(tantivy.Query.exists_query(field))
        case m.Without():
            return to_tantivy(schema, m.All((m.Everything(), condition)))
        case m.All(parts):
            clauses = [
                (Occur.MustNot, to_tantivy(schema, part.part))
                if isinstance(part, m.Without)
                else (Occur.Must, to_tantivy(schema, part))
                for part in parts
            ]
            if all(occur == Occur.MustNot for occur, _ in clauses):
                clauses.append((Occur.Must, to_tantivy(schema, m.Everything())))
            return tantivy.Query.boolean_query(clauses)
        case m.Any(parts):
            return tantivy.Query.boolean_query([(Occur.Should, to_tantivy(schema, part)) for part in parts])
        case m.Preferring(part, extras):
            wanted = [(Occur.Should, to_tantivy(schema, extra)) for extra in extras]
            return tantivy.Query.boolean_query([(Occur.Must, to_tantivy(schema, part)), *wanted])
        case m.Best(parts, tie):
            return tantivy.Query.disjunction_max_query([to_tantivy(schema, part) for part in parts], tie)


def _silent(query: tantivy.Query) -> tantivy.Query:
    return tantivy.Query.const_score_query(query, 0.0)


def _boosted(query: tantivy.Query, boost: float) -> tantivy.Query:
    return query if boost == 1.0 else tantivy.Query.boost_query(query, boost)


class Row(NamedTuple):
    """One found article, not yet read: where it lies, its score or sort time, its `tie`."""

    score: float | None
    address: Address
    time: int | None = None
    tie: int = 0


Ranked = tuple[float | None, Address] | Row
"""What is found, in its order: rows, or pairs that a row can be made of."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One state of the index, which stays as it is however much is written."""

    schema: tantivy.Schema
    searcher: tantivy.Searcher
    languages: frozenset[str] = frozenset()
    """Those of the articles in it."""

    def of(self, condition: m.Condition) -> Found:
        """The articles that match `condition`."""
        return Found(self, condition)

    def languages_held(self) -> frozenset[str]:
        """The languages of all articles."""
        return frozenset(code for code, _ in self.of(m.Everything()).beginning("language", "", _MOST_LANGUAGES))

    def json(self, address: Address) -> str:
        """The stored article."""
        return str(self.searcher.doc(address).get_first("article"))

    def hit(self, row: Row, highlighter: Highlighter, *, whole: bool) -> Hit:
        """What is told of a row: of its whole article, or of what lists show."""
        if whole:
            article = self.article(row.address)
            return Hit(article, row.score, highlighter.highlights(article))
        document = self.searcher.doc(row.address)
        texts = orjson.loads(str(document.get_first("texts"))) if highlighter.marks else {}
        listed, lead = str(document.get_first("listed")), str(document.get_first("lead"))
        return Hit({}, row.score, highlighter.highlights(texts), listed=listed, lead=lead)

    def article(self, address: Address) -> dict[str, Anything]:
        """The stored article's JSON values."""
        read: dict[str, Anything] = orjson.loads(self.json(address))
        return read


class Found:
    """What one condition matches in one state of the index. Counts for `counting`, ranks for pages."""

    def __init__(self, reading: Reading, condition: m.Condition):
        self.reading = reading
        self.condition = condition
        self._query = to_tantivy(reading.schema, condition)
        self._total: int | None = None

    def total(self) -> int:
        """How many articles match."""
        if self._total is None and self.condition == m.All((m.Everything(),)):
            self._total = int(self.reading.searcher.num_docs)
        if self._total is None:
            self._total = int(self.reading.searcher.search(_silent(self._query), 1, count=True).count or 0)  # type: ignore[attr-defined]
        return self._total

    def by_score(self, most: int, offset: int = 0) -> list[Row]:
        """The best matches first."""
        return [Row(*pair) for pair in self.scored(most, offset)]

    def scored(self, most: int, offset: int = 0) -> list[tuple[float, Address]]:
        """The same as pairs of score and address: a row for each would take longer than finding ten thousand."""
        said = self.reading.searcher.search(self._query, most, count=True, offset=offset)  # one pass for both
        self._total = int(said.count or 0)  # type: ignore[attr-defined]
        return said.hits

    def by_freshness(self, most: int, half_life: timedelta, now: int) -> list[Row]:
        """The best `most` matches, in the order of the score that recency leaves (see `recency`)."""
        rows = self.by_score(most)
        addresses = [row.address for row in rows]
        fields = (
            self.reading.searcher.fast_field_values(name, addresses) for name in ("published_at", "received_at", "tie")
        )
        left = freshness(half_life, now)
        fresh = [
            Row(
                (row.score or 0.0) * left(int(received if published is None else published)),
                row.address,
                tie=int(tie),
            )
            for row, published, received, tie in zip(rows, *fields, strict=True)
        ]
        return sorted(fresh, key=lambda row: (-(row.score or 0.0), row.tie))

    def by_time(self, field: str, descending: bool, most: int, after: Position | None = None) -> list[Row]:
        """Up to `most` matches by `field`, those without it last, ties by `tie` in the same direction; past `after`.

        tantivy sorts by one field only, so the articles of the last time on a page are asked for once more, by tie.
        """
        rows: list[Row] = []
        if after is not None and after.time is not None:
            rows += self._tied(m.Within(field, after.time, after.time), field, descending, most, after.tie)
        if len(rows) < most and (after is None or after.time is not None):
            rows += self._timed(field, descending, most - len(rows), None if after is None else after.time)
        if len(rows) < most:
            missing = after.tie if after is not None and after.time is None else None
            rows += self._tied(m.Without(m.Present(field)), field, descending, most - len(rows), missing)
        return rows

    def _timed(self, field: str, descending: bool, most: int, past: int | None) -> list[Row]:
        """Matches that have a time, past the time `past`."""
        low, high = (None, None) if past is None else (None, past - 1) if descending else (past + 1, None)
        query = self._and(m.Within(field, low, high))
        hits = self.reading.searcher.search(
            query, most + 1, count=False, order_by_field=field, order=Order.Desc if descending else Order.Asc
        ).hits
        rows = self._with_ties(hits, descending)
        if len(rows) <= most:
            return rows
        last = rows[most - 1].time
        if rows[most].time != last:  # nearly always: nothing of the last time is left out
            return rows[:most]
        sure = [row for row in rows if row.time != last]
        return sure + self._tied(m.Within(field, last, last), field, descending, most - len(sure), None)

    def _with_ties(self, hits: Sequence[tuple[Anything, Address]], descending: bool) -> list[Row]:
        ties = self.reading.searcher.fast_field_values("tie", [address for _, address in hits])
        rows = [
            Row(None, address, time=time, tie=int(tie or 0)) for (time, address), tie in zip(hits, ties, strict=True)
        ]
        return sorted(rows, key=lambda row: (row.time or 0, row.tie), reverse=descending)

    def _tied(self, among: m.Condition, field: str, descending: bool, most: int, past: int | None) -> list[Row]:
        """Matches of one time (or of none), in the order of their ties, past the tie `past`."""
        if past is not None:
            beyond = m.Within("tie", None, past - 1) if descending else m.Within("tie", past + 1, None)
            among = m.All((among, beyond))
        hits = self.reading.searcher.search(
            self._and(among), most, count=False, order_by_field="tie", order=Order.Desc if descending else Order.Asc
        ).hits
        times = self.reading.searcher.fast_field_values(field, [address for _, address in hits])
        return [
            Row(None, address, time=None if time is None else int(time), tie=tie)
            for (tie, address), time in zip(hits, times, strict=True)
        ]

    def collapsed[R: Ranked](self, ranked: Sequence[R], group: str) -> tuple[list[R], Counter[int]]:
        """The first of each group, and how many of `ranked` each group has."""
        numbers: list[Anything] = self.reading.searcher.fast_field_values(group, [one[1] for one in ranked])
        first = dict(zip(reversed(numbers), reversed(ranked), strict=True))
        return [one for number, one in zip(numbers, ranked, strict=True) if first[number] is one], Counter(numbers)

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        """See `counting.Counts`. Of equally frequent values tantivy cuts off any: they are asked for again."""
        best = self._terms({field: {"size": size} for field, size in sizes.items()})
        cut = {field: found[-1][1] for field, found in best.items() if len(found) == sizes[field]}
        first = {
            field: {"size": sizes[field], "min_doc_count": c, "order": {"_key": "asc"}} for field, c in cut.items()
        }
        for field, found in self._terms(first).items():
            sure = [(value, count) for value, count in best[field] if count > cut[field]]
            tied = [(value, count) for value, count in found if count == cut[field]]
            best[field] = [*sure, *tied[: sizes[field] - len(sure)]]
        return best

    def _terms(self, asked: Mapping[str, dict[str, Anything]]) -> dict[str, list[tuple[str, int]]]:
        if not asked:
            return {}
        terms = {
            field: {"terms": {"field": field, "segment_size": _MOST_BUCKETS, **how}} for field, how in asked.items()
        }
        answer = self.reading.searcher.aggregate(self._query, terms)
        return {field: [(str(b["key"]), b["doc_count"]) for b in answer[field]["buckets"]] for field in asked}

    def beginning(self, field: str, prefix: str, size: int) -> list[tuple[str, int]]:
        """The `size` commonest values of a keyword field that begin with `prefix`."""
        return list(self.reading.searcher.terms_with_prefix(field, prefix, self._query, size))

    def surplus(self, field: str, group: str, groups: Sequence[int]) -> Counter[str]:
        """See `counting.Counts`."""
        all_of_them = {"size": _MOST_BUCKETS, "segment_size": _MOST_BUCKETS}
        by_group = {"groups": {"terms": {"field": group, **all_of_them}}}
        asked = {field: {"terms": {"field": field, **all_of_them}, "aggs": by_group}}
        answer = self.reading.searcher.aggregate(self._and(m.OneOf(group, tuple(groups))), asked)
        return Counter({b["key"]: b["doc_count"] - len(b["groups"]["buckets"]) for b in answer[field]["buckets"]})

    def members(self, group: str, groups: Sequence[int]) -> dict[int, Members]:
        """See `counting.Counts`."""
        if not groups:
            return {}
        ids = {"ids": {"terms": {"field": "id", "size": MOST_MEMBERS, "order": {"_key": "asc"}}}}
        asked = {"groups": {"terms": {"field": group, "size": len(groups)}, "aggs": ids}}
        answer = self.reading.searcher.aggregate(self._and(m.OneOf(group, tuple(groups))), asked)
        return {
            int(one["key"]): Members(one["doc_count"], [each["key"] for each in one["ids"]["buckets"]])
            for one in answer["groups"]["buckets"]
        }

    def groups_of(self, rows: Sequence[Row], group: str) -> list[int]:
        """The number of the group that each row is in."""
        return [int(n or 0) for n in self.reading.searcher.fast_field_values(group, [row.address for row in rows])]

    def newest_with(self, field: Field, value: str) -> str | None:
        """The JSON of the newest article of the index with this value."""
        rows = self.reading.of(m.OneOf(field.name, (value,))).by_time("received_at", True, 1)
        return self.reading.json(rows[0].address) if rows else None

    def _and(self, condition: m.Condition) -> tantivy.Query:
        return to_tantivy(self.reading.schema, m.All((self.condition, condition)))
