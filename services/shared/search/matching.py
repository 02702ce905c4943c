"""What a query asks of an engine: the tree of the user's words, the filters and the times as conditions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

from services.shared.search.analysis import LONGEST_KEY, forms, row, stem_terms
from services.shared.search.conditions import (
    All,
    Any,
    Begins,
    Best,
    Condition,
    Everything,
    Nothing,
    OneOf,
    Preferring,
    Present,
    Resembles,
    Series,
    Term,
    Within,
    Without,
)
from services.shared.search.fields import (
    FILTERS,
    MENTIONED,
    SEARCHED,
    WORDS,
    Field,
    forms_of,
    milliseconds,
    stems_of,
)
from services.shared.search.function_words import function_words_among
from services.shared.search.ordering import settled, time_sort
from services.shared.search.periods import last_day, this_first
from services.shared.search.port import InvalidQuery, Query
from services.shared.search.tree import And, Form, Fuzzy, InField, Near, Node, Not, Or, Period, Phrase, Prefix, Word

__all__ = [
    "All", "Any", "Begins", "Best", "Condition", "Everything", "Nothing", "OneOf", "Preferring", "Present",
    "Resembles", "Series", "Term", "Within", "Without",
    "filter_conditions", "settled", "text_condition", "time_sort",
]  # fmt: skip


MOST_NEAR = 8
STEM_WEIGHT = 0.4
"""What another form of a word counts, beside 1 for the form that was asked for."""
FUNCTION_WORD_WEIGHT = 0.02
"""What a word counts that says nothing about the subject, among others that do. It must be there all the same."""


def text_condition(query: Query, held: frozenset[str] | None = None) -> Condition | None:
    """The condition for the words of `query`; None where it has none.

    A word is looked for in its exact form and by its stem in every language (those of the `language` filter, if there
    is one), a phrase in its exact form. What has neither letter nor digit is passed over. `held`: the languages of the
    articles in the index, where that is known, which saves looking for stems that none has.
    """
    if query.text is None:
        return None
    languages = tuple(language.lower() for language in query.filters.get("language", ()))
    quiet = function_words_among(_words(query.text), languages)
    condition = _of(query.text, _Asked(languages, held, quiet), SEARCHED)
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
        conditions.append(_between("published_at", query.published_after, query.published_before))
    return conditions


def _between(field: str, begin: datetime | None, end: datetime | None) -> Condition:
    """From `begin` up to and without `end`; times in the index are rounded down to milliseconds."""
    low = None if begin is None else _rounded_up(begin)
    high = None if end is None else _rounded_up(end) - 1
    return Within(field, low, high)


def _rounded_up(moment: datetime) -> int:
    return milliseconds(moment) + (1 if moment.microsecond % 1000 else 0)


def _mentioned(begin: datetime | None, end: datetime | None) -> Condition:
    """The text names a day, week, month, quarter or year that lies wholly from `begin` up to `end`."""
    first, last = _whole_days(begin, end)
    parts: list[Condition] = []
    for grain, field in MENTIONED.items():
        latest = None if last is None else this_first(last, grain)
        if latest is not None and last is not None and last_day(latest, grain) > last:
            if latest == date.min:
                continue
            latest = this_first(latest - timedelta(days=1), grain)
        parts.append(Within(field, _midnight(first), _midnight(latest)))
    return Any(tuple(parts)) if parts else Nothing()


def _whole_days(begin: datetime | None, end: datetime | None) -> tuple[date | None, date | None]:
    """The first and the last day that lie wholly between two moments."""
    day = timedelta(days=1)
    first = None if begin is None else (begin + day - timedelta.resolution).date() if _fits(begin) else date.max
    last = None if end is None else (end - day).date() if end - datetime.min.replace(tzinfo=UTC) >= day else date.min
    return first, last


def _fits(begin: datetime) -> bool:
    return datetime.max.replace(tzinfo=UTC) - begin >= timedelta(days=1)


def _midnight(day: date | None) -> int | None:
    return None if day is None else milliseconds(datetime(day.year, day.month, day.day, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What holds for a whole query: its languages, if it names any, those there are, and its function words."""

    languages: tuple[str, ...]
    held: frozenset[str] | None
    quiet: frozenset[str]


def _words(node: Node) -> list[str]:
    """The words that stand alone in a query."""
    match node:
        case Word(text):
            return [text]
        case And(parts) | Or(parts):
            return [word for part in parts for word in _words(part)]
    return []


