"""Duplicate groups, on a real Redis: the same groups whatever the order, verified, and mended when members change."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from services.enrich.groups import Changes, Groups
from services.enrich.steps.sign_text import sign_text
from services.shared.article import Article, Duplicate, content_hash
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore
from tests.contract.inboxes import id_of

WORDS = [
    f"{a}{b}" for a, b in itertools.product(("ro", "ka", "mi", "su", "te", "lo"), ("ven", "dar", "pil", "gos", "nam"))
]


def text(seed: int, words: int = 120) -> str:
    return " ".join(random.Random(seed).choices(WORDS, k=words))


def edited(original: str, share: float, seed: int = 0) -> str:
    """`original` with this share of its words replaced."""
    words, source = original.split(), random.Random(seed)
    for at in source.sample(range(len(words)), round(share * len(words))):
        words[at] = "changed"
    return " ".join(words)


def article(name: str, body: str, hours: float = 0, headline: str = "A headline") -> Article:
    moment = datetime(2024, 8, 31, tzinfo=UTC) + timedelta(hours=hours)
    return sign_text(
        Article(
            id=id_of(name),
            version=1,
            headline=headline,
            body=body,
            content_hash=content_hash(headline, body),
            published_at=moment,
            received_at=moment,
        )
    )


class Desk:
    """Does what the indexer does with groups, and keeps what it would have written."""

    def __init__(self, redis_url: str) -> None:
        self.written: dict[str, Article] = {}
        self.read = 0
        self.groups = Groups(SignatureStore(Settings(redis_url=redis_url)), self._stored)

    def _stored(self, ids: Sequence[str]) -> dict[str, Article]:
        self.read += len(ids)
        return {id: self.written[id] for id in ids if id in self.written}

    def index(self, *articles: Article, removed: Sequence[str] = ()) -> Changes:
        before = self._stored([*(one.id for one in articles), *removed])
        changes = self.groups.assign(articles, before=before)
        self.groups.save(changes)
        for id in removed:
            del self.written[id]
        self.written |= {one.id: one for one in changes.articles}
        for id in changes.others - set(removed):
            self.written[id] = self.written[id].model_copy(update={"duplicate": self.groups.duplicate_of(id)})
        return changes

    def duplicate(self, name: str) -> Duplicate:
        found = self.written[id_of(name)].duplicate
        assert found is not None
        assert self.groups.duplicate_of(id_of(name)) == found
        return found

    def as_sets(self) -> set[frozenset[str]]:
        together: dict[str, set[str]] = {}
        for id, one in self.written.items():
            assert one.duplicate is not None
            together.setdefault(one.duplicate.group_id, set()).add(id)
        return set(map(frozenset, together.values()))


@pytest.fixture
def desk(redis_url: str) -> Desk:
    return Desk(redis_url)


def test_an_article_without_copies_is_its_own_original(desk: Desk) -> None:
    desk.index(article("a", text(1)), article("b", text(2)))
    assert desk.duplicate("a") == Duplicate(group_id=id_of("a"), kind="original")
    assert desk.duplicate("b").group_id != desk.duplicate("a").group_id


def test_the_same_text_is_an_exact_copy_of_the_earliest(desk: Desk) -> None:
    desk.index(article("a", text(1)))
    desk.index(article("b", text(1), hours=2))
    assert desk.duplicate("b") == Duplicate(group_id=id_of("a"), kind="exact", of=id_of("a"), similarity=1.0)


def test_an_edited_text_is_a_near_copy_with_its_similarity(desk: Desk) -> None:
    desk.index(article("a", text(1)), article("b", edited(text(1), 0.05), hours=1))
    copy = desk.duplicate("b")
    assert (copy.kind, copy.of) == ("near", id_of("a"))
    assert copy.similarity is not None
    assert 0.7 < copy.similarity < 1


def test_an_earlier_copy_that_comes_later_becomes_the_original(desk: Desk) -> None:
    desk.index(article("late", text(1), hours=5))
    changes = desk.index(article("early", text(1), hours=1))
    assert changes.others == {id_of("late")}
    assert desk.duplicate("early").kind == "original"
    assert desk.duplicate("late") == Duplicate(group_id=id_of("early"), kind="exact", of=id_of("early"), similarity=1.0)


def test_groups_are_the_same_in_any_order_and_any_batches(desk: Desk, redis_url: str) -> None:
    articles = [
        article(f"{story}-{n}", edited(text(story), 0.02 * n, seed=n), hours=n) for story in range(4) for n in range(4)
    ]
    desk.index(*articles)
    expected = {one.id: one.duplicate for one in desk.written.values()}
    assert len(desk.as_sets()) == 4
    for seed in range(5):
        desk.groups._store._redis.flushall()
        other = Desk(redis_url)
        shuffled = random.Random(seed).sample(articles, len(articles))
        while shuffled:
            other.index(*(shuffled.pop() for _ in range(min(len(shuffled), 1 + seed))))
        assert {one.id: one.duplicate for one in other.written.values()} == expected


def test_two_groups_become_one_when_an_article_is_a_copy_of_both(desk: Desk) -> None:
    whole = text(1, 200).split()
    desk.index(
        article("first half", " ".join(whole[:120]), hours=1), article("second half", " ".join(whole[80:]), hours=2)
    )
    assert len(desk.as_sets()) == 2
    desk.index(article("whole", " ".join(whole), hours=3))
    assert len(desk.as_sets()) <= 2  # which pairs are found depends on the bands; those that are found are joined
    assert desk.duplicate("whole").group_id in {id_of("first half"), id_of("second half"), id_of("whole")}


def test_a_new_version_with_another_text_leaves_its_group(desk: Desk) -> None:
    desk.index(article("a", text(1)), article("b", text(1), hours=1), article("c", text(1), hours=2))
    desk.index(article("a", text(9)))
    assert desk.duplicate("a").kind == "original"
    assert desk.duplicate("b") == Duplicate(group_id=id_of("b"), kind="original")
    assert desk.duplicate("c").of == id_of("b")


def test_a_new_version_with_the_same_text_stays_in_its_group(desk: Desk) -> None:
    desk.index(article("a", text(1)), article("b", text(1), hours=1))
    desk.index(article("a", text(1)))
    assert desk.duplicate("b").of == id_of("a")


def test_when_the_original_is_deleted_the_next_earliest_takes_its_place(desk: Desk) -> None:
    desk.index(article("a", text(1)), article("b", text(1), hours=1), article("c", text(1), hours=2))
    desk.index(removed=[id_of("a")])
    assert desk.duplicate("b").kind == "original"
    assert desk.duplicate("c").of == id_of("b")
    desk.index(article("d", text(1), hours=3))
    assert desk.duplicate("d").of == id_of("b")


def test_the_same_batch_twice_changes_nothing(desk: Desk) -> None:
    batch = [article("a", text(1)), article("b", text(1), hours=1)]
    desk.index(*batch)
    before = dict(desk.written)
    assert desk.index(*batch).others == set()
    assert desk.written == before


def test_reports_that_only_share_a_sentence_are_no_copies(desk: Desk) -> None:
    shared = text(3, 20)
    desk.index(article("a", f"{text(1)} {shared}"), article("b", f"{text(2)} {shared}"))
    assert len(desk.as_sets()) == 2


def test_the_store_takes_less_than_a_kilobyte_and_a_half_an_article(desk: Desk) -> None:
    store = desk.groups._store._redis
    before = store.info("memory")["used_memory"]
    articles = [article(f"article {n}", text(n), hours=n / 10) for n in range(4000)]
    for start in range(0, len(articles), 500):
        desk.index(*articles[start : start + 500])
    assert (store.info("memory")["used_memory"] - before) / len(articles) < 1500


def test_one_more_copy_costs_few_texts_however_many_there_are(desk: Desk) -> None:
    original = text(1)
    desk.index(*(article(f"copy {n}", edited(original, 0.03, n), hours=1 + n / 100) for n in range(200)))
    desk.read = 0
    desk.index(article("one more", edited(original, 0.03, 999), hours=10))
    assert desk.duplicate("one more").of == id_of("copy 0")
    assert desk.read <= 5
    desk.index(article("the first of all", original))
    assert desk.duplicate("copy 199").of == desk.duplicate("one more").of == id_of("the first of all")
