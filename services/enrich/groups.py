"""Duplicate groups: which articles are copies of each other, exact or edited. The indexer's, and serial.

Candidates share a band of their MinHash signatures; each is verified by the full Jaccard index of the texts' word
trigrams. A group is a connected component of verified pairs, its original the earliest, its id the original's: so the
groups do not depend on the order in which articles were worked on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from services.enrich.steps.sign_text import shingles
from services.shared.article import Article, Duplicate
from services.shared.signatures import Member, SignatureStore, Signed

__all__ = ["Changes", "Groups"]

SIMILAR = 0.5
"""The least Jaccard index of two copies. On real news, different reports of one event stay under 0.2."""
CONTAINED = 0.8
"""The least share of a shorter text's trigrams that a longer one holds, for a shortened copy."""
LEAST_CONTAINED = 30
"""A text of fewer trigrams than this is too short to be called a shortened copy."""

Stored = Callable[[Sequence[str]], dict[str, Article]]


@dataclass
class Changes:
    """What a batch changed: its articles with their groups, and the ids of other articles whose group changed."""

    articles: list[Article]
    others: set[str] = field(default_factory=set)
    members: dict[str, Member] = field(default_factory=dict)
    alone: set[str] = field(default_factory=set)
    groups: dict[str, set[str]] = field(default_factory=dict)
    moments: dict[str, int] = field(default_factory=dict)

    def copies(self) -> dict[str, dict[str, int]]:
        """For each article of the batch that has copies, their ids and times in milliseconds."""
        found = {}
        for article in self.articles:
            group = self.groups.get(article.duplicate.group_id, set()) if article.duplicate else set()
            if others := group - {article.id}:
                found[article.id] = {id: self.moments[id] for id in others}
        return found


class Groups:
    """Assigns groups; `stored` reads articles as last written."""

    def __init__(self, store: SignatureStore, stored: Stored) -> None:
        self._store = store
        self._stored = stored

    def assign(self, articles: Sequence[Article], *, before: dict[str, Article]) -> Changes:
        """Group `articles`; `before` holds earlier versions of them, and articles that are being removed.

        Nothing of the groups is written before `save`, so that amendments of others can be made durable first.
        """
        present = {article.id for article in articles}
        found = self._store.sign(
            [_signed(article) for article in articles], gone=[_signed(old) for old in before.values()]
        )
        batch = _Batch(self._store, self._stored, articles)
        batch.know(before, found)
        for article in articles:
            if article.id in before and article.content_hash != before[article.id].content_hash:
                batch.leave(article.id)
        for id in before.keys() - present:
            batch.leave(id)
        for article, ids in zip(articles, found, strict=True):
            for other in sorted(ids - (before.keys() - present)):
                batch.link(article.id, other)
        return batch.changes()

    def save(self, changes: Changes) -> None:
        """Make the groups of `changes` durable."""
        if changes.members or changes.alone or changes.groups:
            self._store.save(changes.members.values(), alone=changes.alone, groups=changes.groups)

    def duplicate_of(self, id: str) -> Duplicate:
        """The group an article is in by now."""
        member = self._store.members([id]).get(id)
        return (
            _alone(id) if member is None else _described(member, self._store.members([member.group]).get(member.group))
        )


