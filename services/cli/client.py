"""The client of the commands: `services.api.client`, whose refusals become sentences here."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

import httpx

from services.api.client import NoAnswer, Refusal, Tidings
from services.cli.terminal import Failure

__all__ = ["Client", "Refused", "Unanswered", "naming", "path_id", "told"]

Params = Mapping[str, str | int | Sequence[str] | None]


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
            self._tidings = Tidings(self.url, key, timeout=timeout)
        except (httpx.InvalidURL, UnicodeEncodeError) as error:
            raise Failure(f"{url} or the key cannot be sent: {error}") from None

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._tidings.close()

    def get(self, path: str, params: Params | None = None) -> Any:
        """The JSON answer of `GET path`; parameters that are None or empty are left out."""
        return self.call("GET", path, params=params)

    def text(self, path: str) -> str:
        """The answer of `GET path` as it is."""
        return self._send(self._tidings.build("GET", path)).text

    def call(self, method: str, path: str, *, params: Params | None = None, json: object = None) -> Any:
        """The JSON answer of a call; None where it has no body. Raises `Unanswered` and `Refused`."""
        given = {name: value for name, value in (params or {}).items() if value not in (None, "", [], ())}
        response = self._send(self._tidings.build(method, path, params=given, json=json))
        return self._value(response) if response.content else None

    def bulk(self, lines: Iterable[bytes], *, restore: bool = False, jsonld: bool = False) -> list[dict[str, Any]]:
        """Push NDJSON `lines`; the receipts that came, in order, which are fewer where the service broke off.

        `restore` brings deleted articles back; `jsonld`: the lines are schema.org's NewsArticles.
        """
        request = self._tidings.build(
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
            return self._tidings.send(request)
        except Refusal as refusal:
            raise _refusal(refusal.response, self.url) from None
        except NoAnswer as failure:
            match failure.__cause__:
                case httpx.ConnectError():
                    raise Unanswered(
                        f"Nothing answers at {self.url}.",
                        "Is Tidings running? Start it with `tidings up`.",
                        "Is it somewhere else? Say where with --api or TIDINGS_API_URL.",
                    ) from None
                case httpx.TimeoutException():
                    said = f"{self.url} did not answer in time."
                case error:
                    said = f"{self.url} broke off: {error}."
            raise Unanswered(said, "Try again; `tidings doctor` tells what is wrong.") from None

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