def _of(node: Node, asked: _Asked, fields: tuple[Field, ...]) -> Condition | None:  # noqa: PLR0911
    match node:
        case Word(text):
            return _word(text, asked, fields)
        case Phrase(text):
            return _phrase(row(text).split(), fields)
        case Form(text):
            return _form(text, fields)
        case Prefix(text):
            return _prefix(text, fields)
        case Fuzzy(text, edits):
            return _fuzzy(text, edits, fields)
        case Near(text, gap):
            return _near(row(text).split(), gap, fields)
        case Period(name, begin, end):
            return _mentioned(begin, end) if name == "mentioned" else _between(f"{name}_at", begin, end)
        case InField(name, part):
            return _of(part, asked, (WORDS[name],))
        case Not(part):
            without = _of(part, asked, fields)
            return None if without is None else Without(without)
        case And(parts):
            return _joined(parts, All, asked, fields)
        case Or(parts):
            return _joined(parts, Any, asked, fields)


def _joined(
    parts: Iterable[Node],
    join: Callable[[tuple[Condition, ...]], Condition],
    asked: _Asked,
    fields: tuple[Field, ...],
) -> Condition | None:
    conditions = [condition for part in parts if (condition := _of(part, asked, fields)) is not None]
    conditions = list(dict.fromkeys(conditions))  # saying a word twice makes it no more important
    if len(conditions) > 1:
        return join(tuple(conditions))
    return conditions[0] if conditions else None


def _word(text: str, asked: _Asked, fields: tuple[Field, ...]) -> Condition | None:
    exact = row(text).split()
    if len(exact) != 1:  # `air-defence`: what was written together stands together
        return _phrase(exact, fields)
    parts: list[Condition] = []
    weight = FUNCTION_WORD_WEIGHT if exact[0] in asked.quiet else 1.0
    for field in fields:
        if field.kind == "keyword":
            parts.append(OneOf(field.name, (field.key(text),)))
            continue
        boost = _of_field(field) * weight
        forms = [Term(field.name, exact[0], boost)]
        if field.stemmed:
            stems = stem_terms(text, asked.languages, asked.held)
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


def _form(text: str, fields: tuple[Field, ...]) -> Condition | None:
    shapes = forms(text)
    return _in_text(
        fields, "=word", lambda field: _all([Term(forms_of(field.name), shape, _of_field(field)) for shape in shapes])
    )


def _prefix(text: str, fields: tuple[Field, ...]) -> Condition | None:
    tokens = row(text).split()
    if len(tokens) > 1 and text.isalnum():  # written without spaces: any word may go on
        return _phrase(tokens, fields)
    _one_word(tokens, text, "*")
    return _in_words(fields, "word*", lambda field: Begins(field.name, tokens[0], _of_field(field)))


def _fuzzy(text: str, edits: int, fields: tuple[Field, ...]) -> Condition | None:
    tokens = row(text).split()
    _one_word(tokens, text, "~")
    return _in_words(fields, "word~", lambda field: Resembles(field.name, tokens[0], edits, _of_field(field)))


def _near(tokens: list[str], gap: int, fields: tuple[Field, ...]) -> Condition | None:
    if len(tokens) > MOST_NEAR:
        raise InvalidQuery("q", f"expected at most {MOST_NEAR} words in a near phrase, found {len(tokens)}")
    pairs = [(a, b) for a, b in pairwise(tokens) if a != b]
    if not pairs:
        return _phrase(tokens[:1], fields)

    def either(field: Field, a: str, b: str) -> Condition:
        # in the other order, "right after" is two places off
        return Any(
            (Series(field.name, (a, b), _of_field(field), gap), Series(field.name, (b, a), _of_field(field), gap))
        )

    return _in_text(fields, '"near phrase"~', lambda field: _all([either(field, a, b) for a, b in pairs]))


def _of_field(field: Field) -> float:
    return field.boost or 1.0


def _all(parts: list[Condition]) -> Condition | None:
    if len(parts) > 1:
        return All(tuple(parts))
    return parts[0] if parts else None


def _in_text(fields: tuple[Field, ...], what: str, condition: Callable[[Field], Condition | None]) -> Condition | None:
    """`condition` of any of the running texts among `fields`."""
    return _in_any([field for field in fields if field.stemmed], fields, what, condition)


def _in_words(fields: tuple[Field, ...], what: str, condition: Callable[[Field], Condition | None]) -> Condition | None:
    """`condition` of any of the fields that hold words among `fields`."""
    return _in_any([field for field in fields if field.kind == "words"], fields, what, condition)


def _in_any(
    among: list[Field], fields: tuple[Field, ...], what: str, condition: Callable[[Field], Condition | None]
) -> Condition | None:
    if not among:
        raise InvalidQuery("q", f"expected another field: {fields[0].query}: does not take {what}")
    parts = [part for field in among if (part := condition(field)) is not None]
    return Best(tuple(parts)) if len(parts) > 1 else parts[0] if parts else None


def _one_word(tokens: list[str], text: str, sign: str) -> None:
    if len(tokens) != 1:
        raise InvalidQuery("q", f"expected one word before {sign}, found {text[:50]!r}")
