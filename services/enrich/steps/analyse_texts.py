"""The step that cuts an article's texts into the tokens of the index, so that the one indexer need not."""

from __future__ import annotations

from services.shared.article import Article
from services.shared.search.documents import analysed

__all__ = ["analyse_texts"]


def analyse_texts(article: Article) -> Article:
    """Give `article` its `analysis`, in the language it has by now and with the quotations found in it."""
    return article.model_copy(update={"analysis": analysed(article)})
