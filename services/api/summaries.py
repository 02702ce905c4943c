"""An article as lists show it: without its text and without what was found at which place of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.shared.search.documents import NOT_LISTED

__all__ = ["lead_of", "summary_of"]

_LEAD = 240
"""Code points of a lead, about."""


def summary_of(article: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a stored article."""
    return {name: value for name, value in article.items() if name not in NOT_LISTED}


def lead_of(article: Mapping[str, Any], highlights: Mapping[str, Any] | None = None) -> dict[str, str]:
    """`{"lead": …}`, how the body begins, for a list; empty where a `summary` or a snippet says what it is about.

    Plain text on one line, cut between words (`…` says so) unless it is written without spaces.
    """
    if article.get("summary") or (highlights and (highlights.get("summary") or highlights.get("body"))):
        return {}
    text = " ".join((article.get("body") or "")[: 4 * _LEAD].split())
    if len(text) > _LEAD:
        text = (text[:_LEAD].rsplit(" ", 1)[0] if " " in text[_LEAD // 2 : _LEAD] else text[:_LEAD]) + "…"
    return {"lead": text} if text else {}
