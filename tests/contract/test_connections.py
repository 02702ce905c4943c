"""What rises, and who is named with whom is, on both engines, what a direct computation over all articles says."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import combinations
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.api.routes.graph import Graph, Related
from services.api.routes.trending import Trending
from services.local import free_port
from services.shared.article import Article, Duplicate, Entity
from services.shared.search import open_index
from services.shared.search.port import Query
from tests.contract.conftest import ENGINES, engine_settings
from tests.contract.counted import FILTERS, Api, count, ids, matching, ranked, serving
from tests.contract.crowd import BEGIN, crowd

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.fixture(scope="module", params=ENGINES)
def api(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """The search service over the crowd."""
    settings = engine_settings(request.param, tmp_path_factory.mktemp("crowd"), request)
    yield from serving(settings.model_copy(update={"api_port": free_port()}), (told.article for told in crowd()))


def g2(a: int, n: int, b: int, m: int) -> float:
    """G² by its textbook form: twice the sum of observed times log of observed over expected."""
    observed = [[a, n - a], [b, m - b]]
    rows, columns = [n, m], [a + b, n + m - a - b]
    total = 0.0
    for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)):
        if observed[i][j]:
            total += observed[i][j] * math.log(observed[i][j] / (rows[i] * columns[j] / (n + m)))
    return 2 * total


RISING: list[dict[str, Any]] = [
    *FILTERS[:2],
    {"collapse": "story"},
    {"language": ["en", "de"], "collapse": "duplicates"},
]


@pytest.mark.parametrize("asked", RISING, ids=str)
def test_what_rises_is_what_a_direct_computation_says(api: Api, asked: dict[str, Any]) -> None:
    said = api.get("/v1/trending", {**asked, "facets": "entity,keyword", "tz": "Europe/Berlin"}, Trending)
    dated = [(told, told.article.published_at) for told in matching(asked) if told.article.published_at]
    newest = max(published for _, published in dated)
    begin, end = (datetime.fromisoformat(said["window"][name]) for name in ("start", "end"))
    assert timedelta(0) < end - newest <= timedelta(milliseconds=1)
    assert end - begin == timedelta(days=7)
    earlier = begin - timedelta(days=28)
    assert said["baseline"]["start"] == earlier.astimezone(BERLIN).isoformat()
    window = [told for told, published in dated if begin <= published < end]
    before = [told for told, published in dated if earlier <= published < begin]
    n, m = count(window, asked), count(before, asked)
    assert (said["window"]["total"]["value"], said["baseline"]["total"]["value"]) == (n, m)
    for name, values in (
        ("entity", ids),
        ("keyword", lambda told: {keyword.text for keyword in told.article.keywords}),
    ):
        expected = []
        for value in {v for told in window for v in values(told)}:
            a = count([t for t in window if value in values(t)], asked)
            b = count([t for t in before if value in values(t)], asked)
            if a >= 3 and a / n > b / m and g2(a, n, b, m) >= 10.83:
                lift = round(a * m / (b * n), 3) if b else None
                expected.append((value, round(g2(a, n, b, m), 3), a, b, lift))
        expected.sort(key=lambda of: (-of[1], of[0]))
        told = [tuple(one[key] for key in ("value", "score", "count", "baseline_count", "lift"))
                for one in said["trending"][name]]  # fmt: skip
        assert told == expected
        assert told, "something must rise for this test to say anything"
    assert said["trending"]["entity"][0]["label"] == "Leo Dubois"


@pytest.mark.parametrize("within", ["article", "sentence"])
@pytest.mark.parametrize("asked", FILTERS, ids=str)
def test_a_graph_joins_who_is_named_together(api: Api, asked: dict[str, Any], within: str) -> None:
    said = api.get("/v1/graph", {**asked, "within": within, "nodes": 12, "edges": 30}, Graph)
    found = matching(asked)
    counts = dict(ranked({id: count([t for t in found if id in ids(t)], asked) for t in found for id in ids(t)}, 12))
    assert {node["id"]: node["count"] for node in said["nodes"]} == counts
    weights = {}
    for pair in combinations(sorted(counts), 2):
        together = [
            told for told in found
            if any(set(pair) <= names for names in (told.sentences if within == "sentence" else [ids(told)]))
        ]  # fmt: skip
        if weight := count(together, asked):
            weights[pair] = weight
    heaviest = sorted(weights.items(), key=lambda of: (-of[1], of[0]))[:30]
    assert [((edge["source"], edge["target"]), edge["weight"]) for edge in said["edges"]] == heaviest
    assert said["edges_found"] == len(weights)
    total = count(found, asked)
    for edge in said["edges"]:
        a, b, w = counts[edge["source"]], counts[edge["target"]], edge["weight"]
        expected = 1.0 if w == total else math.log(w / total / (a / total * b / total)) / -math.log(w / total)
        assert edge["npmi"] == pytest.approx(expected, abs=1e-4)
    for node in said["nodes"]:
        assert node["strength"] == sum(weight for pair, weight in heaviest if node["id"] in pair)
    assert {node["community"] for node in said["nodes"]} == set(range(said["communities"]))


@pytest.mark.parametrize("asked", FILTERS[:3], ids=str)
def test_who_is_related_is_told_by_a_direct_computation(api: Api, asked: dict[str, Any]) -> None:
    said = api.get("/v1/entities/person:ana-silva/related", {**asked, "size": 100}, Related)
    found = matching(asked)
    with_her = [told for told in found if "person:ana-silva" in ids(told)]
    n, total = count(with_her, asked), count(found, asked)
    assert said["entity"] == {"id": "person:ana-silva", "name": "Ana Silva", "type": "person", "count": n}
    assert {one["id"] for one in said["related"]} == {id for told in with_her for id in ids(told)} - {
        "person:ana-silva"
    }
    for one in said["related"]:
        together = count([told for told in with_her if one["id"] in ids(told)], asked)
        everywhere = count([told for told in found if one["id"] in ids(told)], asked)
        assert (one["together"], one["count"]) == (together, everywhere)
        more = together * (total - n) >= (everywhere - together) * n
        expected = g2(together, n, everywhere - together, total - n)
        assert one["score"] == pytest.approx(expected if more else -expected, abs=1e-3)
    scores = [one["score"] for one in said["related"]]
    assert scores == sorted(scores, reverse=True)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_graph_of_articles_that_name_dozens_is_answered_in_time(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: str
) -> None:
    names = tuple(Entity(id=f"p{n:02d}", type="person", name=f"P {n:02d}", count=1, salience=0.1) for n in range(60))
    articles = [
        Article(
            id=str(n), version=1, revision=1, received_at=BEGIN, entities=names,
            duplicate=Duplicate(group_id=str(n // 2), kind="exact"),
        )
        for n in range(48)
    ]  # fmt: skip
    settings = engine_settings(engine, tmp_path_factory.mktemp("many"), request)
    for api in serving(settings.model_copy(update={"api_port": free_port()}), articles):
        said = api.get("/v1/graph", {"nodes": 60, "edges": 100, "collapse": "duplicates"}, Graph)
        assert said["total"]["value"] == 24
        assert {edge["weight"] for edge in said["edges"]} == {24}
        assert said["edges_found"] == 1770


@pytest.mark.parametrize("engine", ENGINES)
def test_where_there_is_no_index_yet_everything_is_zero(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, engine: str
) -> None:
    settings = engine_settings(engine, tmp_path_factory.mktemp("none"), request)
    index = open_index(settings)
    tally = index.tally(Query(collapse="duplicates"))
    assert tally.total().value == 0
    assert tally.commonest("entity", 5) == []
    assert tally.extent("published_at") is None
    assert tally.entities(("nobody",))["nobody"].name == "nobody"
    index.close()


def test_the_crowd_has_what_these_tests_need() -> None:
    told = crowd()
    groups = Counter(one.article.duplicate.group_id for one in told if one.article.duplicate)
    assert max(groups.values()) > 2
    assert any(not matching(asked) for asked in FILTERS)
    assert sum(bool(matching(asked)) for asked in FILTERS) == len(FILTERS) - 1
