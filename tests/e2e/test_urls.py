"""A URL that is pushed becomes a searchable article, or stands in quarantine with the reason; over real processes."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.hostile import canary, serving
from tests.stack import Client, running_stack, wait_until

PAGE = """<!doctype html><html lang="en"><head><title>Lighthouse of Skagen gets a new lamp</title>
<meta property="og:title" content="Lighthouse of Skagen gets a new lamp">
<meta property="article:published_time" content="2024-08-30T18:20:00+02:00"></head><body><nav>Home News</nav>
<article><h1>Lighthouse of Skagen gets a new lamp</h1>
<p>The old lighthouse at Skagen was given a new lamp on Friday, after a winter in which it had twice gone dark.</p>
<p>“Sailors saw it from forty kilometres away”, said the keeper, Mette Holm, who has looked after it for nine years.</p>
<p>The town of Skagen paid for the lamp with what visitors gave over the summer, and a little more besides.</p>
</article></body></html>""".encode()


def site(connection: socket.socket, request: str) -> None:
    """A small site: an article, a page that robots.txt forbids, one that moved, and nothing else."""
    path = request.split()[1].partition("?")[0]
    status, headers, body = "404 Not Found", "", b"nothing here"
    if path == "/robots.txt":
        status, body = "200 OK", b"User-agent: *\nDisallow: /private/\n"
    elif path == "/moved":
        status, headers = "301 Moved Permanently", "Location: /article\r\n"
    elif path == "/article":
        status, headers, body = "200 OK", "Content-Type: text/html; charset=utf-8\r\n", PAGE
    elif path == "/picture":
        status, headers, body = "200 OK", "Content-Type: image/png\r\n", b"\x89PNG"
    head = f"HTTP/1.1 {status}\r\n{headers}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    connection.sendall(head.encode() + body)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("urls") / "data"
    with running_stack(folder, fetch_private_networks="127.0.0.77/32", fetch_host_delay=0.0) as client:
        yield client


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    with serving(site, "127.0.0.77") as port:
        yield f"http://127.0.0.77:{port}"


def push(client: Client, *urls: str) -> list[str]:
    answer = client.api.post("/v1/urls", json=[{"url": url} for url in urls])  # forwarded to ingest
    assert answer.status_code == 202, answer.text
    receipts = answer.json()["receipts"]
    assert [receipt["status"] for receipt in receipts] == ["accepted"] * len(urls)
    return [receipt["id"] for receipt in receipts]


def quarantined(client: Client, id: str) -> str:
    """Wait until it is in quarantine; the reason."""

    def reason() -> str:
        answer = client.ingest.get(f"/v1/quarantine/{id}")
        return str(answer.json()["reason"]) if answer.status_code == 200 else ""

    return str(wait_until(reason, what="the refusal"))


def test_a_url_becomes_a_searchable_article_with_its_trace(client: Client, base: str) -> None:
    (id,) = push(client, f"{base}/article?utm_source=test")
    (article,) = client.searchable([id])
    assert article["headline"] == "Lighthouse of Skagen gets a new lamp"
    assert article["published_at"] == "2024-08-30T16:20:00Z"
    assert article["channel"] == "url"
    assert "new lamp on Friday" in article["body"]
    assert "Home News" not in article["body"]
    assert client.search(q="Mette Holm")["total"]["value"] == 1
    assert client.events(id) == ["accepted", "fetched", "enriched", "indexed"]
    again = client.ingest.post("/v1/urls", json={"url": f"{base}/article"}).json()["receipts"][0]
    assert (again["id"], again["status"]) == (id, "unchanged")


def test_a_page_that_moved_is_found_at_its_new_place(client: Client, base: str) -> None:
    (id,) = push(client, f"{base}/moved")
    (article,) = client.searchable([id])
    assert article["url"] == f"{base}/article"


def test_what_cannot_be_had_stands_in_quarantine_with_its_reason(client: Client, base: str) -> None:
    wanted = {
        f"{base}/nowhere": "the server answers 404 Not Found",
        f"{base}/private/diary": "the robots.txt of 127.0.0.77 does not allow it",
        f"{base}/picture": "not a page: image/png",
        "http://169.254.169.254/latest/meta-data/": ("169.254.169.254, which is not an address on the public internet"),
    }
    ids = push(client, *wanted)
    for id, reason in zip(ids, wanted.values(), strict=True):
        assert quarantined(client, id) == reason
    again = client.ingest.post("/v1/urls", json={"url": f"{base}/nowhere"}).json()["receipts"][0]
    assert again["status"] == "accepted"


def test_no_url_that_is_pushed_connects_to_this_machine(client: Client) -> None:
    with canary() as bird:
        hosts = ("127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]")
        ids = push(client, *(f"http://{host}:{bird.port}/" for host in hosts))
        for id in ids:
            assert quarantined(client, id)
        assert bird.connections == []


def test_a_url_that_is_none_is_refused_by_name(client: Client) -> None:
    answer = client.ingest.post("/v1/urls", json=[{"url": "ftp://example.org/"}, {"link": "x"}, {"url": "http://a@b/"}])
    problems = [receipt["error"] for receipt in answer.json()["receipts"]]
    assert [problem["status"] for problem in problems] == [422] * 3
    assert problems[0]["errors"] == [{"field": "url", "message": "must begin with http:// or https://"}]
    assert client.ingest.post("/v1/urls", json={"url": "javascript:alert(1)"}).status_code == 422


def test_the_fetchers_log_has_no_traceback(client: Client) -> None:
    log = (Path(client.stack.logs) / "fetcher.log").read_text()
    assert "Traceback" not in log
