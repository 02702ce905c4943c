"""What a query asks of an engine: a tree of a few conditions over the fields of the index.

Every engine says these conditions in its own language and decides nothing more, so that all of them find the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from services.shared.search.analysis import LONGEST_KEY, row, stem_terms
from services.shared.search.fields import FILTERS, SEARCHED, WORDS, Field, Value, milliseconds, stems_of
from services.shared.search.language import And, InField, Node, Not, Or, Phrase, Word
from services.shared.search.port import InvalidQuery, Query

__all__ = [
    "All", "Any", "Best", "Condition", "Everything", "Nothing", "OneOf", "Present", "Series", "Term", "Within",
    "Without", "filter_conditions", "settled", "text_condition", "time_sort",
]  # fmt: skip


STEM_WEIGHT = 0.4
"""What another form of a word counts, beside 1 for the form that was asked for."""


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
    """The words field holds these tokens (two or more) next to each other, in this order."""

    field: str
    tokens: tuple[str, ...]
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


Condition = Everything | Nothing | Term | Series | OneOf | Within | Present | Without | All | Any | Best


def text_condition(query: Query) -> Condition | None:
    """The condition for the words of `query`; None where it has none.

    A word is looked for in its exact form and by its stem in every language (those of the `language` filter, if there
    is one), a phrase in its exact form. What has neither letter nor digit is passed over.
    """
    if query.text is None:
        return None
    languages = tuple(language.lower() for language in query.filters.get("language", ()))
    condition = _of(query.text, languages, SEARCHED)
    if condition is None:
        raise InvalidQuery("q", "expected a word: there is neither letter nor digit in it")
    return condition


def filter_conditions(query: Query) -> list[Condition]:
    """The conditions that the filters of `query` set; all of them must hold."""
    conditions: list[Condition] = []
    for name, asked in query.filters.items():
        if name not in FILTERS:
            raise InvalidQuery(name, "there is no such filter")
        field = FILTERS[name]
        values = tuple(dict.fromkeys(field.key(value)[:LONGEST_KEY] for value in asked))
        if query.match == "all":
            conditions.extend(OneOf(field.name, (value,)) for value in values)
        elif values:
            conditions.append(OneOf(field.name, values))
    conditions.extend(OneOf(name, values) for name, values in query.having.items())
    if query.published_after is not None or query.published_before is not None:
        after, before = query.published_after, query.published_before
        low = None if after is None else _rounded_up(milliseconds(after), after.microsecond)
        high = None if before is None else _rounded_up(milliseconds(before), before.microsecond) - 1
        conditions.append(Within("published_at", low, high))
    return conditions


def settled(query: Query) -> Query:
    """`query` with a sort that means something: what has no text cannot be relevant, and is sorted newest first."""
    return replace(query, sort="-published_at") if query.text is None and query.sort == "relevance" else query


def time_sort(query: Query) -> tuple[str, bool]:
    """The time field that a query not by relevance is sorted by, and whether newest first."""
    return query.sort.lstrip("-"), query.sort.startswith("-")


def _rounded_up(milliseconds: int, microseconds: int) -> int:
    return milliseconds + (1 if microseconds % 1000 else 0)


def _of(node: Node, languages: tuple[str, ...], fields: tuple[Field, ...]) -> Condition | None:
    match node:
        case Word(text):
            return _word(text, languages, fields)
        case Phrase(text):
            return _phrase(row(text).split(), fields)
        case InField(name, part):
            return _of(part, languages, (WORDS[name],))
        case Not(part):
            without = _of(part, languages, fields)
            return None if without is None else Without(without)
        case And(parts):
            return _joined(parts, All, languages, fields)
        case Or(parts):
            return _joined(parts, Any, languages, fields)


def _joined(
    parts: Iterable[Node],
    join: Callable[[tuple[Condition, ...]], Condition],
    languages: tuple[str, ...],
    fields: tuple[Field, ...],
) -> Condition | None:
    conditions = [condition for part in parts if (condition := _of(part, languages, fields)) is not None]
    if len(conditions) > 1:
        return join(tuple(conditions))
    return conditions[0] if conditions else None


def _word(text: str, languages: tuple[str, ...], fields: tuple[Field, ...]) -> Condition | None:
    exact = row(text).split()
    if len(exact) != 1:  # `air-defence`: what was written together stands together
        return _phrase(exact, fields)
    parts: list[Condition] = []
    for field in fields:
        if field.kind == "keyword":
            parts.append(OneOf(field.name, (field.key(text),)))
            continue
        boost = field.boost or 1.0
        forms = [Term(field.name, exact[0], boost)]
        if field.stemmed:
            stems = stem_terms(text, languages)
            forms.extend(Term(stems_of(field.name), stem, boost * STEM_WEIGHT) for stem in stems)
        parts.append(Any(tuple(forms)) if len(forms) > 1 else forms[0])
    return Best(tuple(parts)) if len(parts) > 1 else parts[0]


def _phrase(exact: list[str], fields: tuple[Field, ...]) -> Condition | None:
    if not exact:
        return None
    parts: list[Condition] = []
    for field in fields:
        if field.kind == "keyword":
            parts.append(OneOf(field.name, (field.key(" ".join(exact)),)))
        elif len(exact) == 1:
            parts.append(Term(field.name, exact[0], field.boost or 1.0))
        else:
            parts.append(Series(field.name, tuple(exact), field.boost or 1.0))
    return Best(tuple(parts)) if len(parts) > 1 else parts[0]
