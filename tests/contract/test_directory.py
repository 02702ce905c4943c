"""Both engines find the entities, publishers and suggestions that a plain count over all articles finds."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest

from services.shared.search.directory import find_entities, profile
from services.shared.search.port import Index, Query
from services.shared.search.publishers import find_publishers
from services.shared.search.suggestions import suggest
from tests.contract.corpus import corpus

COUNTS = Counter(entity.id for one in corpus() for entity in one.entities)


def ids(index: Index, name: str, **more: object) -> list[str]:
    return [one.id for one in find_entities(index, Query(), name=name, **more)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("Ada", "person:ada-obuya"), ("ada obu", "person:ada-obuya"), ("OBUYA", "person:ada-obuya"),
        ("obu", "person:ada-obuya"), ("nune", "person:carla-núñez"), ("Kie", "place:kyiv"), ("Ки", "place:kyiv"),
        ("lod", "place:łódź"), ("alegre", "place:porto-alegre"), ("de v", "person:bram-de-vries"),
        ("vries", "person:bram-de-vries"), ("un w", "organization:u.n.-water"),
        ("authority", "organization:harbour-authority"),
    ],
)  # fmt: skip
def test_an_entity_is_found_by_any_beginning_of_any_of_its_names(archive: Index, typed: str, id: str) -> None:
    (found,) = find_entities(archive, Query(), name=typed)
    assert (found.id, found.count) == (id, COUNTS[id])
    assert found.matched is not None


def test_nothing_is_found_within_a_word_or_without_one(archive: Index) -> None:
    assert ids(archive, "buya") == ids(archive, "…") == ids(archive, "[a-z]*") == []
    assert ids(archive, "ada.*") == ["person:ada-obuya"]


def test_all_that_begin_so_come_by_count_and_the_exact_name_first(archive: Index) -> None:
    found = find_entities(archive, Query(), name="k", size=10)
    assert [(one.id, one.count) for one in found] == sorted(
        ((id, COUNTS[id]) for id in ("place:kyiv", "person:dmytro-koval")), key=lambda of: (-of[1], of[0])
    )
    assert ids(archive, "kyiv") == ["place:kyiv"]
    assert ids(archive, "k", type="person") == ["person:dmytro-koval"]


def test_without_a_name_the_most_frequent_come_first(archive: Index) -> None:
    found = find_entities(archive, Query(), size=100)
    assert [(one.id, one.count) for one in found] == sorted(COUNTS.items(), key=lambda of: (-of[1], of[0]))
    places = find_entities(archive, Query(), type="place", size=2)
    assert {one.type for one in places} == {"place"}
    assert len(places) == 2


def test_counts_are_of_the_articles_that_are_meant(archive: Index) -> None:
    among = Query(filters={"language": ("en",)})
    (found,) = find_entities(archive, among, name="Ada")
    assert found.count == sum(
        one.language.code == "en" and any(entity.id == found.id for entity in one.entities) for one in corpus()
    )
    assert find_entities(archive, Query(filters={"language": ("xx",)}), name="Ada") == []


def test_a_profile_tells_all_about_an_entity(archive: Index) -> None:
    known = profile(archive, "person:ada-obuya", days=30)
    named = [one for one in corpus() if any(entity.id == "person:ada-obuya" for entity in one.entities)]
    times = sorted(one.published_at for one in named if one.published_at)
    assert known is not None
    assert (known.entity.name, known.entity.type, known.place) == ("Ada Obuya", "person", None)
    assert known.count == len(named)
    assert known.aliases == [("Ada Obuya", len(named)), ("Obuya", len(named))]
    assert (known.first_seen, known.last_seen) == (times[0], times[-1])
    assert sum(count for _, count in known.days) == len(times)
    assert [day for day, _ in known.days] == [
        times[0] + timedelta(days=n) for n in range((times[-1] - times[0]).days + 1)
    ]
    counted = Counter(place.entity_id for one in named for place in one.places)
    assert {place.value: place.count for place in known.places} == counted
    stories = Counter(one.story_id for one in named if one.story_id)
    assert {story.value: story.count for story in known.stories} == stories
    few = profile(archive, "person:ada-obuya", days=2)
    assert few is not None
    assert [day for day, _ in few.days] == [times[-1] - timedelta(days=1), times[-1]]


def test_a_profile_of_a_place_says_where_it_is(archive: Index) -> None:
    known = profile(archive, "place:kyiv", days=1)
    assert known is not None
    assert known.place is not None
    assert known.place.country == "UA"
    assert "place:kyiv" not in {place.value for place in known.places}


def test_nobody_has_no_profile(archive: Index) -> None:
    assert profile(archive, "person:nobody", days=1) is None
    assert profile(archive, "\x1f", days=1) is None


def test_publishers_come_by_count_and_are_found_by_name_and_domain(archive: Index) -> None:
    found = find_publishers(archive, Query())
    assert [(one.publisher.name, one.count) for one in found] == [
        (name, 20) for name in ("El Faro", "Morgenpost Süd", "The Quay Gazette")
    ]
    assert [one.publisher.name for one in find_publishers(archive, Query(), name="mor")] == ["Morgenpost Süd"]
    assert [one.publisher.country for one in find_publishers(archive, Query(), name="quaygaz")] == ["GB"]
    assert find_publishers(archive, Query(), name="nobody") == find_publishers(archive, Query(), name="!") == []
    since = Query(published_after=datetime(2024, 8, 10, tzinfo=UTC), filters={"publisher": ("el faro",)})
    (late,) = find_publishers(archive, since)
    assert late.count == sum(
        one.publisher.name == "El Faro" and one.published_at is not None and one.published_at.day >= 10
        for one in corpus()
    )


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Ad", ("entity", "Ada Obuya", 'person:"Ada Obuya"')),
        ("water AND (Kie", ("entity", "Kyiv", "water AND (place:Kyiv")),
        ("harbour -person:ob", ("entity", "Ada Obuya", 'harbour -person:"Ada Obuya"')),
        ("speaker:dm", ("entity", "Dmytro Koval", 'speaker:"Dmytro Koval"')),
        ('place:"porto al', ("entity", "Porto Alegre", 'place:"Porto Alegre"')),
        ("publisher:morg", ("publisher", "Morgenpost Süd", 'publisher:"Morgenpost Süd"')),
        ("wat", ("keyword", "water", "keyword:water")),
        ("keyword:topic 1", None),
        ("headl", ("field", "headline:", "headline:")),
        ("nato orga", ("field", "organization:", "nato organization:")),
        ("published", ("field", "published:", "published:")),
        ("", None), ("  ", None), ("nonsense:x", None), ('"', None), ("headline:x", None), ("Ada ", None),
    ],
)  # fmt: skip
def test_a_query_is_gone_on_with(archive: Index, typed: str, expected: tuple[str, str, str] | None) -> None:
    found = suggest(archive, typed, 10)
    if expected is None:
        assert found == []
    else:
        assert expected in [(one.kind, one.text, one.query) for one in found]
