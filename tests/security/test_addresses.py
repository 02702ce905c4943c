"""Nothing connects to this machine or a private network, whatever the spelling and whoever asks."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from ipaddress import ip_address

import pytest

from services.ingest.fetch import Fetcher, FetchError, FetchFailed, FetchRefused
from services.ingest.guarded.addresses import Address, is_public
from services.shared.settings import Settings
from tests.security.hostile import Canary, answering, canary, serving
from tests.security.spellings import ELSEWHERE, LOOPBACK

OPENED = "127.0.0.77/32"
"""One address of loopback that is opened, to redirect from; all others stay shut."""


@pytest.fixture
def bird() -> Iterator[Canary]:
    with canary() as listening:
        with socket.create_connection(("127.0.0.1", listening.port)):
            pass
        assert listening.connections, "the canary does not hear"
        yield listening


@pytest.fixture
def fetcher() -> Iterator[Fetcher]:
    guarded = Fetcher(Settings(fetch_private_networks=OPENED, fetch_connect_seconds=2, fetch_seconds=5))
    yield guarded
    guarded.close()


def refusal(fetcher: Fetcher, url: str, purpose: str = "feed") -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.fetch(url, purpose=purpose)  # type: ignore[arg-type]
    return caught.value


def test_there_are_at_least_sixty_spellings() -> None:
    assert len(set(LOOPBACK)) >= 60


@pytest.mark.parametrize("host", LOOPBACK)
def test_no_spelling_of_loopback_is_connected_to(host: str, fetcher: Fetcher, bird: Canary) -> None:
    for scheme in ("http", "https"):
        error = refusal(fetcher, f"{scheme}://{host}:{bird.port}/feed.xml")
        assert error.kind in {"address", "url", "dns"}
        assert error.reason
    assert refusal(fetcher, f"http://{host}:{bird.port}/page", "page").kind in {"address", "url", "dns"}
    assert bird.connections == []


@pytest.mark.parametrize("status", [302, 308])
def test_no_redirect_leads_to_loopback(status: int, fetcher: Fetcher, bird: Canary) -> None:
    for host in LOOPBACK:
        location = f"http://{host}:{bird.port}/".encode()
        head = b"HTTP/1.1 %d Moved\r\nContent-Length: 0\r\nLocation: " % status + location
        with serving(answering(head), "127.0.0.77") as port:
            error = refusal(fetcher, f"http://127.0.0.77:{port}/")
        # what is left of a location with a tab, a fragment or a backslash may be a place on the server itself
        assert error.kind in {"address", "url", "dns", "redirects", "connection", "protocol"}
    assert bird.connections == []


@pytest.mark.parametrize("host", ELSEWHERE)
def test_private_and_reserved_addresses_are_refused_with_the_reason(host: str, fetcher: Fetcher) -> None:
    error = refusal(fetcher, f"http://{host}/latest/meta-data/")
    assert isinstance(error, FetchRefused)
    assert error.reason.endswith("which is not an address on the public internet")


def test_a_redirect_to_the_clouds_metadata_is_refused(fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://169.254.169.254/latest/meta-data/"
    with serving(answering(head), "127.0.0.77") as port:
        error = refusal(fetcher, f"http://127.0.0.77:{port}/")
    assert (type(error), error.kind) == (FetchRefused, "address")


@pytest.mark.parametrize(
    "location", ["file:///etc/passwd", "ftp://example.org/", "gopher://127.0.0.1/", "javascript:1"]
)
def test_a_redirect_leads_nowhere_but_to_the_web(location: str, fetcher: Fetcher) -> None:
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + location.encode()
    with serving(answering(head), "127.0.0.77") as port:
        assert refusal(fetcher, f"http://127.0.0.77:{port}/").kind == "url"


def test_one_private_address_among_public_ones_is_enough_to_refuse(bird: Canary) -> None:
    found: list[Address] = [ip_address("93.184.215.14"), ip_address("127.0.0.1")]
    with pytest.raises(FetchRefused, match=r"site.example is at 127\.0\.0\.1"):
        Fetcher(Settings(), resolve=lambda _: found).fetch(f"http://site.example:{bird.port}/")
    assert bird.connections == []


def test_a_name_that_changes_between_check_and_use_is_resolved_once(bird: Canary) -> None:
    answers = iter(["127.0.0.77", "127.0.0.1", "127.0.0.1"])
    asked: list[str] = []

    def rebinding(host: str) -> list[Address]:
        asked.append(host)
        return [ip_address(next(answers))]

    # the opened address has nobody on this port but the canary, which must see that very address, and no other
    fetcher = Fetcher(Settings(fetch_private_networks=OPENED, fetch_read_seconds=0.2), resolve=rebinding)
    with socket.create_server(("127.0.0.77", 0)) as listener:
        with pytest.raises(FetchFailed):
            fetcher.fetch(f"http://rebinding.example:{listener.getsockname()[1]}/")
        assert asked == ["rebinding.example"]
        connection, _ = listener.accept()
        assert connection.getsockname()[0] == "127.0.0.77"
        connection.close()
    with pytest.raises(FetchRefused, match=r"127\.0\.0\.1"):
        fetcher.fetch(f"http://rebinding.example:{bird.port}/")
    assert bird.connections == []


def test_a_redirect_to_the_same_name_is_resolved_and_checked_anew() -> None:
    answers = iter(["127.0.0.77", "127.0.0.1"])
    head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nConnection: close\r\nLocation: /again"
    fetcher = Fetcher(Settings(fetch_private_networks=OPENED), resolve=lambda _: [ip_address(next(answers))])
    with serving(answering(head), "127.0.0.77") as port, pytest.raises(FetchRefused) as caught:
        fetcher.fetch(f"http://rebinding.example:{port}/")
    assert caught.value.kind == "address"


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "64:ff9b::808:808", "2002:808:808::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("port", [1, 22, 25, 110, 143, 445, 993, 3306, 6379, 11211])
def test_ports_of_other_services_are_refused(port: int, fetcher: Fetcher) -> None:
    assert refusal(fetcher, f"http://127.0.0.77:{port}/").kind == "url"


def test_the_callers_headers_do_not_follow_to_another_origin(fetcher: Fetcher) -> None:
    seen: list[str] = []

    def noting(connection: socket.socket, request: str) -> None:
        seen.append(request.lower())
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

    with serving(noting, "127.0.0.77") as other:
        fetcher.fetch(f"http://127.0.0.77:{other}/", headers={"Authorization": "secret"})
        head = b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://127.0.0.77:%d/there" % other
        with serving(answering(head), "127.0.0.77") as port:
            answer = fetcher.fetch(f"http://127.0.0.77:{port}/", headers={"Authorization": "secret"})
    assert answer.status == 200
    assert ["secret" in request for request in seen] == [True, False]
