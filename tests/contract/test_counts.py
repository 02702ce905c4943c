"""What is counted over time, by value and by place: on both engines what a plain look through all articles counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.api.routes.compare import Comparison
from services.api.routes.facets import Facets
from services.api.routes.places import Places
from services.api.routes.timeline import Timeline
from services.local import free_port
from tests.contract.conftest import ENGINES, engine_settings
from tests.contract.counted import FILTERS, HOURS, Api, count, ids, matching, ranked, serving
from tests.contract.crowd import TOWNS, crowd


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The search service over the crowd."""
    settings = engine_settings(request.param, tmp_path_factory.mktemp("crowd"), request)
    yield from serving(settings.model_copy(update={"api_port": free_port()}), (told.article for told in crowd()))


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin"])
@pytest.mark.parametrize("interval", ["auto", "hour", "day", "week", "month", "quarter", "year"])
def test_a_timeline_counts_what_was_published_in_each_bucket(api: Api, interval: str, zone: str) -> None:
    for asked in FILTERS if interval != "hour" else HOURS:
        said = api.get("/v1/timeline", {**asked, "interval": interval, "tz": zone, "split": "language"}, Timeline)
        found = matching(asked, ZoneInfo(zone))
        assert said["total"] == {"value": count(found, asked), "relation": "eq"}
        assert all(one["end"] == other["start"] for one, other in pairwise(said["buckets"]))
        dated = [told for told in found if told.article.published_at is not None]
        values = [value["value"] for value in said["split"]["values"]]
        assert set(values) == {told.article.language.code for told in found}
        for bucket in said["buckets"]:
            begin, end = datetime.fromisoformat(bucket["start"]), datetime.fromisoformat(bucket["end"])
            inside = [t for t in dated if t.article.published_at and begin <= t.article.published_at < end]
            assert bucket["count"] == count(inside, asked)
            for value in values:
                having = [told for told in inside if told.article.language.code == value]
                assert bucket["split"][value] == count(having, asked)
        if "collapse" not in asked:
            assert sum(bucket["count"] for bucket in said["buckets"]) == len(dated)


def test_days_are_those_of_the_zone(api: Api) -> None:
    asked = {
        "interval": "day",
        "tz": "Europe/Berlin",
        "published_after": "2024-10-26",
        "published_before": "2024-10-29",
    }
    buckets = api.get("/v1/timeline", asked)["buckets"]
    assert [bucket["start"] for bucket in buckets] == [
        "2024-10-26T00:00:00+02:00", "2024-10-27T00:00:00+02:00", "2024-10-28T00:00:00+01:00",
    ]  # fmt: skip


def containing(value: str | None, begin: date, end: date) -> bool:
    """Whether the period that `value` writes lies within the days."""
    spans = {
        "2024-10": (date(2024, 10, 1), date(2024, 11, 1)), "2024-W41": (date(2024, 10, 7), date(2024, 10, 14)),
        "2024-Q4": (date(2024, 10, 1), date(2025, 1, 1)), "2025": (date(2025, 1, 1), date(2026, 1, 1)),
        "1990s": (date(1990, 1, 1), date(2000, 1, 1)),
    }  # fmt: skip
    if value is None:
        return False
    first, last = spans.get(value) or (date.fromisoformat(value), date.fromisoformat(value) + timedelta(days=1))
    return begin <= first and last <= end


