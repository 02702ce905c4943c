"""An article as lists show it: without its text and without what was found at which place of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from services.shared.article import NOT_PUBLIC

__all__ = ["summary_of"]

_LEFT_OUT = frozenset({"body", "mentions", "quotes", "dates", "revisions", "enrichments", *NOT_PUBLIC})


def summary_of(article: Mapping[str, Any]) -> dict[str, Any]:
    """The summary of a stored article."""
    return {name: value for name, value in article.items() if name not in _LEFT_OUT}
