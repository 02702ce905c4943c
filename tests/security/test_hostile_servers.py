"""Servers that send too much, too slowly, for ever or in circles: each ends soon, in little memory, with its reason."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import subprocess
import sys
import threading
import zlib
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from tests.security.hostile import Answer, answering, serving

MEBIBYTE = 1024 * 1024
OK = b"HTTP/1.1 200 OK"


@cache
def gzip_bomb() -> bytes:
    """A gigabyte of zeros."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(MEBIBYTE)
    return b"".join([*(packer.compress(zeros) for _ in range(1024)), packer.flush()])


def encoded(encoding: bytes, body: bytes) -> Answer:
    return answering(OK + b"\r\nContent-Encoding: %s\r\nContent-Length: %d" % (encoding, len(body)), body)


def endless(head: bytes, more: bytes) -> Answer:
    """`head` as it is, then `more`, again and again."""

    def answer(connection: socket.socket, _request: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(more)

    return answer


def gzip_bomb_answer(connection: socket.socket, request: str) -> None:
    encoded(b"gzip", gzip_bomb())(connection, request)


def dripping(head: bytes, drops: bytes = b" ", pause: float = 0.1) -> Answer:
    """After `head`, a byte a moment, for ever."""

    def answer(connection: socket.socket, _request: str) -> None:
        connection.sendall(head)
        stop = threading.Event()
        while not stop.wait(pause):
            connection.sendall(drops)

    return answer


def numbered_headers(connection: socket.socket, _request: str) -> None:
    connection.sendall(OK + b"\r\n")
    for number in itertools.count():
        connection.sendall(b"X-%d: %s\r\n" % (number, b"a" * 200))


def ever_new_redirects(connection: socket.socket, request: str) -> None:
    page = int(request.split()[1].strip("/") or 0) + 1
    connection.sendall(b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /%d\r\n\r\n" % page)


def members(connection: socket.socket, request: str) -> None:
    encoded(b"gzip", gzip.compress(b"") * 100_000)(connection, request)


DEFLATE_BOMB = zlib.compress(bytes(64 * MEBIBYTE), 9)
RAW_BOMB = zlib.compress(bytes(64 * MEBIBYTE), 9)[2:-4]
CHUNKED = OK + b"\r\nTransfer-Encoding: chunked"

ATTACKS: dict[str, tuple[Answer, str]] = {
    "a gzip bomb": (gzip_bomb_answer, "FetchRefused too_large"),
    "a deflate bomb": (encoded(b"deflate", DEFLATE_BOMB), "FetchRefused too_large"),
    "a raw deflate bomb": (encoded(b"deflate", RAW_BOMB), "FetchRefused too_large"),
    "a gzip bomb in two parts": (encoded(b"gzip", gzip.compress(bytes(8 * MEBIBYTE)) * 2), "FetchRefused too_large"),
    "gzip in too many parts": (members, "FetchRefused encoding"),
    "Brotli": (encoded(b"br", b"\x8b\x03\x80aaaa\x03"), "FetchRefused encoding"),
    "Zstandard": (encoded(b"zstd", b"\x28\xb5\x2f\xfd"), "FetchRefused encoding"),
    "gzip in gzip": (encoded(b"gzip, gzip", gzip.compress(gzip.compress(bytes(MEBIBYTE)))), "FetchRefused encoding"),
    "broken gzip": (encoded(b"gzip", b"\x1f\x8b\x08not so"), "FetchFailed encoding"),
    "half of a gzip body": (encoded(b"gzip", gzip.compress(b"a text" * 999)[:-20]), "FetchFailed encoding"),
    "an endless body": (answering(OK, bytes(65536), forever=True), "FetchRefused too_large"),
    "an endless chunked body": (
        answering(CHUNKED, b"10000\r\n" + bytes(65536) + b"\r\n", forever=True),
        "FetchRefused too_large",
    ),
    "endless chunks of a byte": (
        answering(CHUNKED, b"1\r\na\r\n" * 999, forever=True),
        "FetchRefused too_large|timeout",
    ),
    "endless chunk extensions": (answering(CHUNKED, b"1;" + b"x" * 65000, forever=True), "FetchRefused headers"),
    "endless trailers": (endless(CHUNKED + b"\r\n\r\n0\r\n", b"x: y\r\n"), "FetchRefused headers"),
    "a length it does not keep": (answering(OK + b"\r\nContent-Length: 999999999999", b"a"), "FetchFailed protocol"),
    "a flood of headers": (numbered_headers, "FetchRefused headers"),
    "one endless header": (endless(OK + b"\r\nX: ", b"a" * 65536), "FetchRefused headers"),
    "endless interim answers": (
        answering(b"HTTP/1.1 103 Early Hints", b"HTTP/1.1 103 Early Hints\r\n\r\n" * 999, forever=True),
        "FetchRefused headers",
    ),
    "a dripping body": (dripping(OK + b"\r\n\r\n"), "FetchFailed timeout"),
    "a dripping header": (dripping(OK + b"\r\nX: ", b"a"), "FetchFailed timeout"),
    "dripping gzip": (dripping(OK + b"\r\nContent-Encoding: gzip\r\n\r\n", b"\x1f"), "FetchFailed encoding|timeout"),
    "silence": (dripping(b"", pause=20), "FetchFailed timeout"),
    "a redirect to itself": (
        answering(b"HTTP/1.1 301 Moved\r\nContent-Length: 0\r\nLocation: /"),
        "FetchRefused redirects",
    ),
    "redirects without end": (ever_new_redirects, "FetchRefused redirects"),
    "no HTTP at all": (answering(b"SSH-2.0-OpenSSH_9.9"), "FetchFailed protocol"),
    "a NUL in a header": (answering(OK + b"\r\nX: a\0b"), "FetchFailed protocol"),
    "a smuggled length": (answering(OK + b"\r\nContent-Length: 1\r\nContent-Length: 2", b"ab"), "FetchFailed protocol"),
}


@pytest.fixture(scope="module")
def friendly() -> Iterator[str]:
    gzip_bomb()  # takes longer to make than a client waits
    with serving(encoded(b"gzip", gzip.compress(b"hello" * 1000))) as port:
        yield f"http://127.0.0.1:{port}/"


def measured(friendly: str, url: str, *how: str) -> dict[str, object]:
    command = [sys.executable, "-m", "tests.security.fetch_measured", friendly, url, *how]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    print(found)
    return found


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_ends_soon_in_little_memory_with_its_reason(name: str, friendly: str) -> None:
    answer, expected = ATTACKS[name]
    error, kinds = expected.split(" ", 1)
    with serving(answer) as port:
        found = measured(friendly, f"http://127.0.0.1:{port}/")
    assert found["kind"] in {f"{error} {kind}" for kind in kinds.split("|")} | (
        {"FetchFailed timeout"} if "timeout" in kinds else set()
    ), found
    assert found["reason"]
    assert float(str(found["megabytes"])) < 64
    assert float(str(found["seconds"])) < 5


RSS = b"<rss version='2.0'><channel><title>x</title>"
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
BOMBS: dict[str, tuple[bytes, str]] = {
    "a billion laughs": (b'<!DOCTYPE x [<!ENTITY l0 "ha">%s]>%s&l9;' % (LAUGHS, RSS), "nests entities"),
    "one long entity many times": (
        b'<!DOCTYPE x [<!ENTITY a "%s">]>%s%s' % (b"x" * 8_000, RSS, b"&a;" * 100_000),
        "entities multiply",
    ),
    "parameter entities": (b'<!DOCTYPE x [<!ENTITY % p "<!ENTITY q 1>">%p;]>' + RSS, "parameter entities"),
    "an outer entity": (b'<!DOCTYPE x [<!ENTITY % p SYSTEM "file:///etc/passwd">%p;]>' + RSS, ""),
    "a million elements": (RSS + b"<a/>" * 1_000_000, "more than 150,000 elements"),
    "ten million angles": (RSS + b"<" * 10_000_000, "over a million tags"),
    "a sitemap of a million": (b"<urlset>" + b"<a/>" * 1_000_000, "more than 300,000 elements"),
    "a million elements deep": (RSS + b"<a>" * 1_000_000, "nests thousands of elements deep"),
    "a sitemap as deep": (b"<urlset>" + b"<url>" * 1_000_000, "nests thousands of elements deep"),
    "JSON as deep": (b'{"items":' + b"[" * 5_000_000, "not a JSON Feed"),
    "a gzip file in the body": (gzip.compress(b"<urlset>" + bytes(200 * MEBIBYTE)), "too large"),
    "an attribute that never ends": (RSS + b'<a b="' + b"x" * 5_000_000, ""),
    "attributes without end": (RSS + b"<a " + b" ".join(b'a%d=""' % n for n in range(300_000)) + b">", "attributes"),
    "hidden attributes": (RSS + b"<a " + b" ".join(b'a%d=">"' % n for n in range(50_000)) + b">", "attributes"),
    "more hidden attributes": (RSS + b"<a " + b" ".join(b'a%d=">"' % n for n in range(500_000)) + b">", "1 MiB"),
    "a comment that never ends": (RSS + b"<!--" + b"-" * 5_000_000, ""),
    "a hundred thousand items": (RSS + b"<item><title>x</title></item>" * 100_000, ""),
}
"""Bodies within the limit that hurt whoever parses them; what the reason says, `""` where they may be read."""


@pytest.mark.parametrize("name", BOMBS)
def test_a_feed_that_is_a_bomb_ends_soon_in_little_memory_with_its_reason(name: str, friendly: str) -> None:
    body, reason = BOMBS[name]
    with serving(answering(OK + b"\r\nContent-Type: text/xml\r\nContent-Length: %d" % len(body), body)) as port:
        found = measured(friendly, f"http://127.0.0.1:{port}/", "read")
    assert reason in str(found["reason"]), found
    assert found["kind"] == "NotAFeed" or not reason, found
    assert float(str(found["megabytes"])) < 64
    assert float(str(found["seconds"])) < 20


def test_what_is_offered_to_servers_is_what_can_be_held_to_a_limit(friendly: str) -> None:
    seen: list[str] = []
    note: Callable[[str], None] = seen.append

    def noting(connection: socket.socket, request: str) -> None:
        note(request.lower())
        connection.sendall(OK + b"\r\nContent-Length: 0\r\n\r\n")

    with serving(noting) as port:
        measured(friendly, f"http://127.0.0.1:{port}/")
    assert "accept-encoding: gzip, deflate\r\n" in seen[0]
