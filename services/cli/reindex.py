"""`tidings reindex`: make the index anew from the articles it holds, after an upgrade changed the schema."""

from __future__ import annotations

import contextlib
import fcntl
import os
import threading
from collections.abc import Iterator

from rich.progress import Progress

from services.cli.options import read_settings
from services.cli.terminal import Failure, aside, out
from services.shared.errors import EngineUnavailable, InboxUnavailable
from services.shared.settings import Settings

__all__ = ["reindex"]

LEAD_SECONDS = 30.0


def reindex() -> None:
    """Make the index anew from the articles it holds, after an upgrade. Stop `tidings up` (or the indexer) first."""
    from services.enrich.knowledge import names_of  # noqa: PLC0415 - loads the gazetteer: other commands do without
    from services.shared.search.reindex import reindex as run  # noqa: PLC0415

    settings = read_settings()
    alone = _without_indexer(settings) if settings.elasticsearch_url else _without_stack(settings)
    try:
        with alone, Progress(console=aside()) as bar:
            task = bar.add_task("Reindexing", total=None)
            count = run(
                settings, names_of=names_of, progress=lambda done, total: bar.update(task, completed=done, total=total)
            )
    except EngineUnavailable as error:
        raise Failure(f"{error}. The index is as it was; put that right and run `tidings reindex` again.") from None
    out().print(f"{count:,} articles are in an index of this version's schema. Start Tidings again.")


@contextlib.contextmanager
def _without_stack(settings: Settings) -> Iterator[None]:
    """Hold the data folder, so that no `tidings up` writes to the index in it."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with (settings.data_dir / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Failure(f"Tidings is running in {settings.data_dir.resolve()}: stop it first.") from None
        yield


@contextlib.contextmanager
def _without_indexer(settings: Settings) -> Iterator[None]:
    """Lead in the indexers' place, so that none of them writes."""
    from services.shared.inbox import Inbox  # noqa: PLC0415

    inbox, owner, over = Inbox.connect(settings), f"reindex-{os.getpid()}", threading.Event()

    def stay() -> None:
        while not over.wait(LEAD_SECONDS / 3):
            with contextlib.suppress(InboxUnavailable):  # the lead outlasts two missed turns
                inbox.lead("indexer", owner, LEAD_SECONDS)

    try:
        if not inbox.lead("indexer", owner, LEAD_SECONDS):
            raise Failure("An indexer is running: stop it first, and start it again afterwards.")
    except InboxUnavailable as error:
        raise Failure(f"{error}; it is needed to keep indexers away meanwhile. See TIDINGS_REDIS_URL.") from None
    thread = threading.Thread(target=stay, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        inbox.resign("indexer", owner)
