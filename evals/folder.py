"""The data folder: reads the rows of a set from `<set>/<split>.jsonl`, plain or gzipped; never writes or copies any."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["DataMissing", "Folder", "Row"]

Row = dict[str, Any]


class DataMissing(Exception):
    """The folder has no such file; the text says which."""


@dataclass(frozen=True, slots=True)
class Folder:
    """Sets of labelled rows under `path`; `split` is the half that is read, `limit` the most rows of each file."""

    path: Path
    split: str = "dev"
    limit: int | None = None

    def rows(self, name: str, part: str | None = None) -> list[Row]:
        """The rows of a set, or of one `part` of it, in a file of its own. Raises `DataMissing`."""
        file = self.path / name / f"{part + '.' if part else ''}{self.split}.jsonl"
        rows = [json.loads(line) for line in self._text(file).split("\n") if line]
        return rows[: self.limit]

    def page(self, name: str, file: str) -> str:
        """The text of one gzipped file of a set, undecodable bytes replaced. Raises `DataMissing`."""
        try:
            return gzip.decompress((self.path / name / file).read_bytes()).decode("utf-8", "replace")
        except FileNotFoundError:
            raise DataMissing(f"there is no {name}/{file} in {self.path}") from None

    def _text(self, file: Path) -> str:
        packed = file.with_name(file.name + ".gz")
        if file.exists():
            return file.read_text(encoding="utf-8")
        if packed.exists():
            return gzip.decompress(packed.read_bytes()).decode("utf-8")
        raise DataMissing(f"there is no {file.relative_to(self.path)} in {self.path}")
