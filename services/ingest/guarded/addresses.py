"""Which addresses may be connected to: public ones after unwrapping, and those of networks that a setting names.

`ipaddress.is_global` is not enough: it holds NAT64, 6to4, v4-compatible and multicast addresses for public. So the
rule here is the other way about: for IPv6 what is public is listed, for IPv4 what is not (both after IANA's
special-purpose registries), and an IPv6 address that carries an IPv4 one is judged by what it carries.
"""

from __future__ import annotations

import re
import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from services.ingest.guarded.refusals import FetchRefused

__all__ = ["Address", "Network", "check_addresses", "is_public", "literal", "networks"]

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4 = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # behind carriers' NAT
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the clouds' metadata
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, and broadcast
    )
)
_PUBLIC_6 = IPv6Network("2000::/3")
_NOT_PUBLIC_6 = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID
        "2001:db8::/32",  # documentation
        "3fff::/20",
    )
)
_CARRIES_4_LAST = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # v4-compatible
        "::ffff:0:0/96",  # v4-mapped
        "::ffff:0:0:0/96",  # translated
        "64:ff9b::/96",  # NAT64
    )
)
_6TO4 = IPv6Network("2002::/16")
_ISATAP = (0x00005EFE, 0x02005EFE)
_LOOKS_NUMERIC = re.compile(r"(?:.*\.)?(?:0x[0-9a-f]*|[0-9]+)", re.IGNORECASE)


def networks(setting: str) -> tuple[Network, ...]:
    """Read `10.0.0.0/8, fd00::/8`. Raises `ValueError` that names the part which is no network."""
    return tuple(ip_network(part.strip()) for part in setting.split(",") if part.strip())


def literal(host: str) -> Address | None:
    """The address that `host` spells out, decimal, hexadecimal, octal and short spellings included; None for a name.

    Raises `FetchRefused` where it looks like a number and is no address.
    """
    if ":" in host:
        return ip_address(host.partition("%")[0])
    if not _LOOKS_NUMERIC.fullmatch(host):
        return None
    try:
        return IPv4Address(socket.inet_aton(host))
    except OSError:
        raise FetchRefused(f"{host} is not an address", "url") from None


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside an IPv6 one: by which a gateway or a tunnel would pass it on."""
    number = int(address)
    if any(address in network for network in _CARRIES_4_LAST):
        return IPv4Address(number & 0xFFFFFFFF)
    if address in _6TO4:
        return IPv4Address((number >> 80) & 0xFFFFFFFF)
    if (number >> 32) & 0xFFFFFFFF in _ISATAP:
        return IPv4Address(number & 0xFFFFFFFF)
    return None


def is_public(address: Address) -> bool:
    """Is this an address on the public internet, in whatever dress?"""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    carried = _carried(address)
    if carried is not None and not is_public(carried):
        return False
    if carried is not None and any(address in network for network in _CARRIES_4_LAST):
        return True
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)


def check_addresses(host: str, found: Sequence[Address], opened: Sequence[Network]) -> None:
    """Raise `FetchRefused` unless every address of `host` is public or in a network of `opened`."""
    for address in found:
        inner = _carried(address) if isinstance(address, IPv6Address) else None
        if is_public(address) or any(one in network for network in opened for one in (address, inner) if one):
            continue
        written = f"{host} is at {address}" if host != str(address) else host
        raise FetchRefused(f"{written}, which is not an address on the public internet", "address")
