"""Say who and what an article mentions: one entity for all its spellings, with an id that holds everywhere."""

from __future__ import annotations

from collections import Counter, defaultdict

from services.enrich.naming.identity import Identity, identify
from services.shared.article import Article, Entity, Mention

__all__ = ["resolve_entities"]


def resolve_entities(article: Article) -> Article:
    """Give each mention its `entity_id` and the article its `entities`, most salient first.

    Ids: `gn:706483` for a place of GeoNames, `wd:Q7184` for a person or organization of the curated lists whose
    Wikidata item is recorded there, else type and folded name (`person:jane-doe`).

    Salience is an entity's share in the article's mentions, where one in the headline counts three times and one in
    the first fifth of the body twice; over all entities it adds up to 1.
    """
    identities = identify(article)
    mentions = tuple(
        mention.model_copy(update={"entity_id": identity.entity_id})
        for mention, identity in zip(article.mentions, identities, strict=True)
    )
    return article.model_copy(update={"mentions": mentions, "entities": _entities(article, mentions, identities)})


def _entities(article: Article, mentions: tuple[Mention, ...], identities: list[Identity]) -> tuple[Entity, ...]:
    weights: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    by_id: dict[str, tuple[Mention, Identity]] = {}
    early = len(article.body) / 5
    for mention, identity in zip(mentions, identities, strict=True):
        weights[identity.entity_id] += 3 if mention.field == "headline" else 2 if mention.start < early else 1
        spellings[identity.entity_id][mention.text] += 1
        by_id.setdefault(identity.entity_id, (mention, identity))
    total = sum(weights.values())
    return tuple(
        Entity.model_construct(
            id=entity_id,
            type=by_id[entity_id][0].type,
            name=by_id[entity_id][1].name,
            aliases=tuple(text for text in spellings[entity_id] if text != by_id[entity_id][1].name),
            count=sum(spellings[entity_id].values()),
            salience=round(weight / total, 4),
            uri=by_id[entity_id][1].uri,
            method=by_id[entity_id][1].method,
        )
        for entity_id, weight in weights.most_common()
    )
