"""What the enrichment knows beforehand: places, much-named people and organizations, and all their names."""

import functools

from services.enrich.knowledge.gazetteer import gazetteer
from services.enrich.knowledge.known import known_by_id, known_by_name
from services.enrich.knowledge.own import own_entities
from services.enrich.knowledge.words import demonyms, given_names

__all__ = ["load", "names_of"]


def names_of(entity_id: str) -> tuple[str, ...]:
    """Every name the entity is known by, in any language, the main one first; none for an entity no list knows."""
    own = own_entities().by_id().get(entity_id)
    return own.names if own else _names_of(entity_id)


@functools.lru_cache(maxsize=20_000)
def _names_of(entity_id: str) -> tuple[str, ...]:
    known = known_by_id().get(entity_id)
    return known.names if known else gazetteer().names_of(entity_id)


def load() -> None:
    """Load everything now, so that processes forked later share it."""
    for part in (gazetteer, known_by_name, given_names, demonyms):
        part()
