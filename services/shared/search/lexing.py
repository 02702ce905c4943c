"""The words and signs of a query string: what stands in `q`, piece by piece, and what cannot stand there."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

__all__ = ["Lexeme", "QuerySyntaxError", "lexemes"]

Kind = Literal[
    "word", "form", "prefix", "fuzzy", "phrase", "near", "range", "field", "AND", "OR", "NOT", "+", "-", "(", ")", "end"
]


class QuerySyntaxError(Exception):
    """The query is not well formed.

    `position` is the character at fault, counted from 1; `suggestion` a whole query that may be what was meant.
    """

    def __init__(self, message: str, position: int, suggestion: str | None = None):
        super().__init__(f"{message} at character {position}")
        self.position = position
        self.suggestion = suggestion


@dataclass(frozen=True, slots=True)
class Lexeme:
    """One piece: its kind, its text without signs, where it begins; `number` is what follows its `~`."""

    kind: Kind
    text: str
    at: int
    number: int | None = None


_QUOTES = '"“”„'
_LEXEME = re.compile(
    rf"""\s*(?:
        (?P<quote>[{_QUOTES}])
      | (?P<parenthesis>[()])
      | (?P<sign>[+-])(?=[^\s+\-)])
      | (?P<operator>AND|OR|NOT)(?=[\s(){_QUOTES}]|$)
      | (?P<field>[a-z_]+):(?=[^\s/:)])
      | (?P<word>[^\s(){_QUOTES}]+)
    )""",
    re.VERBOSE,
)
_PHRASE = re.compile(rf"(?P<text>[^{_QUOTES}]*)[{_QUOTES}](?:~(?P<gap>\d{{1,6}}))?")
_RANGE = re.compile(r"[\[{][^\]}]*[\]}]|(?:[<>]=?)?[^\s()]+")
_FUZZY = re.compile(r"(?P<text>[^~]*\w)~(?P<edits>\d{0,6})")
_TRAILING = re.compile(r"[?!.,;:…]+$")
_SIGN = re.compile(r"^(?P<first>[*?])(?=\w)|(?<=\w)(?P<other>[*^~]|\?(?=\w))")
_WEB = re.compile(r"^\w+://|^www\.|\?\w+=")


def lexemes(text: str, fields: Collection[str], periods: Collection[str] = ()) -> list[Lexeme]:
    """Take `text` apart; the last lexeme is `end`. `fields` and `periods` may stand before a colon.

    After one of `periods` comes a `range`, whatever it says. Raises `QuerySyntaxError`.
    """
    found: list[Lexeme] = []
    at = 0
    while match := _LEXEME.match(text, at):
        kind = str(match.lastgroup)
        here, said = match.start(kind), match[kind]
        at = match.end()
        if kind == "quote":
            lexeme, at = _phrase(text, here)
        elif kind == "word":
            lexeme = _word(text, said, here)
        elif kind == "field":
            lexeme = Lexeme("field", said, here)
            if said in periods:
                found.append(lexeme)
                lexeme, at = _range(text, at)
            elif said not in fields:
                raise _unknown(text, said, here, [*fields, *periods])
        else:
            lexeme = Lexeme(said, said, here)  # type: ignore[arg-type]
        found.append(lexeme)
    return [*found, Lexeme("end", "", len(text))]


def _phrase(text: str, here: int) -> tuple[Lexeme, int]:
    match = _PHRASE.match(text, here + 1)
    if match is None:
        raise QuerySyntaxError("expected a closing quotation mark for the one", here + 1, f'{text.rstrip()}"')
    at = match.end()
    if text[at : at + 1] in {"~", "*", "^"}:
        message = f"expected a space or ~ and a number, such as ~5, found {text[at : at + 2]!r}"
        end = re.compile(r"\S*").match(text, at)
        raise QuerySyntaxError(message, at + 1, text[:at] + text[end.end() if end else at :])
    gap = match["gap"]
    kind: Kind = "phrase" if gap is None else "near"
    return Lexeme(kind, match["text"], here, None if gap is None else int(gap)), at


def _range(text: str, at: int) -> tuple[Lexeme, int]:
    if text[at] in _QUOTES and (phrase := _PHRASE.match(text, at + 1)):
        return Lexeme("range", phrase["text"].strip(), at + 1), phrase.end()
    match = _RANGE.match(text, at)
    if match is None:
        raise QuerySyntaxError("expected a time or [from TO to]", at + 1)
    if text[at] in "[{" and match[0][-1] not in "]}":
        raise QuerySyntaxError("expected a closing bracket for the one", at + 1, f"{text.rstrip()}]")
    return Lexeme("range", match[0], at), match.end()


def _word(text: str, said: str, here: int) -> Lexeme:
    """A word with the sign that it bears: `=form`, `prefix*`, `fuzzy~1`."""
    if _WEB.search(said):
        return Lexeme("word", said, here)
    kind: Kind = "word"
    number = None
    bare = said
    if said.startswith("=") and len(said) > 1:
        kind, bare = "form", said[1:]
    elif len(said) > 1 and said.endswith("*") and "*" not in said[:-1]:
        kind, bare = "prefix", said[:-1]
    elif match := _FUZZY.fullmatch(said):
        kind, bare = "fuzzy", match["text"]
        number = int(match["edits"]) if match["edits"] else None
    if sign := _SIGN.search(_TRAILING.sub("", bare)):
        raise _misplaced(text, said, here, here + said.index(bare) + sign.start(), sign[0])
    return Lexeme(kind, bare, here, number)


def _misplaced(text: str, said: str, here: int, position: int, sign: str) -> QuerySyntaxError:
    offset = position - here
    if offset == 0 or said[:offset] == "=":
        message, instead = f"expected a letter: no word begins with {sign!r}", said.lstrip("*?=")
    elif sign == "^":
        message, instead = "expected letters, found '^': words cannot be weighted", said[:offset]
    else:
        message = f"expected letters, found {sign!r}: a word may end in * or ~, and nothing else stands for letters"
        instead = f"{said[:offset]}*"
    return QuerySyntaxError(message, position + 1, _instead(text, here, said, instead))


def _unknown(text: str, name: str, here: int, known: list[str]) -> QuerySyntaxError:
    near = get_close_matches(name, known, 1)
    if near:
        return QuerySyntaxError(
            f"there is no field {name!r}, did you mean {near[0]}?", here + 1, _instead(text, here, name, near[0])
        )
    return QuerySyntaxError(f"there is no field {name!r}, expected one of {', '.join(sorted(known))}", here + 1)


def _instead(text: str, at: int, old: str, new: str) -> str:
    return text[:at] + new + text[at + len(old) :]
