"""What a query says, as a tree: words and phrases, joined, kept out, or looked for in one field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

__all__ = [
    "And", "Form", "Fuzzy", "InField", "Near", "Node", "Not", "Or", "Period", "Phrase", "Prefix", "Word",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words next to each other, in this order and spelling."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of `parts`; the more, the better."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class InField:
    """`part`, looked for in the field of this name alone."""

    field: str
    part: Node


@dataclass(frozen=True, slots=True)
class Form:
    """A word in this very form, case and accents."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Words that begin so."""

    text: str


@dataclass(frozen=True, slots=True)
class Fuzzy:
    """Words that `edits` changes of a letter, or of two neighbours for each other, make this one."""

    text: str
    edits: int


@dataclass(frozen=True, slots=True)
class Near:
    """Each of these words with at most `gap` others between it and the next one, in any order."""

    text: str
    gap: int


@dataclass(frozen=True, slots=True)
class Period:
    """The times of the field `name` from `begin` up to and without `end`; None is unbounded."""

    name: str
    begin: datetime | None
    end: datetime | None


Node = Word | Form | Prefix | Fuzzy | Phrase | Near | Period | And | Or | Not | InField
