"""Which of the places that bear a name is meant: Paris in France or in Texas, Kursk the city or the region.

Each candidate has points: for its size, for standing under its main name, for what is written beside the name
(", Texas", "region"), for lying in a country or region that the article names or its publisher comes from, and for
being near to the article's other places. A first round judges each name alone, a second one in the company of the others' choices.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import cos, hypot, inf, log10, radians

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer
from services.enrich.knowledge.words import demonyms, us_states, words
from services.shared.article import Article, Mention

__all__ = ["where_is"]

_BESIDE = re.compile(r"\s?[,(]\s?([A-Z][\w.]*(?:[ -][A-Z][\w.]*){0,2})")
_WORD_AFTER = re.compile(r"(?:\s?['’]s)?\s+([\w'’-]+)")
_COUNTRY_OF_DOMAIN = {
    "uk": "GB",
    "com": "",
    "org": "",
    "net": "",
    "eu": "",
    "info": "",
    "tv": "",
    "io": "",
    "co": "",
    "me": "",
}
_NEAR_KM = 250.0


@dataclass(slots=True)
class _Name:
    """One name of a place within an article: its candidates with their points, and how often it stands there."""

    candidates: tuple[PlaceRecord, ...]
    points: list[float]
    count: int

    def best(self) -> PlaceRecord:
        return self.candidates[max(range(len(self.points)), key=self.points.__getitem__)]


def where_is(article: Article, mentions: Sequence[Mention]) -> dict[str, PlaceRecord]:
    """For each folded name among `mentions` (all of places) that the gazetteer knows, the likeliest place."""
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[fold(mention.text)].append(mention)
    written = {key: us_states().get(group[0].text.rstrip("."), group[0].text) for key, group in by_name.items()}
    found = gazetteer().find(written.values())
    names: dict[str, _Name] = {}
    for key, group in by_name.items():
        if candidates := found.get(written[key]):
            beside = _beside(article, group)
            points = [_prior(place) + _written_beside(place, beside) for place in candidates]
            names[key] = _Name(candidates, points, len(group))
    _judge_together(names, _home(article), _adjectives(article))
    return {key: name.best() for key, name in names.items()}


def _prior(place: PlaceRecord) -> float:
    points = log10(place.population + 10)
    if place.kind == "country":
        points += 2.5
    elif place.kind == "region":
        points -= 1.2
    elif place.kind == "county":
        points -= 2.5
    elif place.kind in ("continent", "water", "other"):
        points = 8.5
    elif place.capital:
        points += 1.5
    return points if place.is_main or place.kind == "country" else points - 1.2


def _beside(article: Article, group: list[Mention]) -> Counter[str]:
    """What stands beside the mentions of a name: folded names after a comma, and `region` or `city` for such a word."""
    beside: Counter[str] = Counter()
    for mention in group:
        text = article.text_of(mention.field)
        if match := _BESIDE.match(text, mention.end):
            parts = match.group(1).rstrip(".").split(" ")
            options = (" ".join(parts[:n]) for n in range(len(parts), 0, -1))
            state = next(
                (us_states()[option.rstrip(".")] for option in options if option.rstrip(".") in us_states()), ""
            )
            beside[fold(state or match.group(1))] += 1
        if (match := _WORD_AFTER.match(text, mention.end)) and match.group(1).lower() in words("region_word"):
            beside["*" + match.group(1).lower()] += 1
    return beside


def _written_beside(place: PlaceRecord, beside: Counter[str]) -> float:
    points = 0.0
    for word, count in beside.items():
        if word.startswith("*"):
            regional = place.kind in ("county", "region")
            exact = (word == "*county") == (place.kind == "county")
            points += (3.0 if regional and exact else 1.5 if regional else 0.0) * min(count, 2)
        elif any(word == fold(name) for name in _lies_in(place)):
            points += 4.0
    return points


def _lies_in(place: PlaceRecord) -> tuple[str, ...]:
    names: tuple[str, ...] = ()
    if place.region is not None:
        names += gazetteer().names_of(gazetteer().record(place.region).entity_id)
    if place.country and place.kind != "country":
        names += gazetteer().names_of_country(place.country)
    return names


def _home(article: Article) -> str | None:
    """The publisher's country: as given, or by its domain's ending."""
    if article.publisher.country:
        return article.publisher.country
    ending = (article.publisher.domain or "").rpartition(".")[2].lower()
    if len(ending) != 2:
        return "US" if ending in ("gov", "edu", "mil") else None
    return _COUNTRY_OF_DOMAIN.get(ending, ending.upper()) or None


def _adjectives(article: Article) -> Counter[str]:
    """Countries that are named by their people: `Ukrainian` for Ukraine."""
    listed = demonyms()
    groups = (listed.get(fold(mention.text)) for mention in article.mentions if mention.type == "group")
    return Counter(country for country in groups if country)


def _judge_together(names: Mapping[str, _Name], home: str | None, adjectives: Counter[str]) -> None:
    for _ in range(2):
        chosen = {key: name.best() for key, name in names.items()}
        countries: Counter[str] = Counter(adjectives)
        regions: Counter[int] = Counter()
        for key, place in chosen.items():
            weight = min(names[key].count, 4) * (2 if place.kind in ("country", "region") else 1)
            if place.country:
                countries[place.country] += weight
            region = place.index if place.kind == "region" else place.region
            if region is not None:
                regions[region] += weight
        total = sum(countries.values()) + 1
        for key, name in names.items():
            if len(name.candidates) < 2:
                continue
            others = [
                place for other, place in chosen.items() if other != key and place.kind in ("city", "county", "region")
            ]
            base = name.points
            name.points = [
                base[n] + _company(place, chosen[key], name, countries, regions, total, others, home)
                for n, place in enumerate(name.candidates)
            ]


def _company(
    place: PlaceRecord,
    chosen: PlaceRecord,
    name: _Name,
    countries: Counter[str],
    regions: Counter[int],
    total: int,
    others: list[PlaceRecord],
    home: str | None,
) -> float:
    points, own = 0.0, min(name.count, 4) * (2 if chosen.kind in ("country", "region") else 1)
    if place.country:
        support = countries[place.country] - (own if place.country == chosen.country else 0)
        points += 1.2 * support / total
        points += 0.5 if place.country == home else 0.0
    region = place.index if place.kind == "region" else place.region
    if region is not None:
        support = regions[region] - (own if region in (chosen.region, chosen.index) else 0)
        points += min(1.2, 0.4 * support)
    if any(_kilometres(place, other) < _NEAR_KM for other in others):
        points += 0.6
    return points


def _kilometres(one: PlaceRecord, other: PlaceRecord) -> float:
    """Distance on a flat map: good enough to say what is near; infinite where a position is not known."""
    if one.lat is None or one.lon is None or other.lat is None or other.lon is None:
        return inf
    across = (one.lon - other.lon) * cos(radians((one.lat + other.lat) / 2))
    return 111.2 * hypot(one.lat - other.lat, across)
