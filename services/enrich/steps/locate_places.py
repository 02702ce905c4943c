"""Say where an article's places lie, and which of them is where the story happens."""

from __future__ import annotations

import re
from collections import defaultdict

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer
from services.enrich.knowledge.publishers import home_of
from services.enrich.knowledge.words import words
from services.enrich.naming.focus import focus
from services.shared.article import Article, Entity, Location, Place

__all__ = ["locate_places"]

_BEFORE = re.compile(r"([^\W\d_]+)\s+(?:the\s+|its\s+)?$")
_AFTER = re.compile(r"\s+([^\W\d_]+)")
_DATELINE = re.compile(r"[^a-z\n(]{0,40}\(?[^()\n]{0,20}[)]?\s*[–—-]+\s")
_SPECIFIC = {"city": 1.3, "county": 1.3, "region": 1.3, "country": 0.7, "other": 0.5, "water": 0.8, "continent": 0.2}


def locate_places(article: Article) -> Article:
    """Give the article its `places`: each entity that is a place, as resolved, with country and point where known.

    `primary` is the place with the most weight: a mention counts more in the headline, in a dateline and where
    something is said to be in it ("in Kursk", "Kursk region"), and a city or region counts more than its country.

    A place that no list knows (a street, a creek, a village) lies where the one is that it is named after (`Port of
    Savannah`, where the article names Savannah), else where the article's other places gather, or where a
    local paper is at home; it has no `geonames_id`, its `method` is `approximate`, and it is `primary` only where
    there is no other.
    """
    weights = _weights(article)
    named = [entity for entity in article.entities if entity.type == "place"]
    records = {entity.id: gazetteer().by_id(entity.id) for entity in named}
    listed = [record for record in records.values() if record is not None]
    around = _around(article, [(record, weights[key]) for key, record in records.items() if record is not None])
    places = []
    for entity in named:
        record = records[entity.id]
        if record is None:
            weights[entity.id] /= 1000
            places.append(_near(entity, _named_after(entity.name, listed) or around))
            continue
        weights[entity.id] *= _SPECIFIC[record.kind]
        places.append(
            Place.model_construct(
                entity_id=entity.id,
                name=entity.name,
                kind="region" if record.kind == "county" else record.kind,
                country=record.country,
                geonames_id=record.geonames_id,
                location=Location(lat=record.lat, lon=record.lon)
                if record.lat is not None and record.lon is not None
                else None,
                count=entity.count,
                primary=False,
                method="gazetteer",
            )
        )
    located = [place for place in places if place.location is not None]
    if located:
        primary = max(located, key=lambda place: weights[place.entity_id])
        places = [place.model_copy(update={"primary": place is primary}) for place in places]
    return article.model_copy(update={"places": tuple(places)})


def _around(article: Article, places: list[tuple[PlaceRecord, float]]) -> PlaceRecord | None:
    if (found := focus(places)) is not None:
        return found
    home = home_of(article.publisher.domain) if article.publisher.domain else None
    return home.towns[0] if home and home.known else None


def _named_after(name: str, listed: list[PlaceRecord]) -> PlaceRecord | None:
    """The town or region among the article's own places whose name stands whole in `name`; the longest such name."""
    folded = f" {fold(name)} "
    local = [place for place in listed if place.kind in ("city", "county", "region") and place.lat is not None]
    held = [place for place in local if f" {fold(place.name)} " in folded]
    return max(held, key=lambda place: (len(place.name), place.kind == "city"), default=None)


def _near(entity: Entity, around: PlaceRecord | None) -> Place:
    point = (
        Location(lat=around.lat, lon=around.lon)
        if around and around.lat is not None and around.lon is not None
        else None
    )
    return Place(
        entity_id=entity.id,
        name=entity.name,
        kind="other",
        country=around.country if around else None,
        location=point,
        count=entity.count,
        method="approximate" if point else "unknown",
    )


def _weights(article: Article) -> dict[str, float]:
    weights: dict[str, float] = defaultdict(float)
    for mention in article.mentions:
        if mention.type != "place" or mention.entity_id is None:
            continue
        text = article.text_of(mention.field)
        weight = 2.0 if mention.field == "headline" else 1.0
        before = _BEFORE.search(text[max(0, mention.start - 20) : mention.start])
        after = _AFTER.match(text, mention.end)
        if (before and before.group(1).lower() in words("place_before")) or (
            after and after.group(1).lower() in words("region_word")
        ):
            weight *= 2.0
        if mention.field == "body" and mention.start < 3 and _DATELINE.match(text, mention.end):
            weight += 3.0
        weights[mention.entity_id] += weight
    return weights
