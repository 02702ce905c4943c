"""Say where an article's places lie, and which of them is where the story happens."""

from __future__ import annotations

import re
from collections import defaultdict

from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.words import words
from services.shared.article import Article, Location, Place

__all__ = ["locate_places"]

_BEFORE = re.compile(r"([^\W\d_]+)\s+(?:the\s+|its\s+)?$")
_AFTER = re.compile(r"\s+([^\W\d_]+)")
_DATELINE = re.compile(r"[^a-z\n(]{0,40}\(?[^()\n]{0,20}[)]?\s*[–—-]+\s")
_SPECIFIC = {"city": 1.3, "county": 1.3, "region": 1.3, "country": 0.7, "other": 0.5, "water": 0.8, "continent": 0.2}


def locate_places(article: Article) -> Article:
    """Give the article its `places`: each entity that is a place, as resolved, with country and point where known.

    `primary` is the place with the most weight: a mention counts more in the headline, in a dateline and where
    something is said to be in it ("in Kursk", "Kursk region"), and a city or region counts more than its country.
    """
    weights = _weights(article)
    places = []
    for entity in article.entities:
        if entity.type != "place":
            continue
        record = gazetteer().by_id(entity.id)
        if record is None:
            places.append(Place(entity_id=entity.id, name=entity.name, kind="other", count=entity.count))
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
            )
        )
    located = [place for place in places if place.location is not None]
    if located:
        primary = max(located, key=lambda place: weights[place.entity_id])
        places = [place.model_copy(update={"primary": place is primary}) for place in places]
    return article.model_copy(update={"places": tuple(places)})


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
