"""Where a publisher is at home: by a list of well-known papers, by its domain's ending, by a town in its domain."""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import PlaceRecord, gazetteer

__all__ = ["Home", "home_of"]

_DATA = Path(__file__).with_name("data") / "publishers.csv"
# endings of two letters that say nothing about a country; the United Kingdom's is not its ISO code
_NOWHERE = {"eu", "tv", "io", "co", "me", "fm", "ai", "cc", "ws"}
_AMERICAN = {"gov", "edu", "mil"}
_ENGLISH = {"US", "GB", "CA", "AU", "IE", "NZ"}
# what papers put before or after the town they are named after
_BEFORE = ("thisis", "the", "my", "daily", "online", "news", "visit")
_AFTER = re.compile(
    r"^(?:daily|evening|online|weekly|local|sunday|morning|free|city|county|area)*-?"
    r"(?:news(?:paper|papers|online|now|leader|herald|today)?|times\w*|post|herald\w*|register|review|tribune|gazette|journal|"
    r"beacon|star\w*|sun|chronicle|today|online|citizen|press|standard|observer|mercury|sentinel\w*|leader|record\w*|mail|"
    r"echo|examiner|courier\w*|dispatch|enquirer|inquirer|globe|independent|live|extra|banner|advocate|argus|advertiser|"
    r"bulletin|democrat|republic|republican|reporter|telegraph|telegram|union|voice|world|guardian|monitor|messenger|"
    r"eagle|pilot|patriot|progress|patch|eye|weekly|daily)?$"
)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a publisher is at home: its country, and the towns it may be named after or is known to sit in.

    `known` says that the one town is on the list, not guessed from the domain.
    """

    country: str | None
    towns: tuple[PlaceRecord, ...] = ()
    known: bool = False


@functools.lru_cache(maxsize=5000)
def home_of(domain: str) -> Home:
    """The home of the publisher with this domain (`www.` or another host's name before it does no harm)."""
    host = domain.lower().removeprefix("www.")
    labels = host.split(".")
    for n in range(len(labels) - 1):
        if row := _listed().get(".".join(labels[n:])):
            return _of_row(row)
    country = _country(labels[-1])
    wanted = {country} if country else _ENGLISH
    for label in labels[:-1]:
        for town in _towns_in(label):
            cities = gazetteer().find([town]).get(town, ())
            if found := tuple(p for p in cities if p.kind == "city" and p.is_main and p.country in wanted):
                return Home(country, found)
    return Home(country)


def _of_row(row: dict[str, str]) -> Home:
    cities = gazetteer().find([row["home"]]).get(row["home"], ())
    regions = {
        place.index for place in gazetteer().find([row["region"]]).get(row["region"], ()) if place.kind == "region"
    }
    found = [place for place in cities if place.kind == "city" and place.country == row["country"]]
    there = [place for place in found if not regions or place.region in regions]
    return Home(row["country"], tuple(there[:1]), known=bool(there))


def _country(ending: str) -> str | None:
    if ending in _AMERICAN:
        return "US"
    if len(ending) != 2 or ending in _NOWHERE:
        return None
    return "GB" if ending == "uk" else ending.upper()


def _towns_in(label: str) -> Iterator[str]:
    """What may be a town in one label of a domain, the longest first: `athensreview` → `athens`."""
    plain = fold(label).replace(" ", "")
    starts = [0, *(len(word) for word in _BEFORE if plain.startswith(word) and len(plain) > len(word) + 3)]
    for start in starts:
        for end in range(len(plain), start + 4, -1):
            if _AFTER.match(plain[end:]):
                yield plain[start:end]


@functools.cache
def _listed() -> dict[str, dict[str, str]]:
    with _DATA.open(encoding="utf-8", newline="") as lines:
        return {row["domain"]: row for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE)}
