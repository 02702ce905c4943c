"""Ids as people read them: 16 bytes as 26 characters of lower-case base32, and back."""

from __future__ import annotations

import base64

__all__ = ["ID_PATTERN", "raw_id", "readable_id"]

ID_PATTERN = "^[a-z2-7]{26}$"
"""What such an id looks like."""


def readable_id(raw: bytes) -> str:
    """The id for 16 bytes."""
    return base64.b32encode(raw).decode().rstrip("=").lower()


def raw_id(id: str) -> bytes:
    """The 16 bytes of an id."""
    return base64.b32decode(id.upper() + "======")
