"""Reads feeds in a process of its own, which ends where a feed takes too long or too much memory: no poll ever hangs.

Parsers written in C cannot be interrupted from a thread, and hold the interpreter's lock while they run.
"""

from __future__ import annotations

import pickle
import resource
import signal
import subprocess
import sys
from contextlib import suppress
from queue import LifoQueue
from typing import IO

from services.ingest.feeds.kinds import read_feed
from services.ingest.feeds.port import Feed, NotAFeed, Source

__all__ = ["Reader"]

SECONDS = 20.0
"""The most processor time for one feed: twice what feedparser takes for ten thousand items."""
MOST_BYTES = 1024**3
"""The most memory such a process may ask for: feedparser takes up to a hundred times a feed's size."""
LARGE_BYTES = 1024**2
"""After a feed larger than this its process ends, for it never gives back the memory that it took."""


class Reader:
    """At most `processes` at once, begun when they are needed; safe to share between threads."""

    def __init__(self, *, processes: int = 2, seconds: float = SECONDS) -> None:
        self._seconds = seconds
        self._places: LifoQueue[subprocess.Popen[bytes] | None] = LifoQueue()
        self._processes = processes
        for _ in range(processes):
            self._places.put(None)

    def read(self, source: Source) -> Feed:
        """Read an answer as `read_feed` does. Raises `NotAFeed`, also where reading it had to be ended."""
        process = self._places.get()
        kept = None
        try:
            if process is None or process.poll() is not None:
                _end(process)
                process = self._start()
            answer = _ask(process, source)
            if answer is None:
                raise NotAFeed(self._in_words(process.wait()))
            kept = process if len(source.body) <= LARGE_BYTES else None
        finally:
            if kept is None:
                _end(process)
            self._places.put(kept)
        if isinstance(answer, NotAFeed):
            raise answer
        return answer

    def close(self) -> None:
        """End the processes; waits for what is being read."""
        for process in [self._places.get() for _ in range(self._processes)]:
            _end(process)
            self._places.put(None)

    def _start(self) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "services.ingest.feeds.reader", str(self._seconds)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _in_words(self, ended: int) -> str:
        if ended == -signal.SIGPROF:
            return f"not a feed that can be read: it would take more than {self._seconds:g} seconds"
        return f"not a feed that can be read: what reads feeds ended over it ({ended})"


def _ask(process: subprocess.Popen[bytes], source: Source) -> Feed | NotAFeed | None:
    """What the process answers; None where it ended over it."""
    assert process.stdin
    assert process.stdout
    try:
        pickle.dump(source, process.stdin)
        process.stdin.flush()
        answer = pickle.load(process.stdout)  # from our own process
    except (OSError, EOFError, pickle.UnpicklingError):
        process.kill()  # where only its answer broke off, it must not live on
        return None
    return answer if isinstance(answer, Feed | NotAFeed) else None


def _end(process: subprocess.Popen[bytes] | None) -> None:
    if process is None:
        return
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe:
            with suppress(OSError):
                pipe.close()


def _serve(asked: IO[bytes], answers: IO[bytes], seconds: float) -> None:
    """Read one source after the other, until there are no more. Too long ends this process: SIGPROF does by itself."""
    while True:
        try:
            source = pickle.load(asked)
        except EOFError:
            return
        signal.setitimer(signal.ITIMER_PROF, seconds)
        answer: Feed | NotAFeed
        try:
            answer = read_feed(source)
        except NotAFeed as error:
            answer = error
        except MemoryError:
            answer = NotAFeed("not a feed that can be read: it would take too much memory")
        signal.setitimer(signal.ITIMER_PROF, 0)
        pickle.dump(answer, answers)
        answers.flush()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the process that began this one
    with suppress(ValueError, OSError):  # not every system has such a limit
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))
    _serve(sys.stdin.buffer, sys.stdout.buffer, float(sys.argv[1]))
