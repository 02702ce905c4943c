"""Stories: which articles report one event. The indexer's, and serial: articles are placed in the order of acceptance.

An article joins the closest story (see `story.py`), and stories that it brings close enough together become one. When a
story has doubled, or lost an article, it is divided anew and may fall apart. What was decided last is undone
and done again where an article comes late that was accepted before: however many workers there are, the
stories are those of the order of acceptance.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from services.enrich.story import CLOSE, Story, closeness, parts
from services.enrich.story_index import StoryIndex
from services.shared.article import Article
from services.shared.story_store import DAY_MS, Place, Reported, StoryStore

__all__ = ["Stories", "StoryChanges"]

MOST_DIVIDED = 128
"""A larger story is not divided anew: one that has held together so long is one."""
MOST_UNDONE = 1024
"""So many placements can be done again."""
MOST_HELD = 100_000
"""Articles held in memory, about 2 kB each, beyond those around the batch at hand."""


@dataclass
class StoryChanges:
    """What a batch changed: its articles with their stories, and the ids of others whose story is another now."""

    articles: list[Article]
    others: set[str] = field(default_factory=set)
    put: list[Reported] = field(default_factory=list)
    drop: list[Place] = field(default_factory=list)
    stories: dict[str, list[Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Arrival:
    """One article to be placed; `copies`: articles that it is a copy of, or they of it; `before`: where it was."""

    order: tuple[int, str]
    article: Reported
    copies: frozenset[str] = frozenset()
    before: str | None = None


@dataclass(slots=True)
class _Placement:
    """One article that was placed, and how to undo it."""

    arrival: _Arrival
    articles: dict[str, Reported | None] = field(default_factory=dict)
    stories: dict[str, Story | None] = field(default_factory=dict)


class Stories:
    """Places articles. `days`: a story ends when nothing was published on it for so long."""

    def __init__(self, store: StoryStore, *, days: int) -> None:
        self._store, self._window = store, days * DAY_MS
        self._saved = True
        self._forget()

    # ---------------------------------------------------------------------------------------------- the batch

    def assign(
        self,
        articles: Sequence[Article],
        *,
        before: Mapping[str, Article],
        copies: Mapping[str, Mapping[str, int]] | None = None,
    ) -> StoryChanges:
        """Place `articles`; `before` holds earlier versions of them, and articles that are being removed.

        `copies`: by article, the ids of its copies with the milliseconds of their times. Nothing is written before
        `save`.
        """
        arriving = {article.id: _arrival(article, (copies or {}).get(article.id, {})) for article in articles}
        leaving = {id: (id, _moment_ms(old) // DAY_MS) for id, old in before.items()}
        further = {(id, at // DAY_MS) for those in (copies or {}).values() for id, at in those.items()}
        self._prepare([arrival.article.moment_ms for arrival in arriving.values()], {*leaving.values(), *further})
        for id in before:
            new = arriving.get(id)
            if (known := self._articles.get(id)) and not (new and _same(known, new.article)):
                self._journal.clear()
                if new:
                    arriving[id] = _again(new, known, alone=len(self._stories[known.story].members) == 1)
                self._leave(known)
        todo = [one for one in arriving.values() if not _same(self._articles.get(one.article.id), one.article)]
        if todo:
            todo += self._undone(min(one.order for one in todo))
        for arrival in sorted(todo, key=lambda one: one.order):
            self._place(arrival)
        return self._changes(articles)

    def save(self, changes: StoryChanges) -> None:
        """Make the stories of `changes` durable."""
        if changes.put or changes.drop or changes.stories:
            state = uuid.uuid4().bytes
            self._store.save(state, changes.put, changes.drop, changes.stories)
            self._state = state
        self._saved = True

    def story_of(self, article: Article) -> str | None:
        """The story an article is in by now."""
        place = (article.id, _moment_ms(article) // DAY_MS)
        known = self._articles.get(article.id) or next(iter(self._store.articles([place])), None)
        return known.story if known else article.story_id

    def _changes(self, articles: Sequence[Article]) -> StoryChanges:
        changes = StoryChanges([one.model_copy(update={"story_id": self._articles[one.id].story}) for one in articles])
        own = {article.id for article in articles}
        for id, old in self._was.items():
            new = self._articles.get(id)
            if new is not None and new != old:
                changes.put.append(new)
            if old is not None and (new is None or new.day != old.day):
                changes.drop.append(old.place)
            if new is not None and old is not None and new.story != old.story and id not in own:
                changes.others.add(id)
        for id in self._touched:
            held = self._stories.get(id)
            changes.stories[id] = [self._articles[member].place for member in held.members] if held else []
        return changes

    # ---------------------------------------------------------------------------------------------- placing

    def _place(self, arrival: _Arrival) -> None:
        self._journal.append(_Placement(arrival))
        del self._journal[:-MOST_UNDONE]
        article = arrival.article
        alone = Story.of(article)
        near = {id: self._stories[id] for id in self._index.near(article, self._window)}
        links = {id: closeness(alone, story) for id, story in near.items()}
        chosen = self._of_copies(arrival) or _chosen(links, arrival.before)
        if chosen is None:
            self._put_article(article)
            self._put_story(article.story, alone)
            return
        story = self._joined(self._stories[chosen], article)
        while closest := self._closest(story, near):
            story = self._merged(story, closest)
            near.pop(closest.id, None)
        self._divided_if_doubled(story)

    def _of_copies(self, arrival: _Arrival) -> str | None:
        """The story of the article's copies: of several the largest."""
        stories = {self._articles[id].story for id in arrival.copies if id in self._articles}
        return max(stories, key=lambda id: (len(self._stories[id].members), id), default=None)

    def _joined(self, story: Story, article: Reported) -> Story:
        self._put_article(_moved(article, story.id))
        grown = story.joined(Story.of(article), story.id)
        self._put_story(story.id, grown, self._articles[article.id])
        return grown

    def _closest(self, story: Story, near: Mapping[str, Story]) -> Story | None:
        links = {id: closeness(story, other) for id, other in near.items() if id != story.id and id in self._stories}
        best = max(links, key=lambda id: (links[id], id), default=None)
        return near[best] if best is not None and links[best] >= CLOSE else None

    def _merged(self, one: Story, other: Story) -> Story:
        """The larger takes the other in: fewer articles change."""
        stays, goes = sorted((one, other), key=lambda story: (-len(story.members), story.first_ms, story.id))
        for member in goes.members:
            self._put_article(_moved(self._articles[member], stays.id))
        merged = stays.joined(goes, stays.id)
        self._put_story(goes.id, None)
        self._put_story(stays.id, merged)
        return merged

    def _divided_if_doubled(self, story: Story) -> None:
        size = len(story.members)
        if 4 <= size <= MOST_DIVIDED and size & (size - 1) == 0:
            self._divided(story.id, [self._articles[id] for id in story.members])

    def _divided(self, id: str, members: Sequence[Reported]) -> None:
        """Keep `members` as one story, or as several where they do not hold together; the largest keeps the id."""
        members = sorted(members, key=lambda one: (one.moment_ms, one.id))
        found = [members] if len(members) > MOST_DIVIDED else parts(members)
        found.sort(key=lambda part: (-len(part), part[0].moment_ms, part[0].id))
        if len(found) == 1 and (story := self._stories.get(id)) and len(story.members) == len(members):
            return
        for n, part in enumerate(found):
            first = min(part, key=lambda one: (one.moment_ms, one.id))
            name = id if n == 0 else _new_id(id, first.id)
            moved = [_moved(one, name) for one in part]
            for one in moved:
                self._put_article(one)
            self._put_story(name, Story.of_all(name, moved))

    def _leave(self, article: Reported) -> None:
        """Take an article out: it is gone, or another now."""
        story = self._stories[article.story]
        rest = [self._articles[id] for id in story.members if id != article.id]
        self._put_story(story.id, None)
        self._put_article(None, article.id)
        if rest:
            self._divided(story.id, rest)

    def _undone(self, since: tuple[int, str]) -> list[_Arrival]:
        """Undo what was placed after `since`; return it, to be placed again."""
        undone = []
        while self._journal and self._journal[-1].arrival.order > since:
            placement = self._journal.pop()
            undone.append(placement)
            for id, article in placement.articles.items():
                self._put_article(article, id, undoing=True)
            self._touched |= placement.stories.keys()
            for story_id, story in placement.stories.items():
                if story:
                    self._stories[story_id] = story
                else:
                    self._stories.pop(story_id, None)
        for id in {id for one in undone for id in one.stories}:
            self._indexed(id)
        return [one.arrival for one in undone]

    # ------------------------------------------------------------------------------------------- what is held

    def _put_article(self, article: Reported | None, id: str = "", *, undoing: bool = False) -> None:
        id = article.id if article else id
        old = self._articles.get(id)
        self._was.setdefault(id, old)
        if self._journal and not undoing:
            self._journal[-1].articles.setdefault(id, old)
        if article is None:
            self._articles.pop(id, None)
        else:
            self._articles[id] = article

    def _put_story(self, id: str, story: Story | None, grown_by: Reported | None = None) -> None:
        self._touched.add(id)
        if self._journal:
            self._journal[-1].stories.setdefault(id, self._stories.get(id))
        if story is None:
            self._stories.pop(id, None)
        else:
            self._stories[id] = story
        if story is not None and grown_by is not None:
            self._index.extend(story, grown_by)
        else:
            self._indexed(id)

    def _indexed(self, id: str) -> None:
        """Have the index agree with the story of this id."""
        if story := self._stories.get(id):
            self._index.add(story, [self._articles[member] for member in story.members])
        else:
            self._index.remove(id)

    def _forget(self) -> None:
        self._state = b""
        self._needed = 0
        self._was: dict[str, Reported | None] = {}
        self._touched: set[str] = set()
        self._articles: dict[str, Reported] = {}
        self._stories: dict[str, Story] = {}
        self._days: set[int] = set()
        self._index = StoryIndex()
        self._journal: list[_Placement] = []

    def _prepare(self, moments: Iterable[int], places: Iterable[Place]) -> None:
        """Hold in memory every article around these moments, and those at `places`, with their whole stories."""
        state = self._store.state()
        too_many = len(self._articles) > max(MOST_HELD, 2 * self._needed) or self._index.wasted()
        fresh = not self._saved or state != self._state or too_many
        if fresh:
            self._forget()
            self._state = state
        self._saved = False  # until `save`: an error on the way leaves nothing that could be relied on
        self._was, self._touched = {}, set()
        spans = {moment // DAY_MS for moment in moments}
        window = self._window // DAY_MS + 1
        days = {day for at in spans for day in range(at - window, at + window + 1)} - self._days
        found = self._store.days(sorted(days)) if days else []
        self._days |= days
        unheld = [place for place in places if place[0] not in self._articles and place[1] not in self._days]
        self._take_in([*found, *self._store.articles(unheld)])
        if fresh:
            self._needed = len(self._articles)

    def _take_in(self, found: Sequence[Reported]) -> None:
        new = {one.id: one for one in found if one.id not in self._articles}
        stories = {one.story for one in new.values()} - self._stories.keys()
        members = self._store.members(stories) if stories else {}
        missing = {place for those in members.values() for place in those if place[0] not in new}
        new |= {one.id: one for one in self._store.articles(missing)} if missing else {}
        by_story: dict[str, list[Reported]] = {}
        for one in new.values():
            by_story.setdefault(one.story, []).append(one)
        self._articles |= new
        for id in stories:
            articles = sorted(by_story[id], key=lambda one: (one.moment_ms, one.id))
            self._stories[id] = Story.of_all(id, articles)
            self._index.add(self._stories[id], articles)


def _moment_ms(article: Article) -> int:
    return int((article.published_at or article.received_at).timestamp() * 1000)


def _arrival(article: Article, copies: Mapping[str, int]) -> _Arrival:
    fresh = article.version == 1
    story = article.id if fresh else _new_id(article.id, str(article.version))
    about = base64.b64decode(article.story_vector)
    dated, language = article.published_at is not None, article.language.code[:2]
    reported = Reported(article.id, story, _moment_ms(article), dated, language, about)
    return _Arrival((article.revision, article.id), reported, frozenset(copies))


def _again(arrival: _Arrival, known: Reported, *, alone: bool) -> _Arrival:
    """A new version of an article that is `known`: it stays where it was, if it can."""
    article = _moved(arrival.article, known.story) if alone else arrival.article
    return _Arrival(arrival.order, article, arrival.copies, known.story)


def _chosen(links: Mapping[str, float], before: str | None) -> str | None:
    """The closest story that is close enough; where the article was before, if that still is."""
    close = {id: link for id, link in links.items() if link >= CLOSE}
    return before if before in close else max(close, key=lambda id: (close[id], id), default=None)


def _new_id(*parts: str) -> str:
    """An id that no article has."""
    digest = hashlib.blake2b("\0".join(("story", *parts)).encode(), digest_size=16).digest()
    return base64.b32encode(digest).decode().rstrip("=").lower()


def _moved(article: Reported, story: str) -> Reported:
    if article.story == story:
        return article
    return Reported(article.id, story, article.moment_ms, article.dated, article.language, article.about)


def _same(known: Reported | None, new: Reported | None) -> bool:
    return known is not None and new is not None and _moved(new, known.story) == known
