"""The index in a folder, by tantivy: what runs where no Elasticsearch is set. One process writes, any number read."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import tantivy
from pydantic_core import PydanticSerializationError

from services.shared.article import Article
from services.shared.errors import EngineUnavailable
from services.shared.search import matching as m
from services.shared.search.aggregations import NoCells, Tally
from services.shared.search.bearers import NamesOf
from services.shared.search.counting import EXACT_UP_TO, Labels, count_facets
from services.shared.search.cursors import Position, SnapshotPlace, Snapshots, read_cursor, write_cursor
from services.shared.search.documents import field_values, for_lists, nothing_further, stored_article, stored_json
from services.shared.search.fields import COLLAPSES, SCHEMA_VERSION, number_of
from services.shared.search.highlighting import Highlighter
from services.shared.search.port import Outcome, Page, Put, Query, SchemaMismatch, Total, Write
from services.shared.search.recency import now_ms
from services.shared.search.tantivy_aggregations import TantivyCells
from services.shared.search.tantivy_schema import build_schema, register_tokenizers
from services.shared.search.tantivy_search import Found, Ranked, Reading, Row

__all__ = ["TantivyIndex"]

_HEAP = 64_000_000
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Snapshot:
    """What a cursor under relevance or collapse pages through: an index state, and the hits if ranked by us."""

    reading: Reading
    ranked: Sequence[Ranked] | None = None
    total: Total | None = None
    groups: tuple[int, ...] = ()


class TantivyIndex:
    """`folder` holds one subfolder for each schema version. `names_of` gives the further names of an entity id."""

    def __init__(self, folder: Path, *, writer: bool = False, names_of: NamesOf | None = None):
        self._all_versions = folder
        self._folder = folder / f"v{SCHEMA_VERSION}"
        self._writes = writer
        self._names_of = names_of or nothing_further
        self._schema = build_schema()
        self._index: tantivy.Index | None = None
        self._writer: tantivy.IndexWriter | None = None
        self._state: tuple[int, ...] = ()
        self._languages: frozenset[str] = frozenset()
        self._lock = threading.RLock()
        self._labels = Labels()
        self._snapshots: Snapshots[_Snapshot] = Snapshots(most=100)  # each of up to 1.5 MB

    def prepare(self) -> None:
        """Create the folder (for a writer); raise `SchemaMismatch` where another schema made what is there."""
        self._opened()

    def write(self, writes: Sequence[Write]) -> list[Outcome]:
        """See `Index.write`. One commit; what cannot be written as text (a lone surrogate) is `refused`."""
        with self._lock:
            held = self._revisions({write.id for write in writes})
            outcomes = [self._apply(write, held) for write in writes]
            if any(outcome.status == "done" for outcome in outcomes):
                self._guarded(lambda writer: writer.commit())
        return outcomes

    def stored(self, ids: Sequence[str]) -> dict[str, Article]:
        """See `Index.stored`."""
        reading = self._reading()
        if reading is None:
            return {}
        found = {id: reading.of(m.OneOf("id", (id,))).by_score(1) for id in ids}
        return {id: stored_article(reading.json(rows[0].address)) for id, rows in found.items() if rows}

    def article(self, id: str) -> Article | None:
        """See `Index.article`."""
        return self.stored([id]).get(id)

    def check(self) -> None:
        """See `Index.check`."""
        self._reading()

    def search(self, query: Query) -> Page:
        """See `Index.search`."""
        query = m.settled(query)
        place = read_cursor(query)
        snapshot = self._snapshots.held(place.name) if isinstance(place, SnapshotPlace) else None
        found, text = self._found(query, snapshot.reading if snapshot else self._reading())
        if found is None:
            return Page(Total(0), [], {name: [] for name in query.facets})
        if query.collapse is not None and snapshot is None:
            snapshot = self._collapsed(found, query)
        elif query.recency is not None and query.sort == "relevance" and snapshot is None:
            snapshot = _Snapshot(found.reading, self._by_relevance(found, query))
        rows, following = self._page(found, query, place, snapshot)
        group = COLLAPSES[query.collapse] if query.collapse else None
        facets = count_facets(found, query.facets, group=group, groups=snapshot.groups if snapshot else ())
        for field, value in self._labels.missing(facets):
            newest = found.newest_with(field, value)
            self._labels.learn(field, value, None if newest is None else stored_article(newest))
        highlighter = Highlighter(text if query.highlight else None)
        of_group = found.groups_of(rows, group) if group else []
        members = found.members(group, of_group) if group else {}
        hits = [found.reading.hit(row, highlighter, whole=query.whole) for row in rows]
        return Page(
            total=snapshot.total if snapshot and snapshot.total else Total(found.total()),
            hits=[replace(hit, members=members.get(of)) for hit, of in zip(hits, of_group, strict=True)]
            if group
            else hits,
            facets=self._labels.read(facets),
            next_cursor=None if following is None else write_cursor(following, query),
        )

    def every(self, query: Query, after: str | None = None) -> Iterator[tuple[Mapping[str, Any], str]]:
        """See `Index.every`."""
        place = read_cursor(replace(query, cursor=after))
        found, _ = self._found(query, self._reading())
        while found is not None:
            position = place if isinstance(place, Position) else None
            rows = found.by_time(*m.time_sort(query), _AT_ONCE, position)
            for row in rows:
                place = Position(row.time, row.tie)
                yield found.reading.article(row.address), write_cursor(place, query)
            if len(rows) < _AT_ONCE:
                return

    def values(self, query: Query, field: str, *, prefix: str = "", size: int = 20) -> list[tuple[str, int]]:
        """See `Index.values`."""
        found, _ = self._found(query, self._reading())
        return [] if found is None else found.beginning(field, prefix, size)

    def tally(self, query: Query) -> Tally:
        """See `Index.tally`: counts in one state of the index."""
        found, _ = self._found(query, self._reading())
        group = COLLAPSES[query.collapse] if query.collapse else None
        return Tally(NoCells() if found is None else TantivyCells(found), group, self._labels)

    def close(self) -> None:
        """Let go of the writer's lock and of every held state of the index."""
        with self._lock:
            self._snapshots.drop_all()
            if self._writer is not None:
                self._writer.wait_merging_threads()
            self._writer = self._index = None

    # ------------------------------------------------------------------------------------------------- pages

    def _found(self, query: Query, reading: Reading | None) -> tuple[Found | None, m.Condition | None]:
        """What `query` matches in a state of the index (None where there is no index yet), and what its text asks."""
        text = m.text_condition(query, reading.languages if reading else frozenset())
        filters = m.filter_conditions(query)
        return reading.of(m.All((text or m.Everything(), *filters))) if reading else None, text

    def _page(
        self,
        found: Found,
        query: Query,
        place: Position | SnapshotPlace | None,
        snapshot: _Snapshot | None,
    ) -> tuple[list[Row], Position | SnapshotPlace | None]:
        """One page's rows, and where the next one begins."""
        offset = place.offset if isinstance(place, SnapshotPlace) else 0
        if snapshot is not None and snapshot.ranked is not None:
            rows = [Row(*one) for one in islice(snapshot.ranked, offset, offset + query.size + 1)]
        elif query.sort == "relevance":
            rows = found.by_score(min(query.size + 1, max(0, EXACT_UP_TO - offset)) or 1, offset)
        else:
            rows = found.by_time(*m.time_sort(query), query.size + 1, place if isinstance(place, Position) else None)
        if len(rows) <= query.size:
            return rows, None
        rows = rows[: query.size]
        if query.collapse is None and query.sort != "relevance":
            return rows, Position(rows[-1].time, rows[-1].tie)
        if isinstance(place, SnapshotPlace):
            return rows, SnapshotPlace(place.name, offset + query.size)
        return rows, SnapshotPlace(self._snapshots.keep(snapshot or _Snapshot(found.reading)), query.size)

    def _by_relevance(self, found: Found, query: Query) -> Sequence[Ranked]:
        if query.recency is None:
            return found.scored(EXACT_UP_TO)
        return found.by_freshness(EXACT_UP_TO, query.recency, now_ms())

    def _collapsed(self, found: Found, query: Query) -> _Snapshot:
        """Rank the matches and keep the best of each group."""
        if query.sort == "relevance":
            ranked = self._by_relevance(found, query)
        else:
            ranked = found.by_time(*m.time_sort(query), EXACT_UP_TO)
        rows, sizes = found.collapsed(ranked, COLLAPSES[query.collapse or "duplicates"])
        matches = found.total()
        total = Total(len(rows))
        if matches > len(ranked):
            total = Total(round(matches * len(rows) / max(1, len(ranked))), "estimated")
        return _Snapshot(found.reading, rows, total, tuple(number for number, size in sizes.items() if size > 1))

    # --------------------------------------------------------------------------------------------- the folder

    def _opened(self) -> tantivy.Index | None:
        """The index; None where a reader finds none yet."""
        with self._lock:
            if self._index is not None:
                return self._index
            if not (self._folder / "meta.json").exists():
                others = sorted(other.parent.name for other in self._all_versions.glob("v*/meta.json"))
                if others:
                    raise SchemaMismatch(
                        f"{self._all_versions} holds an index of schema {', '.join(others)}, not v{SCHEMA_VERSION}: "
                        "run `tidings reindex`"
                    )
                if not self._writes:
                    return None
                self._folder.mkdir(parents=True, exist_ok=True)
            try:
                index = tantivy.Index(self._schema, str(self._folder))
            except ValueError as error:
                if "schema" in str(error).lower():
                    raise SchemaMismatch(
                        f"{self._folder} was made with other fields than this version's: run `tidings reindex`"
                    ) from error
                raise EngineUnavailable(f"the index in {self._folder} cannot be opened: {error}") from error
            index.config_reader("manual")
            register_tokenizers(index)
            self._index = index
            return index

    def _reading(self) -> Reading | None:
        """The index as last committed by whichever process; None where there is none yet."""
        index = self._opened()
        if index is None:
            return None
        with self._lock:
            try:
                seen = (self._folder / "meta.json").stat()
                state = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
                if state != self._state:
                    index.reload()
                    self._languages = Reading(self._schema, index.searcher()).languages_held()
                    self._state = state
            except (OSError, ValueError) as error:
                raise EngineUnavailable(f"the index in {self._folder} cannot be read: {error}") from error
            return Reading(self._schema, index.searcher(), self._languages)

    def _revisions(self, ids: set[str]) -> dict[str, int]:
        """The revision held of each id that is there."""
        reading = self._reading()
        if reading is None:
            return {}
        there = [row.address for row in reading.of(m.OneOf("id", tuple(ids))).by_score(len(ids))]
        ties = reading.searcher.fast_field_values("tie", there)  # ids are text, which no fast field gives back
        revisions = reading.searcher.fast_field_values("revision", there)
        held = {int(tie or 0): int(revision or 0) for tie, revision in zip(ties, revisions, strict=True)}
        return {id: held[tie] for id in ids if (tie := number_of(id, 63)) in held}

    def _apply(self, write: Write, held: dict[str, int]) -> Outcome:
        if write.id in held and write.revision <= held[write.id]:
            return Outcome(write.id, write.revision, "stale")
        if isinstance(write, Put):
            try:
                document = self._document(write.article)
            except (UnicodeEncodeError, PydanticSerializationError) as error:
                return Outcome(write.id, write.revision, "refused", f"it cannot be written as UTF-8: {error}")
            self._guarded(lambda writer: writer.delete_documents_by_term("id", write.id))
            self._guarded(lambda writer: writer.add_document(document))
        elif write.id in held:
            self._guarded(lambda writer: writer.delete_documents_by_term("id", write.id))
        held[write.id] = write.revision
        return Outcome(write.id, write.revision, "done")

    def _document(self, article: Article) -> tantivy.Document:
        stored = {"article": stored_json(article).decode(), **for_lists(article)}
        values = field_values(article, self._names_of) | {name: [text] for name, text in stored.items()}
        return tantivy.Document.from_dict(values, self._schema)

    def _guarded[T](self, change: Callable[[tantivy.IndexWriter], T]) -> T:
        """Do one thing with the writer, opened when first needed; after a failure it is opened anew."""
        try:
            if self._writer is None:
                index = self._opened()
                assert index is not None
                self._writer = index.writer(_HEAP, 1)
            return change(self._writer)
        except (ValueError, OSError) as error:
            self._writer = None
            raise EngineUnavailable(f"the index in {self._folder} cannot be written: {error}") from error
