"""Servers on loopback that behave as badly as a test wants, and a canary that notes who connects."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Canary", "answering", "canary", "serving"]

Answer = Callable[[socket.socket, str], None]


def _read_request(connection: socket.socket) -> str:
    """A request's head, or nothing where there is none."""
    head = b""
    while b"\r\n\r\n" not in head:
        data = connection.recv(65536)
        if not data:
            return ""
        head += data
    return head.decode("latin-1")


@contextmanager
def serving(answer: Answer, host: str = "127.0.0.1") -> Iterator[int]:
    """Have `answer(connection, request head)` answer each connection's first request; the server's port."""
    with socket.create_server((host, 0)) as listener:

        def one(connection: socket.socket) -> None:
            with connection, contextlib.suppress(OSError):
                connection.settimeout(20)
                if request := _read_request(connection):
                    answer(connection, request)

        def run() -> None:
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = listener.accept()
                    threading.Thread(target=one, args=(connection,), daemon=True).start()

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)


def answering(head: bytes, body: bytes = b"", *, forever: bool = False) -> Answer:
    """An answer of `head` (status line and headers, no blank line) and `body`, again and again if `forever`."""

    def answer(connection: socket.socket, _request: str) -> None:
        connection.sendall(head + b"\r\n\r\n")
        connection.sendall(body)
        while forever:
            connection.sendall(body)

    return answer


class Canary:
    """Listens on loopback, IPv4 and IPv6, and counts connections: `connections` is to stay empty."""

    def __init__(self, listeners: list[socket.socket]):
        self._listeners = listeners
        self.port = int(listeners[0].getsockname()[1])

    @property
    def connections(self) -> list[str]:
        """Who has connected since the last look: the kernel has completed every connection that anybody made."""
        found = []
        for listener in self._listeners:
            with contextlib.suppress(BlockingIOError):
                while True:
                    connection, peer = listener.accept()
                    connection.close()
                    found.append(str(peer))
        return found


@contextmanager
def canary() -> Iterator[Canary]:
    """A listener on all of 127.0.0.0/8 and, where there is IPv6, on ::1, with one port."""
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(socket.create_server(("0.0.0.0", 0), backlog=1024))
        listeners = [first]
        if socket.has_ipv6:
            with contextlib.suppress(OSError):
                second = socket.create_server(("::1", first.getsockname()[1]), family=socket.AF_INET6, backlog=1024)
                listeners.append(stack.enter_context(second))
        for listener in listeners:
            listener.setblocking(False)
        yield Canary(listeners)
