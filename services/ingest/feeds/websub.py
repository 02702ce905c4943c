"""WebSub (https://www.w3.org/TR/websub/): asks a feed's hub to deliver, and judges what comes under its name.

A subscription is renewed by the feed's own polls, which go on, more rarely, while the hub delivers: one that finds what
the hub did not deliver takes the trust back, and the feed is polled at its own rhythm again.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Protocol

from services.ingest.feeds.plain import web_url
from services.ingest.feeds.port import Feed
from services.ingest.fetch import Fetched, FetchError, HostBusy
from services.shared.subscription_store import Subscription, SubscriptionStore

__all__ = ["CALLBACKS", "Hubs", "hub_and_topic", "is_signed"]

log = logging.getLogger(__name__)

CALLBACKS = "/v1/websub/"
"""The path under which hubs call: then the feed's id, and the token."""
ASKED_LEASE = 10 * 86_400
MOST_LEASE = 30 * 86_400.0
ANSWERS_WITHIN = 3600.0
"""How long a hub may take to verify what was asked of it, before it is asked again."""
REFUSED_FOR = 86_400.0
"""How long a hub that refused is left alone."""
RARELY = 6 * 3600.0
"""How often a feed is polled whose hub delivers."""
_LINK = re.compile(r"""<([^<>]{1,2000})>((?:\s*;\s*[\w*-]+\s*=\s*(?:"[^"<>]*"|[^\s";,<>]+))+)""")
_PARAMETER = re.compile(r""";\s*([\w*-]+)\s*=\s*(?:"([^"<>]*)"|([^\s";,<>]+))""")
_METHODS = {"sha1", "sha256", "sha384", "sha512"}


class Post(Protocol):
    """The guarded client's way to send a form: see `services.ingest.fetch.Fetcher.post`."""

    def __call__(self, url: str, form: Mapping[str, str], *, who: str) -> Fetched: ...


def hub_and_topic(feed: Feed | None, headers: Mapping[str, str], url: str) -> tuple[str, str] | None:
    """A feed's hub and the URL it is known by there: from the `Link` header, else from the feed itself."""
    linked: dict[str, str] = {}
    for target, parameters in _LINK.findall(headers.get("link", "")[:8192]):
        found = web_url(target, url)
        for name, quoted, plain in _PARAMETER.findall(parameters):
            if found and name.lower() == "rel":
                linked |= dict.fromkeys((quoted or plain).lower().split(), found) | linked
    hub = linked.get("hub") or (feed.hub if feed else None)
    return (hub, linked.get("self") or (feed.topic if feed else None) or url) if hub else None


def is_signed(body: bytes, signature: str, secret: str) -> bool:
    """Whether `X-Hub-Signature` (`sha256=<hex>`, SHA-1 to SHA-512) is that of `body` under `secret`."""
    method, _, digest = signature.strip().partition("=")
    if method.lower() not in _METHODS:
        return False
    expected = hmac.new(secret.encode(), body, getattr(hashlib, method.lower())).hexdigest()
    return hmac.compare_digest(expected.encode(), digest.strip().lower().encode())


class Hubs:
    """Subscriptions with hubs that may call at `base`, where ingest is reached from outside."""

    def __init__(
        self, store: SubscriptionStore, post: Post, base: str, *, now: Callable[[], float] = time.time
    ) -> None:
        self._store, self._post, self._base, self._now = store, post, base.rstrip("/"), now

    def attend(self, feed: str, hub: str, topic: str, *, new: int, wait: float, least: float, most: float) -> float:
        """After a poll that found `new` items: subscribe, or renew; return how long the next poll may wait.

        `wait` is the feed's own rhythm in seconds, `least` and `most` the bounds of its interval.
        """
        now, known = self._now(), self._store.get(feed)
        if known is None or (known.hub, known.topic) != (hub, topic):
            known = Subscription(hub, topic, secrets.token_urlsafe(24), secrets.token_urlsafe(32))
        holds = known.until > now
        if holds and known.trusted and new:
            log.info("a hub did not deliver what a poll found", extra={"feed_id": feed})
            self._store.change(feed, trusted=False)
            known = replace(known, trusted=False)
        due = known.until - known.lease / 2 <= now
        pause = REFUSED_FOR if known.reason else min(ANSWERS_WITHIN, known.lease / 4 or ANSWERS_WITHIN)
        if due and known.asked + pause <= now:
            self._ask(feed, known, now)
        if not holds:
            return wait
        slow = max(wait, min(RARELY, most)) if known.trusted else wait
        return max(least, min(slow, (known.until - now) / 2))  # in time to renew it

    def _ask(self, feed: str, known: Subscription, now: float) -> None:
        form = {
            "hub.mode": "subscribe",
            "hub.topic": known.topic,
            "hub.callback": f"{self._base}{CALLBACKS}{feed}/{known.token}",
            "hub.secret": known.secret,
            "hub.lease_seconds": str(ASKED_LEASE),
        }
        self._store.put(feed, replace(known, asked=now, reason=""))  # before: the hub may call back at once
        try:
            answer = self._post(known.hub, form, who=f"hub:{feed}")
            reason = "" if 200 <= answer.status < 300 else f"the hub answers {answer.answer_in_words}"
        except HostBusy:
            self._store.put(feed, known)  # nothing was asked: the next poll does
            return
        except FetchError as error:
            reason = f"the hub could not be asked: {error.reason}"
        if reason:
            self._store.change(feed, reason=reason[:300])
        log.info("asked a hub: %s", reason or "taken", extra={"feed_id": feed})

    def verified(self, feed: str, token: str, topic: str, lease: float) -> bool:
        """A hub asks whether we asked it: True where we did; the lease begins."""
        known, now = self._known(feed, token), self._now()
        if known is None or topic != known.topic or now > known.asked + REFUSED_FOR:
            return False
        lease = min(max(lease, 1.0), MOST_LEASE)
        self._store.change(feed, until=now + lease, lease=lease, reason="")
        return True

    def denied(self, feed: str, token: str, reason: str) -> bool:
        """A hub refuses, or ends what it had granted; False where it was never asked."""
        if self._known(feed, token) is None:
            return False
        said = f"the hub refused: {reason[:200]}" if reason else "the hub refused"
        self._store.change(feed, until=0.0, trusted=False, reason=said, asked=self._now())
        return True

    def knows(self, feed: str, token: str) -> bool:
        """Whether a hub was told this token: worth reading what it delivers."""
        return self._known(feed, token) is not None

    def signed(self, feed: str, token: str, body: bytes, signature: str) -> bool | None:
        """Whether a delivery is the hub's; None where there is no such subscription."""
        known = self._known(feed, token)
        if known is None or known.until < self._now():
            return None
        return is_signed(body, signature, known.secret)

    def delivered(self, feed: str) -> None:
        """Note that a hub kept its word."""
        self._store.change(feed, trusted=True)

    def forget(self, feed: str) -> None:
        """End a subscription."""
        self._store.forget(feed)

    def shown(self, feed: str) -> dict[str, object] | None:
        """A feed's subscription as `GET /v1/feeds/{id}` shows it; None where there is none."""
        known, now = self._store.get(feed), self._now()
        if known is None:
            return None
        status = "active" if known.until > now else "refused" if known.reason else "asked"
        left = max(0, int(known.until - now))
        return {"hub": known.hub, "status": status, "delivers": known.trusted and status == "active",
                "seconds_left": left, "reason": known.reason or None}  # fmt: skip

    def _known(self, feed: str, token: str) -> Subscription | None:
        known = self._store.get(feed)
        return known if known and hmac.compare_digest(known.token.encode(), token.encode()) else None
