"""To be written."""

from services.shared.article import Article


def extract_page(article: Article) -> Article:
    return article
