"""Stories, on a real Redis: the same whatever the batches, the workers and the crashes."""

from __future__ import annotations

import itertools
import random
from typing import Any

import pytest
import redis

from evals.sets.stories import bcubed
from services.enrich.stories import Stories, in_story
from services.shared.article import Article, DateMention, Entity, Language
from services.shared.settings import Settings
from services.shared.story_store import StoryStore
from tests.contract.desk import Desk, afresh, gold, in_turn, news, report, wording
from tests.contract.inboxes import id_of


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


CLEAR, UNCLEAR = 0.6, 0.33
"""Of words that are an event's own: so many, or so few that articles move from story to story."""


@pytest.mark.parametrize("size", [1, 7, 40])
def test_the_size_of_batches_makes_no_difference(redis_url: str, size: int) -> None:
    articles = news(12, 6)
    assert in_turn(afresh(redis_url), articles, size) == in_turn(afresh(redis_url), articles)


@pytest.mark.parametrize("own", [CLEAR, UNCLEAR])
def test_one_worker_or_eight_tell_the_same_stories(redis_url: str, own: float) -> None:
    articles = news(30, 8, seed=4, own=own)
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


@pytest.mark.parametrize("own", [CLEAR, UNCLEAR])
def test_a_restart_between_batches_makes_no_difference(redis_url: str, own: float) -> None:
    articles = news(12, 6, own=own)
    expected = in_turn(afresh(redis_url), articles)
    desk = afresh(redis_url)
    for batch in itertools.batched(articles, 9):
        desk.restart()
        desk.index(*batch)
    assert desk.told() == expected


@pytest.mark.parametrize("own", [CLEAR, UNCLEAR])
def test_a_crash_before_or_after_saving_makes_no_difference(redis_url: str, own: float) -> None:
    articles = news(12, 6, own=own)
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
