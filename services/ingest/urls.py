"""A URL as an identity: the same page under the spellings that senders use is one string.

What is made equal: case of scheme and host, a trailing dot of the host, international host names (IDNA), the default
port, `.` and `..` in the path, percent-encoding, the order of query parameters, tracking parameters, the fragment.
What stays: the scheme, `www.`, a trailing slash, the path's case, and a fragment that begins with `!` or `/`, by which
alone some sites tell their pages apart.
"""

from __future__ import annotations

import ipaddress
import re
from typing import NamedTuple
from urllib.parse import quote, urlsplit

import idna

__all__ = ["MAX_URL", "WebAddress", "parse_url"]

MAX_URL = 8192
"""The longest URL taken, in characters."""

TRACKING_PREFIXES = ("utm_", "mtm_", "pk_", "piwik_", "matomo_", "hsa_", "at_custom", "at_medium", "at_campaign", "ga_")
_TRACKING = """
fbclid gclid gclsrc dclid gbraid wbraid msclkid yclid ysclid twclid ttclid li_fat_id igshid igsh srsltid epik
rdt_cid mc_cid mc_eid mkt_tok _hsenc _hsmi hsctatracking oly_anon_id oly_enc_id vero_id vero_conv _openstat
wickedid __twitter_impression cmpid ocid ns_mchannel ns_source ns_campaign ns_linkname ns_fee smid ftag spm
scm guccounter guce_referrer guce_referrer_sig _ga _gl ref_src ref_url cx_testid xtor
"""
TRACKING = frozenset(_TRACKING.split())
"""Query parameters, in lower case, that tell how a reader came and never which page it is."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f\\<>\"{}|^`\u2028\u2029]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*")
_SAFE = "%/:@!$&'()*+,;=~-._?"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class WebAddress(NamedTuple):
    """An http(s) URL, taken apart as far as an identity needs: `host` in ASCII and lower case, without the port."""

    canonical: str
    host: str


def parse_url(url: str) -> WebAddress:
    """Read an http(s) URL and make it canonical. Raises `ValueError`, with a message for the sender, otherwise."""
    if len(url) > MAX_URL:
        raise ValueError(f"must be at most {MAX_URL} characters")
    if not url.isascii() or _FORBIDDEN.search(url):
        _refuse_forbidden(url)
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise ValueError("is not a URL") from None
    if parts.scheme not in _DEFAULT_PORTS:
        raise ValueError("must begin with http:// or https://")
    if not host:
        raise ValueError("must name a host")
    if "@" in parts.netloc:
        raise ValueError("must not carry a user name or a password")
    host = _host(host)
    shown = f"[{host}]" if ":" in host else host
    authority = shown if port is None or port == _DEFAULT_PORTS[parts.scheme] else f"{shown}:{port}"
    path = _path(parts.path)
    query = _query(parts.query) if parts.query else ""
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment.startswith(("!", "/")) else ""
    return WebAddress(f"{parts.scheme}://{authority}{path}{query}{fragment}", host)


def _refuse_forbidden(url: str) -> None:
    """Raise for control characters. A space in a path is sloppy and harmless (it is escaped)."""
    if any(ord(character) < 32 or character in "\x7f\\\u2028\u2029" for character in url):
        raise ValueError("must not contain control characters or backslashes")


def _host(host: str) -> str:
    """`host` in lower-case ASCII without a trailing dot; raises `ValueError` where it is no host name or address."""
    if ":" in host:
        try:
            return ipaddress.IPv6Address(host).compressed
        except ValueError:
            raise ValueError("must name a host") from None
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True, transitional=False).decode()
        except idna.IDNAError:
            raise ValueError("must name a host that exists in the domain name system's alphabet") from None
    host = host.removesuffix(".")
    if len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise ValueError("must name a host")
    return host


def _escaped(text: str) -> str:
    """`text` with percent-escapes in one spelling: capitals, none where a character needs none, UTF-8 for the rest."""
    if _PLAIN.fullmatch(text):
        return text
    if "%" in text:
        text = _ESCAPE.sub(_one_escape, text)
    return quote(text, safe=_SAFE)


def _one_escape(match: re.Match[str]) -> str:
    code = int(match[0][1:], 16)
    return chr(code) if code in _UNRESERVED else match[0].upper()


def _path(path: str) -> str:
    if not path:
        return "/"
    path = _escaped(path)
    if "/." not in path:
        return path
    kept: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    if segments[-1] in {".", ".."}:
        kept.append("")
    return "/" + "/".join(kept)


def _query(query: str) -> str:
    kept = [part for part in query.split("&") if part and not _tracks(part.partition("=")[0])]
    # Sorted by name alone, and stably: `?a=2&a=1` means something else than `?a=1&a=2`.
    kept.sort(key=lambda part: part.partition("=")[0])
    return "?" + _escaped("&".join(kept)) if kept else ""


def _tracks(name: str) -> bool:
    name = name.lower()
    return name in TRACKING or name.startswith(TRACKING_PREFIXES)
