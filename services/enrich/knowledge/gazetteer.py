"""The gazetteer: which places bear a name, and what is known of each.

It is a set of flat arrays (`data/places.npz.xz`, built by `build.py`) with names looked up by binary search: 390,000
names of 205,000 places cost some 40 MB, load in well under a second, and stay shared between forked workers, because
nothing in them is counted by reference.
"""

from __future__ import annotations

import functools
import io
import lzma
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.enrich.knowledge.folding import fold

__all__ = ["KEY_BYTES", "KINDS", "NOWHERE", "Gazetteer", "PlaceRecord", "gazetteer"]

KINDS = ("city", "county", "region", "country", "continent", "water", "other")
KEY_BYTES = 40
NOWHERE = 999_999
"""The coordinate, in thousandths of a degree, of what has none."""


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """A place: `index` is its row, `geonames_id` null for our own places, `region` the row of its first-level region.

    `is_main` says whether the name that was looked up is its main name.
    """

    index: int
    entity_id: str
    geonames_id: int | None
    name: str
    kind: str
    country: str | None
    region: int | None
    lat: float | None
    lon: float | None
    population: int
    capital: bool
    is_main: bool = True


class Gazetteer:
    """Places by name and by id."""

    def __init__(self, path: Path) -> None:
        with np.load(io.BytesIO(lzma.decompress(path.read_bytes()))) as arrays:
            self._ids = arrays["ids"]
            self._kinds = arrays["kinds"]
            self._capitals = arrays["capitals"]
            self._countries = arrays["countries"]
            self._regions = arrays["regions"]
            self._positions = arrays["positions"]
            self._populations = arrays["populations"]
            self._names = arrays["names"].tobytes()
            self._name_ends = np.cumsum(arrays["name_lengths"], dtype=np.int32)
            self._keys = arrays["keys"]
            self._key_ends = np.cumsum(arrays["key_counts"], dtype=np.int32)
            self._key_places = arrays["key_places"]
            self._key_is_main = arrays["key_is_main"]
        self._by_id = np.argsort(self._ids)
        self._sorted_ids = self._ids[self._by_id]
        rows = np.flatnonzero(self._kinds == KINDS.index("country"))[::-1]  # of two, the first
        self._row_of_country = {self._countries[row].decode(): int(row) for row in rows if self._countries[row]}
        self._own = {self.record(int(row)).entity_id: int(row) for row in np.flatnonzero(self._ids < 0)}

    def find(self, names: Iterable[str]) -> dict[str, tuple[PlaceRecord, ...]]:
        """Of `names`, those that some place bears, each with those places, the most populous first."""
        wanted = {name: key for name in names if 0 < len(key := fold(name).encode()) <= KEY_BYTES}
        if not wanted:
            return {}
        keys = np.array(list(wanted.values()), self._keys.dtype)
        rows = np.searchsorted(self._keys, keys)
        rows[rows == len(self._keys)] = 0
        hits = self._keys[rows] == keys
        return {name: self._at(int(row)) for name, row, hit in zip(wanted, rows, hits, strict=True) if hit}

    @functools.lru_cache(maxsize=20_000)  # noqa: B019 (there is one gazetteer a process)
    def _at(self, row: int) -> tuple[PlaceRecord, ...]:
        begin, end = int(self._key_ends[row - 1]) if row else 0, int(self._key_ends[row])
        return tuple(
            self.record(int(place), is_main=bool(main))
            for place, main in zip(self._key_places[begin:end], self._key_is_main[begin:end], strict=True)
        )

    def names_of(self, entity_id: str) -> tuple[str, ...]:
        """Every name of the place with this entity id, the main one first; none when there is no such place."""
        row = self._row_of(entity_id)
        return () if row is None else self._names_at(row)

    def _row_of(self, entity_id: str) -> int | None:
        if entity_id in self._own:
            return self._own[entity_id]
        if not entity_id.startswith("gn:") or not entity_id[3:].isdecimal():
            return None
        wanted = int(entity_id[3:])
        if wanted > np.iinfo(np.int32).max:
            return None
        at = int(np.searchsorted(self._sorted_ids, np.int32(wanted)))
        return int(self._by_id[at]) if at < len(self._ids) and self._sorted_ids[at] == wanted else None

    @functools.lru_cache(maxsize=5000)  # noqa: B019 (there is one gazetteer a process)
    def folded_names(self, region: int | None, country: str | None) -> frozenset[str]:
        """Every name, folded, of the region in this row and of the country with this ISO 3166-1 alpha-2 code."""
        names = set(self._names_at(region)) if region is not None else set()
        if country in self._row_of_country:
            names.update(self._names_at(self._row_of_country[country]))
        return frozenset(map(fold, names))

    def by_id(self, entity_id: str) -> PlaceRecord | None:
        """The place with this entity id."""
        row = self._row_of(entity_id)
        return None if row is None else self.record(row)

    def record(self, index: int, *, is_main: bool = True) -> PlaceRecord:
        """The place in row `index`."""
        number = int(self._ids[index])
        lat, lon = map(int, self._positions[index])
        country, region = self._countries[index].decode(), int(self._regions[index])
        return PlaceRecord(
            index=index,
            entity_id=f"gn:{number}" if number > 0 else f"place:{fold(self._names_at(index)[0]).replace(' ', '-')}",
            geonames_id=number if number > 0 else None,
            name=self._names_at(index)[0],
            kind=KINDS[self._kinds[index]],
            country=country or None,
            region=region if region >= 0 else None,
            lat=lat / 1000 if lat != NOWHERE else None,
            lon=lon / 1000 if lon != NOWHERE else None,
            population=int(self._populations[index]),
            capital=bool(self._capitals[index]),
            is_main=is_main,
        )

    def _names_at(self, index: int) -> tuple[str, ...]:
        begin = int(self._name_ends[index - 1]) if index else 0
        return tuple(self._names[begin : int(self._name_ends[index])].decode().split("\n"))


@functools.cache
def gazetteer() -> Gazetteer:
    """The gazetteer that ships, loaded once a process."""
    return Gazetteer(Path(__file__).with_name("data") / "places.npz.xz")
