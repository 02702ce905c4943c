"""To be written."""

from services.shared.article import Article


def resolve_entities(article: Article) -> Article:
    return article
