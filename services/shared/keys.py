"""API keys: how one is made, hashed for the settings, and checked in constant time."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets

__all__ = ["Keys", "create_key", "hash_key"]

_PREFIX = "sha256:"
_DIGEST = re.compile(r"[0-9a-f]{64}")


def create_key() -> str:
    """A new key of 256 random bits. A plain hash of it is safe to keep, for there is nothing to guess."""
    return f"tidings_{secrets.token_urlsafe(32)}"


def hash_key(key: str) -> str:
    """What `TIDINGS_API_KEYS` holds for `key`: `sha256:` and the hex digest."""
    return _PREFIX + hashlib.sha256(key.encode()).hexdigest()


class Keys:
    """The keys of one service, from `Settings.api_keys`; false where there are none.

    Raises `ValueError` for an entry that begins like a hash and is none.
    """

    def __init__(self, configured: str):
        entries = [entry.strip() for entry in configured.split(",") if entry.strip()]
        self._digests = tuple(self._digest(entry) for entry in entries)

    @staticmethod
    def _digest(entry: str) -> bytes:
        if not entry.startswith(_PREFIX):
            return hash_key(entry).removeprefix(_PREFIX).encode()
        digest = entry.removeprefix(_PREFIX).lower()
        if not _DIGEST.fullmatch(digest):
            raise ValueError("TIDINGS_API_KEYS: an entry that begins with sha256: needs 64 hex digits after it")
        return digest.encode()

    def __bool__(self) -> bool:
        return bool(self._digests)

    def accept(self, key: bytes) -> bool:
        """Whether `key`, as it came in the header, is one of them. All are compared, so that time tells nothing."""
        given = hashlib.sha256(key).hexdigest().encode()
        found = False
        for digest in self._digests:
            found |= hmac.compare_digest(given, digest)
        return found
