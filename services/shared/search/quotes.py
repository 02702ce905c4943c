"""Quotations: what somebody said, about whom and in which words, found through the articles they stand in.

The index narrows the articles down to those with a quotation by the speaker about the subject (the field `said`); which
quotations of an article are meant is decided here, from the stored article. So a quotation is never older or newer
than its article, and both engines answer alike. Why there is no index of quotations: docs/adr/0008.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from services.shared.search.analysis import name_key, row
from services.shared.search.composites import SEPARATOR, said_value, speaker_key
from services.shared.search.cursors import Position, SnapshotPlace, read_cursor, write_cursor
from services.shared.search.directory import entities_named
from services.shared.search.evaluation import holds, rows_of
from services.shared.search.fields import milliseconds, number_of
from services.shared.search.language import And, InField, Node, Not, Or, Phrase
from services.shared.search.matching import Condition, text_condition
from services.shared.search.port import FacetCount, Hit, Index, Query, Total
from services.shared.search.quote_cursors import QuotePlace, read_quote_cursor, write_quote_cursor
from services.shared.search.quoting import around, subjects

__all__ = ["COUNTED", "QuoteHit", "QuotePage", "QuoteQuery", "find_quotes"]

COUNTED = 300
"""Quotations are counted in so many articles, the first by the sort; where there are more, totals are estimated."""
_LOOKED_THROUGH = 2000  # articles, for one page
_BATCH = 50
_SECONDS = 1.2  # for one page; then it is shorter than asked
_FACET_SIZE = 20


@dataclass(frozen=True, slots=True)
class QuoteQuery:
    """What quotations are looked for.

    `among`: the articles, by filters and times; its `sort` (a time sort) and `collapse` are those of the quotations.
    `text`: what must be in the words quoted. `speakers`, `about`: names in any spelling, or ids; any of them.
    """

    among: Query
    text: Node | None = None
    speakers: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    size: int = 20
    cursor: str | None = None


@dataclass(frozen=True, slots=True)
class QuoteHit:
    """A quotation as its article has it, the stored article, the words around it, and the ids of who it is about."""

    quote: Mapping[str, Any]
    article: Mapping[str, Any]
    before: str
    after: str
    about: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuotePage:
    """One page. It may be shorter than asked; the last one is that without `next_cursor`. `speakers`: by count."""

    total: Total
    hits: list[QuoteHit]
    speakers: list[FacetCount]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class _Test:
    """What one quotation is held against; an empty set of what is not asked for lets everything pass."""

    asked: QuoteQuery
    speakers: frozenset[str]
    subjects: frozenset[str]
    phrases: tuple[str, ...]
    condition: Condition | None

    def meant(self, article: Mapping[str, Any]) -> list[QuoteHit]:
        """The quotations of a stored article that are asked for, in its order."""
        language = (article.get("language") or {}).get("code", "")
        mentions = [
            (mention["entity_id"], mention["field"], mention["start"], mention["end"])
            for mention in article["mentions"]
        ]
        hits = []
        for quote in article["quotes"]:
            speaker = quote["speaker"] or {}
            who = speaker.get("entity_id")
            if self.speakers and speaker_key(who, speaker.get("name")) not in self.speakers:
                continue
            text = article.get(quote["field"]) or ""
            begin, finish = around(text, quote["start"], quote["end"])
            ids = subjects(mentions, quote["field"], (begin, finish), speaker=who)
            if self.asked.about and not self._is_about(ids, text[begin:finish]):
                continue
            if self.condition is not None and not holds(self.condition, rows_of(quote["text"], language)):
                continue
            before, after = text[begin : quote["start"]], text[quote["end"] : finish]
            hits.append(QuoteHit(quote, article, before, after, tuple(ids)))
        return hits

    def _is_about(self, ids: Sequence[str], words: str) -> bool:
        if not self.subjects.isdisjoint(ids):
            return True
        padded = f" {row(words)} " if self.phrases else ""
        return any(phrase in padded for phrase in self.phrases)


@dataclass
class _Counting:
    """What the first page finds out for all of them."""

    quotes: int = 0
    articles: int = 0
    matching: int = 0
    speakers: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, found: Sequence[QuoteHit]) -> None:
        self.articles += 1
        self.quotes += len(found)
        for hit in found:
            speaker = hit.quote["speaker"] or {}
            if key := speaker_key(speaker.get("entity_id"), speaker.get("name")):
                self.speakers[key, speaker.get("name") or key] += 1

    def total(self) -> Total:
        if self.articles == self.matching:
            return Total(self.quotes)
        return Total(round(self.quotes * self.matching / max(1, self.articles)), "estimated")

    def best(self) -> tuple[tuple[str, str, int], ...]:
        """Key, most frequent name and count of the commonest speakers."""
        counts: Counter[str] = Counter()
        labels: dict[str, str] = {}
        for (key, label), count in sorted(self.speakers.items(), key=lambda of: (-of[1], of[0])):
            counts[key] += count
            labels.setdefault(key, label)
        ranked = sorted(counts.items(), key=lambda of: (-of[1], of[0]))[:_FACET_SIZE]
        return tuple((key, labels[key], count) for key, count in ranked)


def find_quotes(index: Index, asked: QuoteQuery) -> QuotePage:
    """Answer `asked`; raises what `Index.search` does."""
    began = time.monotonic()
    place = read_quote_cursor(asked.cursor, _as_asked(asked))
    test, query = _narrowed(index, asked)
    hits: list[QuoteHit] = []
    counting = _Counting()
    following: tuple[Position | SnapshotPlace, str, int] | None = None
    for article, at, matching in _articles(index, query, None if place is None else place.at):
        counting.matching = counting.matching or matching
        late = time.monotonic() - began > _SECONDS
        if following is None and (len(hits) == asked.size or late or counting.articles == _LOOKED_THROUGH):
            following = (at, article["id"], 0)
        if following is not None and (place is not None or late or counting.articles >= COUNTED):
            break
        found = test.meant(article)
        counting.add(found)
        skipped = place.quote if place is not None and place.id == article["id"] else 0
        for n, hit in enumerate(found[skipped:], skipped):
            if len(hits) < asked.size:
                hits.append(hit)
            elif following is None:
                following = (at, article["id"], n)
    total, speakers = (counting.total(), counting.best()) if place is None else (place.total, place.speakers)
    return QuotePage(
        total=total,
        hits=hits,
        speakers=[FacetCount(*speaker) for speaker in speakers],
        next_cursor=None
        if following is None
        else write_quote_cursor(QuotePlace(*following, total, speakers), _as_asked(asked)),
    )


def _narrowed(index: Index, asked: QuoteQuery) -> tuple[_Test, Query]:
    """What each quotation is held against, and the query for the articles that may have one."""
    keys: dict[str, None] = {}
    for name in asked.speakers:
        keys |= dict.fromkeys((name, name_key(name), *(named.id for named in entities_named(index, name))))
    ids: dict[str, None] = {}
    phrases = []
    for name in asked.about:
        bearers = [named.id for named in entities_named(index, name)]
        ids |= dict.fromkeys((name, *bearers))
        if not bearers and row(name) and not _is_id(index, name):
            phrases.append(name)
    text = [Phrase(phrase) for phrase in phrases]
    said = [said_value(speaker, subject) for speaker in keys or [""] for subject in ids or [""]]
    if phrases:  # the subject may be a phrase, which no composite knows
        said = [said_value(speaker, "") for speaker in keys or [""]]
    nodes: list[Node] = []
    if text and len(asked.about) == len(text):
        nodes.append(text[0] if len(text) == 1 else Or(tuple(text)))
    condition = None
    if asked.text is not None:
        in_quotes = InField("quote", asked.text)
        condition = text_condition(Query(text=in_quotes, filters=asked.among.filters))
        if (positive := _positive(asked.text)) is not None:
            nodes.append(InField("quote", positive))
    query = replace(
        asked.among,
        text=None if not nodes else nodes[0] if len(nodes) == 1 else And(tuple(nodes)),
        having={**asked.among.having, "said": tuple(said)},
        size=_BATCH,
        highlight=False,
        facets=(),
    )
    padded = tuple(f" {row(phrase)} " for phrase in phrases)
    return _Test(asked, frozenset(keys), frozenset(ids), padded, condition), query


def _is_id(index: Index, name: str) -> bool:
    return bool(index.values(Query(), "spelled", prefix=f"{name}{SEPARATOR}", size=1))


def _positive(node: Node) -> Node | None:
    """`node` without what must not be: that is asked of one quotation, not of all that an article has."""
    match node:
        case Not():
            return None
        case InField(name, part):
            kept = _positive(part)
            return None if kept is None else InField(name, kept)
        case And(parts):
            some = [kept for part in parts if (kept := _positive(part)) is not None]
            return (And(tuple(some)) if len(some) > 1 else some[0]) if some else None
        case Or(parts):
            some = [kept for part in parts if (kept := _positive(part)) is not None]
            return Or(tuple(some)) if len(some) == len(parts) else None  # anything will do for the other parts
        case _:
            return node


def _articles(
    index: Index, query: Query, start: Position | SnapshotPlace | None
) -> Iterator[tuple[Mapping[str, Any], Position | SnapshotPlace, int]]:
    """The articles from `start` on; with each the place that begins with it, and how many there are in all."""
    skipped = start.offset if isinstance(start, SnapshotPlace) and not start.name else 0
    place = None if skipped else start
    while True:
        page = index.search(replace(query, cursor=None if place is None else write_cursor(place, query)))
        following = None if page.next_cursor is None else read_cursor(replace(query, cursor=page.next_cursor))
        held = following if following is not None else place
        name = held.name if isinstance(held, SnapshotPlace) else ""
        offset = place.offset if isinstance(place, SnapshotPlace) else 0
        for n, hit in enumerate(page.hits):
            at = _position(hit, query) if query.collapse is None else SnapshotPlace(name, offset + n)
            if n >= skipped:
                yield hit.article, at, page.total.value
        if following is None:
            return
        place, skipped = following, 0


def _position(hit: Hit, query: Query) -> Position:
    """The position under a time sort just before this article."""
    written = hit.article.get(query.sort.lstrip("-"))
    tie = number_of(hit.article["id"], 63)
    step = 1 if query.sort.startswith("-") else -1
    return Position(None if written is None else milliseconds(datetime.fromisoformat(written)), tie + step)


def _as_asked(asked: QuoteQuery) -> tuple[object, ...]:
    """What must be the same on every page."""
    query = asked.among
    return (
        sorted(query.filters.items()), query.match, query.published_after, query.published_before, query.sort,
        query.collapse, asked.text, asked.speakers, asked.about,
    )  # fmt: skip
