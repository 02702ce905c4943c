"""What the fault tests do to a running stack: kill, freeze, cut off; and how they push meanwhile."""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx

from services.local import Stack, free_port
from tests.stack import Client

TARGETS = ("ingest", "worker", "worker child", "indexer", "reconciler", "redis")


def pid_of(stack: Stack, name: str) -> int:
    process = stack.children[name].process
    assert process is not None
    return process.pid


def children_of(pid: int) -> list[int]:
    """Direct child processes, from /proc."""
    with suppress(FileNotFoundError, ProcessLookupError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill(stack: Stack, target: str) -> None:
    """kill -9 one process."""
    if target == "worker child":
        victims = children_of(pid_of(stack, "worker"))
        if not victims:
            return
        victim = random.choice(victims)
    else:
        victim = pid_of(stack, target)
    with suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    if target != "worker child":
        process = stack.children[target].process
        assert process is not None
        process.wait(10)


@contextmanager
def frozen(*pids: int) -> Iterator[None]:
    """SIGSTOP these processes for a while."""
    for pid in pids:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)


class Pusher(threading.Thread):
    """Pushes documents one by one and in arrays, again after every failure, and keeps the id of each accepted one."""

    def __init__(self, client: Client, documents: Sequence[dict[str, Any]], pause: float = 0.0) -> None:
        super().__init__(daemon=True)
        self._url, self._documents, self._pause = f"{client.stack.ingest_url}/v1/articles", documents, pause
        self.ids: dict[str, str] = {}
        self.slowest = 0.0
        self.failure: BaseException | None = None

    def run(self) -> None:
        try:
            with httpx.Client(timeout=10) as http:
                waiting = list(self._documents)
                while waiting:
                    size = random.choice((1, 1, 5, 20))
                    taken = self._push(http, waiting[:size])
                    waiting = [one for one in waiting if one["source_id"] not in taken]
                    time.sleep(self._pause if taken else 0.1)
        except BaseException as error:  # noqa: BLE001  told to the test, which runs in another thread
            self.failure = error

    def _push(self, http: httpx.Client, documents: list[dict[str, Any]]) -> set[str]:
        begun = time.monotonic()
        try:
            answer = http.post(self._url, json=documents)
        except httpx.TransportError:
            return set()  # unknown: push again
        finally:
            self.slowest = max(self.slowest, time.monotonic() - begun)
        if answer.status_code == 503:
            return set()
        assert answer.status_code == 202, answer.text
        taken = set()
        for document, receipt in zip(documents, answer.json()["receipts"], strict=True):
            if receipt["status"] in ("accepted", "unchanged"):
                self.ids[document["source_id"]] = receipt["id"]
                taken.add(document["source_id"])
            else:
                assert receipt["error"]["status"] == 503, receipt
        return taken

    def finish(self, seconds: float) -> list[str]:
        """Wait for the end; return the ids."""
        self.join(seconds)
        assert not self.is_alive(), f"only {len(self.ids)} of {len(self._documents)} documents were accepted in time"
        if self.failure:
            raise self.failure
        return list(self.ids.values())


class Proxy:
    """Forwards TCP connections to `port`, until `cut` closes them all and refuses new ones."""

    def __init__(self, port: int) -> None:
        self.port = free_port()
        self._target = port
        self._open: list[socket.socket] = []
        self._listener: socket.socket | None = None
        self.restore()

    def restore(self) -> None:
        """Take connections."""
        self._listener = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self) -> None:
        """Close every connection and refuse new ones."""
        assert self._listener is not None
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for one in self._open:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._open.clear()

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                client, _ = listener.accept()
                server = socket.create_connection(("127.0.0.1", self._target))
                self._open += [client, server]
                for source, sink in ((client, server), (server, client)):
                    threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    @staticmethod
    def _copy(source: socket.socket, sink: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
        with suppress(OSError):
            sink.shutdown(socket.SHUT_WR)
