"""The HTTP client of the commands: one place where answers become values, and refusals become sentences."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from services.cli.terminal import Failure

__all__ = ["Client", "Refused", "Unanswered", "naming", "path_id", "told"]

Params = Mapping[str, str | int | Sequence[str] | None]
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Unanswered(Failure):
    """The service could not be reached or broke off: what became of the request is unknown."""


class Refused(Failure):
    """The service answered with an error; `status` is HTTP's, `retry_after` in seconds where it names a time."""

    def __init__(self, status: int, message: str, *hints: str, retry_after: float | None = None):
        super().__init__(message, *hints)
        self.status = status
        self.retry_after = retry_after


def path_id(id: str) -> str:
    """`id` as one segment of a path, whatever somebody typed."""
    return quote(id, safe="")


class Client:
    """Talks to Tidings at `url` (either service), with `key` as `X-API-Key` where there is one."""

    def __init__(self, url: str, key: str | None = None, *, timeout: float = 30.0):
        self.url = url.rstrip("/")
        parts = urlsplit(self.url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Failure(f"{url} is no address of Tidings.", "It looks like this: http://127.0.0.1:8000")
        try:
            self._http = httpx.Client(
                base_url=self.url,
                timeout=timeout,
                headers={"X-API-Key": key} if key else {},
                trust_env=parts.hostname not in _LOOPBACK,  # a proxy cannot reach this machine's own address
            )
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise Failure(f"{url} or the key cannot be sent: {error}") from None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def get(self, path: str, params: Params | None = None) -> Any:
        """The JSON answer of `GET path`; parameters that are None or empty are left out."""
        return self.call("GET", path, params=params)

    def text(self, path: str) -> str:
        """The answer of `GET path` as it is."""
        return self._send(self._http.build_request("GET", path)).text

    def call(self, method: str, path: str, *, params: Params | None = None, json: object = None) -> Any:
        """The JSON answer of a call; None where it has no body. Raises `Unanswered` and `Refused`."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "", [], ())}
        response = self._send(self._http.build_request(method, path, params=given, json=json))
        return self._value(response) if response.content else None

    def bulk(self, lines: Iterable[bytes], *, restore: bool = False, jsonld: bool = False) -> list[dict[str, Any]]:
        """Push NDJSON `lines`; the receipts that came, in order, which are fewer where the service broke off.

        `restore` brings deleted articles back; `jsonld`: the lines are schema.org's NewsArticles.
        """
        request = self._http.build_request(
            "POST",
            "/v1/articles/bulk",
            params={"restore": "true"} if restore else {},
            content=b"".join(line + b"\n" for line in lines),
            headers={"Content-Type": "application/ld+json" if jsonld else "application/x-ndjson"},
        )
        response = self._send(request)
        receipts: list[dict[str, Any]] = []
        for line in response.content.splitlines():
            if not line.strip():
                continue
            try:
                receipts.append(json.loads(line))
            except ValueError:
                break
        return receipts

    def _send(self, request: httpx.Request) -> httpx.Response:
        try:
            response = self._http.send(request)
        except httpx.ConnectError:
            raise Unanswered(
                f"Nothing answers at {self.url}.",
                "Is Tidings running? Start it with `tidings up`.",
                "Is it somewhere else? Say where with --api or TIDINGS_API_URL.",
            ) from None
        except httpx.TimeoutException:
            raise Unanswered(
                f"{self.url} did not answer in time.", "Try again; `tidings doctor` tells what is wrong."
            ) from None
        except httpx.HTTPError as error:
            raise Unanswered(
                f"{self.url} broke off: {error}.", "Try again; `tidings doctor` tells what is wrong."
            ) from None
        if response.is_success:
            return response
        raise _refusal(response, self.url)

    def _value(self, response: httpx.Response) -> Any:
        try:
            return response.json()
        except ValueError:
            raise Failure(
                f"{self.url} answers, but not as Tidings does.", "Check the address given by --api or TIDINGS_API_URL."
            ) from None


def _refusal(response: httpx.Response, url: str) -> Refused:
    try:
        said = response.json()
    except ValueError:
        said = None
    if not isinstance(said, dict) or "title" not in said:
        return Refused(
            response.status_code,
            f"{url} answered {response.status_code}, and not as Tidings does.",
            "Check the address given by --api or TIDINGS_API_URL.",
        )
    sentence, fields = told(said)
    return Refused(
        response.status_code, sentence, *fields, *_advice(response.status_code), retry_after=_wait(response, said)
    )


def told(problem: Mapping[str, Any]) -> tuple[str, list[str]]:
    """A problem's sentence, and one for each field that the sentence does not tell of already."""
    sentence = str(problem.get("detail") or problem.get("title") or "no reason given")
    fields = []
    for error in problem.get("errors") or ():
        field, message = str(error.get("field")), str(error.get("message"))
        if message not in sentence:
            fields.append(message if field == "$" else f"{field}: {message}")
    return sentence, fields


@contextlib.contextmanager
def naming(id: str) -> Iterator[None]:
    """Around calls about one article: an id that is none is told in words."""
    try:
        yield
    except Refused as refusal:
        if refusal.status == 422:
            raise Failure(f"{id} is no article's id.", "`tidings search` and `tidings push` show ids.") from None
        raise


def _wait(response: httpx.Response, said: Mapping[str, Any]) -> float | None:
    value: Any
    for value in (response.headers.get("Retry-After"), said.get("retry_after")):
        with contextlib.suppress(TypeError, ValueError):
            return max(0.0, float(value or ""))
    return None


def _advice(status: int) -> list[str]:
    match status:
        case 401 | 403:
            return ["Give your key with --key or TIDINGS_API_KEY; `tidings keys create` makes one."]
        case 500 | 502 | 503 | 504:
            return ["Try again in a moment; `tidings doctor` tells what is wrong."]
        case _:
            return []
