"""What a set is given: the data folder and the way to have documents enriched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evals.enriching import Enriching, Pushed
from evals.folder import Folder, Row
from services.shared.article import Article

__all__ = ["Run"]


@dataclass(frozen=True, slots=True)
class Run:
    """One run over `folder`."""

    folder: Folder
    enriching: Enriching

    def enrich(self, documents: Sequence[Pushed], until: str) -> list[Article | None]:
        """See `Enriching.run`."""
        return self.enriching.run(documents, until)

    def tell(self, done: int, of: int) -> None:
        """Say how many of a set's rows are done."""
        self.enriching.tell(done, of)

    @staticmethod
    def document(name: str, row: Row, **fields: object) -> Pushed:
        """A document of the set `name`, with an identity of its own."""
        return {"source_id": f"{name}-{row['id']}", **fields}
