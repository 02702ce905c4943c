"""What the indexer holds of stories in memory: those around the articles at hand, every change of them undoable.

Redis has the truth (`StoryStore`). Days are loaded when an article of about that time comes, a story always whole; all
of it is loaded anew where somebody else has saved, or where an error came between a change and its `save`.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from services.enrich.story import Story
from services.enrich.story_index import StoryIndex
from services.shared.story_store import DAY_MS, Place, Reported, StoryStore

__all__ = ["Arrival", "StoryMemory"]

MOST_UNDONE = 1024
"""So many placements can be undone."""
MOST_HELD = 100_000
"""Articles held, about 2 kB each, where those around the articles at hand are fewer than half of that."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """One article to be placed; `order` is the order of acceptance.

    `copies`: articles that it is a copy of, or they of it; `before`: the story it was in as an earlier version.
    """

    order: tuple[int, str]
    article: Reported
    copies: frozenset[str] = frozenset()
    before: str | None = None


@dataclass(slots=True)
class _Placement:
    """An article that was placed, and what was there before."""

    arrival: Arrival
    articles: dict[str, Reported | None] = field(default_factory=dict)
    stories: dict[str, Story | None] = field(default_factory=dict)


class StoryMemory:
    """`articles` and `stories` by id, and the index to find stories by; changed through the methods alone."""

    def __init__(self, store: StoryStore, window_ms: int) -> None:
        self._store, self._window = store, window_ms
        self._forget()

    def _forget(self) -> None:
        self.articles: dict[str, Reported] = {}
        self.stories: dict[str, Story] = {}
        self.index = StoryIndex()
        self.was: dict[str, Reported | None] = {}
        self.touched: set[str] = set()
        self._journal: list[_Placement] = []
        self._days: set[int] = set()
        self._state = b""
        self._needed = 0
        self._unsaved = True

    def prepare(self, moments: Iterable[int], places: Iterable[Place]) -> None:
        """Begin a batch: hold every article around these moments, and those at `places`, with their whole stories."""
        state = self._store.state()
        too_many = len(self.articles) > max(MOST_HELD, 2 * self._needed) or self.index.wasted()
        fresh = self._unsaved or state != self._state or too_many
        if fresh:
            self._forget()
            self._state = state
        self._unsaved = True  # until `save`: an error on the way leaves nothing that could be relied on
        self.was.clear()
        self.touched.clear()
        width = self._window // DAY_MS + 1
        spans = {moment // DAY_MS for moment in moments}
        days = {day for at in spans for day in range(at - width, at + width + 1)} - self._days
        found = self._store.days(sorted(days))
        self._days |= days
        unheld = [place for place in places if place[0] not in self.articles and place[1] not in self._days]
        self._take_in([*found, *self._store.articles(unheld)])
        if fresh:
            self._needed = len(self.articles)

    def save(self, put: Sequence[Reported], drop: Sequence[Place], stories: dict[str, list[Place]]) -> None:
        """End a batch: write what it changed."""
        if put or drop or stories:
            state = uuid.uuid4().bytes
            self._store.save(state, put, drop, stories)
            self._state = state
        self._unsaved = False

    def near(self, article: Reported) -> dict[str, Story]:
        """The stories that `article` may belong to."""
        return {id: self.stories[id] for id in self.index.near(article, self._window)}

    def members(self, story: Story) -> list[Reported]:
        """The articles of a story."""
        return [self.articles[id] for id in story.members]

    # ---------------------------------------------------------------------------------------------- changing

    def begin(self, arrival: Arrival) -> None:
        """From here on, changes are the placement of `arrival`."""
        self._journal.append(_Placement(arrival))
        del self._journal[:-MOST_UNDONE]

    def settle(self) -> None:
        """What was placed so far is not to be undone any more."""
        self._journal.clear()

    def undo(self, since: tuple[int, str]) -> list[Arrival]:
        """Undo every placement that is later in the order of acceptance; return them."""
        undone: list[_Placement] = []
        while self._journal and self._journal[-1].arrival.order > since:
            placement = self._journal.pop()
            undone.append(placement)
            for id, article in placement.articles.items():
                self._set_article(id, article)
            for id, story in placement.stories.items():
                self._set_story(id, story)
        for id in {id for placement in undone for id in placement.stories}:
            self._reindex(id)
        return [placement.arrival for placement in undone]

    def put_article(self, article: Reported) -> None:
        """Have `article` in the story it names."""
        self._note_article(article.id)
        self._set_article(article.id, article)

    def drop_article(self, id: str) -> None:
        """Forget an article."""
        self._note_article(id)
        self._set_article(id, None)

    def put_story(self, story: Story) -> None:
        """Have `story`, whose articles are there."""
        self._note_story(story.id)
        self._set_story(story.id, story)
        self._reindex(story.id)

    def grow_story(self, story: Story, article: Reported) -> None:
        """Have `story` in place of the same without `article`."""
        self._note_story(story.id)
        self._set_story(story.id, story)
        self.index.extend(story, article)

    def drop_story(self, id: str) -> None:
        """Forget a story."""
        self._note_story(id)
        self._set_story(id, None)
        self._reindex(id)

    def _note_article(self, id: str) -> None:
        if self._journal:
            self._journal[-1].articles.setdefault(id, self.articles.get(id))

    def _note_story(self, id: str) -> None:
        if self._journal:
            self._journal[-1].stories.setdefault(id, self.stories.get(id))

    def _set_article(self, id: str, article: Reported | None) -> None:
        self.was.setdefault(id, self.articles.get(id))
        if article is None:
            self.articles.pop(id, None)
        else:
            self.articles[id] = article

    def _set_story(self, id: str, story: Story | None) -> None:
        self.touched.add(id)
        if story is None:
            self.stories.pop(id, None)
        else:
            self.stories[id] = story

    def _reindex(self, id: str) -> None:
        if story := self.stories.get(id):
            self.index.add(story, self.members(story))
        else:
            self.index.remove(id)

    # ----------------------------------------------------------------------------------------------- loading

    def _take_in(self, found: Sequence[Reported]) -> None:
        new = {one.id: one for one in found if one.id not in self.articles}
        stories = {one.story for one in new.values()} - self.stories.keys()
        missing = {place for those in self._store.members(stories).values() for place in those if place[0] not in new}
        new |= {one.id: one for one in self._store.articles(missing)}
        by_story: dict[str, list[Reported]] = {}
        for one in sorted(new.values(), key=lambda one: (one.moment_ms, one.id)):
            by_story.setdefault(one.story, []).append(one)
        self.articles |= new
        for id in sorted(stories):
            self.stories[id] = Story.of_all(id, by_story[id])
            self._reindex(id)
