"""An entity with all its names, as the index holds them: worked out once for an entity, not once for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

from services.shared.article import Article
from services.shared.search.analysis import name_key, name_keys
from services.shared.search.composites import named_values, spelled_values, typed_value

__all__ = ["Bearer", "NamesOf", "bearers_of"]

NamesOf = Callable[[str], Iterable[str]]
"""Every further name that is known for an entity id, in any language and script."""


@dataclass(frozen=True, slots=True)
class Bearer:
    """`names`: those in the article, then the known ones; `keys`: the id and the names folded; else see composites."""

    id: str
    type: str
    name: str
    names: tuple[str, ...]
    keys: tuple[str, ...]
    named: tuple[str, ...]
    spelled: tuple[str, ...]
    typed: str


def bearers_of(article: Article, names_of: NamesOf) -> list[Bearer]:
    """The article's entities, in its order."""
    return [_bearer(one.type, one.id, one.name, one.aliases, tuple(names_of(one.id))) for one in article.entities]


@lru_cache(maxsize=20_000)  # the same ones come again and again, places with dozens of names
def _bearer(type: str, id: str, name: str, aliases: tuple[str, ...], known: tuple[str, ...]) -> Bearer:
    own = tuple(dict.fromkeys((name, *aliases)))
    names = tuple(dict.fromkeys((*own, *known)))
    return Bearer(
        id,
        type,
        name,
        names,
        keys=tuple(dict.fromkeys((name_key(id), *name_keys(names)))),
        named=tuple(named_values(type, id, name, own, known)),
        spelled=tuple(spelled_values(id, own)),
        typed=typed_value(type, id, name),
    )
