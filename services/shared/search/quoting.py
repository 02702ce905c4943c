"""What stands around a quotation, and who and what it is about: the one definition for indexing and for answering."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["Mentioned", "around", "subjects"]

WIDTH = 240
"""Code points of text before and after a quotation that belong to it, at most."""

Mentioned = tuple[str | None, str, int, int]
"""Of a mention: the entity's id, the field, where it starts and where it ends."""


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


def subjects(
    mentions: Iterable[Mentioned], field: str, span: tuple[int, int], *, speaker: str | None = None
) -> list[str]:
    """The ids of the entities named in `span` of this field's text, without the speaker's, in the order of the text."""
    begin, finish = span
    ids = (id for id, named_in, start, end in mentions if named_in == field and begin <= start and end <= finish)
    return list(dict.fromkeys(id for id in ids if id is not None and id != speaker))
