"""To be written."""

from services.shared.article import Article


def rate_sentiment(article: Article) -> Article:
    return article
