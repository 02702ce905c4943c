"""Where the places of an article lie, as one keyword each: written for the index, read for a map."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from services.shared.article import Article
from services.shared.search.analysis import LONGEST_KEY

__all__ = ["Located", "located"]

_SEPARATOR = "\x1f"


class Located(NamedTuple):
    """A place and its point in degrees; `country` and `geonames_id` are empty where they are not known."""

    entity_id: str
    lat: float
    lon: float
    kind: str
    country: str
    geonames_id: str
    name: str

    @classmethod
    def read(cls, value: str) -> Located:
        """What a value of the field `located` says."""
        id, lat, lon, kind, country, geonames_id, name = value.split(_SEPARATOR)
        return cls(id, float(lat), float(lon), kind, country, geonames_id, name)


def located(article: Article) -> Iterator[str]:
    """Every place of the article that has a point; a name too long for a keyword has none."""
    for place in article.places:
        if place.location is not None:
            value = _SEPARATOR.join((
                place.entity_id, f"{place.location.lat:.5f}", f"{place.location.lon:.5f}", place.kind,
                place.country or "", str(place.geonames_id or ""), place.name.replace(_SEPARATOR, " "),
            ))  # fmt: skip
            if len(value) <= LONGEST_KEY:
                yield value
