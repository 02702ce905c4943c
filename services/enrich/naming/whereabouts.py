"""Which of the places that bear a name is meant: Paris in France or in Texas, Kursk the city or the region.

Each candidate has points: for its size, for standing under its main name, for what is written beside the name
(", Texas", "region"), for lying in a country or region that the article names or its publisher comes from, and for
being near to the article's other places. A first round judges each name alone, two more in the company of the others'
choices.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import exp, log10

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer
from services.enrich.knowledge.languages import SPOKEN_IN
from services.enrich.knowledge.publishers import Home, home_of
from services.enrich.knowledge.words import demonyms, us_states, words
from services.enrich.naming.focus import kilometres
from services.enrich.naming.inflection import nominatives
from services.shared.article import Article, Mention

__all__ = ["where_is"]

_BESIDE = re.compile(r"\s?[,(]\s?([A-Z][\w.]*(?:[ -][A-Z][\w.]*){0,2})")
_WORD_AFTER = re.compile(r"(?:\s?['’]s)?\s+([\w'’-]+)")
_TOWN_BEFORE = re.compile(r"([A-Z][\w.'’-]+(?: [A-Z][\w.'’-]+)*), $")
_WITH_OTHERS = re.compile(r"(?:(?:,|,? and) [A-Z]\w+(?: [A-Z]\w+)?)+ (counties|provinces|regions|states)\b")
_COUNTIES = {"*county", "*counties", "*parish"}
# what a candidate gains: for the country others lie in, the publisher's country, the region others lie in, being near
# to another, being the town that the publisher is named after or sits in, and lying not far from where it sits
_COUNTRY, _HOME, _REGION, _REGION_MOST, _NEAR, _NEAR_MOST, _NAMESAKE, _LOCAL = 3.0, 1.5, 2.5, 4.0, 1.5, 3.0, 5.0, 3.0
_LANGUAGE = 1.0  # what a place gains in a text in its own country's language, where few countries speak it
_OWN_PLACE = "@home"  # the key under which the publisher's town keeps the article's places company
_WIDE = 1.5  # a region over a town of the same name elsewhere
_DWARFED = 3.0  # what a town of a state's name loses
_ALIAS = 2.5  # what a place loses where the name is not its main one: Singapore is hardly ever `Garden City`
_SHARP = 1.0  # how far a name speaks for its likeliest place alone
_MOST_COMPANY = 100  # a list of a thousand towns says no more, and would take a million comparisons
_NEAR_KM = 250.0
_LOCAL_KM = 120.0


@dataclass(slots=True)
class _Name:
    """One name of a place within an article: its candidates with their points, and how often it stands there."""

    candidates: tuple[PlaceRecord, ...]
    points: list[float]
    count: int
    by_size: int
    by_neighbour: int

    def best(self) -> PlaceRecord:
        return self.candidates[_best(self.points)]

    def method(self) -> str:
        """What decided: there is `one` such place, its `size`, the words `beside` it, or the article's other places."""
        chosen = _best(self.points)
        if len(self.candidates) == 1:
            return "one"
        return "size" if chosen == self.by_size else "beside" if chosen == self.by_neighbour else "company"


def _best(points: Sequence[float]) -> int:
    return max(range(len(points)), key=points.__getitem__)


def where_is(article: Article, mentions: Sequence[Mention]) -> dict[str, tuple[PlaceRecord, str]]:
    """For each folded name among `mentions` (all of places) that the gazetteer knows: the likeliest place, and why.

    Why is one of `one`, `size`, `beside` and `company` (the article's other places, or the publisher's home).
    """
    by_name: dict[str, list[Mention]] = defaultdict(list)
    for mention in mentions:
        by_name[fold(mention.text)].append(mention)
    written = {key: us_states().get(group[0].text.rstrip("."), group[0].text) for key, group in by_name.items()}
    forms = {key: nominatives(name, article.language.code) for key, name in written.items()}
    found = gazetteer().find(form for some in forms.values() for form in some)
    names: dict[str, _Name] = {}
    for key, group in by_name.items():
        if key in words("generic"):
            continue
        candidates = next((found[form] for form in forms[key] if form in found), ()) or _region_called(written[key])
        if candidates:
            beside = _beside(article, group)
            if beside.keys() & _COUNTIES:
                candidates += gazetteer().find([f"{written[key]} County"]).get(f"{written[key]} County", ())
            if written[key] != group[0].text and (state := [p for p in candidates if p.kind == "region"]):
                candidates = tuple(state)  # nobody shortens the name of a town: `N.Y.`
            priors = _priors(candidates)
            points = [prior + _written_beside(place, beside) for prior, place in zip(priors, candidates, strict=True)]
            names[key] = _Name(candidates, points, len(group), _best(priors), _best(points))
    home = _home(article)
    if home.towns:
        names[_OWN_PLACE] = _Name(home.towns, _priors(home.towns), 1, 0, 0)
    _judge_together(names, article, home)
    return {key: (name.best(), name.method()) for key, name in names.items() if key != _OWN_PLACE}


