"""The main job over real processes, on both engines: push articles, find them by who, what, when and where."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Client, wait_until

SEEDS = Path(__file__).parents[2] / "seeds" / "articles.ndjson"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def seeds(client: Client) -> list[Json]:
    """The seed articles, pushed and read back."""
    receipts = client.push_all([json.loads(line) for line in SEEDS.read_text().splitlines()])
    assert {receipt["status"] for receipt in receipts} == {"accepted"}
    return client.searchable([receipt["id"] for receipt in receipts])


@pytest.fixture(scope="module")
def kursk(seeds: list[Json]) -> Json:
    return seeds[0]


def found(client: Client, **parameters: Any) -> list[str]:
    return [hit["article"]["id"] for hit in client.search(size=100, **parameters)["hits"]]


def names(article: Json, kind: str) -> set[str]:
    return {entity["name"] for entity in article["entities"] if entity["type"] == kind}


def test_the_seed_names_the_people_and_joins_the_bare_surname(kursk: Json) -> None:
    assert names(kursk, "person") == {"Jens Stoltenberg", "Volodymyr Zelensky"}
    (stoltenberg,) = (entity for entity in kursk["entities"] if entity["name"] == "Jens Stoltenberg")
    assert "Stoltenberg" in stoltenberg["aliases"]
    assert stoltenberg["count"] >= 4


def test_the_seed_names_the_organizations(kursk: Json) -> None:
    assert names(kursk, "organization") == {"NATO", "NATO-Ukraine Council"}


def test_the_seed_names_the_places_with_countries_and_coordinates(kursk: Json) -> None:
    places = {place["name"]: place for place in kursk["places"]}
    expected = {
        "Ukraine": ("UA", 49, 32),
        "Russia": ("RU", 60, 100),
        "Kursk": ("RU", 51.7, 36.2),
        "Kyiv": ("UA", 50.45, 30.52),
        "Moscow": ("RU", 55.75, 37.62),
        "Kharkiv": ("UA", 49.98, 36.25),
    }
    assert places.keys() == expected.keys() == names(kursk, "place")
    for name, (country, lat, lon) in expected.items():
        assert places[name]["country"] == country
        tolerance = 8 if name in ("Ukraine", "Russia") else 1  # the middle of a country is a matter of taste
        assert places[name]["location"]["lat"] == pytest.approx(lat, abs=tolerance)
        assert places[name]["location"]["lon"] == pytest.approx(lon, abs=tolerance)


def test_the_seed_tells_who_said_what(kursk: Json) -> None:
    said = {quote["text"]: quote["speaker"] for quote in kursk["quotes"]}
    assert (said["does not stop at the border"]["text"], said["does not stop at the border"]["name"]) == (
        "He",
        "Jens Stoltenberg",
    )
    assert said["major provocation"]["name"] == "Russia"


def test_an_article_says_why_its_entities_and_quotations_were_decided_so(client: Client, kursk: Json) -> None:
    explained = client.api.get(f"/v1/articles/{kursk['id']}", params={"explain": "true"}).json()
    explanation = explained.pop("explanation")
    assert explained == kursk
    assert [one["id"] for one in explanation["entities"]] == [entity["id"] for entity in kursk["entities"]]
    stoltenberg = next(one for one in explanation["entities"] if one["name"] == "Jens Stoltenberg")
    assert "The curated lists have this name." in stoltenberg["why"]
    assert len(stoltenberg["mentions"]) == next(e["count"] for e in kursk["entities"] if e["id"] == stoltenberg["id"])
    assert all(one["text"] in one["context"] for one in stoltenberg["mentions"])
    border = next(one for one in explanation["quotes"] if one["text"] == "does not stop at the border")
    assert "The cue is “stated”." in border["why"]
    assert "“He” is Jens Stoltenberg." in border["why"]
    assert (border["speaker"]["method"], explanation["steps"]["find_quotes"]) == ("pronoun", "1")


@pytest.mark.parametrize(("query", "at_fault"), [("explain=maybe", "explain"), ("explian=true", "explian")])
def test_a_wrong_parameter_of_an_article_is_named(client: Client, kursk: Json, query: str, at_fault: str) -> None:
    answer = client.api.get(f"/v1/articles/{kursk['id']}?{query}")
    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (422, [at_fault])


def test_the_seed_tells_when(kursk: Json) -> None:
    values = {date["text"]: date["value"] for date in kursk["dates"]}
    assert values["August 6"] == "2024-08-06"
    assert values["early August"] == "2024-08"


def test_every_offset_points_at_its_text(seeds: list[Json]) -> None:
    for article in seeds:
        parts = [*article["mentions"], *article["quotes"], *article["dates"]]
        parts += [{**quote["speaker"], "field": quote["field"]} for quote in article["quotes"] if quote["speaker"]]
        for part in parts:
            assert article[part["field"]][part["start"] : part["end"]] == part["text"]


@pytest.mark.parametrize(
    "query",
    [
        {"person": "Jens Stoltenberg"},
        {"person": "Volodymyr Zelensky"},
        {"organization": "NATO"},
        {"organization": "nato-ukraine council"},
        {"place": "Kursk"},
        {"place": "Kiev"},
        {"place": "Харків"},
        {"speaker": "Jens Stoltenberg"},
        {"speaker": "Russia"},
        {"country": "UA", "person": "Stoltenberg"},
        {"q": "Kiev Stoltenberg"},
        {"q": "Харків"},
        {"q": '"does not stop at the border"'},
        {"q": "provocations"},
        {"q": "headline:gains AND NOT weather"},
        {"published_after": "2024-08-31", "published_before": "2024-09-01", "q": "offensive"},
    ],
    ids=str,
)
def test_the_seed_is_found_by(client: Client, kursk: Json, query: Json) -> None:
    assert kursk["id"] in found(client, **query)


def test_a_search_for_what_is_not_there_finds_nothing(client: Client, seeds: list[Json]) -> None:  # noqa: ARG001
    assert found(client, q="stoltenberg AND xylophone") == []


def test_copies_are_collapsed_and_counted_once(client: Client, seeds: list[Json]) -> None:
    groups = {article["duplicate"]["group_id"] for article in seeds}
    assert len(groups) < len(seeds)
    wait_until(
        lambda: client.search(collapse="duplicates")["total"]["value"] == len(groups), what="the count of groups"
    )
    assert client.search()["total"]["value"] == len(seeds)
    collapsed = {
        hit["article"]["duplicate"]["group_id"] for hit in client.search(collapse="duplicates", size=100)["hits"]
    }
    assert collapsed == groups


def test_facets_count_what_was_found(client: Client, seeds: list[Json]) -> None:
    facets = client.search(facets="language,country")["facets"]
    languages = {bucket["value"]: bucket["count"] for bucket in facets["language"]}
    expected: dict[str, int] = {}
    for article in seeds:
        code = article["language"]["code"]
        expected[code] = expected.get(code, 0) + 1
    assert languages == expected
    assert any(bucket["value"] == "UA" for bucket in facets["country"])
