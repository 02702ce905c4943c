"""What may be asked of an engine: a few conditions over the fields of the index.

Every engine says these conditions in its own language and decides nothing more, so that all of them find the same.
"""

from __future__ import annotations

from dataclasses import dataclass

from services.shared.search.fields import Value

__all__ = [
    "All", "Any", "Begins", "Best", "Condition", "Everything", "Nothing", "OneOf", "Preferring", "Present",
    "Resembles", "Series", "Term", "Within", "Without",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Everything:
    """Every article."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No article."""


@dataclass(frozen=True, slots=True)
class Term:
    """The words field holds this token; rarer tokens count more, times `boost`."""

    field: str
    token: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Series:
    """The words field holds these tokens (two or more) next to each other, in this order.

    With a `slop`, of two different tokens: the second stands at most so many places from right after the first.
    """

    field: str
    tokens: tuple[str, ...]
    boost: float = 1.0
    slop: int = 0


@dataclass(frozen=True, slots=True)
class Begins:
    """The words field holds a token that begins with `start`; scores `boost`, whatever token it is."""

    field: str
    start: str
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class Resembles:
    """The words field holds a token at most `edits` from `token`; scores `boost`, whatever token it is.

    An edit is one letter more, less or another, or two neighbours for each other, each place edited once (the optimal
    string alignment distance).
    """

    field: str
    token: str
    edits: int
    boost: float = 1.0


@dataclass(frozen=True, slots=True)
class OneOf:
    """The keyword or integer field holds at least one of `values`. Does not score."""

    field: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The integer or time field is from `low` to `high`, both inclusive; None is unbounded. Does not score."""

    field: str
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class Present:
    """The integer or time field has a value. Does not score."""

    field: str


@dataclass(frozen=True, slots=True)
class Without:
    """Every article but those of `part`. Does not score."""

    part: Condition


@dataclass(frozen=True, slots=True)
class All:
    """All of `parts`; scores add up."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Any:
    """At least one of `parts`; scores add up."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Best:
    """At least one of `parts`; the best score counts, and of the others `tie`."""

    parts: tuple[Condition, ...]
    tie: float = 0.3


@dataclass(frozen=True, slots=True)
class Preferring:
    """`part`; the score of what also meets any of `extras` is so much higher."""

    part: Condition
    extras: tuple[Condition, ...]


Condition = (
    Everything
    | Nothing
    | Term
    | Series
    | Begins
    | Resembles
    | OneOf
    | Within
    | Present
    | Without
    | All
    | Any
    | Best
    | Preferring
)
