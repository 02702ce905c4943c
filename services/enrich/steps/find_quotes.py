"""To be written."""

from services.shared.article import Article


def find_quotes(article: Article) -> Article:
    return article
