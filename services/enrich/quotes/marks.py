"""Which words stand in quotation marks: in any language's marks, nested, continued over paragraphs, left unclosed.

One pass over the marks; what stands inside other marks belongs to the outer quotation. Single marks are quotation marks
only where they cannot be apostrophes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

__all__ = ["Marked", "marked"]

_MARK = re.compile(r"[“”„‟«»‹›「」『』\"＂]|``|''|(?<!\w)[‘‚'](?=[\w¿¡$£€])(?!\d\d(?!\d))|\n[ \t]*\n\s*|\n")
_SINGLE_CLOSE = re.compile(r"(?<=[\w.,!?…%)])['’‘](?!\w)|\n")
# Opening mark → what closes it. What closes in one language opens in another: “ in German, ” in Swedish, » in Danish.
_CLOSERS = {
    "“": "”\"“", "„": "“”\"", "‟": "”", "«": "»", "‹": "›", "「": "」", "『": "』", '"': '"”', "＂": "＂", "``": "''",
    "”": "”", "»": "«", "›": "‹",
}  # fmt: skip
_LONGEST = 6000
_LONGEST_SINGLE = 600
_MOST_INSIDE = 40
"""Marks and line ends looked at inside one quotation: more is noise, and time must stay linear in noise."""
_SENTENCE_END = '.!?…:,;—”"»'


@dataclass(frozen=True, slots=True)
class Marked:
    """The words from `start` to `end`, the marks around them from `opened` to `closed`; offsets in code points."""

    start: int
    end: int
    opened: int
    closed: int


def marked(text: str) -> list[Marked]:
    """The outermost quotations of `text`, in order, not overlapping; empty ones are left out."""
    found: list[Marked] = []
    position = 0
    while match := _MARK.search(text, position):
        mark, position = match[0], match.end()
        if mark.isspace():
            continue
        if mark in "‘‚'":
            end = _single_close(text, position)
            closed = end + 1
        elif mark in _CLOSERS and _may_open(text, match.start(), position):
            end, closed = _close(text, mark, position)
        else:
            continue
        if end < 0:
            continue
        start, stop = position, end
        while start < stop and text[start].isspace():
            start += 1
        while stop > start and text[stop - 1].isspace():
            stop -= 1
        if any(character.isalnum() for character in text[start : min(stop, start + 200)]):
            found.append(Marked(start, stop, match.start(), closed))
        position = max(position, closed)
    return found


def _may_open(text: str, at: int, after: int) -> bool:
    """A mark that also closes opens only at the start of a word."""
    mark = text[at]
    if mark in "“„«‹「『‟":
        return after < len(text)
    before = text[at - 1] if at else " "
    following = text[after] if after < len(text) else " "
    # after "=" it is markup that was left in
    return not following.isspace() and not before.isalnum() and before not in ".,!?…="


def _close(text: str, mark: str, position: int) -> tuple[int, int]:
    """Where the quotation that `mark` opened before `position` ends, and where its closing mark does; -1 for none."""
    closers = _CLOSERS[mark]
    limit = min(len(text), position + _LONGEST)
    depth = inner = 0
    begun = position
    for match in islice(_MARK.finditer(text, position, limit), _MOST_INSIDE):
        found, at = match[0], match.start()
        if found.isspace():
            before = text[at - 1] if at else ""
            following = text[match.end() : match.end() + len(mark)]
            if "\n" in found and (found.count("\n") > 1 or before in _SENTENCE_END or following == mark):
                if following == mark and depth == 0:  # the next paragraph goes on with another opening mark
                    begun = match.end() + len(mark)
                    continue
                # not every inner mark was closed: then it was the outer one that never was
                return _unclosed(text, position, inner if depth else at)
        elif at < begun:
            continue
        elif found in closers and not (found == mark and mark in "“”»" and _opens_word(text, at)):
            if depth == 0:
                return at, match.end()
            depth -= 1
        elif found == mark and mark not in '"＂':
            inner = inner or at
            depth += 1
    return _unclosed(text, position, (inner if depth else 0) or limit) if limit == len(text) or depth else (-1, -1)


def _opens_word(text: str, at: int) -> bool:
    return at + 1 < len(text) and text[at + 1].isalnum() and not text[at - 1].isalnum() and text[at - 1] not in ".,!?…"


def _unclosed(text: str, start: int, end: int) -> tuple[int, int]:
    # a lone mark before a word or two is a slip of the pen, an inch or an accent
    return (end, end) if len(text[start : start + 200].split(None, 4)) > 3 and end - start > 15 else (-1, -1)


def _single_close(text: str, position: int) -> int:
    limit = min(len(text), position + _LONGEST_SINGLE)
    fallback = -1
    for match in islice(_SINGLE_CLOSE.finditer(text, position + 1, limit), _MOST_INSIDE):
        if match[0] == "\n":
            break
        at = match.start()
        if _unbalanced(text, position, at):
            break
        if text[at - 1] not in "sS" or not re.match(r"\s+[a-z]", text[at + 1 : at + 3]):
            return at
        if fallback < 0:  # a plural's possessive, unless nothing else closes
            fallback = at
    return fallback


def _unbalanced(text: str, start: int, end: int) -> bool:
    """Whether a double quotation begins between `start` and `end` and ends beyond: then the single mark is none's."""
    doubles = text.count("“", start, end) - text.count("”", start, end)
    return doubles != 0 or text.count('"', start, end) % 2 == 1