def _region_called(name: str) -> tuple[PlaceRecord, ...]:
    """The regions meant by a name that says it is one, where no list has it so: `Antofagasta Region`."""
    rest, _, last = name.rpartition(" ")
    if not rest or last.lower() not in words("region_word"):
        return ()
    return tuple(place for place in gazetteer().find([rest]).get(rest, ()) if place.kind in ("region", "county"))


def _priors(candidates: Sequence[PlaceRecord]) -> list[float]:
    """What the names alone suggest: the logarithm of the population, and a place's standing."""
    points = [_prior(place) for place in candidates]
    if not any(place.capital and place.is_main for place in candidates):
        largest = max((place.population for place in candidates if place.kind == "city"), default=0)
        points = [
            own + (_WIDE if p.kind == "region" and p.population > largest / 4 else 0)
            for own, p in zip(points, candidates, strict=True)
        ]
    widest = max((place.population for place in candidates if place.kind == "region" and place.is_main), default=0)
    points = [  # California is hardly ever the one in Maryland
        own - (_DWARFED if place.kind == "city" and place.population < widest / 20 else 0)
        for own, place in zip(points, candidates, strict=True)
    ]
    for n, place in enumerate(candidates):  # a region yields to the city it has its name from: Kursk, New York
        seats = [
            m
            for m, other in enumerate(candidates)
            if other.region == place.index and (other.is_main or not place.is_main)
        ]
        seat = max(seats, key=points.__getitem__, default=None)
        if seat is not None and 12 * candidates[seat].population > place.population:
            points[n] = min(points[n], points[seat] - 0.5)
    return points


def _prior(place: PlaceRecord) -> float:
    points = log10(place.population + 10)
    if place.kind == "country":
        points += 2.5
    elif place.kind == "county":
        points -= 1.0
    elif place.kind in ("continent", "water", "other"):
        points = 8.5
    elif place.capital and place.is_main:
        points += 1.5
    return points if place.is_main else points - _ALIAS


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
        if (match := _TOWN_BEFORE.search(text, max(0, mention.start - 30), mention.start)) and match.group(1) not in (
            us_states()
        ):
            beside["<" + match.group(1)] += 1
        if match := _WITH_OTHERS.match(text, mention.end):
            beside["*" + match.group(1)] += 1
        if (match := _WORD_AFTER.match(text, mention.end)) and match.group(1).lower() in words("region_word"):
            beside["*" + match.group(1).lower()] += 1
    return beside


def _written_beside(place: PlaceRecord, beside: Counter[str]) -> float:
    points = 0.0
    around = (
        gazetteer().folded_names(place.region, place.country if place.kind != "country" else None) if beside else ()
    )
    for word, count in beside.items():
        if word.startswith("*"):
            regional = place.kind in ("county", "region")
            exact = (word in _COUNTIES) == (place.kind == "county")
            points += (3.0 if regional and exact else 1.5 if regional else 0.0) * min(count, 2)
        elif word.startswith("<"):
            if place.kind in ("region", "country") and any(_within(town, place) for town in _towns_called(word[1:])):
                points += 4.0
        elif word in around:
            points += 4.0
    return points


def _towns_called(name: str) -> tuple[PlaceRecord, ...]:
    return gazetteer().find([name]).get(name, ())


def _within(place: PlaceRecord, area: PlaceRecord) -> bool:
    if place.kind != "city":
        return False
    return place.region == area.index if area.kind == "region" else place.country == area.country


def _home(article: Article) -> Home:
    """Where the publisher is at home: its country as given, the rest by its domain."""
    home = home_of(article.publisher.domain) if article.publisher.domain else Home(None)
    return replace(home, country=article.publisher.country) if article.publisher.country else home


