"""Articles like one article: a search for what is telling in it, its keywords, entities and headline words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from services.shared.article import Article
from services.shared.search.analysis import row
from services.shared.search.language import Node, Or, Phrase
from services.shared.search.port import Hit, Index, Query

__all__ = ["similar"]

_MOST = {"keywords": 12, "entities": 10, "headline": 8}
_SHORTEST = 3  # letters: shorter words of a headline tell little


def similar(index: Index, article: Article, among: Query, *, size: int, copies: bool) -> list[Hit]:
    """Up to `size` articles of `among` that are most like `article`, which is not among them.

    How much a shared word or name counts is the engine's business: rare ones count most (BM25). `copies`: whether the
    article's own copies are shown, and several of any other group.
    """
    telling = _telling(article)
    if not telling:
        return []
    wanted = replace(
        among, text=Or(tuple(telling)) if len(telling) > 1 else telling[0], sort="relevance", highlight=False
    )
    found: list[Hit] = []
    seen = {_group(article.model_dump(mode="json", include={"id", "duplicate"}))}
    cursor = None
    for _ in range(3):  # pages that are full of copies are rare
        page = index.search(replace(wanted, size=min(100, 2 * size + 1), cursor=cursor))
        for hit in page.hits:
            group = _group(hit.article)
            if hit.article["id"] == article.id or (not copies and group in seen):
                continue
            seen.add(group)
            found.append(hit)
        cursor = page.next_cursor
        if cursor is None or len(found) >= size:
            break
    return found[:size]


def _telling(article: Article) -> list[Node]:
    """Phrases, looked for as they are written: a keyword of several words is one phrase."""
    keywords = sorted(article.keywords, key=lambda keyword: -keyword.score)[: _MOST["keywords"]]
    words = [word for word in row(article.headline or "").split() if len(word) >= _SHORTEST]
    texts = [
        *(keyword.text for keyword in keywords),
        *(entity.name for entity in article.entities[: _MOST["entities"]]),
        *words[: _MOST["headline"]],
    ]
    return [Phrase(text) for text in dict.fromkeys(row(text) for text in texts) if text]


def _group(article: Mapping[str, Any]) -> str:
    duplicate = article.get("duplicate")
    return str(duplicate["group_id"] if duplicate else article["id"])
