"""Names that a model cuts short or passes over, completed from what stands right beside them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from services.enrich.knowledge.folding import fold
from services.enrich.naming.boundaries import Span
from services.enrich.naming.text import Words

__all__ = ["completed", "initials_of"]

_OWN_APOSTROPHE = re.compile(r"(?<=[^\WsSxXzZ\d_])['’ʼʻ‘] (?=[^\W\d_])")
"""Not the mark of a plural's possessive: `Anyang' Nyong'o`, but `the teams' Nairobi office`."""
_RARELY_SEEN = re.compile(r"[^\x00-\x7f‘’ʼʻ‐‑]|^[^\W\d_]['’](?=[^\W\d_a-z])")
"""A letter beyond ASCII, or an apostrophe before a capital: `Ngũgĩ`, `O’Malley`, but not `Isn’t`."""
_OPENED = re.compile(r"(?:^|[\s(“\"])['‘]")
_BRACKETED = re.compile(r"\s?\(([A-Z][A-Z&-]{1,9})\)")
_MINISTER = re.compile(r" Minister\b")
_SMALL = {"of", "the", "and", "for", "de", "la", "du", "des"}


def completed(split: Words, spans: list[Span]) -> list[Span]:
    """`spans` (sorted, not overlapping) with what belongs to them, and with the acronyms that the text explains."""
    found: list[Span] = []
    for span in spans:
        if (found and span.start < found[-1].end) or _is_portfolio(split.text, span):
            continue
        span.end = _end(split, span)
        found.append(span)
        found.extend(_acronym(split.text, span))
    return found


def _end(split: Words, span: Span) -> int:
    """Where the name ends, with a word after an apostrophe of its own, a surname in letters that models rarely see."""
    text = split.text
    if match := _OWN_APOSTROPHE.match(text, span.end):
        line = text.rfind("\n", 0, span.start) + 1
        word = split.all[n] if (n := split.index_at(match.end())) < len(split.all) else None
        if word and word.capital and word.start == match.end() and not _OPENED.search(text, line, span.start):
            return word.end
    if span.label == "person" and (n := split.index_at(span.end)) < len(split.all):
        word = split.all[n]
        if word.text[0].isupper() and _RARELY_SEEN.search(word.text) and text[span.end : word.start] == " ":
            return word.end
    return span.end


def _acronym(text: str, span: Span) -> Iterator[Span]:
    """`Maritime Union of New Zealand (MUNZ)`: what stands in brackets is the same organization's name."""
    if span.label == "organization" and (match := _BRACKETED.match(text, span.end)):
        letters = match[1].replace("&", "").replace("-", "").lower()
        if letters in initials_of(text[span.start : span.end]):
            yield Span(match.start(1), match.end(1), "organization", "rule", 0.9)


def _is_portfolio(text: str, span: Span) -> bool:
    """`Mines Minister` says what she is minister of; it names no organization."""
    name = text[span.start : span.end]
    return span.label == "organization" and name.istitle() and name.isalpha() and bool(_MINISTER.match(text, span.end))


def initials_of(name: str) -> set[str]:
    """What an organization of three words or more may be shortened to, folded: with and without its small words."""
    words = fold(name).split()
    if len(words) < 3:
        return set()
    joined = fold(name.replace("-", "")).split()  # `Inter-American Development Bank` is IDB
    return {
        "".join(word[0] for word in words),
        "".join(word[0] for word in words if word not in _SMALL),
        "".join(word[0] for word in joined if word not in _SMALL),
    }
