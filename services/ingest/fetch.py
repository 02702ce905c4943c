"""The one client that fetches from the web, for feeds and pages alike: everything it meets is held for hostile.

docs/fetching.md tells what is refused and why. A `Fetcher` may be shared by threads.
"""

from __future__ import annotations

import ssl
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import AbstractContextManager, ExitStack, closing, nullcontext
from dataclasses import replace
from importlib.metadata import version
from typing import Literal, Protocol
from urllib.parse import unquote, urlencode, urlsplit

import httpcore
import httpx

from services.ingest.guarded.addresses import check_addresses, literal, networks
from services.ingest.guarded.answers import Fetched, broken, no_connection, read_answer
from services.ingest.guarded.connections import Budget, GuardedBackend, Resolve, TimedBackend, resolve, spending
from services.ingest.guarded.decompress import ACCEPT_ENCODING
from services.ingest.guarded.refusals import FetchError, FetchFailed, FetchRefused, HostBusy, Kind
from services.ingest.guarded.robots import MAX_ROBOTS_BYTES, Robots, read_robots
from services.ingest.guarded.targets import Target
from services.shared.settings import Settings

__all__ = ["FetchError", "FetchFailed", "FetchRefused", "Fetched", "Fetcher", "HostBusy", "Kind", "Turns"]

Purpose = Literal["feed", "page"]

PRODUCT = "Tidings"
MOST_REDIRECTS = 5
ROBOTS_SECONDS = 3600.0
"""How long a site's robots.txt is kept."""
MOST_ROBOTS = 2000
MOST_IDLE = 8
"""Connections kept for a moment: for redirects, robots.txt and sitemaps of an index. The pool looks at each of them for
every request, and hosts are many."""
MOST_ANSWER_BYTES = 64 * 1024
"""What the answer to a POST may have: nobody reads it."""
MOST_CRAWL_DELAY = 30.0
"""A longer `Crawl-delay` is cut to this: some sites ask for hours."""

_ACCEPT: dict[Purpose, str] = {
    "feed": "application/atom+xml, application/rss+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5",
    "page": "text/html, application/xhtml+xml, */*;q=0.1",
}
_OURS = frozenset(
    (
        *("host", "connection", "content-length", "transfer-encoding", "accept-encoding", "user-agent", "te"),
        *("upgrade", "proxy-authorization", "trailer", "expect"),
    )
)
"""Headers that a caller may not set."""


class Turns(Protocol):
    """Whose turn it is at a host, over all processes: see `services.shared.hosts`."""

    def turn(self, host: str, who: str, *, delay: float | None, patience: float) -> AbstractContextManager[None]:
        """Hold a place at `host` meanwhile. Raises `HostBusy` where `who`'s turn is over `patience` seconds away."""
        ...


class _NoTurns:
    def turn(self, host: str, who: str, *, delay: float | None, patience: float) -> AbstractContextManager[None]:  # noqa: ARG002
        return nullcontext()


