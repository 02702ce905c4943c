"""A long-running process without a web server: it ends cleanly on SIGTERM and SIGINT, and shows that it is alive."""

from __future__ import annotations

import signal
import tempfile
import threading
import time
from pathlib import Path
from types import FrameType

__all__ = ["Process", "is_alive", "show_alive"]

STALE_SECONDS = 30.0


def _sign_of(name: str) -> Path:
    return Path(tempfile.gettempdir()) / f"tidings-{name}.alive"


def show_alive(name: str) -> None:
    """Leave a sign of life, for `services.shared.health` to find; once every few seconds is enough."""
    _sign_of(name).touch()


def is_alive(name: str) -> bool:
    """Has the process `name` on this machine (in this container) shown itself within half a minute?"""
    try:
        return time.time() - _sign_of(name).stat().st_mtime < STALE_SECONDS
    except FileNotFoundError:
        return False


class Process:
    """Tells a main loop whether to go on. One a process: it takes over SIGTERM and SIGINT."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stop = threading.Event()
        self._shown = 0.0
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._asked_to_stop)

    def _asked_to_stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stop.set()

    def goes_on(self, *, pause: float = 0.0) -> bool:
        """Wait `pause` seconds, or less where a signal comes; False once the process was asked to stop."""
        if time.monotonic() - self._shown > 2:
            show_alive(self._name)
            self._shown = time.monotonic()
        return not (self._stop.wait(pause) if pause else self._stop.is_set())
