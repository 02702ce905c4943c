"""A text as the finding of speakers sees it: words and punctuation, each quotation one token, cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from services.enrich.quotes.marks import Marked

__all__ = ["Token", "sentences", "tokenized"]

_TOKEN = re.compile(
    r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Lt|Col|Maj|Sgt|Jr|Sr|St|Prof|Rev|Hon|Adm|Capt|Cmdr|Messrs|Inc|Corp|No|vs)"
    r"\.(?=\s)"
    r"|(?:[^\W\d_]\.){1,6}|[^\W_]+(?:[’'.\-–/@][^\W_]+){0,8}|\n[ \t]*\n\s*|\n|[^\w\s]"
)
_CLOSING = frozenset("”\"’»'“)]")


class Token(NamedTuple):
    """A word, a mark or (with `quote`, its number) a whole quotation; `ends`: the mark it ends a sentence with."""

    text: str
    low: str
    start: int
    end: int
    quote: int = -1
    ends: str = ""

    @property
    def is_word(self) -> bool:
        return self.quote < 0 and self.text[0].isalnum()

    @property
    def is_capital(self) -> bool:
        return self.quote < 0 and self.text[0].isupper()


def tokenized(text: str, quotes: Sequence[Marked], start: int = 0, end: int | None = None) -> list[Token]:
    """The tokens of `text` from `start` to `end`; what stands in `quotes` is not looked into."""
    tokens: list[Token] = []
    position, end = start, len(text) if end is None else end
    for number, quote in enumerate(quotes):
        if quote.closed <= start or quote.opened >= end:
            continue
        _split(text, position, quote.opened, tokens)
        last = text[quote.start : quote.end].rstrip("’'”\"»")[-1:]
        tokens.append(
            Token("“”", "“”", quote.opened, quote.closed, number, last if last and last in ".!?…,;:—–-" else "")
        )
        position = quote.closed
    _split(text, position, end, tokens)
    return tokens


def _split(text: str, start: int, end: int, tokens: list[Token]) -> None:
    for match in _TOKEN.finditer(text, start, end):
        word = match[0]
        ends = word if word in ".!?…" else "\n" if word[0] == "\n" else ""
        tokens.append(Token(word, word.lower(), match.start(), match.end(), -1, ends))


def sentences(tokens: Sequence[Token]) -> list[int]:
    """The number of the sentence that each token belongs to; a line's end ends one where the line ended one."""
    numbers: list[int] = []
    number = 0
    for n, token in enumerate(tokens):
        numbers.append(number)
        following = tokens[n + 1] if n + 1 < len(tokens) else None
        if following is None:
            break
        if token.ends == "\n":
            before = tokens[n - 1] if n else token
            if (
                len(token.text) > 1
                or before.ends
                or before.text in _CLOSING
                or before.quote >= 0
                or following.quote >= 0
            ):
                number += 1
        elif (
            token.ends
            and token.ends in ".!?…"
            and (following.is_capital or following.quote >= 0 or following.text[0].isdigit())
        ):
            number += 1
    return numbers
