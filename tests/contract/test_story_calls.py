"""The calls about stories, over both engines: the list, one story, and where a story went that is no more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from services.local import free_port
from services.shared.article import Article, Duplicate, Entity, Keyword, Language, Publisher, Quote, Speaker
from services.shared.settings import Settings
from tests.contract.counted import serving

NOON = datetime(2024, 8, 31, 12, tzinfo=UTC)


def article(id: str, story: str, hours: float, headline: str, **more: Any) -> Article:
    moment = NOON + timedelta(hours=hours)
    return Article(
        id=id,
        version=1,
        revision=1,
        headline=headline,
        body=f"{headline}. More about it.",
        language=Language(code="en", confidence=1),
        publisher=Publisher(name=f"The {id[0]} Gazette", domain=f"{id[0]}.example"),
        published_at=moment,
        received_at=moment,
        story_id=story,
        **more,
    )


NUNEZ = (Entity(id="person:nunez", type="person", name="Ada Núñez", count=2, salience=0.4),)
SAID = Quote(
    text="nobody was hurt", start=0, end=15, kind="direct", score=1,
    speaker=Speaker(text="Núñez", start=20, end=25, entity_id="person:nunez", name="Ada Núñez"),
)  # fmt: skip
ARTICLES = [
    article("fire-1", "fire-1", -30, "Harbour burns", entities=NUNEZ),
    article("fire-2", "fire-1", -3, "Fire at the harbour is out", entities=NUNEZ, quotes=(SAID,)),
    article("fire-3", "fire-1", -2, "Fire at the harbour: what is known", keywords=(Keyword(text="fire", score=1),)),
    article(
        "ire-copy", "fire-1", -1, "Fire at the harbour is out", former_story_ids=("old",),
        duplicate=Duplicate(group_id="fire-2", kind="exact", of="fire-2", similarity=1),
    ),
    article("vote-1", "vote-1", 0, "Mayor elected", former_story_ids=("old",)),
    article("vote-2", "vote-1", -26, "The town elects its mayor", former_story_ids=("old",)),
    article("alone", "alone", -40, "A bridge opens"),
]  # fmt: skip


@pytest.fixture
def client(settings: Settings) -> Iterator[httpx.Client]:
    """The search service over `ARTICLES`."""
    for api in serving(settings.model_copy(update={"api_port": free_port()}), ARTICLES):
        yield api.client


def listed(client: httpx.Client, asked: str = "") -> list[tuple[str, int]]:
    answer = client.get(f"/v1/stories?{asked}")
    assert answer.status_code == 200, answer.text
    return [(story["id"], story["matching"]) for story in answer.json()["stories"]]


def test_stories_are_told_over_either_engine(client: httpx.Client) -> None:
    assert listed(client) == [("fire-1", 4), ("vote-1", 2)]
    assert listed(client, "least=1&sort=size") == [("fire-1", 4), ("vote-1", 2), ("alone", 1)]
    assert listed(client, "sort=growth") == [("fire-1", 4), ("vote-1", 2)]
    assert listed(client, "sort=recency&least=1") == [("vote-1", 2), ("fire-1", 4), ("alone", 1)]
    assert listed(client, "q=harbour&least=1") == [("fire-1", 4)]
    assert listed(client, "collapse=duplicates") == [("fire-1", 3), ("vote-1", 2)]
    assert listed(client, "published_before=2024-08-30&least=1") == [("alone", 1)]
    assert listed(client, "q=nothing-like-it") == []

    first = client.get("/v1/stories?least=1&size=1&sort=recency").json()
    second = client.get(f"/v1/stories?least=1&size=1&sort=recency&cursor={first['next_cursor']}").json()
    assert [one["stories"][0]["id"] for one in (first, second)] == ["vote-1", "fire-1"]
    second = client.get("/v1/stories?least=1&size=2&cursor=size.2").json()
    assert ([one["id"] for one in second["stories"]], second["next_cursor"]) == (["alone"], None)

    story = client.get("/v1/stories?size=1").json()["stories"][0]
    assert story["headline"] == "Fire at the harbour is out"
    assert (story["articles"], story["last_day"], story["day_before"]) == (4, 3, 1)

    told = client.get("/v1/stories/fire-1?size=2").json()
    assert (told["size"], told["originals"], told["headline_article_id"]) == (4, 3, "fire-2")
    assert [one["id"] for one in told["articles"]] == ["fire-3", "fire-2"]
    assert [one["id"] for one in told["articles"][1]["duplicates"]] == ["ire-copy"]
    assert told["timeline"] == [{"day": "2024-08-30", "articles": 1}, {"day": "2024-08-31", "articles": 3}]
    assert told["first_report"]["id"] == "fire-1"
    assert told["who"] == [{"id": "person:nunez", "type": "person", "name": "Ada Núñez", "articles": 2}]
    assert [(one["value"], one["count"]) for one in told["sources"]] == [("f.example", 3), ("i.example", 1)]
    assert [one["text"] for one in told["quotes"]] == ["nobody was hurt"]
    rest = client.get(f"/v1/stories/fire-1?size=2&cursor={told['next_cursor']}").json()
    assert ([one["id"] for one in rest["articles"]], rest["next_cursor"]) == (["fire-1"], None)

    moved = client.get("/v1/stories/old?size=3")
    assert (moved.status_code, moved.headers["location"]) == (308, "/v1/stories/vote-1?size=3")
    assert moved.json() == {"id": "old", "merged_into": "vote-1", "now_in": ["vote-1", "fire-1"]}
    assert client.get("/v1/stories/never").status_code == 404

    hits = client.get("/v1/search?collapse=story&sort=-published_at").json()
    assert [hit["article"]["id"] for hit in hits["hits"]] == ["vote-1", "ire-copy", "alone"]
    assert hits["total"] == {"value": 3, "relation": "eq"}

    for asked, field in {
        "stories?sort=siz": "sort",
        "stories?siz=3": "siz",
        "stories?size=0": "size",
        "stories?least=0": "least",
        "stories?cursor=forged": "cursor",
        "stories?sort=recency&cursor=forged": "cursor",
        "stories?cursor=growth.3": "cursor",
        "stories?cursor=size.٣": "cursor",
        "stories/fire-1?cursor=never": "cursor",
        "stories/fire-1?tz=Nowhere": "tz",
        "stories/fire-1?q=fire": "q",
    }.items():
        refused = client.get(f"/v1/{asked}")
        assert refused.status_code == 422, asked
        assert [error["field"] for error in refused.json()["errors"]] == [field], asked
