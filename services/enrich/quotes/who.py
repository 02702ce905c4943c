"""Who a source is: the entity that a name, a pronoun or a description stands for."""

from __future__ import annotations

from services.enrich.quotes.cues import Voice
from services.enrich.quotes.marks import Marked
from services.shared.article import Article, Speaker

__all__ = ["Speakers"]


class Speakers:
    """The speakers of one article, in the order in which they speak: a pronoun is one of those before it."""

    def __init__(self, article: Article, voice: Voice):
        self.text = article.body
        self.voice = voice
        self.mentions = [m for m in article.mentions if m.field == "body"]
        self.names = {entity.id: entity.name for entity in article.entities}

    def speaker(self, start: int, end: int, quote: Marked) -> Speaker:
        """The speaker whose source stands from `start` to `end`."""
        for mention in self.mentions:
            if mention.start < end and start < mention.end:
                name = self.names.get(mention.entity_id or "", mention.text)
                return Speaker.model_construct(
                    text=self.text[start:end], start=start, end=end, entity_id=mention.entity_id, name=name
                )
        return Speaker.model_construct(text=self.text[start:end], start=start, end=end, entity_id=None, name=None)
