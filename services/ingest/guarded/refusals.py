"""Why a fetch came to nothing, in words for people and in one word for programs."""

from __future__ import annotations

from typing import Literal

__all__ = ["FetchError", "FetchFailed", "FetchRefused", "HostBusy", "Kind"]

Kind = Literal[
    "url",  # not a URL that is fetched: scheme, credentials, port, header
    "address",  # not on the public internet
    "robots",  # the site's robots.txt says no
    "redirects",
    "encoding",
    "too_large",
    "headers",
    "timeout",
    "dns",
    "connection",
    "certificate",
    "protocol",
    "busy",
]


class FetchError(Exception):
    """`reason` is a phrase for people, `kind` one word; `retry_after`: seconds to wait, where that is known."""

    def __init__(self, reason: str, kind: Kind, *, retry_after: float | None = None):
        super().__init__(reason)
        self.reason = reason
        self.kind: Kind = kind
        self.retry_after = retry_after


class FetchRefused(FetchError):
    """Not fetched, or not to the end, for a reason that trying again does not change."""


class FetchFailed(FetchError):
    """It did not work this time; another attempt may."""


class HostBusy(FetchFailed):
    """Politeness: the host's turn comes in `retry_after` seconds. Nothing was attempted, and nothing failed."""

    def __init__(self, host: str, seconds: float):
        super().__init__(f"{host} is to be left in peace for {seconds:.1f} s", "busy", retry_after=seconds)
