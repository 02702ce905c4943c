"""Points in time: what a cursor pages through on Elasticsearch, opened and closed when nobody waits for it."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from elasticsearch import Elasticsearch

from services.shared.errors import EngineUnavailable
from services.shared.search.elasticsearch_client import Refused, answer

__all__ = ["KEPT", "Point", "Points", "close_point", "open_point"]

KEPT = "5m"
_BEHIND = 0.02
"""Seconds from a search to its point: by then the answer has gone out, which opening a point would have slowed."""


def open_point(client: Elasticsearch, alias: str) -> str:
    """Open a point in time; its id. Raises `Refused` and `EngineUnavailable`."""
    return str(answer(client.open_point_in_time, index=alias, keep_alive=KEPT)["id"])


def close_point(client: Elasticsearch, id: str) -> bool:
    """Close a point in time, which ends by itself after five minutes; whether Elasticsearch answered."""
    try:
        with contextlib.suppress(Refused):
            answer(client.close_point_in_time, id=id)
    except EngineUnavailable:
        return False
    return True


class Point:
    """A point in time that is opened once: a moment from now, or where somebody asks for it sooner."""

    def __init__(self, opening: Callable[[], str]):
        self._opening = opening
        self._lock = threading.Lock()
        self._opened: str | Exception | None = None

    def id(self) -> str:
        """Its id. Raises `Refused` or `EngineUnavailable`, and again if it did once."""
        with self._lock:
            if self._opened is None:
                try:
                    self._opened = self._opening()
                except (Refused, EngineUnavailable) as failed:
                    self._opened = failed
            if isinstance(self._opened, Exception):
                raise self._opened
            return self._opened

    def give_up(self) -> str | None:
        """Let nobody open it any more; the id of what is to be closed, if it was opened."""
        with self._lock:
            opened, self._opened = self._opened, EngineUnavailable("it was given up")
        return opened if isinstance(opened, str) else None


class Points:
    """Opens and closes points in time of what `alias` names, in threads of its own."""

    def __init__(self, client: Elasticsearch, alias: str):
        self._client, self._alias = client, alias
        self._over = threading.Event()
        self._threads = ThreadPoolExecutor(2, thread_name_prefix="points")

    def soon(self) -> Point:
        """A point that is opened a moment from now."""
        point = Point(lambda: open_point(self._client, self._alias))
        self._later(self._open, point)
        return point

    def let_go(self, point: Point) -> None:
        """Close a point a moment from now."""
        self._later(self._close, point)

    def close(self) -> None:
        """Close what is left, as long as Elasticsearch answers."""
        self._over.set()
        self._threads.shutdown()

    def _later(self, work: Callable[[Point], None], point: Point) -> None:
        due = time.monotonic() + _BEHIND

        def wait_and_work() -> None:
            self._over.wait(max(0.0, due - time.monotonic()))
            work(point)

        self._threads.submit(wait_and_work)

    def _open(self, point: Point) -> None:
        with contextlib.suppress(Refused, EngineUnavailable):  # told to whoever follows the cursor
            point.id()

    def _close(self, point: Point) -> None:
        id = point.give_up()
        if id and not close_point(self._client, id) and self._over.is_set():
            self._threads.shutdown(wait=False, cancel_futures=True)  # nobody waits for one that is away
