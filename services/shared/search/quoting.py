"""What stands around a quotation, and who and what it is about: the one definition for indexing and for answering."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from services.shared.article import Article, Quote

__all__ = ["Mentioned", "about", "around"]

WIDTH = 240
"""Code points of text before and after a quotation that belong to it, at most."""


class Mentioned(Protocol):
    """The part of a mention that is needed here."""

    @property
    def entity_id(self) -> str | None: ...

    @property
    def field(self) -> str: ...

    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


def around(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the words around `text[start:end]` begin and end: within its paragraph, at most `WIDTH` on either side.

    No word is cut where words are spaced.
    """
    first, last = max(0, start - WIDTH), min(len(text), end + WIDTH)
    begin, finish = text.rfind("\n", first, start) + 1, text.find("\n", end, last)
    if begin == 0:
        begin = first
        if first > 0 and not text[first - 1].isspace():
            space = text.find(" ", first, start)
            begin = space + 1 if space >= 0 else first
    if finish < 0:
        finish = last
        if last < len(text) and not text[last].isspace():
            space = text.rfind(" ", end, last)
            finish = space if space >= 0 else last
    return begin, finish


def about(article: Article, quote: Quote) -> list[str]:
    """The ids of the entities named in `quote` or in the words around it, without its speaker, in order."""
    speaker = quote.speaker.entity_id if quote.speaker else None
    begin, finish = around(article.text_of(quote.field), quote.start, quote.end)
    return _within(article.mentions, quote.field, begin, finish, speaker)


def _within(mentions: Sequence[Mentioned], field: str, begin: int, finish: int, without: str | None) -> list[str]:
    ids = (
        mention.entity_id
        for mention in mentions
        if mention.field == field and begin <= mention.start and mention.end <= finish
    )
    return list(dict.fromkeys(id for id in ids if id is not None and id != without))
