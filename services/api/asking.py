"""Reading what most calls beside the search take: the filters of articles, and plain texts."""

from __future__ import annotations

from collections.abc import Collection

from services.api.reader import Reader
from services.shared.search.port import Query

__all__ = ["articles_asked", "text_of", "texts_of"]


def articles_asked(reader: Reader, *, without: Collection[str] = ()) -> Query:
    """Which articles are meant, by filters and times; filters named like the call's own parameters are left out."""
    after, before = reader.period()
    return Query(
        filters={name: values for name, values in reader.filters().items() if name not in without},
        match=reader.match(),
        published_after=after,
        published_before=before,
    )


def text_of(reader: Reader, name: str, *, longest: int = 200) -> str:
    """One text, without spaces around it; empty where it was not given."""
    value = (reader.one(name) or "").strip()
    if len(value) > longest:
        reader.wrong(name, f"expected at most {longest} characters")
    return value[:longest]


def texts_of(reader: Reader, name: str, *, most: int = 20, longest: int = 200) -> tuple[str, ...]:
    """The values of a repeated text, each once."""
    values = tuple(dict.fromkeys(value.strip() for value in reader.values.get(name, ())))
    if any(not value for value in values):
        reader.wrong(name, "expected a value")
    if len(values) > most or any(len(value) > longest for value in values):
        reader.wrong(name, f"expected at most {most} values of at most {longest} characters")
    return values
