"""To be written."""

from services.shared.article import Article


def detect_language(article: Article) -> Article:
    return article
