"""A URL taken apart for one request, and refused where it is none that Tidings fetches."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from services.ingest.guarded.refusals import FetchRefused
from services.ingest.urls import parse_url

__all__ = ["Target"]

_SAFE = "%/:@!$&'()*+,;=~-._?[]|"
_DEFAULT_PORTS = {"http": 80, "https": 443}
_OTHER_SERVICES = frozenset(
    (
        # above 1023, of those that browsers refuse (https://fetch.spec.whatwg.org/#bad-port)
        *(1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, *range(6665, 6670), 6679, 6697, 10080),
        *(2375, 2376, 2379, 3306, 5432, 6379, 11211, 27017),  # containers, databases, caches
    )
)


@dataclass(frozen=True, slots=True)
class Target:
    """Where one request goes: `host` in ASCII, an IPv6 address without brackets; `path` with the query, escaped."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def of(cls, url: str) -> Target:
        """Read a URL. Raises `FetchRefused` (kind `url`) with what is wrong with it."""
        try:
            host = parse_url(url).host
        except ValueError as error:
            raise FetchRefused(f"a URL {error}", "url") from None
        parts = urlsplit(url)
        port = parts.port if parts.port is not None else _DEFAULT_PORTS[parts.scheme]
        if port not in (80, 443) and (port < 1024 or port in _OTHER_SERVICES):
            raise FetchRefused(f"port {port} is not one of the web's", "url")
        path = quote(parts.path or "/", safe=_SAFE)
        return cls(parts.scheme, host, port, f"{path}?{quote(parts.query, safe=_SAFE)}" if parts.query else path)

    def joined(self, location: str) -> Target:
        """Where a `Location` header leads from here. Raises `FetchRefused` as `of` does."""
        try:
            return Target.of(urljoin(self.url, re.sub(r"\s+", "%20", location.strip())))
        except ValueError:
            raise FetchRefused("it redirects to something that is no URL", "url") from None

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port."""
        return self.scheme, self.host, self.port

    @property
    def netloc(self) -> str:
        """The host, with brackets where it is an IPv6 address, and the port where it is not the scheme's."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def url(self) -> str:
        """The URL that is asked for; without a fragment."""
        return f"{self.scheme}://{self.netloc}{self.path}"
