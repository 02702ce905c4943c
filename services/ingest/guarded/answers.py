"""An answer from the web: read within its limits, or told in words why there is none."""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from services.ingest.guarded.connections import Budget
from services.ingest.guarded.decompress import decoded
from services.ingest.guarded.refusals import FetchError, FetchFailed, FetchRefused
from services.ingest.guarded.targets import Target

__all__ = ["Fetched", "broken", "no_connection", "read_answer"]


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `url`: where it came from, after redirects; `permanent_url`: where 301 and 308 moved it for good.

    `headers` have names in lower case. `body` is decompressed, and empty for statuses from 300 on. `content_type` is
    the media type alone (`""` where none was said), `charset` what the header named. `bytes` came over the network.
    """

    status: int
    url: str
    permanent_url: str | None
    headers: Mapping[str, str]
    body: bytes
    content_type: str
    charset: str | None
    elapsed: float
    bytes: int

    @property
    def retry_after(self) -> float | None:
        """The seconds that `Retry-After` asks to wait, from its number or its date; None without one."""
        given = self.headers.get("retry-after", "").strip()
        if given.isascii() and given.isdecimal():
            return float(given[:9])
        try:
            moment = parsedate_to_datetime(given)
        except ValueError:
            return None
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        return max(0.0, (moment - datetime.now(UTC)).total_seconds())

    @property
    def answer_in_words(self) -> str:
        """The status as a phrase: `404 Not Found`, `403 from Cloudflare`."""
        by = self.headers.get("server", "").strip().lower()
        for name in ("Cloudflare", "Akamai", "CloudFront", "Sucuri", "DDoS-Guard"):
            if self.status >= 400 and name.lower() in by:
                return f"{self.status} from {name}"
        return f"{self.status} {httpx.codes.get_reason_phrase(self.status)}".rstrip()


def read_answer(response: httpcore.Response, target: Target, budget: Budget, limit: int) -> tuple[Fetched, str | None]:
    """The answer, with a body of at most `limit` bytes; and where it redirects to, if it does. Raises `FetchError`."""
    headers: dict[str, str] = {}
    for raw_name, raw_value in response.headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    location = headers.get("location") if response.status in {301, 302, 303, 307, 308} else None
    body = b""
    if response.status < 300:
        body = decoded(response.iter_stream(), headers.get("content-encoding", ""), limit)
    content_type, charset = _content_type(headers.get("content-type", ""))
    fetched = Fetched(
        response.status, target.url, None, headers, body, content_type, charset, elapsed=0.0, bytes=budget.bytes
    )
    return fetched, location


def _content_type(given: str) -> tuple[str, str | None]:
    media_type, *parameters = given.split(";")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset" and value.strip(" \"'"):
            return media_type.strip().lower(), value.strip(" \"'").lower()[:40]
    return media_type.strip().lower(), None


def broken(error: httpcore.RemoteProtocolError) -> FetchError:
    """What an answer that is not HTTP amounts to."""
    said = str(error)
    if "too long" in said or "too large" in said:
        return FetchRefused("its headers are larger than is sensible", "headers")
    if "without sending" in said:
        return FetchFailed("its answer ends early", "protocol")
    return FetchFailed(f"its answer is not HTTP: {said.partition(':')[0][:80]}", "protocol")


def no_connection(target: Target, error: Exception) -> FetchFailed:
    """Why there is no connection, or no further one: certificate, TLS, or what the system said."""
    cause: BaseException | None = error
    causes: list[BaseException] = []
    while cause is not None and len(causes) < 5:
        causes.append(cause)
        cause = cause.__cause__ or cause.__context__
    for one in causes:
        if isinstance(one, ssl.SSLCertVerificationError):
            return FetchFailed(f"its certificate is not valid: {one.verify_message}", "certificate")
    for one in causes:
        if isinstance(one, ssl.SSLError):
            return FetchFailed(f"no secure connection to {target.host}: {one.reason or 'TLS failed'}", "certificate")
    for one in causes:
        if isinstance(one, OSError) and one.strerror:
            return FetchFailed(f"no connection to {target.host}: {one.strerror.lower()}", "connection")
    return FetchFailed(f"no connection to {target.host}", "connection")
