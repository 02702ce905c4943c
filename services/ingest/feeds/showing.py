"""How a feed looks to those who ask: its options and how it is doing, as JSON-ready values."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import orjson

from services.ingest.feeds.options import FeedOptions, FeedState
from services.shared.article import rfc3339
from services.shared.feed_store import StoredFeed

__all__ = ["history", "shown"]


def shown(feed: StoredFeed) -> dict[str, Any]:
    """The feed as `GET /v1/feeds/{id}` answers it; `reason` says in words why it is as it is."""
    options, state = FeedOptions.model_validate_json(feed.options), FeedState.model_validate_json(feed.state)
    status = state.status if feed.paused is None or state.status == "ended" else "paused"
    return {
        "id": feed.id,
        "url": feed.url,
        "title": options.title or state.title,
        "status": status,
        "reason": feed.paused or state.reason,
        "kind": state.kind,
        "link": state.link,
        "failures": state.failures,
        "failing_since": state.failing_since,
        "interval": state.interval,
        "created_at": _moment(feed.created_ms),
        "last_polled_at": state.last_polled_at,
        "last_success_at": state.last_success_at,
        "last_new_at": state.last_new_at,
        "next_poll_at": _moment(feed.due_ms) if feed.due_ms is not None else None,
        "polling": feed.polling,
        "options": options.shown(),
    }


def history(lines: Sequence[bytes]) -> list[Any]:
    """The history of a feed's polls."""
    return [orjson.loads(line) for line in lines]


def _moment(milliseconds: int) -> str:
    return rfc3339(datetime.fromtimestamp(milliseconds / 1000, UTC))
