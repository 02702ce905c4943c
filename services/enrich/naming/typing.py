"""What kind of thing a name names: one decision for all its mentions in an article, from all the evidence there is.

Evidence is counted in points for each type: what the model said, what the lists know, the form of the name, the words
around it. The points were set by hand; the type with the most wins.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from math import log10

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord
from services.enrich.knowledge.known import Known
from services.enrich.knowledge.words import demonyms, given_names, words
from services.enrich.naming.boundaries import Span
from services.enrich.naming.text import Words

__all__ = ["decide_types", "place_weight"]

Points = defaultdict[str, float]
_PLACE_NOUN = re.compile(rf"\b(?:{'|'.join(sorted(words('place_noun')))})(?: of)? (?:the )?$", re.IGNORECASE)
_DIRECTION_OF = re.compile(
    r"\b(?:(?:north|south)(?:east|west)?|east|west|outside|miles?|kilometres|kilometers|km) of (?:the )?$"
)
_DATELINE = re.compile(r"(?:, [A-Z][\w.]+(?: [A-Z][\w.]+)?)?(?: \([^)\n]{2,20}\))? ?(?:[—–]|--| - )")
_OWN = 50.0  # what the user says of a name settles it
_BEFORE_AREA = 2.0  # what a name gains for standing before the region it may lie in
_AT_HOME = 0.8  # what a town or region gains where the article names its country: `Gyumri`, and Armenia
_LARGE = 5_000  # still smaller towns share too many names with people: Foley, Hart
_LISTED_WITH = {", ", " and ", ", and ", " or ", " , ", " , and ", " & "}


def place_weight(places: Iterable[PlaceRecord]) -> float:
    """How strongly a name alone suggests the places that bear it: 0 (none) to 4 (a country)."""
    best = 0.0
    for place in places:
        main = 1.0 if place.is_main or place.kind == "country" else 0.6
        if place.kind in ("country", "continent", "water", "other"):
            weight = 4.0 if place.kind != "country" or place.population > 0 else 3.5
        elif place.kind == "region":
            weight = 2.5
        elif place.capital:
            weight = 3.0
        else:
            weight = max(0.0, min(2.5, log10(place.population + 1) - 3.5))
        best = max(best, weight * main)
    return best


def decide_types(
    text: Words,
    spans: list[Span],
    known: Mapping[str, Known],
    places: Mapping[str, tuple[PlaceRecord, ...]],
) -> dict[str, tuple[str, float]]:
    """The type of each name among `spans`, and the points it leads by; keys are names as they stand in the text.

    `known` and `places` say what the lists hold for a name.
    """
    groups: dict[str, list[Span]] = defaultdict(list)
    for span in spans:
        groups[text.text[span.start : span.end]].append(span)
    points = {
        name: _own_points(name, text, group, known.get(name), places.get(name, ())) for name, group in groups.items()
    }
    _at_home(points, places)
    _share(points)
    _share_in_lists(points, text.text, spans)
    for left, right in pairwise(spans):  # `Clacton, Essex`
        area = places.get(text.text[right.start : right.end], ())
        if text.text[left.end : right.start] == ", " and any(
            p.is_main and p.kind in ("region", "county") for p in area
        ):
            points[text.text[left.start : left.end]]["place"] += _BEFORE_AREA / len(
                groups[text.text[left.start : left.end]]
            )
    decided = {}
    for name, own in points.items():
        ranked = sorted(own.items(), key=lambda item: -item[1])
        lead = ranked[0][1] - (ranked[1][1] if len(ranked) > 1 else 0.0)
        decided[name] = (ranked[0][0], lead)
    return decided


def _own_points(
    name: str, text: Words, spans: list[Span], known: Known | None, places: tuple[PlaceRecord, ...]
) -> Points:
    points: Points = defaultdict(float)
    said: Counter[str] = Counter(span.label for span in spans if span.method == "model")
    for label, count in said.items():
        points[label] += 1.6 * count / len(spans) + (0.4 if label in ("person", "place", "organization") else 0.2)
    tokens = name.split()
    if known is not None:
        sure = len(tokens) > 1 or name.isupper() or known.type == "person"
        points[known.type] += _OWN if known.own else 5.0 if sure else 2.5
    if places:
        points["place"] += place_weight(places)
    _form(tokens, points)
    for hint, weight in _surroundings(text, spans).items():
        points[hint] += 2.2 * weight / len(spans)
    return points


def _at_home(points: Mapping[str, Points], places: Mapping[str, tuple[PlaceRecord, ...]]) -> None:
    """Let the countries that are named speak for the regions and larger towns that may lie in them."""
    countries = {place.country for name in points for place in places.get(name, ()) if place.kind == "country"}
    for name, own in points.items():
        inside = [place for place in places.get(name, ()) if place.is_main and place.country in countries]
        if any(place.kind == "region" or (place.kind == "city" and place.population >= _LARGE) for place in inside):
            own["place"] += _AT_HOME


def _form(tokens: list[str], points: Points) -> None:
    last = tokens[-1].lower().rstrip(".")
    if len(tokens) > 1:
        if last in words("strong_org") or (tokens[0].lower() in words("org_of") and tokens[1].lower() in ("of", "for")):
            points["organization"] += 3.0
        elif last in ("district", "districts") and tokens[-2].lower() in words("service"):
            points["organization"] += 4.5
        elif last in words("org_head") or any(t in ("&",) for t in tokens):
            points["organization"] += 1.5
        if tokens[0] == "Team":
            points["organization"] += 2.0
        if last in words("place_head") or tokens[0] in ("Lake", "Mount", "Mt.", "Fort", "Port", "Cape", "Camp"):
            points["place"] += 2.2
        if last in words("org_head") or last in words("place_head") or tokens[0].lower() in words("place_head"):
            points["person"] -= 1.5
        first = fold(tokens[0])
        if first in given_names() and len(tokens) < 5 and last not in words("strong_org"):
            points["person"] += 1.6
        if len(tokens[0]) == 2 and tokens[0][1] == ".":
            points["person"] += 1.0
    elif len(tokens[0]) > 1 and tokens[0].isupper() and "." not in tokens[0]:
        points["organization"] += 0.8
    _other_kinds(tokens, points)


def _other_kinds(tokens: list[str], points: Points) -> None:
    last = tokens[-1].lower().rstrip(".")
    if (last in words("event_head") and len(tokens) > 1) or last in ("f1", "f2", "nascar"):
        points["event"] += 2.0
    if len(tokens) > 1 and tokens[0].lower() in words("event_first"):
        points["event"] += 3.0
    if last in words("law_head") and len(tokens) > 1:
        points["law"] += 2.0
    whole = fold(" ".join(tokens))
    if whole in demonyms() or whole in words("group"):
        points["group"] += 4.0


def _surroundings(text: Words, spans: list[Span]) -> dict[str, float]:
    hints: dict[str, float] = defaultdict(float)
    for span in spans:
        before, after = text.before(span.start), text.after(span.end)
        right = text.text[span.end : span.end + 16]
        hints["place"] += _as_place(text, span, before)
        if text.text[span.start : span.end].lower() in words("platform") and before in (
            "on",
            "via",
            "his",
            "her",
            "their",
            "a",
        ):
            hints["product"] += 3
        if after in words("region_word") or right.lstrip(" ").startswith(("(Reuters", "( Reuters", "(AP", "(CNN")):
            hints["place"] += 1
        if after in words("place_after") or _PLACE_NOUN.search(text.left(span.start)):
            hints["place"] += 1
        if after in words("person_after"):
            hints["person"] += 0.5
        if before in words("title"):
            hints["person"] += 1
        if after in words("person_after") and after not in ("said", "says"):
            hints["person"] += 1
        if after in words("org_after"):
            hints["organization"] += 1
        if text.text[max(0, span.start - 3) : span.start].strip() == "/" or right.lstrip().startswith(
            ("/ File", "/ Pool", "/File", "/Reuters", "/ Reuters")
        ):
            hints["person"] += 1
        if right[:2] == ", " and right[2:4].isdigit() and right[4:5] in (",", " "):
            hints["person"] += 1
    return hints


def _as_place(text: Words, span: Span, before: str) -> float:
    """How far the words before a name, and its standing at a report's beginning, speak for a place."""
    points = 1.0 if before in words("place_before") and before != "at" else 0.0
    last = text.text[span.start : span.end].rpartition(" ")[2].lower()
    if last in words("building") and before in words("place_before") | {"to", "from"}:
        points += 1.5
    if _DIRECTION_OF.search(text.left(span.start)):
        points += 1.0
    return points + (2.0 if _is_dateline(text, span) else 0.0)


