"""An article as lists show it: without its text and without what was found at which place of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.shared.search import documents

__all__ = ["lead_of", "summary_of"]


def summary_of(article: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a stored article."""
    return {name: value for name, value in article.items() if name not in documents.NOT_LISTED}


def lead_of(article: Mapping[str, Any]) -> dict[str, str]:
    """`{"lead": …}`, how the body begins, for a list; empty where a `summary` says what the article is about."""
    text = documents.lead_of(article.get("summary"), article.get("body"))
    return {"lead": text} if text else {}