class Fetcher:
    """Fetches, guarded. `turns` keeps several processes polite together; `resolve` is for tests."""

    def __init__(self, settings: Settings, *, turns: Turns | None = None, resolve: Resolve = resolve):
        self._settings = settings
        self._turns = turns or _NoTurns()
        self._opened = networks(settings.fetch_private_networks)
        self._backend = GuardedBackend(self._opened, resolve)
        self._pool = self._make_pool()
        self._robots: OrderedDict[tuple[str, str, int], tuple[float, Robots]] = OrderedDict()
        self._robots_locks = [threading.Lock() for _ in range(64)]
        contact = settings.fetch_contact.strip()
        self.user_agent = f"{PRODUCT}/{version('tidings')}" + (f" (+{contact})" if contact else "")

    def close(self) -> None:
        """End idle connections."""
        self._pool.close()

    def fetch(
        self,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        etag: str | None = None,
        last_modified: str | None = None,
        purpose: Purpose = "feed",
        who: str | None = None,
        patience: float = 5.0,
    ) -> Fetched:
        """GET `url`, through at most five redirects, each checked anew.

        An answer with any status is a `Fetched`. `headers` go to the URL's own origin and no other. A page is fetched
        only where robots.txt allows it. `who` names the caller at the host: asking again under the same name keeps
        its place; it waits for its turn up to `patience` seconds, which do not count as time of the fetch. Raises
        `FetchRefused`, `FetchFailed`, and of these `HostBusy`.
        """
        begun = time.monotonic()
        budget = self._new_budget(self._settings.max_document_bytes)
        target = Target.of(url)
        first, permanent, for_good = target.origin, None, True
        seen = {target.url}
        wanted = _checked(headers or {})
        if etag:
            wanted["If-None-Match"] = etag
        if last_modified:
            wanted["If-Modified-Since"] = last_modified
        # A host is visited once however often it redirects to itself: a turn for each would send whoever comes back
        # for the second one through the first again, for ever.
        with ExitStack() as turns:
            visited: set[str] = set()
            for _ in range(MOST_REDIRECTS + 1):
                delay = self._check_robots(target) if purpose == "page" else None
                if target.host not in visited:
                    asked = time.monotonic()
                    turns.enter_context(self._turns.turn(target.host, who or url, delay=delay, patience=patience))
                    budget.extend(time.monotonic() - asked)
                    visited.add(target.host)
                sent = {"Accept": _ACCEPT[purpose], **(wanted if target.origin == first else {})}
                with spending(budget):
                    fetched, location = self._get(target, sent, budget, self._settings.max_document_bytes)
                if location is None:
                    return replace(fetched, permanent_url=permanent, elapsed=time.monotonic() - begun)
                target = target.joined(location)
                for_good = for_good and fetched.status in {301, 308}
                permanent = target.url if for_good else permanent
                if target.url in seen:
                    raise FetchRefused("it redirects in a circle", "redirects")
                seen.add(target.url)
        raise FetchRefused(f"it redirects more than {MOST_REDIRECTS} times", "redirects")

    def post(self, url: str, form: Mapping[str, str], *, who: str, patience: float = 5.0) -> Fetched:
        """POST a form to `url`, guarded as `fetch` is; redirects are not followed. Raises as `fetch` does."""
        budget, target = self._new_budget(MOST_ANSWER_BYTES), Target.of(url)
        sent = {"Accept": "*/*", "Content-Type": "application/x-www-form-urlencoded"}
        with self._turns.turn(target.host, who, delay=None, patience=patience), spending(budget):
            fetched, _ = self._get(target, sent, budget, MOST_ANSWER_BYTES, urlencode(form).encode())
        return fetched

    # ------------------------------------------------------------------------------------------------- one request

    def _new_budget(self, limit: int) -> Budget:
        # chunked framing adds to what is read; more than this beside ten megabytes is no framing
        return Budget(self._settings.fetch_seconds, limit + limit // 4 + 65_536)

    def _get(
        self, target: Target, sent: Mapping[str, str], budget: Budget, limit: int, form: bytes | None = None
    ) -> tuple[Fetched, str | None]:
        """One request (a POST where there is a `form`) and its answer; and where it redirects to, if it does."""
        try:
            if self._settings.fetch_proxy:
                self._check_before_proxy(target, budget)
            budget.expect_head(True)
            response = self._handled(self._request(target, sent, form))
            budget.expect_head(False)
            with closing(response):
                return read_answer(response, target, budget, limit)
        except httpcore.ProxyError as error:
            raise FetchFailed(f"the proxy refused: {str(error)[:200]}", "connection") from None
        except httpcore.TimeoutException:
            budget.left(None)  # says so where the whole time is over
            raise FetchFailed(f"{target.host} did not answer in time", "timeout") from None
        except httpcore.LocalProtocolError as error:
            raise FetchRefused(f"the request cannot be sent: {str(error)[:200]}", "url") from None
        except httpcore.RemoteProtocolError as error:
            raise broken(error) from None
        except (httpcore.NetworkError, httpcore.UnsupportedProtocol) as error:
            raise no_connection(target, error) from None

    def _handled(self, request: httpcore.Request) -> httpcore.Response:
        try:
            return self._pool.handle_request(request)
        except httpcore.RemoteProtocolError as error:
            if "without sending a response" not in str(error) or request.method != b"GET":
                raise
            return self._pool.handle_request(request)  # an idle connection that the server had just given up

    def _request(self, target: Target, sent: Mapping[str, str], form: bytes | None) -> httpcore.Request:
        timeouts = {
            "connect": self._settings.fetch_connect_seconds,
            "read": self._settings.fetch_read_seconds,
            "write": self._settings.fetch_read_seconds,
            "pool": self._settings.fetch_connect_seconds,
        }
        headers: dict[bytes | str, bytes | str] = {
            "Host": target.netloc,
            "User-Agent": self.user_agent,
            "Accept-Encoding": ACCEPT_ENCODING,
        }
        headers.update(sent.items())
        host = f"[{target.host}]" if ":" in target.host and self._settings.fetch_proxy else target.host
        url = httpcore.URL(
            scheme=target.scheme.encode(), host=host.encode(), port=target.port, target=target.path.encode()
        )
        if form is not None:
            headers["Content-Length"] = str(len(form))
        method = "GET" if form is None else "POST"
        return httpcore.Request(method, url, headers=headers, content=form, extensions={"timeout": timeouts})

    def _make_pool(self) -> httpcore.ConnectionPool:
        context: ssl.SSLContext = httpx.create_ssl_context()
        proxy = self._settings.fetch_proxy
        if not proxy:
            return httpcore.ConnectionPool(
                context, max_connections=None, max_keepalive_connections=MOST_IDLE, keepalive_expiry=5.0,
                network_backend=self._backend,
            )  # fmt: skip
        parts = urlsplit(proxy)
        auth = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        return httpcore.HTTPProxy(
            f"{parts.scheme}://{parts.hostname}:{parts.port or 3128}", proxy_auth=auth, ssl_context=context,
            max_connections=None, max_keepalive_connections=MOST_IDLE, keepalive_expiry=5.0,
            network_backend=TimedBackend(),
        )  # fmt: skip

    def _check_before_proxy(self, target: Target, budget: Budget) -> None:
        """The proxy resolves and connects, so it is the guard; what is known here to be private never gets there."""
        alone = literal(target.host)
        if alone is not None:
            check_addresses(target.host, [alone], self._opened)
            return
        try:
            self._backend.addresses(target.host, budget.left(self._settings.fetch_connect_seconds))
        except FetchFailed:
            return  # behind many proxies, names of the outside have no address

    # -------------------------------------------------------------------------------------------------- robots.txt

    def _check_robots(self, target: Target) -> float | None:
        """Raise `FetchRefused` where robots.txt forbids the page; return the delay it asks for."""
        robots = self._robots_of(target)
        if not robots.allow(target.path):
            raise FetchRefused(f"the robots.txt of {target.host} does not allow it", "robots")
        return None if robots.delay is None else min(robots.delay, MOST_CRAWL_DELAY)

    def _robots_of(self, target: Target) -> Robots:
        with self._robots_locks[hash(target.origin) % len(self._robots_locks)]:
            known = self._robots.get(target.origin)
            if known and known[0] > time.monotonic():
                return known[1]
            robots = self._fetch_robots(target)
            self._robots[target.origin] = (time.monotonic() + ROBOTS_SECONDS, robots)
            while len(self._robots) > MOST_ROBOTS:
                self._robots.popitem(last=False)
            return robots

    def _fetch_robots(self, page: Target) -> Robots:
        """RFC 9309, 2.3.1: no such file allows everything; a site that cannot say is asked again later."""
        target = page.joined("/robots.txt")
        budget = self._new_budget(MAX_ROBOTS_BYTES)
        for _ in range(MOST_REDIRECTS + 1):
            try:
                with spending(budget):
                    fetched, location = self._get(target, {"Accept": "text/plain, */*;q=0.1"}, budget, MAX_ROBOTS_BYTES)
            except FetchRefused as error:
                if error.kind == "address" and target.origin == page.origin:
                    raise
                return Robots()
            if location is None:
                break
            try:
                target = target.joined(location)
            except FetchRefused:
                return Robots()
        else:
            return Robots()
        if fetched.status == 429 or fetched.status >= 500:
            raise FetchFailed(
                f"its robots.txt answers {fetched.answer_in_words}", "robots", retry_after=fetched.retry_after
            )
        return read_robots(fetched.body, PRODUCT) if fetched.status == 200 else Robots()


def _checked(headers: Mapping[str, str]) -> dict[str, str]:
    for name in headers:
        if name.lower() in _OURS:
            raise FetchRefused(f"the header {name[:40]} cannot be set", "url")
    return dict(headers)
