"""WebSub over real processes: a hub is asked, verifies, delivers what is signed, and is left when it fails."""

from __future__ import annotations

import hmac
import threading
from collections.abc import Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

import httpx
import pytest

from services.local import free_port
from tests.stack import Client, running_stack, wait_until

HUGE_INTERVAL = 7200.0
ITEM = (
    "<item><title>{title}</title><link>https://harbour.example/{title}</link><description>{text}</description></item>"
)


class Hub:
    """A hub and its publisher in one: `subscribe` calls are verified in their own time, as by real hubs."""

    def __init__(self) -> None:
        self.asked: list[dict[str, str]] = []
        self.lease, self.answer, self.denies = 3600.0, 202, False
        self.items: dict[str, list[tuple[str, str]]] = {}
        self.challenges: list[tuple[int, str]] = []
        self.polled: list[str] = []
        hub = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                hub.polled.append(self.path)
                body = hub.document(self.path)
                self.send_response(200)
                self.send_header("Content-Type", "application/rss+xml")
                self.send_header("Link", f'<{hub.url}/hub>; rel="hub", <{hub.url}{self.path}>; rel="self"')
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def do_POST(self) -> None:
                form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
                hub.asked.append({name: values[0] for name, values in form.items()})
                self.send_response(hub.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()
                if hub.answer == 202:
                    threading.Thread(target=hub.verify, args=(hub.asked[-1],), daemon=True).start()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def document(self, path: str) -> bytes:
        parts = "".join(ITEM.format(title=title, text=text) for title, text in self.items.get(path, ()))
        return f'<rss version="2.0"><channel><title>Harbour</title>{parts}</channel></rss>'.encode()

    def verify(self, asked: dict[str, str]) -> None:
        if self.denies:
            self.call(asked, **{"hub.mode": "denied", "hub.topic": asked["hub.topic"], "hub.reason": "not you"})
            return
        given = {"hub.mode": "subscribe", "hub.topic": asked["hub.topic"], "hub.challenge": "c" + asked["hub.topic"]}
        answer = self.call(asked, **given, **{"hub.lease_seconds": str(self.lease)})
        self.challenges.append((answer.status_code, answer.text))

    def call(self, asked: dict[str, str], **query: str) -> httpx.Response:
        return httpx.get(asked["hub.callback"], params=query)

    def subscription(self, path: str) -> dict[str, str]:
        """What was asked for the feed at `path`, the last time."""
        return next(one for one in reversed(self.asked) if one["hub.topic"] == self.url + path)

    def deliver(self, path: str, *, secret: str = "", method: str = "sha256", signed: bool = True) -> int:
        """Push the feed as it is to its subscriber; the status it answers."""
        body, asked = self.document(path), self.subscription(path)
        digest = hmac.new((secret or asked["hub.secret"]).encode(), body, method).hexdigest()
        headers = {"Content-Type": "application/rss+xml", "Host": "news.example.org"}
        if signed:
            headers["X-Hub-Signature"] = f"{method}={digest}"
        return httpx.post(asked["hub.callback"], content=body, headers=headers).status_code


@pytest.fixture(scope="module")
def hub() -> Iterator[Hub]:
    hub = Hub()
    yield hub
    hub.close()


@pytest.fixture(autouse=True)
def _well_behaved(hub: Hub) -> None:
    hub.lease, hub.answer, hub.denies = 3600.0, 202, False


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    port = free_port()
    with running_stack(
        tmp_path_factory.mktemp("websub"),
        ingest_port=port,
        websub_url=f"http://127.0.0.1:{port}/",
        fetch_private_networks="127.0.0.0/8",
        fetch_host_delay=0.0,
        feed_least_interval=1.0,
    ) as client:
        yield client


def add(client: Client, hub: Hub, path: str, *items: tuple[str, str], **options: Any) -> str:
    hub.items[path] = list(items)
    bounds = {"min_interval": HUGE_INTERVAL, "max_interval": HUGE_INTERVAL, "full_text": "never"}
    answer = client.api.post("/v1/feeds", json={"url": hub.url + path, **bounds, **options})
    assert answer.status_code == 201, answer.text
    id: str = answer.json()["feed"]["id"]
    return id


def websub(client: Client, id: str) -> dict[str, Any]:
    found: dict[str, Any] = client.api.get(f"/v1/feeds/{id}").json()["websub"] or {}
    return found


def active(client: Client, id: str) -> dict[str, Any]:
    found: dict[str, Any] = wait_until(
        lambda: (now := websub(client, id)).get("status") == "active" and now, what="the subscription"
    )
    return found


def headlines(client: Client, words: str) -> list[str]:
    return [hit["article"]["headline"] for hit in client.search(q=words)["hits"]]


def test_a_hub_is_asked_verifies_and_delivers_long_before_the_next_poll(client: Client, hub: Hub) -> None:
    id = add(client, hub, "/one.xml", ("Anchor", "The anchor holds."))
    shown = active(client, id)
    assert (shown["hub"], shown["delivers"], shown["seconds_left"] > 3000) == (hub.url + "/hub", False, True)
    asked = hub.subscription("/one.xml")
    assert (asked["hub.mode"], len(asked["hub.secret"]) > 30) == ("subscribe", True)
    # the feed is active as soon as the answer has gone out: the hub may still be reading it
    wait_until(lambda: (200, f"c{hub.url}/one.xml") in hub.challenges, what="the answer to the challenge")

    polls = len(hub.polled)
    hub.items["/one.xml"].insert(0, ("Buoy", "A buoy drifts off Oban."))
    assert hub.deliver("/one.xml") == 202
    wait_until(lambda: headlines(client, "Oban") == ["Buoy"], what="the delivered item")
    assert len(hub.polled) == polls
    assert websub(client, id)["delivers"]
    line = client.api.get(f"/v1/feeds/{id}/fetches").json()["fetches"][0]
    assert (line["new"], line["reason"]) == (1, "delivered by its hub")
    assert hub.deliver("/one.xml", method="sha1") == 202  # again: nothing is doubled
    (article,) = client.search(q="Oban")["hits"]
    assert article["article"]["version"] == 1


@pytest.mark.parametrize(("how", "words"), [({"signed": False}, "Ullapool"), ({"secret": "guessed"}, "Lochinver")])
def test_what_is_not_signed_by_the_hub_is_acknowledged_and_ignored(
    client: Client, hub: Hub, how: dict[str, Any], words: str
) -> None:
    path = f"/{words}.xml"
    id = add(client, hub, path)
    active(client, id)
    hub.items[path].append((f"Forged {words}", "Nobody wrote this."))
    assert hub.deliver(path, **how) == 202
    assert not websub(client, id)["delivers"]
    assert len(client.api.get(f"/v1/feeds/{id}/fetches").json()["fetches"]) == 1
    hub.items[path] = [(f"True {words}", "The hub wrote this.")]
    assert hub.deliver(path) == 202
    wait_until(lambda: headlines(client, words) == [f"True {words}"], what="the signed item")


def test_nobody_but_the_hub_that_was_asked_can_verify_or_deliver(client: Client, hub: Hub) -> None:
    id = add(client, hub, "/strangers.xml")
    active(client, id)
    asked = hub.subscription("/strangers.xml")
    guessed = {**asked, "hub.callback": asked["hub.callback"][:-3] + "abc"}
    for subscription, topic in ((guessed, asked["hub.topic"]), (asked, "https://other.example/feed")):
        query = {"hub.mode": "subscribe", "hub.topic": topic, "hub.challenge": "x", "hub.lease_seconds": "60"}
        assert hub.call(subscription, **query).status_code == 410
    assert hub.call(asked, **{"hub.mode": "unsubscribe", "hub.topic": asked["hub.topic"]}).status_code == 410
    assert httpx.post(guessed["hub.callback"], content=b"x").status_code == 410
    assert client.api.delete(f"/v1/feeds/{id}").status_code == 204
    assert hub.deliver("/strangers.xml") == 410


def test_a_subscription_is_renewed_before_it_ends(client: Client, hub: Hub) -> None:
    hub.lease = 8.0
    id = add(client, hub, "/renewed.xml", min_interval=1.0)
    active(client, id)
    before = hub.subscription("/renewed.xml")

    def asked_again() -> bool:
        return sum(one["hub.topic"] == before["hub.topic"] for one in hub.asked) > 1

    wait_until(asked_again, what="the renewal")
    assert hub.subscription("/renewed.xml")["hub.secret"] == before["hub.secret"]
    # the hub asks back after it was asked; only then does the new lease begin
    wait_until(lambda: active(client, id)["seconds_left"] >= 5, what="the new lease")


def test_a_hub_that_misses_something_loses_its_trust_and_the_feed_is_polled_as_ever(client: Client, hub: Hub) -> None:
    hub.lease = 86_400.0
    id = add(client, hub, "/missed.xml", ("First", "The first of them."), min_interval=1.0, max_interval=3600.0)
    active(client, id)
    hub.deliver("/missed.xml")
    assert websub(client, id)["delivers"]
    poll = client.api.post(f"/v1/feeds/{id}/poll").json()
    assert poll["new"] == 0
    assert wait_of(client, id) > 3000  # it is left to its hub
    hub.items["/missed.xml"].append(("Missed", "The hub never told."))
    assert client.api.post(f"/v1/feeds/{id}/poll").json()["new"] == 1
    assert not websub(client, id)["delivers"]
    assert wait_of(client, id) < 60


def test_a_hub_that_refuses_or_fails_is_told_and_the_feed_is_polled(client: Client, hub: Hub) -> None:
    hub.denies = True
    id = add(client, hub, "/denied.xml", ("Denied", "Polled all the same."))
    wait_until(lambda: websub(client, id).get("reason") == "the hub refused: not you", what="the refusal")
    hub.denies, hub.answer = False, 500
    id = add(client, hub, "/broken.xml", ("Broken", "Polled all the same, too."))
    wait_until(lambda: websub(client, id).get("reason") == "the hub answers 500 Internal Server Error", what="reason")
    assert websub(client, id)["status"] == "refused"
    wait_until(lambda: len(headlines(client, '"Polled all the same"')) == 2, what="what was polled")


def wait_of(client: Client, id: str) -> float:
    feed = client.api.get(f"/v1/feeds/{id}").json()
    moments = [datetime.fromisoformat(feed[name]) for name in ("last_polled_at", "next_poll_at")]
    return (moments[1] - moments[0]).total_seconds()
