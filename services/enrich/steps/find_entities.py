"""To be written."""

from collections.abc import Sequence

from services.shared.article import Article


def find_entities(articles: Sequence[Article]) -> Sequence[Article]:
    return articles
