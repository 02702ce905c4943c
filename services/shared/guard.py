"""Who may call: API keys where they are configured; without keys, this machine alone, and no web page it has open."""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from functools import lru_cache
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from services.shared.errors import Problem, problem
from services.shared.keys import Keys
from services.shared.problems import problem_response
from services.shared.settings import Settings

__all__ = ["Guard", "check_binding", "media_type"]

OPEN_PATHS = frozenset({"/health/live", "/health/ready", "/openapi.json"})
"""What needs no key: it tells nothing that is in the archive. (`/metrics` tells how much is, so it needs one.)"""

_JSON_TYPES = frozenset(
    {"application/json", "application/ld+json", "application/x-ndjson", "application/ndjson", "application/jsonl"}
)
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


@lru_cache(maxsize=256)
def is_loopback(host: str) -> bool:
    """Whether `host` names this machine and no other: localhost, 127.0.0.0/8 or ::1."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def check_binding(settings: Settings, host: str) -> None:
    """End the process with one clear sentence where it must not listen on `host`."""
    try:
        keys = Keys(settings.api_keys)
    except ValueError as error:
        raise SystemExit(str(error)) from None
    if not keys and not is_loopback(host):
        raise SystemExit(
            f"Refusing to listen on {host} without keys: set TIDINGS_API_KEYS (tidings keys create makes one), "
            "or listen on 127.0.0.1."
        )


@lru_cache(maxsize=256)
def media_type(content_type: bytes) -> str:
    """The media type in a `Content-Type`: without parameters, in lower case; empty where there is none."""
    return content_type.decode("latin-1").partition(";")[0].strip().lower()


@lru_cache(maxsize=256)
def _host_name(authority: str) -> str | None:
    try:
        return urlsplit(f"//{authority}").hostname
    except ValueError:
        return None


class Guard:
    """ASGI middleware that answers for those who may not call (401, 403, 415, 421) and passes everybody else on."""

    def __init__(
        self, app: ASGIApp, *, settings: Settings, open_paths: Collection[str] = (), public_paths: Collection[str] = ()
    ):
        self._app = app
        self._keys = Keys(settings.api_keys)
        self._open = OPEN_PATHS | set(open_paths)
        self._open_folders = tuple(path for path in self._open if path.endswith("/") and path != "/")
        self._public = tuple(public_paths)
        self._hosts = {name.strip().lower() for name in settings.allowed_hosts.split(",") if name.strip()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and not scope["path"].startswith(self._public):
            refused = self._refusal_by_key(scope) if self._keys else self._refusal_by_origin(scope)
            if refused:
                await problem_response(refused)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _refusal_by_key(self, scope: Scope) -> Problem | None:
        if scope["path"] in self._open or scope["path"].startswith(self._open_folders):
            return None
        for name, value in scope["headers"]:
            if name == b"x-api-key":
                return None if self._keys.accept(value) else problem(401, "The key in X-API-Key is not known here.")
        return problem(401, "This call needs a key, in the header X-API-Key.")

    def _refusal_by_origin(self, scope: Scope) -> Problem | None:
        headers = dict(scope["headers"])
        if not self._is_here(headers.get(b"host", b"")):
            return problem(
                421, "Without keys this service answers to localhost alone. TIDINGS_ALLOWED_HOSTS adds host names."
            )
        if scope["method"] in _SAFE_METHODS:
            return None
        origin = headers.get(b"origin")
        if origin is not None and not self._is_here(origin.partition(b"://")[2]):
            return problem(403, "A page from another origin may not do this.")
        has_body = headers.get(b"content-length", b"0") != b"0" or b"transfer-encoding" in headers
        if has_body and media_type(headers.get(b"content-type", b"")) not in _JSON_TYPES:
            return problem(
                415,
                "Send JSON, and say so in Content-Type: application/json, application/ld+json or application/x-ndjson.",
            )
        return None

    def _is_here(self, authority: bytes) -> bool:
        name = _host_name(authority.decode("latin-1"))
        return name is not None and (is_loopback(name) or name in self._hosts)
