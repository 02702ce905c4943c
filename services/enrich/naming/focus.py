"""Where an article is at home: the point about which its places gather, for what no list knows."""

from __future__ import annotations

from collections.abc import Sequence
from math import cos, hypot, inf, radians

from services.enrich.knowledge.gazetteer import PlaceRecord

__all__ = ["focus", "kilometres"]

_AROUND_KM = 150.0
_SHARE = 0.5
_MOST = 60  # more places than that do not gather anywhere
_LOCAL = {"city": 1.0, "county": 1.0, "region": 0.5}


def kilometres(one: PlaceRecord, other: PlaceRecord) -> float:
    """Distance on a flat map: good enough to say what is near; infinite where a position is not known."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return inf
    across = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return 111.2 * hypot(one.lat - other.lat, across)


def focus(places: Sequence[tuple[PlaceRecord, float]]) -> PlaceRecord | None:
    """The one of `places` (each with its weight) that has at least half of the weight within 150 km; else none.

    Only cities, counties and regions count.
    """
    local = [(place, weight * _LOCAL[place.kind]) for place, weight in places if place.kind in _LOCAL][:_MOST]
    total = sum(weight for _, weight in local)
    best, most = None, 0.0
    for place, own in local:
        near = sum(weight for other, weight in local if kilometres(place, other) <= _AROUND_KM)
        if near >= _SHARE * total and near + own / 100 > most:
            best, most = place, near + own / 100
    return best
