"""Hands the items of a feed on to the inbox: what is new or changed, once, and under every feed that has it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any, Literal, Protocol

import orjson

from services.ingest.feeds.documents import document_of, offer_of
from services.ingest.feeds.options import FeedOptions
from services.ingest.feeds.port import Feed, Item
from services.ingest.feeds.rules import wanted
from services.shared.feed_store import FeedStore, StoredFeed
from services.shared.inbox import Accepted, Offer

__all__ = ["Handed", "Handing", "offers_of"]

RECENT = timedelta(days=2)
"""Items from before that wait behind the live news."""
AT_ONCE = 100
TEASER = 1_500
"""A text of fewer characters is taken for a teaser."""
_LONG_AGO = datetime(1700, 1, 1, tzinfo=UTC)


class _Inbox(Protocol):
    def accept(self, offers: Sequence[Offer]) -> tuple[list[Accepted], bool]: ...

    def amend(self, changes: Sequence[tuple[str, bytes]]) -> list[bool]: ...


class _Hinting(Protocol):
    def send(self, stage: Literal["enrich", "fetch"] = "enrich") -> None: ...


@dataclass
class Handed:
    """What became of a feed's items: how many there were and were new; `seen` as `FeedStore.finish` takes it.

    `complete` is False where the inbox was full; `whole`: all items are in `seen`.
    """

    items: int = 0
    new: int = 0
    seen: dict[str, bytes] = field(default_factory=dict)
    complete: bool = True
    whole: bool = False
    reason: str | None = None


def offers_of(
    feed: Feed, options: FeedOptions, *, id: str, url: str, now: datetime, most: int
) -> tuple[list[Offer], str | None]:
    """The items that are wanted as offers, one an article, newest first; and what was left out, in words."""
    items = sorted(feed.items, key=_moment, reverse=True)  # stable: undated ones in the feed's own order
    kept = [item for item in items if wanted(item, options)]
    offers: dict[str, Offer] = {}
    without_words = 0
    for item in kept[:most]:
        document = document_of(item, feed, options, url)
        recent = item.published_at is None or now - item.published_at < RECENT
        lane: Literal["live", "bulk"] = "live" if recent and options.priority != "low" else "bulk"
        offer = offer_of(document, id, lane) if document else None
        if offer is None:
            without_words += 1
        else:
            offers.setdefault(offer.id, replace(offer, stage="fetch") if _wants_page(document, options) else offer)
    left_out = [
        f"{count} {what}"
        for count, what in (
            (len(items) - len(kept), "left out by the rules"),
            (max(0, len(kept) - most), f"older than the {most} newest left out"),
            (without_words, "without words left out"),
        )
        if count
    ]
    return list(offers.values()), "; ".join(left_out) or None


class Handing:
    """Offers items to the inbox; `most` is how many a poll takes of one feed."""

    def __init__(self, store: FeedStore, inbox: _Inbox, hints: _Hinting, *, most: int) -> None:
        self._store, self._inbox, self._hints, self._most = store, inbox, hints, most

    def hand_on(self, stored: StoredFeed, options: FeedOptions, feed: Feed, now: datetime) -> Handed:
        """Offer what is new or changed. An article that another feed brought first gets this feed's id beside it."""
        offers, left_out = offers_of(feed, options, id=stored.id, url=stored.url, now=now, most=self._most)
        before = self._store.seen(stored.id)
        handed = Handed(items=len(feed.items), reason=left_out, whole=True)
        fresh: list[Offer] = []
        for offer in offers:
            print_ = fingerprint(offer)
            if before.get(offer.id) == print_:
                handed.seen[offer.id] = print_
            else:
                fresh.append(offer)
        first = self._store.first_feeds(stored.id, [offer.id for offer in fresh])
        others = [offer for offer, owner in zip(fresh, first, strict=True) if owner != stored.id]
        added = self._add_feed(stored.id, others)
        ours = [offer for offer in fresh if offer.id not in added]
        handed.seen |= {offer.id: fingerprint(offer) for offer in others if offer.id in added}
        for some in batched(ours, AT_ONCE):
            if not self._accept(stored.id, some, handed):
                handed.complete = handed.whole = False
                handed.reason = "the inbox is full: the rest is read again soon"
                break
        return handed

    def _accept(self, feed_id: str, offers: Sequence[Offer], handed: Handed) -> bool:
        outcomes, wants_hint = self._inbox.accept(offers)
        if wants_hint:
            self._hints.send()
        if any(one.stage == "fetch" and done.status == "accepted" for one, done in zip(offers, outcomes, strict=True)):
            self._hints.send("fetch")
        known: list[Offer] = []
        room = True
        for offer, outcome in zip(offers, outcomes, strict=True):
            if outcome.status == "full":
                room = False
                continue
            handed.seen[offer.id] = fingerprint(offer)
            handed.new += outcome.status == "accepted"
            if outcome.status == "unchanged":
                known.append(offer)
        self._add_feed(feed_id, known)
        return room

    def _add_feed(self, feed_id: str, offers: Sequence[Offer]) -> set[str]:
        """Have `feed_id` listed with these articles; the ids of those that there are."""
        change = orjson.dumps({"feed_ids": [feed_id]})
        there = self._inbox.amend([(offer.id, change) for offer in offers])
        return {offer.id for offer, known in zip(offers, there, strict=True) if known}


def _wants_page(document: dict[str, Any] | None, options: FeedOptions) -> bool:
    """Is the item's page to be fetched for its text? With `auto`, where the feed itself has no more than a teaser."""
    if document is None or "url" not in document or options.full_text == "never":
        return False
    return options.full_text == "always" or len(document["body"]) < TEASER


def fingerprint(offer: Offer) -> bytes:
    """Tells the versions of an item apart."""
    return hashlib.blake2b(offer.payload, digest_size=8).digest()


def _moment(item: Item) -> datetime:
    return item.published_at or item.modified_at or _LONG_AGO
