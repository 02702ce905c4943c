"""To be written."""

from services.shared.article import Article


def find_dates(article: Article) -> Article:
    return article
