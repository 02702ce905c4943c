"""Pushing many documents through `POST /v1/articles/bulk`: in portions, waiting when told to, each receipt in order."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from services.cli.client import Client, Refused, Unanswered
from services.cli.sources import Line

__all__ = ["portions", "push_portion"]

Receipt = dict[str, Any]
PORTION_LINES = 500
PORTION_BYTES = 4 * 1024 * 1024
PATIENCE_SECONDS = 600.0
"""How long a push goes on without a single receipt before it gives up."""
LONGEST_WAIT = 30.0


def portions(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Cut `lines` into requests that are large enough to be fast and small enough to show progress and to repeat."""
    portion: list[Line] = []
    size = 0
    for line in lines:
        if portion and (len(portion) >= PORTION_LINES or size + len(line.data) > PORTION_BYTES):
            yield portion
            portion, size = [], 0
        portion.append(line)
        size += len(line.data)
    if portion:
        yield portion


def push_portion(
    client: Client,
    portion: Sequence[Line],
    *,
    restore: bool = False,
    jsonld: bool = False,
    on_wait: Callable[[str, float], None],
    sleep: Callable[[float], None] = time.sleep,
) -> list[Receipt]:
    """Push a portion until every line has a receipt that stands; returns them in the order of the lines.

    A service that refuses for load or breaks off is asked again after the time it names: from the first line without a
    standing receipt on, so that two versions of an article in one file keep their order. That is harmless for those
    that were accepted. Raises the last `Unanswered` or `Refused` after ten minutes without any progress.
    """
    receipts: list[Receipt] = []
    accepted: dict[int, Receipt] = {}
    patience, pause = PATIENCE_SECONDS, 1.0
    while len(receipts) < len(portion):
        begun = len(receipts)
        failure: Refused | Unanswered | None = None
        wait: float | None = None
        try:
            answers = client.bulk([line.data for line in portion[begun:]], restore=restore, jsonld=jsonld)
        except Unanswered as unanswered:
            failure, answers = unanswered, []
        except Refused as refused:
            if refused.status not in (429, 502, 503, 504):
                raise
            failure, answers, wait = refused, [], refused.retry_after
        standing = True
        for n, receipt in enumerate(answers[: len(portion) - begun], begun):
            error = receipt.get("error") or {}
            if error.get("status") == 503:
                standing, wait = False, max(wait or 0.0, float(error.get("retry_after") or 0.0)) or None
            if receipt.get("status") == "accepted":
                accepted[n] = receipt
            if standing:  # what an earlier attempt had accepted is "unchanged" now, but was accepted by this push
                receipts.append(accepted.get(n, receipt) if receipt.get("status") == "unchanged" else receipt)
        if len(receipts) == len(portion):
            break
        if len(receipts) > begun:
            patience, pause = PATIENCE_SECONDS, 1.0
        elif patience <= 0:
            raise failure or Refused(503, "The service has been too busy for ten minutes.")
        seconds = min(LONGEST_WAIT, wait if wait is not None else pause)
        on_wait(str(failure) if failure else "The service is busy.", seconds)
        sleep(seconds)
        patience -= max(seconds, 0.1)
        pause = min(pause * 2, LONGEST_WAIT)
    return receipts
