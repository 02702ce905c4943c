"""To be written."""

from services.shared.article import Article


def find_keywords(article: Article) -> Article:
    return article
