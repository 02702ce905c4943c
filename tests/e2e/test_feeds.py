"""Feeds over real processes: what a site publishes is searchable soon, once, under every feed that has it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.stack import Client, running_stack, wait_until

ITEM = """<item><title>{title}</title><link>{link}</link><pubDate>Sat, 14 Nov 2026 07:30:00 GMT</pubDate>
<description>{text}</description></item>"""


class Site:
    """A small news site on loopback: `pages` maps a path to (status, headers, body)."""

    def __init__(self) -> None:
        self.pages: dict[str, tuple[int, dict[str, str], str]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.asked.append((self.path, dict(self.headers)))
                status, headers, body = site.pages.get(self.path, (404, {}, "nothing here"))
                if headers.get("ETag") and headers["ETag"] == self.headers.get("If-None-Match"):
                    status, body = 304, ""
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def feed(self, path: str, *items: tuple[str, str, str], etag: str = "") -> str:
        parts = "".join(ITEM.format(title=title, link=self.url + link, text=text) for title, link, text in items)
        body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>Site</title>{parts}</channel></rss>'
        self.pages[path] = (200, {"Content-Type": "application/rss+xml", **({"ETag": etag} if etag else {})}, body)
        return self.url + path

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    site = Site()
    yield site
    site.close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder: Path = tmp_path_factory.mktemp("feeds")
    with running_stack(folder, fetch_private_networks="127.0.0.0/8", fetch_host_delay=0.0) as client:
        yield client


def add(client: Client, url: str, **options: Any) -> dict[str, Any]:
    answer = client.api.post("/v1/feeds", json={"url": url, "full_text": "never", **options})
    assert answer.status_code == 201, answer.text
    feed: dict[str, Any] = answer.json()["feed"]
    return feed


def poll(client: Client, feed: dict[str, Any]) -> dict[str, Any]:
    """Poll now, or take the scheduler's poll that is under way."""

    def polled() -> dict[str, Any] | None:
        answer = client.api.post(f"/v1/feeds/{feed['id']}/poll")
        assert answer.status_code in (200, 409), answer.text
        return answer.json() if answer.status_code == 200 else None

    line: dict[str, Any] = wait_until(polled, what="a poll")
    return line


def fetches(client: Client, feed: dict[str, Any]) -> list[dict[str, Any]]:
    lines: list[dict[str, Any]] = client.api.get(f"/v1/feeds/{feed['id']}/fetches").json()["fetches"]
    return lines


def hits(client: Client, **query: Any) -> list[dict[str, Any]]:
    return [hit["article"] for hit in client.search(**query)["hits"]]


def test_what_a_site_publishes_becomes_searchable_and_a_change_is_a_new_version(client: Client, site: Site) -> None:
    text = "The lighthouse at Skerry shines again, the keeper said."
    feed = add(client, site.feed("/one.xml", ("Skerry <![CDATA[<b>shines</b>]]>", "/skerry", text)))

    (article,) = wait_until(lambda: hits(client, q="Skerry"), what="the item")
    assert (article["headline"], article["channel"]) == ("Skerry shines", "feed")
    assert article["feed_ids"] == [feed["id"]]
    assert hits(client, q="Skerry", feed=feed["id"])[0]["id"] == article["id"]

    site.feed("/one.xml", ("Skerry shines", "/skerry", text + " It had been dark for a month."))
    poll(client, feed)
    (newer,) = client.searchable([article["id"]], version=2)
    assert "dark for a month" in newer["body"]
    assert [one["body"] for one in newer["revisions"]] == [text]


def test_an_article_that_came_through_several_feeds_lists_them_all(client: Client, site: Site) -> None:
    story = ("Ferry sails", "/ferry?utm_source=x", "The ferry to Ulva sails again on Saturday.")
    feeds = [add(client, site.feed(f"/ferry{n}.xml", story)) for n in range(3)]

    def listed() -> bool:
        for feed in feeds:
            poll(client, feed)
        found = hits(client, q="Ulva")
        return bool(found) and set(found[0]["feed_ids"]) == {feed["id"] for feed in feeds}

    wait_until(listed, what="all three feeds")
    (article,) = hits(client, q="Ulva")
    assert article["version"] == 1


def test_the_text_is_the_pages_where_it_can_be_had_and_else_the_feeds_own(client: Client, site: Site) -> None:
    long = " ".join(f"Paragraph {n} of what happened at Portree that day, at length." for n in range(12))
    page = f"<html><head><title>Portree</title></head><body><article><p>{long}</p></article></body></html>"
    site.pages["/portree"] = (200, {"Content-Type": "text/html"}, page)
    items = (("Portree", "/portree", "A teaser on Portree."), ("Lost", "/lost", "A teaser on Kyleakin."))
    add(client, site.feed("/teasers.xml", *items), full_text="auto")
    (whole,) = wait_until(lambda: hits(client, q='"Paragraph 7"'), what="the page's text")
    assert (whole["headline"], whole["channel"]) == ("Portree", "feed")
    (teaser,) = wait_until(lambda: hits(client, q="Kyleakin"), what="the item without its page")
    assert any("without its page" in event["detail"] for event in client.trace(teaser["id"])["events"])


def test_a_feed_that_has_not_changed_is_not_sent_again(client: Client, site: Site) -> None:
    feed = add(client, site.feed("/etag.xml", ("A", "/a", "A heron stands on the quay."), etag='"1"'))
    wait_until(lambda: fetches(client, feed), what="the first poll")
    line = poll(client, feed)
    assert (line["status"], line["reason"], line["new"]) == (304, "not modified", 0)