class _Batch:
    """Groups as they become while a batch is gone through: read from the store once, changed in memory.

    Of a group's articles those alone are read whose text is asked for: a text that is sent a thousand times must not
    cost a thousand texts each time.
    """

    def __init__(self, store: SignatureStore, stored: Stored, articles: Sequence[Article]) -> None:
        self._store, self._stored, self._articles = store, stored, articles
        self._texts: dict[str, Article | None] = {article.id: article for article in articles}
        self._shingles: dict[str, frozenset[int]] = {}
        self._group_of: dict[str, str] = {}
        self._groups: dict[str, set[str]] = {}
        self._held: dict[str, Member] = {}
        self._touched: set[str] = set()
        self._new = frozenset(self._texts)

    def know(self, before: Iterable[str], found: Sequence[set[str]]) -> None:
        """Read the groups of those in `before` and `found`, what the store has of their members, and what is compared.

        `found`: for each article of the batch those it may be a copy of, of whom one of each group will mostly do.
        """
        own = (article.id for article, some in zip(self._articles, found, strict=True) if some)
        held = self._store.members({*before, *own, *chain.from_iterable(found)})
        for group in {member.group for member in held.values()}:
            self._groups[group] = self._store.group(group)
            for id in self._groups[group]:
                self._group_of[id] = group
        self._held = self._store.members(self._group_of)
        first = ({self._group_of.get(id, id): id for id in sorted(some, reverse=True)} for some in found)
        self._read({*chain.from_iterable(one.values() for one in first), *self._groups})

    def text(self, id: str) -> Article | None:
        """The article, where there is one."""
        self._read([id])
        return self._texts[id]

    def link(self, id: str, other: str) -> None:
        """Join the groups of two articles where they are copies."""
        mine, theirs = self._group_of.get(id, id), self._group_of.get(other, other)
        if mine == theirs:
            return
        first, second = self.text(id), self.text(other)
        if first is None or second is None or not self._copies(first, second):
            return
        joined = self._groups.setdefault(mine, {mine}) | self._groups.setdefault(theirs, {theirs})
        self._groups[theirs] = set()
        self._groups[mine] = joined
        self._group_of |= dict.fromkeys(joined, mine)
        self._touched |= joined

    def leave(self, id: str) -> None:
        """Take an article out of its group: it is gone, or its text is another now."""
        group = self._group_of.pop(id, None)
        if group is None:
            return
        self._groups[group] = self._groups[group] - {id}
        self._touched |= {id, *self._groups[group]}

    def changes(self) -> Changes:
        """Name each touched group after its original, and say who changed."""
        changes = Changes([])
        described: dict[str, Duplicate] = {}
        changes.groups |= {group: set() for group in self._groups}
        for ids in list(self._groups.values()):
            members = self._members(ids)
            if len(members) < 2:
                changes.alone |= members.keys() & self._touched
                continue
            original = next(member for member in members.values() if member.id == member.group)
            changes.groups[original.id] = set(members)
            changes.moments |= {id: member.moment_ms for id, member in members.items()}
            for id, member in members.items():
                described[id] = _described(member, original)
                if self._held.get(id) != member:
                    changes.members[id] = member
        changes.alone |= {id for id in self._touched if id not in described}
        changes.articles = [
            article.model_copy(update={"duplicate": described.get(article.id) or _alone(article.id)})
            for article in self._articles
        ]
        changes.others = (changes.members.keys() | changes.alone) - self._new
        return changes

    def _members(self, ids: set[str]) -> dict[str, Member]:
        """The articles of one group as its members; the earliest that is there is the original."""
        moments = {id: moment for id in ids if (moment := self._moment_ms(id)) is not None}
        for id in sorted(moments, key=lambda id: (moments[id], id)):
            if (original := self.text(id)) is not None:
                return {id: member for id in moments if (member := self._member(id, original)) is not None}
        return {}

    def _member(self, id: str, original: Article) -> Member | None:
        """An article as a member of the group of `original`: as the store has it, unless one of the two is new."""
        held = self._held.get(id)
        if held is not None and held.group == original.id and not {id, original.id} & self._new:
            return held
        if (article := self.text(id)) is None:
            return None
        similarity = None if id == original.id else self._similarity(article, original)
        return Member(id, original.id, _moment_ms(article), _content(article), similarity)

    def _moment_ms(self, id: str) -> int | None:
        if id not in self._texts and id in self._held:
            return self._held[id].moment_ms
        article = self.text(id)
        return None if article is None else _moment_ms(article)

    def _read(self, ids: Iterable[str]) -> None:
        if missing := [id for id in ids if id not in self._texts]:
            self._texts |= dict.fromkeys(missing)
            self._texts |= self._stored(missing)

    def _set_of(self, article: Article) -> frozenset[int]:
        if article.id not in self._shingles:
            self._shingles[article.id] = frozenset(shingles(article.body))
        return self._shingles[article.id]

    def _similarity(self, one: Article, other: Article) -> float:
        if one.body == other.body:
            return 1.0
        a, b = self._set_of(one), self._set_of(other)
        return round(len(a & b) / len(a | b), 4) if a | b else 0.0

    def _copies(self, one: Article, other: Article) -> bool:
        if self._similarity(one, other) >= SIMILAR:
            return True
        a, b = self._set_of(one), self._set_of(other)
        shorter = min(len(a), len(b))
        return shorter >= LEAST_CONTAINED and len(a & b) / shorter >= CONTAINED


def _moment_ms(article: Article) -> int:
    return int((article.published_at or article.received_at).timestamp() * 1000)


def _signed(article: Article) -> Signed:
    return Signed(article.id, _moment_ms(article), article.signature)


def _content(article: Article) -> bytes:
    return bytes.fromhex(article.content_hash[:16])


def _alone(id: str) -> Duplicate:
    return Duplicate(group_id=id, kind="original")


def _described(member: Member, original: Member | None) -> Duplicate:
    if original is None or member.id == member.group:
        return Duplicate(group_id=member.group, kind="original")
    kind = "exact" if member.content == original.content else "near"
    return Duplicate(group_id=member.group, kind=kind, of=member.group, similarity=member.similarity)
