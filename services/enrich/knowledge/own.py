"""A user's own entities: a JSONL or CSV file that is read again when it changes.

CSV has a header `name,aliases,type,uri` with aliases separated by semicolons; a line of JSONL is an object with the
same keys, `aliases` a list. Only `name` is needed; `type` is `organization` where it is missing.
"""

from __future__ import annotations

import csv
import functools
import json
import logging
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, Field, ValidationError, field_validator

from services.enrich.knowledge.folding import fold
from services.enrich.knowledge.known import Known, entity_id_of
from services.shared.article import EntityType
from services.shared.settings import Settings

__all__ = ["OwnEntities", "own_entities"]

_log = logging.getLogger(__name__)
_LOOK_AGAIN = 1.0  # seconds between two looks at the file


class OwnEntities:
    """The entities in the file at `path`, as it stands; none when there is no path or no file.

    A file that cannot be read as a whole leaves what was there before, and a line that cannot be is left out; both are
    logged.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._looked = float("-inf")
        self._stamp: tuple[int, int] | None = None
        self._by_name: dict[str, Known] = {}
        self._by_id: dict[str, Known] = {}

    def by_name(self) -> Mapping[str, Known]:
        """Every one of them by folded name and alias."""
        self.refresh()
        return self._by_name

    def by_id(self) -> Mapping[str, Known]:
        """Every one of them by entity id."""
        self.refresh()
        return self._by_id

    def refresh(self, *, now: bool = False) -> None:
        """Read the file again if it changed; looked at once a second at most, or at once with `now`."""
        if self._path is None or (not now and time.monotonic() - self._looked < _LOOK_AGAIN):
            return
        self._looked = time.monotonic()
        try:
            state = self._path.stat()
            stamp = (state.st_mtime_ns, state.st_size)
            if stamp == self._stamp:
                return
            found = list(_read(self._path))
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            _log.warning("%s: cannot be read, own entities stay as they were: %s", self._path, error)
            return
        self._stamp = stamp
        self._by_id = {known.entity_id: known for known in found}
        self._by_name = {fold(name): known for known in reversed(found) for name in known.names}


def _read(path: Path) -> Iterator[Known]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        if path.suffix.lower() == ".csv":
            for number, row in enumerate(csv.DictReader(lines), start=2):
                yield from _known(path, number, {**row, "aliases": (row.get("aliases") or "").split(";")})
            return
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                item = json.loads(line)
            except ValueError as error:
                _log.warning("%s, line %d: left out: %s", path, number, error)
                continue
            yield from _known(path, number, item)


def _known(path: Path, number: int, item: Any) -> Iterator[Known]:
    try:
        entry = _Entry.model_validate(item)
    except ValidationError as error:
        _log.warning("%s, line %d: left out: %s", path, number, error.errors()[0]["msg"])
        return
    names = tuple(dict.fromkeys(name.strip() for name in (entry.name, *entry.aliases) if fold(name)))
    yield Known(entity_id_of(entry.type, names[0]), entry.type, names, entry.uri or None, own=True)


class _Entry(BaseModel):
    name: Annotated[str, Field(pattern=r"\w")]
    aliases: list[str] = []
    type: EntityType = "organization"
    uri: str | None = None

    @field_validator("type", mode="before")
    @classmethod
    def _empty(cls, value: Any) -> Any:
        return value or "organization"


@functools.cache
def own_entities() -> OwnEntities:
    """Those in the file that `TIDINGS_ENTITIES_FILE` names, kept once a process."""
    return OwnEntities(Settings().entities_file)
