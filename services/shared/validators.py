"""Entity tags: whether a client that asks again has the latest state already (RFC 9110, 13.1)."""

from __future__ import annotations

import hashlib

__all__ = ["entity_tag", "not_modified"]


def entity_tag(body: bytes) -> str:
    """The tag of an answer with this body. It is weak, because the body may be compressed on its way."""
    return f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'


def not_modified(if_none_match: str | None, tag: str) -> bool:
    """Whether `If-None-Match` names `tag`."""
    if if_none_match is None:
        return False
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return "*" in named or tag.removeprefix("W/") in named
