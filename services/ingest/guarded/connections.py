"""httpcore's way to the network, guarded: it connects to the very address that was checked, and keeps to a budget.

A name is resolved once for a connection, every address it has is checked, and the socket is opened to one of those
addresses; TLS then checks the certificate against the name. What DNS says afterwards is never asked.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import httpcore

from services.ingest.guarded.addresses import Address, Network, check_addresses, literal
from services.ingest.guarded.refusals import FetchFailed, FetchRefused

__all__ = ["Budget", "GuardedBackend", "Resolve", "TimedBackend", "resolve", "spending"]

Resolve = Callable[[str], Sequence[Address]]
"""The addresses of a name; raises `OSError` where there are none."""

MOST_HEAD_BYTES = 256 * 1024
"""The most that may come before a response's body: interim responses, status line, headers."""
MOST_ADDRESSES = 4
"""Of a host's addresses, as many are tried."""

_resolving = ThreadPoolExecutor(32, thread_name_prefix="resolve")


def resolve(host: str) -> list[Address]:
    """The addresses of a name, as the system resolves it."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ipaddress.ip_address(str(one[4][0]).partition("%")[0]) for one in found))


class Budget:
    """What one fetch may spend: seconds until `deadline`, and bytes read from the network."""

    def __init__(self, seconds: float, most_bytes: int):
        self.seconds = seconds
        self.deadline = time.monotonic() + seconds
        self.bytes = 0
        self._most_bytes = most_bytes
        self._head: int | None = 0

    def left(self, timeout: float | None) -> float:
        """`timeout`, or the time that is left where that is less. Raises `FetchFailed` where none is."""
        left = self.deadline - time.monotonic()
        if left <= 0:
            raise FetchFailed(f"it took longer than {self.seconds:g} s", "timeout")
        return left if timeout is None else min(left, timeout)

    def extend(self, seconds: float) -> None:
        """Move the deadline: waiting for a turn costs nobody anything."""
        self.deadline += seconds

    def took(self, size: int) -> None:
        """Count bytes that came. Raises `FetchRefused` where they are too many."""
        self.bytes += size
        if self._head is not None:
            self._head += size
            if self._head > MOST_HEAD_BYTES:
                raise FetchRefused(f"its headers are larger than {MOST_HEAD_BYTES} bytes", "headers")
        elif self.bytes > self._most_bytes:
            raise FetchRefused(f"it is larger than {self._most_bytes} bytes on its way", "too_large")

    def expect_head(self, expected: bool) -> None:
        """Say whether a response's head or its body is being read."""
        self._head = 0 if expected else None


_spent: ContextVar[Budget] = ContextVar("budget")


@contextmanager
def spending(budget: Budget) -> Iterator[None]:
    """Have everything that this thread reads and writes meanwhile go against `budget`."""
    token = _spent.set(budget)
    try:
        yield
    finally:
        _spent.reset(token)


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream):
        self._stream = stream

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        budget = _spent.get()
        data = self._stream.read(max_bytes, budget.left(timeout))
        budget.took(len(data))
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _spent.get().left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, _spent.get().left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


class TimedBackend(httpcore.NetworkBackend):
    """Connects to where it is told, within the budget: for the proxy, which the operator named."""

    def __init__(self) -> None:
        self._backend = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        timeout = _spent.get().left(timeout)
        return _Stream(self._backend.connect_tcp(host, port, timeout, local_address, socket_options))


class GuardedBackend(TimedBackend):
    """Connects to public addresses, and to those in the networks of `opened`."""

    def __init__(self, opened: Sequence[Network] = (), resolve: Resolve = resolve):
        super().__init__()
        self._opened = opened
        self._resolve = resolve

    def addresses(self, host: str, timeout: float) -> list[Address]:
        """The addresses of `host`, all of them checked. Raises `FetchRefused` and `FetchFailed`."""
        alone = literal(host)
        if alone is not None:
            found: Sequence[Address] = [alone]
        else:
            try:
                found = _resolving.submit(self._resolve, host).result(timeout)
            except TimeoutError:
                raise FetchFailed(f"the name {host} was not resolved in time", "dns") from None
            except (OSError, UnicodeError):
                raise FetchFailed(f"the name {host} has no address", "dns") from None
        if not found:
            raise FetchFailed(f"the name {host} has no address", "dns")
        check_addresses(host, found, self._opened)
        return list(found)

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        budget = _spent.get()
        found = self.addresses(host, budget.left(timeout))[:MOST_ADDRESSES]
        for number, address in enumerate(found, 1):
            try:
                return super().connect_tcp(str(address), port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                if number == len(found):
                    raise
        raise FetchFailed(f"{host} does not answer", "connection")
