"""Fetches one URL and reads it as a feed, in a process of its own; prints how it ended and its growth, as JSON."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.polling import source_of
from services.ingest.feeds.port import NotAFeed, Source
from services.ingest.fetch import Fetcher, FetchError
from services.shared.settings import Settings


def most_memory() -> float:
    """The most memory this process ever had, in mebibytes; `ru_maxrss` would count its parent's before the exec too."""
    found = re.search(r"VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def main() -> None:
    """`python -m tests.security.fetch_measured WARM-UP-URL URL [read]`: `read` for what must end in reading."""
    fetcher = Fetcher(Settings(fetch_private_networks="127.0.0.0/8", fetch_read_seconds=1, fetch_seconds=3))
    fetcher.fetch(sys.argv[1])
    read_feed(Source(b"<rss version='2.0'><channel><title>Warm</title></channel></rss>", sys.argv[1]))
    before, begun = most_memory(), time.monotonic()
    try:
        answer = fetcher.fetch(sys.argv[2])
        kind, reason = f"status {answer.status}", ""
        if "read" in sys.argv[3:]:
            kind = f"read {len(read_feed(source_of(answer)).items)}"
    except FetchError as error:
        kind, reason = f"{type(error).__name__} {error.kind}", error.reason
    except NotAFeed as error:
        kind, reason = "NotAFeed", str(error)
    seconds = time.monotonic() - begun
    grown = most_memory() - before
    print(json.dumps({"kind": kind, "reason": reason, "megabytes": grown, "seconds": seconds}))


if __name__ == "__main__":
    main()