@pytest.mark.parametrize("interval", ["auto", "day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_timeline_of_what_is_mentioned_counts_the_dates_within_each_bucket(
    api: Api, asked: dict[str, Any], interval: str
) -> None:
    said = api.get("/v1/timeline", {**asked, "by": "mentioned", "interval": interval, "split": "publisher"}, Timeline)
    found = matching(asked)
    assert all(one["end"] == other["start"] for one, other in pairwise(said["buckets"]))
    assert bool(said["buckets"]) == bool(found)
    for bucket in said["buckets"]:
        begin, end = date.fromisoformat(bucket["start"]), date.fromisoformat(bucket["end"])
        inside = [told for told in found if any(containing(d.value, begin, end) for d in told.article.dates)]
        assert bucket["count"] == count(inside, asked), bucket
        ferry = [told for told in inside if told.article.publisher.domain == "ferry.example"]
        assert bucket["split"]["ferry.example"] == count(ferry, asked)


def test_mentioned_bounds_are_kept(api: Api) -> None:
    asked = {"by": "mentioned", "mentioned_after": "2024-10-04", "mentioned_before": "2024-10-07", "interval": "day"}
    buckets = api.get("/v1/timeline", asked)["buckets"]
    assert [bucket["period"] for bucket in buckets] == ["2024-10-04", "2024-10-05", "2024-10-06"]
    assert [bucket["count"] > 0 for bucket in buckets] == [False, True, True]


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_facets_count_every_value(api: Api, asked: dict[str, Any]) -> None:
    said = api.get("/v1/facets", {**asked, "facets": "entity,keyword,publisher", "size": 7}, Facets)
    found = matching(asked)
    for name, values in (
        ("entity", ids),
        ("keyword", lambda told: {keyword.text for keyword in told.article.keywords}),
        ("publisher", lambda told: {told.article.publisher.domain or "die fahre"}),
    ):
        counts = {v: count([t for t in found if v in values(t)], asked) for t in found for v in values(t)}
        assert [(one["value"], one["count"]) for one in said["facets"][name]] == ranked(counts, 7)
    if found:
        labels = {one["value"]: one["label"] for one in said["facets"]["publisher"]}
        assert labels == {"ferry.example": "The Ferry", "die fahre": "Die Fähre", "nave.example": "nave.example"}


def test_a_prefix_finds_values_by_any_word_of_their_names(api: Api) -> None:
    def named(prefix: str, facet: str) -> list[str]:
        said = api.get("/v1/facets", {"facets": facet, "prefix": prefix, "collapse": "duplicates"})
        return sorted(one["label"] for one in said["facets"][facet])

    assert named("DUB", "person") == ["Leo Dubois"]
    assert named("b", "person") == ["Bo Lund", "Finn O. Berg"]
    assert named("b", "entity") == ["Bo Lund", "Brod", "Finn O. Berg"]
    assert named("fäh", "publisher") == ["Die Fähre"]
    assert named("word 3", "keyword") == ["word 3"]
    assert named("zzz", "person") == []


@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_map_counts_the_articles_that_name_each_place(api: Api, asked: dict[str, Any]) -> None:
    said = api.get("/v1/places", asked, Places)
    found = matching(asked)
    counts = {town: count([t for t in found if f"place:{town.lower()}" in ids(t)], asked) for town in TOWNS}
    shown = {feature["properties"]["name"]: feature for feature in said["features"]}
    assert {name: feature["properties"]["count"] for name, feature in shown.items()} == +Counter(counts)
    for name, feature in shown.items():
        lat, lon, country = TOWNS[name]
        assert feature["geometry"] == {"type": "Point", "coordinates": [lon, lat]}
        assert feature["properties"]["country"] == country
        assert feature["properties"]["geonames_id"] == list(TOWNS).index(name) + 1
    assert said["places"] == len(shown)


def test_a_map_keeps_to_its_box_and_gathers_places_by_zoom(api: Api) -> None:
    def names(**asked: Any) -> set[str]:
        return {feature["properties"].get("name", "?") for feature in api.get("/v1/places", asked, Places)["features"]}

    assert names(bbox="5,40,20,50") == {"Alba", "Brod", "Chur"}
    assert names(bbox="170,-30,-160,0") == {"Apia", "Suva"}
    assert names(bbox="-160,-30,170,0") == set()
    assert names(zoom=10) == set(TOWNS)
    (cluster,) = api.get("/v1/places", {"zoom": 0, "bbox": "5,40,20,50"})["features"]
    alone = {f["properties"]["name"]: f["properties"]["count"] for f in api.get("/v1/places", {})["features"]}
    properties = cluster["properties"]
    assert (properties["cluster"], properties["places"]) == (True, 3)
    assert properties["count"] == alone["Alba"] + alone["Brod"] + alone["Chur"]
    assert cluster["bbox"] == [8.03, 44.7, 18.01, 46.85]


@pytest.mark.parametrize("collapse", [{}, {"collapse": "duplicates"}])
def test_a_comparison_counts_each_query_as_if_it_were_alone(api: Api, collapse: dict[str, str]) -> None:
    texts = ["person:dubois", "keyword:calm", "nothing-like-it"]
    said = api.get("/v1/compare", {"q": texts, "interval": "week", **collapse}, Comparison)
    for at, text in enumerate(texts):
        alone = api.get("/v1/timeline", {"q": text, "interval": "week", **collapse})
        assert said["queries"][at] == {"q": text, "total": alone["total"]}
        counts = {bucket["start"]: bucket["counts"][at] for bucket in said["buckets"]}
        assert {bucket["start"]: bucket["count"] for bucket in alone["buckets"]}.items() <= counts.items()
        publishers = api.get("/v1/facets", {"q": text, "facets": "publisher", **collapse})["facets"]["publisher"]
        assert {p["value"]: p["counts"][at] for p in said["publishers"] if p["counts"][at]} == {
            p["value"]: p["count"] for p in publishers
        }