def _adjectives(article: Article) -> Counter[str]:
    """Countries that are named by their people: `Ukrainian` for Ukraine."""
    listed = demonyms()
    groups = (listed.get(fold(mention.text)) for mention in article.mentions if mention.type == "group")
    return Counter(country for country in groups if country)


def _judge_together(names: Mapping[str, _Name], article: Article, home: Home) -> None:
    company = _Company(names, article, home)
    base = {key: name.points for key, name in names.items()}
    for _ in range(2):
        company.look()
        for key, name in names.items():
            if len(name.candidates) > 1:
                name.points = [
                    points + company.points(key, place)
                    for points, place in zip(base[key], name.candidates, strict=True)
                ]


def _in_other_names(article: Article, listed: Container[str]) -> dict[str, tuple[PlaceRecord, ...]]:
    """Places that organizations and places which are not `listed` have their names from.

    `Illinois State Police`, `Otter Tail County Sheriff`, `Port of Savannah`.
    """
    parts: set[str] = set()
    for mention in article.mentions:
        if mention.type == "organization" or (mention.type == "place" and fold(mention.text) not in listed):
            tokens = mention.text.split(" ")
            parts.update(" ".join(tokens[:n]) for n in range(1, min(4, len(tokens))))
            if mention.type == "place":
                parts.add(mention.text.partition(" of ")[2])
    return gazetteer().find(parts - {""})


class _Company:
    """What an article's places say of one another: which countries and regions it is about, what lies near to what."""

    def __init__(self, names: Mapping[str, _Name], article: Article, home: Home) -> None:
        self._names = names
        self._home = home
        self._towns = {town.index for town in self._home.towns}
        self._groups = _adjectives(article)
        self._spoken_in = SPOKEN_IN.get(article.language.code, frozenset())
        self._regions: dict[str, dict[int, float]] = {}
        for key, name in names.items():
            self._regions[key] = _shares(name.candidates, name.points)
        for begun, candidates in _in_other_names(article, names).items():
            self._regions.setdefault(fold(begun), _shares(candidates, _priors(candidates)))
        self._near_to: dict[str, PlaceRecord] = {}
        self._countries: dict[str, float] = {}

    def look(self) -> None:
        """Take note of what each name means so far."""
        chosen = {key: name.best() for key, name in self._names.items()}
        self._countries = defaultdict(float, self._groups)
        for key, place in chosen.items():
            if place.country:
                self._countries[place.country] += self._weight(key, place)
        local = ((key, place) for key, place in chosen.items() if place.kind in ("city", "county", "region"))
        self._near_to = dict(islice(local, _MOST_COMPANY))

    def _weight(self, key: str, place: PlaceRecord) -> float:
        return min(self._names[key].count, 4) * (2.0 if place.kind in ("country", "region") else 1.0)

    def points(self, key: str, place: PlaceRecord) -> float:
        """What the other places add to `place` as the meaning of the name `key`."""
        points = 0.0
        if place.country:
            chosen = self._names[key].best()
            own = self._weight(key, chosen) if chosen.country == place.country else 0.0
            points += _COUNTRY * (self._countries[place.country] - own) / (sum(self._countries.values()) - own + 1)
            points += _HOME if place.country == self._home.country else 0.0
            points += _LANGUAGE if place.country in self._spoken_in else 0.0
        region = _region(place)
        if region is not None:
            shared = sum(share.get(region, 0.0) for other, share in self._regions.items() if other != key)
            points += min(_REGION_MOST, _REGION * shared)
        nearby = sum(
            1.0 if distance < _NEAR_KM / 2 else 0.5
            for other, near in self._near_to.items()
            if other != key and (distance := kilometres(place, near)) < _NEAR_KM
        )
        points += min(_NEAR_MOST, _NEAR * nearby)
        if place.index in self._towns:
            points += _NAMESAKE
        elif self._home.known and kilometres(place, self._home.towns[0]) < _LOCAL_KM:
            points += _LOCAL
        return points


def _shares(candidates: Sequence[PlaceRecord], points: Sequence[float]) -> dict[int, float]:
    """How much a name speaks for each first-level region: a share each, the more the likelier its place there."""
    shares: dict[int, float] = defaultdict(float)
    most = max(points)
    weights = [exp(_SHARP * (own - most)) for own in points]
    for place, weight in zip(candidates, weights, strict=True):
        region = _region(place)
        if region is not None:
            shares[region] += weight / sum(weights)
    return shares


def _region(place: PlaceRecord) -> int | None:
    return place.index if place.kind == "region" else place.region