def _is_dateline(text: Words, span: Span) -> bool:
    """Whether a report begins with the name, as with where it was filed: `EDMONTON, Ky. (AP) - A`."""
    if text.text[max(0, span.start - 2) : span.start].strip(" ") not in ("", "\n", ".", '"'):
        return False
    return _DATELINE.match(text.text, span.end) is not None and text.text[span.start : span.end].isupper()


def _share(points: dict[str, Points]) -> None:
    """Let long names speak for their short forms: `Jens Stoltenberg` for `Stoltenberg`."""
    people: dict[str, float] = {}
    companies: dict[str, float] = {}
    storms: set[str] = set()
    for name, own in points.items():
        tokens = name.split()
        if len(tokens) < 2:
            continue
        best = max(own, key=lambda kind: own[kind])
        if best == "person":
            for token in {tokens[-1], " ".join(tokens[1:]), tokens[0]}:
                share = 3.0 if token != tokens[0] else 1.5
                people[token] = max(people.get(token, 0.0), share)
        elif best == "event" and tokens[0].lower() in words("event_first"):
            storms.add(" ".join(tokens[1:]))
        elif best == "organization":
            companies[tokens[0]] = 1.0
            if tokens[-1].lower().rstrip(".") in words("strong_org") and len(tokens) > 2:
                companies[" ".join(tokens[:-1])] = 1.5
            elif tokens[-1].lower().rstrip(".") in words("strong_org"):
                companies[tokens[0]] = 1.8
    for name, own in points.items():
        share = people.get(name, 0.0)
        if " " not in name and not share and own["person"] < 3 and fold(name) not in given_names():
            own["person"] -= 1.0  # news hardly names anybody by the surname alone
            own["organization"] += 0.6 if own["place"] < 1.5 else 0.0
        own["person"] += share
        own["organization"] += companies.get(name, 0.0)
        own["event"] += 4.0 if name in storms else 0.0


def _share_in_lists(points: dict[str, Points], text: str, spans: list[Span]) -> None:
    """Let what is listed together be of one kind: `in Kisumu, Bondo and Wajir`."""
    gains: list[tuple[str, str]] = []
    for left, right in pairwise(spans):
        if text[left.end : right.start] not in _LISTED_WITH:
            continue
        names = text[left.start : left.end], text[right.start : right.end]
        for name, other in (names, names[::-1]):
            ranked = sorted(points[other].values(), reverse=True)
            if ranked and ranked[0] - (ranked[1] if len(ranked) > 1 else 0) > 1.5:
                gains.append((name, max(points[other], key=lambda kind: points[other][kind])))
    for (name, kind), count in Counter(gains).items():
        points[name][kind] += min(1.2, 0.8 * count)
