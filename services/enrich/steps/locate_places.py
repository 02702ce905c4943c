"""To be written."""

from services.shared.article import Article


def locate_places(article: Article) -> Article:
    return article
