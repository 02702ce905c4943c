"""Stories, on a real Redis: the same whatever the batches, the workers and the crashes; mended when articles change."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import redis

from evals.sets.stories import bcubed
from services.enrich.groups import Groups
from services.enrich.steps.sign_text import sign_text
from services.enrich.steps.weigh_terms import weigh_terms
from services.enrich.stories import Stories, StoryChanges, in_story
from services.shared.article import Article, DateMention, Entity, Language, content_hash
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore
from services.shared.story_store import StoryStore
from tests.contract.test_inbox import id_of

BEGINNINGS = ("ro", "ka", "mi", "su", "te", "lo", "be", "fu", "sha", "gri", "plo", "wen", "ju", "ha", "zi", "cor")
MIDDLES = ("ven", "dar", "pil", "gos", "nam", "rit", "lum", "bek", "tof", "san")
WORDS = [
    "".join(parts) for parts in itertools.product(BEGINNINGS, MIDDLES, ("ta", "ki", "so", "re", "mun", "del", "pa"))
]
NOON = datetime(2024, 8, 31, 12, tzinfo=UTC)


def wording(event: str, seed: str, *, own: float = 0.6, words: int = 90) -> str:
    """A text of which the share `own` of words are the event's, the others anybody's."""
    vocabulary = random.Random(event).sample(WORDS, 30)
    chance = random.Random(f"{event} {seed}")
    return " ".join(chance.choice(vocabulary) if chance.random() < own else chance.choice(WORDS) for _ in range(words))


def drawn(words: Sequence[str], n: int = 0) -> str:
    """A text of these words alone."""
    return " ".join(random.Random(f"{words} {n}").choices(words, k=80))


def report(name: str, body: str, *, hours: float = 0, version: int = 1, revision: int = 0, **more: Any) -> Article:
    """An article as the indexer gets it."""
    moment = NOON + timedelta(hours=hours)
    headline = " ".join(body.split()[:6])
    article = Article(
        id=id_of(name),
        version=version,
        revision=revision,
        headline=headline,
        body=body,
        content_hash=content_hash(headline, body),
        language=Language(code="en", confidence=1),
        published_at=moment,
        received_at=moment,
    )
    return weigh_terms(sign_text(article.model_copy(update=more)))


def news(events: int, each: int, *, seed: int = 1) -> list[Article]:
    """Articles on several events within three days, in the order of acceptance."""
    articles = [
        report(f"{event}-{n}", wording(f"event {event}", str(n)), hours=event % 24 + 6 * n)
        for event in range(events)
        for n in range(each)
    ]
    random.Random(seed).shuffle(articles)
    return [article.model_copy(update={"revision": 1000 + n}) for n, article in enumerate(articles)]


class Desk:
    """Does what the indexer does with groups and stories, and keeps what it would have written."""

    def __init__(self, redis_url: str) -> None:
        self._settings = Settings(redis_url=redis_url)
        self.written: dict[str, Article] = {}
        self.groups = Groups(SignatureStore(self._settings), self._stored)
        self._store = StoryStore(self._settings)
        self.restart()

    def restart(self) -> None:
        """Begin anew with nothing in memory."""
        self.stories = Stories(self._store, days=self._settings.story_days)

    def _stored(self, ids: Sequence[str]) -> dict[str, Article]:
        return {id: self.written[id] for id in ids if id in self.written}

    def assign(self, *articles: Article, removed: Sequence[str] = ()) -> StoryChanges:
        """Decide, and lose it."""
        before = self._stored([*(one.id for one in articles), *removed])
        changes = self.groups.assign(articles, before=before)
        self.groups.save(changes)
        return self.stories.assign(changes.articles, before=before, copies=changes.copies())

    def index(self, *articles: Article, removed: Sequence[str] = ()) -> StoryChanges:
        changes = self.assign(*articles, removed=removed)
        self.stories.save(changes)
        for id in removed:
            del self.written[id]
        self.written |= {one.id: one for one in changes.articles}
        for id in changes.others:
            self.written[id] = in_story(self.written[id], self.stories.story_of(self.written[id]))
        return changes

    def story(self, name: str) -> str:
        written = self.written[id_of(name)]
        assert written.story_id is not None
        assert self.stories.story_of(written) == written.story_id
        return written.story_id

    def together(self, *names: str) -> bool:
        return len({self.story(name) for name in names}) == 1

    def told(self) -> dict[str, str]:
        """The story of every article."""
        assert all(self.stories.story_of(one) == one.story_id for one in self.written.values())
        return {id: str(one.story_id) for id, one in self.written.items()}


@pytest.fixture
def desk(redis_url: str) -> Desk:
    return Desk(redis_url)


def in_turn(desk: Desk, articles: Iterable[Article], size: int = 500) -> dict[str, str]:
    """Index in batches of this size; the story of each."""
    for batch in itertools.batched(articles, size):
        desk.index(*batch)
    return desk.told()


def afresh(redis_url: str) -> Desk:
    """A desk over an empty Redis."""
    with redis.Redis.from_url(redis_url) as client:
        client.flushall()
    return Desk(redis_url)


def gold(articles: Iterable[Article], events: int, each: int) -> dict[str, str]:
    names = {id_of(f"{event}-{n}"): str(event) for event in range(events) for n in range(each)}
    return {article.id: names[article.id] for article in articles}


def test_articles_on_one_event_are_one_story_and_others_are_not(desk: Desk) -> None:
    articles = news(20, 5)
    told = in_turn(desk, articles)
    precision, recall, f1 = bcubed(gold(articles, 20, 5), told)
    assert (precision, recall, f1) == (1.0, 1.0, 1.0)
    assert len(set(told.values())) == 20


def test_an_article_by_itself_is_a_story_of_one_under_its_own_id(desk: Desk) -> None:
    desk.index(report("a", wording("fire", "1")))
    assert desk.story("a") == id_of("a")


def test_an_article_without_any_word_is_a_story_too(desk: Desk) -> None:
    desk.index(report("a", "…"), report("b", "…!"))
    assert desk.story("a") != desk.story("b")


@pytest.mark.parametrize("size", [1, 7, 40])
def test_the_size_of_batches_makes_no_difference(redis_url: str, size: int) -> None:
    articles = news(12, 6)
    assert in_turn(afresh(redis_url), articles, size) == in_turn(afresh(redis_url), articles)


def test_one_worker_or_eight_tell_the_same_stories(redis_url: str) -> None:
    articles = news(30, 8, seed=4)
    expected = in_turn(afresh(redis_url), articles)
    chance = random.Random(8)
    claims = [list(claim) for claim in itertools.batched(articles, 16)]
    workers: list[list[Article]] = []
    handed_over: list[Article] = []
    while claims or workers:  # eight workers at once, each hands its claim over when it happens to be done
        while claims and len(workers) < 8:
            workers.append(claims.pop(0))
        handed_over += workers.pop(chance.randrange(len(workers)))
    assert [one.id for one in handed_over] != [one.id for one in articles]
    assert in_turn(afresh(redis_url), handed_over, 37) == expected


def test_another_order_within_a_minute_hardly_changes_anything(redis_url: str) -> None:
    articles = [
        report(f"{event}-{n}", wording(f"event {event}", str(n), own=0.33), hours=event % 24 + n, revision=event + n)
        for event in range(40)
        for n in range(5)
    ]
    labels = gold(articles, 40, 5)
    f1 = []
    for seed in range(3):
        shuffled = random.Random(seed).sample(articles, len(articles))
        numbered = [one.model_copy(update={"revision": n}) for n, one in enumerate(shuffled)]
        f1.append(bcubed(labels, in_turn(afresh(redis_url), numbered, 50))[2])
    assert min(f1) > 0.5
    assert max(f1) - min(f1) <= 0.02


def test_a_restart_between_batches_makes_no_difference(redis_url: str) -> None:
    articles = news(12, 6)
    expected = in_turn(afresh(redis_url), articles)
    desk = afresh(redis_url)
    for batch in itertools.batched(articles, 9):
        desk.restart()
        desk.index(*batch)
    assert desk.told() == expected


def test_a_crash_before_or_after_saving_makes_no_difference(redis_url: str) -> None:
    articles = news(12, 6)
    expected = in_turn(afresh(redis_url), articles)
    desk = afresh(redis_url)
    for n, batch in enumerate(itertools.batched(articles, 9)):
        changes = desk.assign(*batch)
        if n % 3 == 0:
            desk.restart()  # killed before it saved
        elif n % 3 == 1:
            desk.stories.save(changes)  # killed when it had saved, before it had written
            desk.restart()
        else:
            pass  # an error on the way: the same process tries again
        again = desk.assign(*batch)
        desk.stories.save(again)
        desk.written |= {one.id: one for one in again.articles}
        for id in (changes.others | again.others) & desk.written.keys():
            desk.written[id] = in_story(desk.written[id], desk.stories.story_of(desk.written[id]))
    assert desk.told() == expected


def test_what_is_indexed_again_changes_nothing(desk: Desk) -> None:
    articles = news(5, 4)
    desk.index(*articles)
    again = desk.index(*articles)
    assert (again.others, again.put, again.drop, again.stories) == (set(), [], [], {})


def test_what_another_indexer_saved_is_seen(desk: Desk, redis_url: str) -> None:
    desk.index(report("a", wording("fire", "1")))
    other = Desk(redis_url)
    other.index(report("b", wording("flood", "1"), revision=1))
    desk.index(report("c", wording("flood", "2"), revision=2))
    assert desk.story("c") == other.story("b")


def test_stories_brought_close_become_one_and_remember(desk: Desk) -> None:
    chance = random.Random(5)
    one, other = chance.sample(WORDS, 40), chance.sample(WORDS, 40)
    left, right, both = one[:20], other[:20], one[:20] + other[:20]
    desk.index(report("left", drawn(left + one[20:24])), report("right", drawn(right + other[20:24]), revision=1))
    assert not desk.together("left", "right")
    changes = desk.index(
        *(report(f"both {n}", drawn([*both, *one[24 + n : 26 + n]]), revision=2 + n) for n in range(4))
    )
    assert desk.together("left", "right", "both 0", "both 3")
    moved = [desk.written[id] for id in changes.others]
    assert moved
    assert all(len(article.former_story_ids) == 1 for article in moved)
    assert {article.former_story_ids[0] for article in moved} <= {id_of("left"), id_of("right")}


def test_a_story_falls_apart_when_what_held_it_together_is_gone(desk: Desk) -> None:
    chance = random.Random(5)
    one, other = chance.sample(WORDS, 20), chance.sample(WORDS, 20)
    bridges = [report(f"both {n}", drawn(one + other, n), revision=n) for n in range(3)]
    desk.index(*bridges, report("left", drawn(one), revision=10), report("right", drawn(other), revision=11))
    assert desk.together("left", "right", "both 0")
    changes = desk.index(removed=[bridge.id for bridge in bridges])
    assert not desk.together("left", "right")
    assert changes.others


def test_a_removed_article_leaves_its_story(desk: Desk) -> None:
    desk.index(*(report(f"{n}", wording("fire", str(n)), revision=n) for n in range(3)))
    story = desk.story("1")
    desk.index(removed=[id_of("0")])
    desk.restart()
    desk.index(report("3", wording("fire", "3"), revision=9))
    assert desk.story("1") == desk.story("2") == desk.story("3") == story


def test_a_new_version_stays_where_it_can_and_moves_where_it_must(desk: Desk) -> None:
    desk.index(*(report(f"{e}{n}", wording(e, str(n)), revision=n) for e in ("fire", "flood") for n in range(3)))
    fire, flood = desk.story("fire1"), desk.story("flood1")
    desk.index(report("fire0", wording("fire", "corrected"), version=2, revision=10))
    assert desk.story("fire0") == fire
    desk.index(report("fire0", wording("flood", "mistaken"), version=3, revision=11))
    assert desk.story("fire0") == flood
    assert fire in desk.written[id_of("fire0")].former_story_ids
    desk.index(report("fire0", wording("strike", "another"), version=4, revision=12))
    assert desk.story("fire0") not in {fire, flood}
    assert desk.story("fire1") == desk.story("fire2") == fire


def test_a_story_of_one_keeps_its_id_with_a_new_version(desk: Desk) -> None:
    desk.index(report("a", wording("fire", "1")))
    desk.index(report("a", wording("flood", "1"), version=2, revision=1, hours=30))
    assert desk.story("a") == id_of("a")
    desk.restart()
    desk.index(report("b", wording("flood", "2"), revision=2, hours=30))
    assert desk.together("a", "b")


def test_a_story_ends_and_late_articles_still_join(desk: Desk) -> None:
    desk.index(report("a", wording("fire", "1")))
    desk.index(report("much later", wording("fire", "2"), hours=24 * 8, revision=1))
    assert not desk.together("a", "much later")
    desk.index(report("late", wording("fire", "3"), hours=-5, revision=2))
    assert desk.together("a", "late")


def test_without_a_time_of_publication_articles_must_be_more_alike(desk: Desk) -> None:
    shares = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6]

    def joined(**more: Any) -> int:
        count = 0
        for n, share in enumerate(shares):
            event = f"{more} {n}"
            texts = [wording(event, f"{k}", own=share) for k in range(2)]
            desk.index(*(report(f"{event} {k}", text, revision=k, **more) for k, text in enumerate(texts)))
            count += desk.together(f"{event} 0", f"{event} 1")
        return count

    assert 0 < joined(published_at=None) < joined() < len(shares)


def named(*ids: str) -> tuple[Entity, ...]:
    return tuple(Entity(id=id, type="person", name=id, count=2, salience=0.2) for id in ids)


def test_articles_in_two_languages_meet_by_names_and_days(desk: Desk) -> None:
    russian = Language(code="ru", confidence=1)
    day = (DateMention(text="August 30", start=0, end=9, value="2024-08-30", grain="day"),)
    about: dict[str, Any] = {"entities": named("wd:Q1", "wd:Q2", "wd:Q3", "gn:9"), "dates": day}
    other: dict[str, Any] = {"entities": named("wd:Q1", "wd:Q7", "wd:Q8", "gn:5")}
    desk.index(
        report("english", wording("fire", "1"), **about),
        report("russian", "Пожар в порту потушили к утру", language=russian, revision=1, **about),
        report("another", "Выборы прошли спокойно", language=russian, revision=2, **other),
    )
    assert desk.together("english", "russian")
    assert not desk.together("english", "another")
    desk.restart()
    desk.index(report("german", "Der Brand im Hafen", language=Language(code="de", confidence=1), revision=3, **about))
    assert desk.together("english", "german")


def test_copies_are_in_the_story_of_their_original_whichever_comes_first(desk: Desk) -> None:
    text = wording("fire", "1", words=200)
    shortened = " ".join(text.split()[:150])
    desk.index(report("copy", shortened, hours=200), report("else", wording("flood", "1"), hours=200, revision=1))
    desk.index(report("original", text, revision=2), report("again", text, hours=400, revision=3))
    assert desk.together("copy", "original", "again")
    assert not desk.together("copy", "else")


def test_an_article_costs_little_in_redis(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        before = client.info("memory")["used_memory"]
        articles = news(100, 3)
        stories = Stories(StoryStore(Settings(redis_url=redis_url)), days=7)
        stories.save(stories.assign(articles, before={}))
        grown = client.info("memory")["used_memory"] - before
    assert grown / len(articles) < 1500
