"""To be written."""

from services.shared.article import Article


def sign_text(article: Article) -> Article:
    return article
