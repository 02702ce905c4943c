"""What the enrichment knows beforehand."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from services.enrich import knowledge
from services.enrich.knowledge import names_of
from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.known import known_by_id, known_by_name
from services.enrich.knowledge.words import demonyms, us_states, words

DATA = Path(knowledge.__file__).with_name("data")


@pytest.mark.parametrize(
    ("entity_id", "names"),
    [
        ("gn:703448", {"Kyiv", "Kiev", "Київ", "Киев"}),
        ("gn:706483", {"Kharkiv", "Kharkov", "Харків", "Харьков"}),
        ("gn:690791", {"Ukraine", "Украина", "Україна"}),
        ("gn:538555", {"Kursk", "Kursk Oblast", "Курская область"}),
        ("wd:Q7184", {"NATO", "НАТО", "North Atlantic Treaty Organization"}),
        ("wd:Q3874799", {"Volodymyr Zelensky", "Volodymyr Zelenskyy", "Зеленський"}),
        ("place:black-sea", {"Black Sea", "Чорне море"}),
    ],
)
def test_an_entity_is_known_by_all_its_names(entity_id: str, names: set[str]) -> None:
    assert names <= set(names_of(entity_id))


@pytest.mark.parametrize("entity_id", ["gn:1", "gn:99999999999", "gn:x", "person:jane-doe", "", "wd:Q0"])
def test_an_entity_that_nobody_knows_has_no_names(entity_id: str) -> None:
    assert names_of(entity_id) == ()


def test_names_are_compared_without_case_accents_and_hyphens() -> None:
    assert fold("São  Paulo") == fold("SAO PAULO") == "sao paulo"
    assert fold("Zelens’kyy") == "zelenskyy"
    assert fold("Guinea-Bissau") == "guinea bissau"
    assert fold("U.S.") == "us"


def test_a_place_is_found_by_any_of_its_names() -> None:
    found = gazetteer().find(["Kiev", "Харків", "Nowhere At All", "", "x" * 500])
    assert {name: records[0].entity_id for name, records in found.items()} == {
        "Kiev": "gn:703448",
        "Харків": "gn:706483",
    }


def test_a_place_is_found_again_by_its_id() -> None:
    place = gazetteer().by_id("gn:703448")
    assert place is not None
    assert (place.name, place.country, place.capital, place.kind) == ("Kyiv", "UA", True, "city")
    assert gazetteer().by_id("gn:2") is None


def test_every_country_has_a_position() -> None:
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
            found = [r for r in gazetteer().find([row["iso"]]).get(row["iso"], ()) if r.kind == "country"]
            assert all(place.lat is not None for place in found)
            assert abs(float(row["lat"])) <= 90
            assert abs(float(row["lon"])) <= 180


@pytest.mark.parametrize(
    "name", ["areas", "cities", "countries", "organizations", "people", "regions", "us_states", "words"]
)
def test_every_line_of_a_list_has_all_its_columns(name: str) -> None:
    lines = (DATA / f"{name}.csv").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.count("|") != lines[0].count("|")] == []


def test_a_known_entity_has_one_line() -> None:
    ids = [known.entity_id for known in known_by_id().values()]
    for file in ("people", "organizations"):
        names = [line.split("|")[0] for line in (DATA / f"{file}.csv").read_text(encoding="utf-8").splitlines()[1:]]
        assert sorted(set(names)) == sorted(names)
    assert len(ids) == len(set(ids))


def test_no_two_known_people_share_a_full_name() -> None:
    for known in known_by_id().values():
        for name in known.names:
            if known.type == "person" and " " in name:
                assert known_by_name()[fold(name)].entity_id == known.entity_id, name


def test_lists_of_words_are_there() -> None:
    assert demonyms()["ukrainian"] == "UA"
    assert us_states()["Ill"] == us_states()["IL"] == "Illinois"
    assert "minister" in words("title")
    with pytest.raises(KeyError):
        words("no such kind")
