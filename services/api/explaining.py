"""Why an article's entities and quotations were decided so, in words: from the evidence that is kept with each of them.

Nothing is worked out anew: methods, scores, cues and offsets were written down when the article was enriched.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

from pydantic import BaseModel

from services.shared.article import Article, Entity, EntityType, Mention, Place, Quote, Speaker, TextField

__all__ = ["Explanation", "explanation"]


class ExplainedMention(BaseModel):
    """A mention with the text around it."""

    text: str
    field: TextField
    start: int
    end: int
    method: str
    score: float
    context: str


class ExplainedEntity(BaseModel):
    """Why an entity is what it is taken for, in sentences."""

    id: str
    type: EntityType
    name: str
    why: list[str]
    mentions: list[ExplainedMention]


class ExplainedQuote(BaseModel):
    """Why a quotation is one, and its speaker's."""

    text: str
    field: TextField
    start: int
    end: int
    why: list[str]
    method: str
    score: float
    cue: str | None
    speaker: Speaker | None


class Explanation(BaseModel):
    """The reasons for an article's entities and quotations, and the version of each step."""

    entities: list[ExplainedEntity]
    quotes: list[ExplainedQuote]
    steps: dict[str, str]


_AROUND = 60
"""Characters shown on either side of a mention."""
_FOUND = {
    "model": "marked by the language model",
    "alias": "a spelling in the lists of known people and organizations",
    "gazetteer": "a name in the gazetteer, where the words around allow a place",
    "repeat": "named elsewhere in this article, and marked here for it",
    "given name": "a given name with capitalised words after it, in a language without a model",
    "rule": "capitalised words that end in what organizations are called",
}
_IDENTIFIED = {
    "own": "The user's own list has this name.",
    "list": "The curated lists have this name.",
    "name": "No list has it: all mentions of this name in the article are one, and its id is made of type and name.",
    "one": "It is the only place of this name in the gazetteer.",
    "size": "Of the places of this name it is the likeliest by size and standing.",
    "beside": "Of the places of this name it is the one that the words beside it speak for.",
    "company": "Of the places of this name it fits best with the article's others, or its publisher's home.",
}
_LOCATED = {
    "gazetteer": "Its point is the gazetteer's.",
    "approximate": "No gazetteer has it: the point is where the article's others gather, or its publisher's home.",
    "unknown": "Nothing says where it lies.",
}
_ATTRIBUTED = {
    "verb, source after": "A verb of saying stands right after the words, and its subject after it.",
    "source, verb after": "Right after the words stand a subject and a verb of saying.",
    "report before": "A verb of saying with its subject stands before the words, in the same sentence.",
    "report after": "The sentence goes on after the words, and ends with who said them.",
    "according to": "“According to” or the like names the source.",
    "name and colon": "A name and a colon stand before the words.",
    "passive": "The verb of saying is passive, and “by” names who did.",
    "carried": "The words go on from the quotation before, so they have its speaker.",
    "sentence before": "The sentence before says who is speaking.",
    "subject of the sentence": "There is no verb of saying: the subject of the sentence is taken.",
    "subject of the sentence before": "There is no verb of saying: the subject of the sentence before is taken.",
    "none": "Nothing around the words says whose they are.",
}
_SPEAKS = {
    "name": "The source is a name.",
    "surname": "The source ends in a name, by which its bearer is known in the article.",
    "pronoun": "The source is a pronoun: the last one named before whom it fits, or who was speaking just before.",
    "description": "The source is a description of somebody named before.",
    "words": "The source is nobody who is named in the article.",
}


def explanation(article: Article) -> dict[str, Any]:
    """`entities` and `quotes`, in the article's order, each with `why` (sentences) and the evidence behind them."""
    mentions: dict[str, list[Mention]] = {}
    for mention in article.mentions:
        if mention.entity_id is not None:
            mentions.setdefault(mention.entity_id, []).append(mention)
    places = {place.entity_id: place for place in article.places}
    versions = {note.name: note.version for note in article.enrichments}
    return {
        "entities": [
            _entity(article, entity, mentions.get(entity.id, []), places.get(entity.id)) for entity in article.entities
        ],
        "quotes": [_quote(quote) for quote in article.quotes],
        "steps": versions,
    }


def _entity(article: Article, entity: Entity, mentions: list[Mention], place: Place | None) -> dict[str, Any]:
    found = Counter(mention.method for mention in mentions)
    why = [f"{_times(count)} {_FOUND.get(method, method)}." for method, count in found.most_common()]
    if entity.method:
        why.append(_IDENTIFIED.get(entity.method, entity.method))
    if place is not None and place.method:
        why.append(_LOCATED.get(place.method, place.method))
        if place.primary:
            why.append("The story happens there: of all places it has the most weight.")
    headline = sum(mention.field == "headline" for mention in mentions)
    early = sum(mention.field == "body" and mention.start < len(article.body) / 5 for mention in mentions)
    why.append(
        f"Salience {entity.salience:g}: of its {entity.count} mentions, {headline} in the headline (weight 3) and "
        f"{early} in the first fifth of the body (weight 2)."
    )
    return {
        "id": entity.id,
        "type": entity.type,
        "name": entity.name,
        "why": why,
        "mentions": [
            {
                "text": mention.text,
                "field": mention.field,
                "start": mention.start,
                "end": mention.end,
                "method": mention.method,
                "score": mention.score,
                "context": _context(article, mention),
            }
            for mention in mentions
        ],
    }


def _context(article: Article, mention: Mention) -> str:
    text = article.text_of(mention.field)
    return text[max(0, mention.start - _AROUND) : mention.end + _AROUND]


def _quote(quote: Quote) -> dict[str, Any]:
    why = [_ATTRIBUTED.get(quote.method, quote.method)] if quote.method else []
    if quote.cue:
        why.append(f"The cue is “{quote.cue}”.")
    if quote.speaker is not None:
        if quote.speaker.method:
            why.append(_SPEAKS.get(quote.speaker.method, quote.speaker.method))
        if quote.speaker.name and quote.speaker.name != quote.speaker.text:
            why.append(f"“{quote.speaker.text}” is {quote.speaker.name}.")
    why.append(
        "A whole utterance, so direct." if quote.kind == "direct" else "Part of a sentence of the writer's, so mixed."
    )
    return {
        "text": quote.text,
        "field": quote.field,
        "start": quote.start,
        "end": quote.end,
        "why": why,
        "method": quote.method,
        "score": quote.score,
        "cue": quote.cue,
        "speaker": None if quote.speaker is None else quote.speaker.model_dump(mode="json"),
    }


def _times(count: int) -> str:
    return "Once" if count == 1 else f"{count} times"
