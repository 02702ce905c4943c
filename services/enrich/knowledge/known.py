"""People and organizations that are named so often that we know them: one identity for all their spellings."""

from __future__ import annotations

import csv
import functools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from services.enrich.knowledge.folding import fold, romanised
from services.shared.article import EntityType

__all__ = ["Known", "entity_id_of", "known_by_id", "known_by_name"]

DATA = Path(__file__).with_name("data")
FILES: tuple[tuple[str, EntityType], ...] = (("people", "person"), ("organizations", "organization"))


@dataclass(frozen=True, slots=True)
class Known:
    """A person or organization of the curated lists, or anything of a user's own.

    `names` are all spellings, the main one first.
    `own` says that it comes from the user's file, whose word goes before everything else.
    """

    entity_id: str
    type: EntityType
    names: tuple[str, ...]
    uri: str | None
    own: bool = False

    @property
    def name(self) -> str:
        """The main spelling."""
        return self.names[0]


def entity_id_of(kind: EntityType, name: str, language: str = "uk") -> str:
    """The id of somebody or something that no list knows: type and folded name, `person:jane-doe`.

    A Cyrillic name is transliterated, as is usual for the text's `language`, so that `Оксана Мельник` has the id of
    `Oksana Melnyk`.
    """
    return f"{kind}:{romanised(name, language).replace(' ', '-')}"


def _listed() -> Iterator[Known]:
    for file, kind in FILES:
        with (DATA / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
                names = (row["name"], *filter(None, row["aliases"].split(";")))
                item = row["uri"]
                uri = f"http://www.wikidata.org/entity/{item}" if item else None
                yield Known(f"wd:{item}" if item else entity_id_of(kind, row["name"]), kind, names, uri)


@functools.cache
def known_by_id() -> dict[str, Known]:
    """Every known person and organization by entity id."""
    return {known.entity_id: known for known in _listed()}


@functools.cache
def known_by_name() -> dict[str, Known]:
    """Every known person and organization by folded name; where two share a name, the first listed."""
    found: dict[str, Known] = {}
    for known in known_by_id().values():
        for name in known.names:
            found.setdefault(fold(name), known)
    return found
