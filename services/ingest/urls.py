"""A URL as an identity: the same page under the spellings that senders use is one string.

What is made equal: case of scheme and host, a trailing dot of the host, international host names (IDNA), the default
port, `.` and `..` in the path, percent-encoding, the order of query parameters, tracking parameters, the fragment.
What stays: the scheme, `www.`, a trailing slash, the path's case, and a fragment that begins with `!` or `/`, by which
alone some sites tell their pages apart.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import quote

import idna

__all__ = ["MAX_URL", "WebAddress", "host_name", "parse_url"]

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

_DEFAULT_PORTS = {"http": "80", "https": "443"}
_WEB = re.compile(r"(https?)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(r"(\[[^\[\]@]*\]|[^\[\]:@]*)(?::([0-9]{0,5}))?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f\\\u2028\u2029]")
_HOST = re.compile(r"(?=.{1,253}$)(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}")
_PLAIN = re.compile(r"[A-Za-z0-9/._~!$&'()*+,;=:@-]*")
_SAFE = "%/:@!$&'()*+,;=~-._?"
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


class WebAddress(NamedTuple):
    """An http(s) URL, taken apart as far as an identity needs: `host` in ASCII and lower case, without the port."""

    canonical: str
    host: str


@lru_cache(maxsize=256)  # one document's URL is asked for more than once
def parse_url(url: str) -> WebAddress:
    """Read an http(s) URL and make it canonical. Raises `ValueError`, with a message for the sender, otherwise."""
    if len(url) > MAX_URL:
        raise ValueError(f"must be at most {MAX_URL} characters")
    if _CONTROL.search(url):
        raise ValueError("must not contain control characters or backslashes")
    parts = _WEB.fullmatch(url)
    if parts is None:
        raise ValueError("must begin with http:// or https://")
    scheme, authority, path, query, fragment = parts.groups("")
    if "@" in authority:
        raise ValueError("must not carry a user name or a password")
    named = _AUTHORITY.fullmatch(authority)
    if named is None:
        raise ValueError("must name a host")
    scheme = scheme.lower()
    host = host_name(named[1])
    port = (named[2] or "").lstrip("0")
    if port and int(port) > 65535:
        raise ValueError("must have a port up to 65535")
    if port and port != _DEFAULT_PORTS[scheme]:
        authority = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    else:
        authority = f"[{host}]" if ":" in host else host
    query = _query(query) if query else ""
    fragment = f"#{_escaped(fragment)}" if fragment.startswith(("!", "/")) else ""
    return WebAddress(f"{scheme}://{authority}{_path(path)}{query}{fragment}", host)


def host_name(name: str) -> str:
    """A host as the domain name system has it: ASCII, lower case, no trailing dot; an IPv6 address without brackets.

    Raises `ValueError`, with a message for the sender, where it is no host name.
    """
    if name.startswith("["):
        try:
            return ipaddress.IPv6Address(name[1:-1]).compressed
        except ValueError:
            raise ValueError("must name a host") from None
    if not name.isascii():
        try:
            name = idna.encode(name, uts46=True, transitional=False).decode()
        except idna.IDNAError:
            raise ValueError("must name a host") from None
    name = name.lower().removesuffix(".")
    if not _HOST.fullmatch(name):
        raise ValueError("must name a host")
    return name


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