def test_a_feed_that_moved_or_ended_or_fails_says_so(client: Client, site: Site) -> None:
    site.feed("/new-home.xml", ("B", "/b", "A seal lies on the slipway."))
    site.pages["/old-home.xml"] = (301, {"Location": "/new-home.xml"}, "")
    moved = add(client, site.url + "/old-home.xml")
    wait_until(lambda: fetches(client, moved), what="the first poll")
    assert client.api.get(f"/v1/feeds/{moved['id']}").json()["url"] == site.url + "/new-home.xml"

    feed = add(client, site.feed("/ends.xml", ("C", "/c", "A crab walks over the pier.")))
    wait_until(lambda: fetches(client, feed), what="the first poll")
    site.pages["/ends.xml"] = (503, {"Retry-After": "3600"}, "")
    assert poll(client, feed)["reason"] == "503 Service Unavailable"
    failing = client.api.get(f"/v1/feeds/{feed['id']}").json()
    assert (failing["status"], failing["failures"]) == ("failing", 1)
    assert failing["next_poll_at"] > failing["last_polled_at"]
    site.pages["/ends.xml"] = (410, {}, "")
    assert "410 Gone" in poll(client, feed)["reason"]
    ended = client.api.get(f"/v1/feeds/{feed['id']}").json()
    assert (ended["status"], ended["next_poll_at"]) == ("ended", None)


def test_a_page_answers_with_the_feeds_it_links_and_what_is_none_is_refused(client: Client, site: Site) -> None:
    link = '<link rel="alternate" type="application/rss+xml" title="All" href="/one.xml">'
    site.pages["/"] = (200, {"Content-Type": "text/html"}, f"<html><head>{link}</head></html>")
    site.pages["/plain"] = (200, {"Content-Type": "text/html"}, "<html><body>Hello</body></html>")
    candidates = client.api.post("/v1/feeds", json={"url": site.url + "/"})
    assert candidates.json() == {"feed": None, "candidates": [{"url": site.url + "/one.xml", "title": "All"}]}
    for url, reason in ((site.url + "/plain", "This URL is no feed: text/html"), (site.url + "/none", "404 Not Found")):
        refused = client.api.post("/v1/feeds", json={"url": url})
        assert refused.status_code == 422
        assert refused.json()["errors"][0]["field"] == "url"
        assert reason in refused.json()["detail"]


def test_rules_and_preview_decide_what_comes_in_and_store_nothing(client: Client, site: Site) -> None:
    items = (("Football today", "/f", "The match ends level."), ("Harbour news", "/h", "A trawler docks at Mallaig."))
    url = site.feed("/rules.xml", *items)
    rules = {"include": [{"words": ["trawler"]}], "exclude": [{"words": ["football"], "fields": ["title"]}]}
    preview = client.api.post("/v1/feeds/preview", json={"url": url, **rules}).json()
    assert [one["headline"] for one in preview["documents"]] == ["Harbour news"]
    assert preview["left_out"] == "1 left out by the rules"
    assert not hits(client, q="Mallaig")
    feed = add(client, url, **rules, tags=["coast"])
    (article,) = wait_until(lambda: hits(client, q="Mallaig"), what="the item")
    assert article["tags"] == ["coast"]
    assert not hits(client, q="Football")
    changed = client.api.patch(f"/v1/feeds/{feed['id']}", json={"include": None, "exclude": None})
    assert changed.json()["options"]["include"] == []
    wait_until(lambda: hits(client, q="Football"), what="what the rules had kept out")


def test_lists_of_feeds_go_in_and_out_as_opml_and_feeds_are_paused_and_removed(client: Client, site: Site) -> None:
    url = site.feed("/list.xml", ("L", "/l", "A list of boats."))
    outline = f'<outline text="Coast"><outline xmlUrl="{url}" text="List"/></outline>'
    opml = f'<opml version="2.0"><body>{outline}</body></opml>'
    answer = client.api.post("/v1/feeds/opml", json={"opml": opml}).json()
    assert (answer["added"], answer["refused"]) == (1, 0)
    id = answer["feeds"][0]["id"]
    assert client.api.post("/v1/feeds/opml", json={"opml": opml}).json()["known"] == 1
    bad = client.api.post("/v1/feeds/opml", json={"opml": opml.replace(url, "ftp://coast.example/f")}).json()
    assert (bad["refused"], bad["feeds"][0]["reason"]) == (1, "url must begin with http:// or https://")
    assert url in client.api.get("/v1/feeds/opml").text
    listed = client.api.get("/v1/feeds", params={"tag": "Coast"}).json()
    assert [one["id"] for one in listed["feeds"]] == [id]
    paused = client.api.post(f"/v1/feeds/{id}/pause").json()
    assert (paused["status"], paused["next_poll_at"]) == ("paused", None)
    assert client.api.post(f"/v1/feeds/{id}/resume").json()["next_poll_at"]
    assert client.api.delete(f"/v1/feeds/{id}").status_code == 204
    assert client.api.get(f"/v1/feeds/{id}").status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "https://a.example/f", "min_interval": 1}, "min_interval"),
        ({"url": "https://a.example/f", "min_interval": 600, "max_interval": 300}, "min_interval"),
        ({"url": "https://a.example/f", "full_txt": "never"}, "full_txt"),
        ({"url": "https://a.example/f", "headers": {"Host": "b.example"}}, "headers"),
        ({"url": "https://a.example/f", "include": [{"words": []}]}, "include.0.words"),
        ({"url": "https://a.example/f", "language": "english!"}, "language"),
    ],
)
def test_a_bad_option_is_refused_by_name(client: Client, body: dict[str, Any], field: str) -> None:
    answer = client.api.post("/v1/feeds", json=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [one["field"] for one in answer.json()["errors"]] == [field]
