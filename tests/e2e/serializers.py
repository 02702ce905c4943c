"""Tells schemathesis how NDJSON is written; loaded by it as `SCHEMATHESIS_HOOKS`."""

from __future__ import annotations

import json
from typing import Any

import schemathesis


@schemathesis.serializer("application/x-ndjson")
def write_ndjson(context: Any, value: Any) -> bytes:  # noqa: ARG001
    """One value a line; a text as it is."""
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode("utf-8", "replace")
    lines = value if isinstance(value, list) else [value]
    return b"".join(json.dumps(line).encode() + b"\n" for line in lines)
