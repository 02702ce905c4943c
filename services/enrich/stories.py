"""Stories: which articles report one event. The indexer's, and serial: articles are placed in the order of acceptance.

An article joins the closest story (see `story.py`), and stories that it brings close enough together become one. When a
story has come to 4, 8, 16… articles, or lost one, it is divided anew and may fall apart. Articles that are clearly
closer to the article's story than to what is left of their own move over: one that came too early for its story is not
stuck where it was put, so that it matters little who came first. What was decided last is undone and done again where
an article comes late that was accepted before: however many workers there are, the stories are those of the order of
acceptance.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from services.enrich.story import CLOSE, Story, alike, closeness, closeness_to_all, parts
from services.enrich.story_memory import Arrival, StoryMemory
from services.shared.article import Article
from services.shared.ids import readable_id
from services.shared.story_store import DAY_MS, Place, Reported, StoryStore

__all__ = ["Stories", "StoryChanges", "in_story"]

LEAST_DIVIDED, MOST_DIVIDED = 4, 128
"""A larger story is not divided anew: one that has held together so long is one."""
KEPT_FORMER = 8
CLEARLY = 1.05
"""An article moves where it is so many times as close: more than as close, so that it does not come and go."""
MOST_MOVED, MOST_LEFT = 4, 32
"""So many articles move at once, each with its copies, and none out of a story larger than this."""
COPIES = 0.6
"""The cosine of articles that move together."""

Copies = Mapping[str, Mapping[str, int]]
"""By article, the ids of its copies with the milliseconds of their times."""


@dataclass
class StoryChanges:
    """What a batch changed: its articles with their stories, and the ids of others whose story is another now."""

    articles: list[Article]
    others: set[str] = field(default_factory=set)
    put: list[Reported] = field(default_factory=list)
    drop: list[Place] = field(default_factory=list)
    stories: dict[str, list[Place]] = field(default_factory=dict)


def in_story(article: Article, story: str | None, before: Article | None = None) -> Article:
    """`article` in this story; `before`, its earlier version or itself, says which ones it was in."""
    before = before or article
    former = dict.fromkeys((*before.former_story_ids, before.story_id))
    kept = tuple(id for id in former if id and id != story)[-KEPT_FORMER:]
    return article.model_copy(update={"story_id": story, "former_story_ids": kept})


class Stories:
    """Places articles. `days`: a story ends when nothing was published on it for so long."""

    def __init__(self, store: StoryStore, *, days: int) -> None:
        self._store = store
        self._window_ms = days * DAY_MS
        self._memory = StoryMemory(store, self._window_ms)

    def assign(
        self, articles: Sequence[Article], *, before: Mapping[str, Article], copies: Copies | None = None
    ) -> StoryChanges:
        """Place `articles`; `before` holds earlier versions of them, and articles that are being removed.

        Nothing is written before `save`, so that amendments of others can be made durable first.
        """
        copies = copies or {}
        arriving = {article.id: _arrival(article, copies.get(article.id, {})) for article in articles}
        places = {(id, _moment_ms(old) // DAY_MS) for id, old in before.items()}
        places |= {(id, at // DAY_MS) for those in copies.values() for id, at in those.items()}
        memory = self._memory
        memory.prepare([arrival.article.moment_ms for arrival in arriving.values()], places)
        for id in before:
            new = arriving.get(id)
            if (known := memory.articles.get(id)) and not (new and _same(known, new.article)):
                memory.settle()
                if new:
                    arriving[id] = _again(new, known, alone=len(memory.stories[known.story].members) == 1)
                self._leave(known)
        todo = [one for one in arriving.values() if not _same(memory.articles.get(one.article.id), one.article)]
        if todo:
            todo += memory.undo(min(one.order for one in todo))
        for arrival in sorted(todo, key=lambda one: one.order):
            self._place(arrival)
        return self._changes(articles, before)

    def save(self, changes: StoryChanges) -> None:
        """Make the stories of `changes` durable."""
        self._memory.save(changes.put, changes.drop, changes.stories)

    def story_of(self, article: Article) -> str | None:
        """The story an article is in by now."""
        known = self._store.articles([(article.id, _moment_ms(article) // DAY_MS)])
        return known[0].story if known else article.story_id

    def _changes(self, articles: Sequence[Article], before: Mapping[str, Article]) -> StoryChanges:
        memory = self._memory
        changes = StoryChanges([in_story(one, memory.articles[one.id].story, before.get(one.id)) for one in articles])
        own = {article.id for article in articles}
        for id, old in memory.was.items():
            new = memory.articles.get(id)
            if new is not None and new != old:
                changes.put.append(new)
            if old is not None and (new is None or new.day != old.day):
                changes.drop.append(old.place)
            if new is not None and old is not None and new.story != old.story and id not in own:
                changes.others.add(id)
        for id in memory.touched:
            story = memory.stories.get(id)
            changes.stories[id] = [one.place for one in memory.members(story)] if story else []
        return changes

    def _place(self, arrival: Arrival) -> None:
        memory, article = self._memory, arrival.article
        memory.begin(arrival)
        near = memory.near(article)
        alone = Story.of(article)
        links = {id: closeness(alone, story) for id, story in near.items()}
        chosen = self._of_copies(arrival) or _chosen(links, arrival.before)
        if chosen is None:
            story = alone
            memory.put_article(article)
            memory.put_story(story)
        else:
            story = memory.stories[chosen].joined(alone, chosen)
            memory.put_article(replace(article, story=chosen))
            memory.grow_story(story, memory.articles[article.id])
            while closest := self._closest(story, near):
                story = self._merged(story, closest)
        for _ in range(MOST_MOVED):
            if not self._won_over(story.id, near):
                break
        size = len(memory.stories[story.id].members)
        if LEAST_DIVIDED <= size <= MOST_DIVIDED and size & (size - 1) == 0:
            self._divide(story.id, memory.members(memory.stories[story.id]))

    def _of_copies(self, arrival: Arrival) -> str | None:
        """The story of the article's copies: of several the largest."""
        memory = self._memory
        stories = {memory.articles[id].story for id in arrival.copies if id in memory.articles}
        return max(stories, key=lambda id: (len(memory.stories[id].members), id), default=None)

    def _closest(self, story: Story, near: Mapping[str, Story]) -> Story | None:
        held = self._memory.stories
        links = {id: closeness(story, other) for id, other in near.items() if id != story.id and id in held}
        best = _chosen(links, None)
        return held[best] if best is not None else None

    def _merged(self, one: Story, other: Story) -> Story:
        """The larger takes the other in: fewer articles change."""
        memory = self._memory
        stays, goes = sorted((one, other), key=lambda story: (-len(story.members), story.first_ms, story.id))
        for article in memory.members(goes):
            memory.put_article(replace(article, story=stays.id))
        merged = stays.joined(goes, stays.id)
        memory.drop_story(goes.id)
        memory.put_story(merged)
        return merged

    def _won_over(self, id: str, near: Iterable[str]) -> bool:
        """Move the article of the stories `near` that gains most by it to the story `id`; whether there was one."""
        memory = self._memory
        story = memory.stories[id]
        others = (memory.stories[one] for one in near if one in memory.stories and one != id)
        best = max((move for other in others for move in self._moves(other, story)), default=None)
        if best is None:
            return False
        _, _, source, going = best
        rest = [one for one in memory.members(memory.stories[source]) if one.id not in going]
        memory.drop_story(source)
        for name in sorted(going):
            moved = replace(memory.articles[name], story=id)
            memory.put_article(moved)
            story = story.joined(Story.of(moved), id)
            memory.grow_story(story, moved)
        self._divide(source, rest)
        return True

    def _moves(self, source: Story, story: Story) -> Iterator[tuple[float, str, str, frozenset[str]]]:
        """For each article of `source` that gains by moving to `story`: how much, its id, the source's, who moves."""
        # links are sums over articles: none is close enough where all together are not
        if not 2 <= len(source.members) <= MOST_LEFT or closeness(story, source) * len(source.members) < CLOSE:
            return
        members = {article.id: Story.of(article) for article in self._memory.members(source)}
        for name, one in members.items():
            link = closeness(one, story)
            if link < CLOSE or one.gap_ms(story) > self._window_ms:
                continue
            going = frozenset(each for each, alone in members.items() if alike(one, alone) >= COPIES)
            left = [alone for each, alone in members.items() if each not in going]
            if left and (gain := link - CLEARLY * closeness_to_all(one, left)) > 0:
                yield gain, name, source.id, going

    def _divide(self, id: str, members: Sequence[Reported]) -> None:
        """Keep `members` as one story, or as several where they do not hold together; the largest keeps the id."""
        members = sorted(members, key=lambda one: (one.moment_ms, one.id))
        found = [members] if len(members) > MOST_DIVIDED else parts(members)
        if len(found) == 1 and id in self._memory.stories:
            return
        found.sort(key=lambda part: (-len(part), part[0].moment_ms, part[0].id))
        for n, part in enumerate(found):
            name = id if n == 0 else _new_id(id, part[0].id)
            while n and name in self._memory.stories:  # an article may begin a part of the same story twice
                name = _new_id(name, part[0].id)
            for one in part:
                self._memory.put_article(replace(one, story=name))
            self._memory.put_story(Story.of_all(name, part))

    def _leave(self, article: Reported) -> None:
        """Take an article out: it is gone, or another now."""
        story = self._memory.stories[article.story]
        rest = [one for one in self._memory.members(story) if one.id != article.id]
        self._memory.drop_story(story.id)
        self._memory.drop_article(article.id)
        if rest:
            self._divide(story.id, rest)


