"""Stories, on a real Redis, are mended when articles change: merged, taken apart, left, ended."""

from __future__ import annotations

import random

from tests.contract.desk import WORDS, Desk, drawn, report, wording
from tests.contract.inboxes import id_of


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


def test_an_article_that_came_before_its_story_moves_to_it(desk: Desk) -> None:
    chance = random.Random(5)
    fire, flood = chance.sample(WORDS, 20), chance.sample(WORDS, 20)
    desk.index(*(report(f"flood {n}", drawn(flood, n), revision=n) for n in range(6)))
    desk.index(report("first of the fire", drawn(fire + flood[:10]), revision=6))
    flooding = desk.story("flood 0")
    assert desk.story("first of the fire") == flooding
    changes = desk.index(report("second of the fire", drawn(fire), revision=7))
    assert desk.together("first of the fire", "second of the fire")
    assert changes.others == {id_of("first of the fire")}
    assert desk.written[id_of("first of the fire")].former_story_ids == (flooding,)
    assert {desk.story(f"flood {n}") for n in range(6)} == {flooding}


def test_an_article_moves_with_its_copies(desk: Desk) -> None:
    chance = random.Random(5)
    fire, flood = chance.sample(WORDS, 20), chance.sample(WORDS, 20)
    early = drawn(fire + flood[:10])
    desk.index(*(report(f"flood {n}", drawn(flood, n), revision=n) for n in range(20)))
    desk.index(*(report(f"copy {n}", early, hours=n, revision=20 + n) for n in range(3)))
    assert desk.together("flood 0", "copy 0", "copy 2")
    desk.index(report("fire", drawn(fire), revision=30))
    assert desk.together("fire", *(f"copy {n}" for n in range(3)))
    assert not desk.together("fire", "flood 0")


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
