"""What both clients share: how they reach a service, and the errors they raise."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit

import httpx

from services.api.client_calls import Call, Json

__all__ = ["NoAnswer", "Refusal", "TidingsError", "options_for", "request_for", "value_of"]

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class TidingsError(Exception):
    """A call that did not do what it should."""


class NoAnswer(TidingsError):
    """The service could not be reached or broke off. What became of the request is unknown; ask again."""


class Refusal(TidingsError):
    """The service answered with an error: `status` is HTTP's, `problem` as RFC 9457 has it (empty: not a problem)."""

    def __init__(self, response: httpx.Response):
        try:
            said = response.json()
        except ValueError:
            said = {}
        self.response = response
        self.status = response.status_code
        self.problem: Json = said if isinstance(said, dict) else {}
        sentence = self.problem.get("detail") or self.problem.get("title") or response.reason_phrase
        fields = "".join(f"; {one.get('field')}: {one.get('message')}" for one in self.problem.get("errors") or ())
        super().__init__(f"{self.status}: {sentence}{fields}")


def options_for(url: str, key: str | None, timeout: float) -> dict[str, Any]:
    return {
        "base_url": url.rstrip("/"),
        "timeout": timeout,
        "headers": {"X-API-Key": key} if key else {},
        "trust_env": urlsplit(url).hostname not in _LOOPBACK,  # a proxy cannot reach this machine's own address
    }


def request_for(client: httpx.Client | httpx.AsyncClient, call: Call[Any]) -> httpx.Request:
    return client.build_request(
        call.method,
        call.path,
        params=tuple(call.query()),
        json=call.json,
        content=call.content,
        headers=dict(call.headers),
    )


def value_of[T](call: Call[T], response: httpx.Response) -> T:
    if call.headers.get("Content-Type") == "application/x-ndjson":
        return call.read([json.loads(line) for line in response.content.splitlines() if line.strip()])
    return call.read(response.json() if response.content else None)