def _chosen(links: Mapping[str, float], before: str | None) -> str | None:
    """The closest story that is close enough; where the article was before, if that still is."""
    close = {id: link for id, link in links.items() if link >= CLOSE}
    return before if before in close else max(close, key=lambda id: (close[id], id), default=None)


def _moment_ms(article: Article) -> int:
    return int((article.published_at or article.received_at).timestamp() * 1000)


def _arrival(article: Article, copies: Mapping[str, int]) -> Arrival:
    # a later version may begin a story when the story named after the article is somebody else's by now
    story = article.id if article.version == 1 else _new_id(article.id, str(article.version))
    about = base64.b64decode(article.story_vector)
    dated, language = article.published_at is not None, article.language.code[:2]
    reported = Reported(article.id, story, _moment_ms(article), dated, language, about)
    return Arrival((article.revision, article.id), reported, frozenset(copies))


def _again(arrival: Arrival, known: Reported, *, alone: bool) -> Arrival:
    """A new version of an article that is `known`: it stays where it was, if it can."""
    article = replace(arrival.article, story=known.story) if alone else arrival.article
    return replace(arrival, article=article, before=known.story)


def _new_id(*parts: str) -> str:
    """An id that no article has."""
    digest = hashlib.blake2b("\0".join(("story", *parts)).encode(), digest_size=16).digest()
    return readable_id(digest)


def _same(known: Reported | None, new: Reported) -> bool:
    return known is not None and replace(new, story=known.story) == known
