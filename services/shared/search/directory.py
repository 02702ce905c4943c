"""Who and what the archive knows: entities found by any beginning of any of their names, and each with all about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from services.shared.article import Article, Entity, Place
from services.shared.search.aggregations import Ranges, Tally, Values
from services.shared.search.analysis import name_key
from services.shared.search.composites import SEPARATOR, Named, name_prefix
from services.shared.search.fields import milliseconds
from services.shared.search.port import FacetCount, Index, Query

__all__ = ["Found", "Profile", "entities_named", "find_entities", "profile"]

_MOST_BEARERS = 50
_LOOKED_AT = 300
"""Names that are looked at for one beginning, the commonest."""
_MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Found:
    """An entity in `count` matching articles; `matched` is the folded name that begins as asked, if there is one."""

    id: str
    type: str
    name: str
    count: int
    matched: str | None


@dataclass(frozen=True, slots=True)
class Profile:
    """All about one entity. `place` where it is one. `days`: how many articles of each UTC day, oldest first."""

    entity: Entity
    place: Place | None
    count: int
    aliases: Sequence[tuple[str, int]]
    first_seen: datetime | None
    last_seen: datetime | None
    days: Sequence[tuple[datetime, int]]
    places: Sequence[FacetCount]
    stories: Sequence[FacetCount]


def entities_named(index: Index, name: str) -> list[Named]:
    """Who bears this very name, in any spelling and language: the most frequently named first.

    Where nobody does, those whose names in articles end in it: `Solheim` is Ingrid Solheim.
    """
    for whole in (True, False):
        prefix = name_prefix(name, whole=whole)
        found = index.values(Query(), "named", prefix=prefix, size=_MOST_BEARERS)
        if bearers := [named for value, _ in found if (named := Named.read(value)) is not None]:
            return bearers
    return []


def find_entities(index: Index, among: Query, *, name: str = "", type: str = "", size: int = 20) -> list[Found]:
    """The entities of a type (default: any) with a name or the end of one that begins with `name`, most frequent first.

    Those that are called exactly so come before all others. Without `name`, the most frequent of all. Counts are of the
    articles of `among`.
    """
    if not name_key(name):
        return [] if name.strip() else _commonest(index, among, type, size)
    asked = name_key(name)
    found = index.values(among, "named", prefix=asked, size=_LOOKED_AT)
    bearers: dict[str, Named] = {}
    exactly: set[str] = set()
    for value, _ in found:
        named = Named.read(value)
        if named is None or type not in ("", named.type):
            continue
        best = bearers.setdefault(named.id, named)
        if named.whole and named.name == asked:
            exactly.add(named.id)
        if named.whole and not best.whole:
            bearers[named.id] = named
    counts = index.tally(among).table(Values("entity", tuple(bearers)))
    listed = [
        Found(id, named.type, named.label, counts[id,], named.name) for id, named in bearers.items() if counts[id,]
    ]
    return sorted(listed, key=lambda one: (one.id not in exactly, -one.count, one.id))[:size]


def _commonest(index: Index, among: Query, type: str, size: int) -> list[Found]:
    """The most frequent entities; an entity that is not called alike everywhere has its commonest name."""
    listed: dict[str, Found] = {}
    for value, count in index.values(among, "typed", prefix=f"{type}{SEPARATOR}" if type else "", size=2 * size + 20):
        kind, _, rest = value.partition(SEPARATOR)
        id, _, label = rest.partition(SEPARATOR)
        known = listed.get(id)
        listed[id] = Found(id, kind, label, count, None) if known is None else replace(known, count=known.count + count)
    return sorted(listed.values(), key=lambda one: (-one.count, one.id))[:size]


def profile(index: Index, id: str, *, days: int) -> Profile | None:
    """All about the entity with this id, per day over its last `days` days; None where no article names it."""
    tally = index.tally(Query(filters={"entity": (id,)}))
    newest = tally.newest("entity", [id]).get(id)
    entity = None if newest is None else next((one for one in newest.entities if one.id == id), None)
    if newest is None or entity is None:
        return None
    extent = tally.extent("published_at")
    first, last = (None, None) if extent is None else map(_moment, extent)
    return Profile(
        entity=entity,
        place=_place(newest, id),
        count=tally.total().value,
        aliases=[
            (value.partition(SEPARATOR)[2], count)
            for value, count in index.values(Query(), "spelled", prefix=f"{id}{SEPARATOR}", size=50)
        ],
        first_seen=first,
        last_seen=last,
        days=[] if first is None or last is None else _per_day(tally, first, last, days),
        places=_listed(tally, "place", without=id),
        stories=_listed(tally, "story"),
    )


def _place(article: Article, id: str) -> Place | None:
    return next((place for place in article.places if place.entity_id == id), None)


def _listed(tally: Tally, facet: str, *, without: str = "") -> list[FacetCount]:
    commonest = [(value, count) for value, count in tally.commonest(facet, _MOST_LISTED + 1) if value != without]
    return tally.labelled(facet, commonest[:_MOST_LISTED])


def _per_day(tally: Tally, first: datetime, last: datetime, days: int) -> list[tuple[datetime, int]]:
    end = last.replace(hour=0, minute=0, second=0, microsecond=0)
    begin = max(first.replace(hour=0, minute=0, second=0, microsecond=0), end - timedelta(days=days - 1))
    starts = [begin + timedelta(days=n) for n in range((end - begin).days + 1)]
    bounds = tuple(milliseconds(day) for day in (*starts, end + timedelta(days=1)))
    counts: Mapping[tuple[str | int, ...], int] = tally.table(Ranges("published_at", bounds))
    return [(day, counts.get((n,), 0)) for n, day in enumerate(starts)]


def _moment(at: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
