"""Facts that belong together as one keyword each: a name with who bears it, a spelling, a speaker with a subject.

No engine joins; so what must hold of the same entity or the same quotation is one value, its parts between separators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from services.shared.article import Article
from services.shared.search.analysis import LONGEST_KEY, name_key, name_keys
from services.shared.search.quoting import around, subjects

__all__ = [
    "SEPARATOR", "Named", "name_prefix", "named_values", "said", "said_value", "speaker_key", "spelled_values",
    "typed_value",
]  # fmt: skip

SEPARATOR = "\x1f"
_PART = "\x1e"  # after the last words of a name, which find it as one types, but are no name of its bearer
_LONGEST = 120
"""Names longer than this are nothing that anybody types."""


class Named(NamedTuple):
    """A folded name and who bears it: `whole` unless it is the last words of a name alone."""

    name: str
    whole: bool
    type: str
    id: str
    label: str

    @classmethod
    def read(cls, value: str) -> Named | None:
        """What a value of the field `named` says; None where it was cut."""
        mark = _PART if _PART in value else SEPARATOR
        name, _, rest = value.partition(mark)
        parts = rest.split(SEPARATOR)
        return cls(name, mark == SEPARATOR, *parts) if len(parts) == 3 else None


def name_prefix(name: str, *, whole: bool = True) -> str:
    """What values of `named` begin with for everybody of this name, or (not `whole`) whose name ends in it."""
    return name_key(name)[:_LONGEST] + (SEPARATOR if whole else _PART)


def named_values(type: str, id: str, label: str, own: Sequence[str], known: Sequence[str]) -> Iterator[str]:
    """Every name of an entity, with its type, id and main name; further, the last words of its `own` names.

    `own` are its names in the article, the main one first; `known` are all others.
    """
    bearer = typed_value(type, id, label)
    if len(bearer) > LONGEST_KEY - _LONGEST - 1:
        return
    seen = {name_key(name)[:_LONGEST] for name in own}
    whole = seen | {name[:_LONGEST] for name in name_keys(tuple(known))}
    for name in whole:
        yield f"{name}{SEPARATOR}{bearer}"
    for tail in {tail for name in seen for tail in _tails(name)} - whole:
        yield f"{tail}{_PART}{bearer}"


def _tails(name: str) -> Iterator[str]:
    words = name.split(" ")
    return (" ".join(words[n:]) for n in range(1, min(len(words), 6)))


def spelled_values(id: str, own: Sequence[str]) -> Iterator[str]:
    """An entity's id with each spelling that the article has for it."""
    return (f"{id}{SEPARATOR}{name}" for name in own)


def typed_value(type: str, id: str, label: str) -> str:
    """An entity's type with its id and main name."""
    return SEPARATOR.join((type, id, label))


def speaker_key(entity_id: str | None, name: str | None) -> str:
    """What tells a speaker from others: the entity's id, else the folded name; empty for nobody."""
    return entity_id or (name_key(name) if name else "")


def said_value(speaker: str = "", subject: str = "") -> str:
    """What `said` holds for quotations by `speaker` (a `speaker_key`) about the entity `subject`; empty is anybody."""
    return f"{speaker}{SEPARATOR}{subject}"


def said(article: Article) -> Iterator[str]:
    """For each quotation who speaks, what about, and both; all have the value of anybody on anything."""
    mentions = [(mention.entity_id, mention.field, mention.start, mention.end) for mention in article.mentions]
    for quote in article.quotes:
        who = quote.speaker.entity_id if quote.speaker else None
        speaker = speaker_key(who, quote.speaker.name) if quote.speaker else ""
        span = around(article.text_of(quote.field), quote.start, quote.end)
        for subject in ("", *subjects(mentions, quote.field, span, speaker=who)):
            yield said_value(speaker, subject)
            yield said_value("", subject)
