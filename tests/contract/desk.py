"""What the tests of stories have in common: made-up reports on events, and the desk that tells their stories."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import redis

from services.enrich.groups import Groups
from services.enrich.steps.sign_text import sign_text
from services.enrich.steps.weigh_terms import weigh_terms
from services.enrich.stories import Stories, StoryChanges, in_story
from services.shared.article import Article, Language, content_hash
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore
from services.shared.story_store import StoryStore
from tests.contract.inboxes import id_of

__all__ = ["WORDS", "Desk", "afresh", "drawn", "gold", "in_turn", "news", "report", "wording"]

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


def news(events: int, each: int, *, seed: int = 1, own: float = 0.6) -> list[Article]:
    """Articles on several events within three days, in the order of acceptance; `own`: see `wording`."""
    articles = [
        report(f"{event}-{n}", wording(f"event {event}", str(n), own=own), hours=event % 24 + 6 * n)
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
