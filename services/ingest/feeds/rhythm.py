"""When a feed is polled next: by its own rhythm, by what its server asks, and later each time it fails."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from services.ingest.feeds.options import FeedOptions
from services.ingest.feeds.port import Feed, Item

__all__ = ["asked_to_wait", "backoff", "interval_of", "past_skipped"]

NEWEST = 20
MOST_ASKED = 7 * 86_400.0
"""The longest wait that a server may ask for."""
_MAX_AGE = re.compile(r"(?:^|[\s,])(?:s-maxage|max-age)\s*=\s*\"?(\d{1,9})", re.IGNORECASE)


def interval_of(items: Sequence[Item], now: datetime, options: FeedOptions, previous: float | None, new: int) -> float:
    """Seconds between polls: half the usual gap between its items; a feed that has gone quiet is asked less.

    Where its items have no dates, the interval halves with news and grows by half without.
    """
    moments = sorted((item.published_at for item in items if item.published_at), reverse=True)[:NEWEST]
    past = [moment for moment in moments if moment <= now]
    if len(past) >= 3:
        usual = (past[0] - past[-1]).total_seconds() / (len(past) - 1)
        quiet = (now - past[0]).total_seconds()
        interval = max(usual / 2, quiet / 10)
    elif previous is None:
        interval = 4 * options.min_interval
    else:
        interval = previous / 2 if new else previous * 1.5
    return min(max(interval, options.min_interval), options.max_interval)


def asked_to_wait(feed: Feed | None, headers: Mapping[str, str], options: FeedOptions) -> float:
    """How long the feed and its server ask to be left alone, within the feed's longest interval."""
    waits = [feed.every or 0.0 if feed else 0.0]
    control = headers.get("cache-control", "")
    if "no-cache" not in control and "no-store" not in control:
        waits += [float(age) for age in _MAX_AGE.findall(control)]
    return min(max(waits), options.max_interval)


def backoff(failures: int, interval: float, options: FeedOptions, asked: float | None) -> float:
    """The wait after the `failures`-th failure in a row: it doubles, up to the longest interval, or is as asked."""
    wait = min(max(interval, options.min_interval) * 2.0 ** min(failures - 1, 20), max(options.max_interval, 3600.0))
    return max(wait, min(asked, MOST_ASKED)) if asked is not None else wait


def past_skipped(due: datetime, skipped: frozenset[int]) -> datetime:
    """`due`, or the first moment after it in an hour (UTC) that the feed does not ask to skip."""
    while due.hour in skipped and len(skipped) < 24:
        due = due.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return due
