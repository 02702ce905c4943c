"""From an item of a feed to an offer for the inbox: the same intake as a push, and what cannot be is set aside."""

from __future__ import annotations

from typing import Any, Literal
from urllib.parse import urlsplit

from services.ingest import intake
from services.ingest.feeds.options import FeedOptions
from services.ingest.feeds.plain import text_of
from services.ingest.feeds.port import Feed, Item
from services.shared.article import rfc3339
from services.shared.errors import ProblemError
from services.shared.inbox import Offer

__all__ = ["document_of", "offer_of"]

SHORT_TEXT = 300
"""Below so many characters, the language a feed states is a better guide than the text."""
MAX_SUMMARY = 5_000
_NEEDED = frozenset({"body", "$"})


def document_of(item: Item, feed: Feed, options: FeedOptions, url: str) -> dict[str, Any] | None:
    """The document of an item, as a sender would push it; None where the item has no words at all.

    Its identity is its URL, else its guid within the feed's site (`url` is the feed's address). Its body is the feed's
    own text: the content, else the summary, else the title.
    """
    content, summary = text_of(item.content), item.summary
    body = max(content or "", summary or "", key=len) or item.title
    if not body:
        return None
    document: dict[str, Any] = {
        "url": item.url,
        "headline": item.title,
        "summary": summary[:MAX_SUMMARY] if summary and summary != body else None,
        "body": body,
        "published_at": rfc3339(item.published_at) if item.published_at else None,
        "modified_at": rfc3339(item.modified_at) if item.modified_at else None,
        "language": options.language or (item.language if len(body) < SHORT_TEXT else None),
        "authors": list(item.authors),
        "tags": [*item.tags, *options.tags],
        "image": item.image,
        "rights": item.rights,
    }
    if options.publisher:
        document["publisher"] = options.publisher.model_dump(exclude_none=True)
    if item.url is None and item.guid:
        document["source_id"] = item.guid[:1000]
        host = urlsplit(feed.link or url).hostname
        document.setdefault("publisher", {"domain": host})
    return {name: value for name, value in document.items() if value}


def offer_of(document: dict[str, Any], feed_id: str, lane: Literal["live", "bulk"]) -> Offer | None:
    """The document as an offer. A field that intake refuses is left out; None where no document is left."""
    for _ in range(len(document)):
        try:
            return intake.offer(document, channel=f"feed:{feed_id}", lane=lane)
        except ProblemError as error:
            refused = {one["field"].partition(".")[0] for one in error.problem["errors"]}
            if refused & _NEEDED or not refused & document.keys():
                return None
            document = {name: value for name, value in document.items() if name not in refused}
    return None
