"""The reconciler: returns what lost workers held, and hints again where work waits with nobody at it."""

from __future__ import annotations

import logging

from services.shared.errors import InboxUnavailable
from services.shared.inbox import Inbox
from services.shared.process import Process
from services.shared.queue import Hints
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging

__all__ = ["main"]

log = logging.getLogger(__name__)


def main() -> None:
    """Run until SIGTERM or SIGINT. Any number may run: each step is one atomic script."""
    settings = Settings()
    configure_logging(settings)
    inbox, hints, process = Inbox.connect(settings), Hints(settings), Process("reconciler")
    while process.goes_on(pause=1.0):
        try:
            returned, ended, enrich, fetch = inbox.reap()
        except InboxUnavailable as error:
            log.warning("%s", error)
            continue
        if returned or ended:
            log.warning("leases ran out: %d records returned, %d quarantined", returned, ended)
        if enrich:
            hints.send()
        if fetch:
            hints.send("fetch")


if __name__ == "__main__":
    main()
