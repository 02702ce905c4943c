"""What one set came to: its figures, and its errors by kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["Errors", "Figure", "Outcome"]

Figure = float | int | None


class Errors:
    """Errors by kind, each kind with the texts it happened to; shown on a terminal, written nowhere."""

    def __init__(self) -> None:
        self.kinds: dict[str, Counter[str]] = defaultdict(Counter)

    def add(self, kind: str, text: str) -> None:
        """Count one error of this `kind`; `text` says where, in a few words."""
        self.kinds[kind][" ".join(text.split())[:100]] += 1

    def by_count(self) -> list[tuple[str, int, Counter[str]]]:
        """Kinds with how many there are and their texts, most frequent first."""
        return sorted(((kind, texts.total(), texts) for kind, texts in self.kinds.items()), key=lambda one: -one[1])


@dataclass(frozen=True, slots=True)
class Outcome:
    """`figures` by name: shares are 0 to 1, everything else counts; None where there was nothing to measure."""

    figures: Mapping[str, Figure]
    errors: Errors = field(default_factory=Errors)
