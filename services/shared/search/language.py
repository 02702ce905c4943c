"""The user's query string: what may be written in `q`, parsed into a small tree.

ukraine "air defence"        both (or either, by `operator`), the second as a phrase
nato AND (kyiv OR kiev)      operators are in capitals alone; AND binds closer than OR
kursk NOT moscow, -moscow    without it
+nato                        needed even where either would do
headline:offensive           in one field; a field takes a word, a phrase or parentheses
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Literal

__all__ = ["And", "InField", "Node", "Not", "Or", "Phrase", "QuerySyntaxError", "Word", "parse"]

LONGEST = 2000
MOST_WORDS = 100
DEEPEST = 20

Operator = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """These words next to each other, in this order and spelling."""

    text: str


@dataclass(frozen=True, slots=True)
class And:
    """All of `parts`."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Any of `parts`; the more, the better."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Everything but `part`."""

    part: Node


@dataclass(frozen=True, slots=True)
class InField:
    """`part`, looked for in the field of this name alone."""

    field: str
    part: Node


Node = Word | Phrase | And | Or | Not | InField


class QuerySyntaxError(Exception):
    """The query is not well formed; `position` is the character at fault, counted from 1."""

    def __init__(self, message: str, position: int):
        super().__init__(f"{message} at character {position}")
        self.position = position


@dataclass(frozen=True, slots=True)
class _Lexeme:
    kind: Literal["word", "phrase", "field", "AND", "OR", "NOT", "+", "-", "(", ")", "end"]
    text: str
    at: int


_LEXEME = re.compile(
    r"""\s*(?:
        (?P<quote>["“”„])
      | (?P<parenthesis>[()])
      | (?P<sign>[+-])(?=[^\s+\-)])
      | (?P<operator>AND|OR|NOT)(?=[\s()"“”„]|$)
      | (?P<field>[a-z_]+):(?=[^\s/:)])
      | (?P<word>[^\s()"“”„]+)
    )""",
    re.VERBOSE,
)
_CLOSING = re.compile(r'["“”„]')
_NOT_YET = re.compile(r"\w([*~^?])\S*$|^([*?])\w")  # wildcards, fuzziness, boosts: refused rather than passed over


def parse(text: str, operator: Operator = "and", *, fields: Collection[str] = ()) -> Node | None:
    """Parse a query string; None where it is blank. `operator` joins words that nothing else joins.

    `fields` are the names that may stand before a colon. Raises `QuerySyntaxError`.
    """
    if len(text) > LONGEST:
        raise QuerySyntaxError(
            f"the query is too long: at most {LONGEST:,} characters, found {len(text):,}", LONGEST + 1
        )
    return _Parser(_lexemes(text, fields), operator).query()


def _lexemes(text: str, fields: Collection[str]) -> list[_Lexeme]:
    found: list[_Lexeme] = []
    at = 0
    while match := _LEXEME.match(text, at):
        kind = str(match.lastgroup)
        here, said = match.start(kind), match[kind]
        at = match.end()
        if kind == "quote":
            closing = _CLOSING.search(text, at)
            if closing is None:
                raise QuerySyntaxError("expected a closing quotation mark for the one", here + 1)
            found.append(_Lexeme("phrase", text[at : closing.start()], here))
            at = closing.end()
            if text[at : at + 1] in {"~", "*", "^"}:
                raise QuerySyntaxError(f"expected a space before {text[at]!r}", at + 1)
        elif kind == "word":
            if odd := _NOT_YET.search(said):
                group = 1 if odd[1] else 2
                raise QuerySyntaxError(f"expected letters, found {odd[group]!r}", here + odd.start(group) + 1)
            found.append(_Lexeme("word", said, here))
        elif kind == "field":
            if said not in fields:
                near = get_close_matches(said, fields, 1)
                meant = f"did you mean {near[0]}?" if near else f"expected one of {', '.join(sorted(fields))}"
                raise QuerySyntaxError(f"there is no field {said!r}, {meant}", here + 1)
            found.append(_Lexeme("field", said, here))
        else:
            found.append(_Lexeme(said, said, here))  # type: ignore[arg-type]
    found.append(_Lexeme("end", "", len(text)))
    words = [lexeme for lexeme in found if lexeme.kind in {"word", "phrase"}]
    if len(words) > MOST_WORDS:
        raise QuerySyntaxError(f"expected at most {MOST_WORDS} words and phrases, one more", words[MOST_WORDS].at + 1)
    return found


class _Parser:
    """Recursive descent over the lexemes: or → and → signed → word | phrase | field | ( or )."""

    def __init__(self, lexemes: list[_Lexeme], operator: Operator):
        self.lexemes = lexemes
        self.operator = operator
        self.n = 0
        self.depth = 0

    def query(self) -> Node | None:
        if self.next.kind == "end":
            return None
        node = self.any_of()
        if self.next.kind == ")":
            raise QuerySyntaxError("expected an opening parenthesis before the closing one", self.next.at + 1)
        return node

    @property
    def next(self) -> _Lexeme:
        return self.lexemes[self.n]

    def take(self) -> _Lexeme:
        self.n += 1
        return self.lexemes[self.n - 1]

    def any_of(self) -> Node:
        parts = [self.together()]
        while self.next.kind == "OR":
            self.take()
            parts.append(self.together())
        return parts[0] if len(parts) == 1 else Or(tuple(parts))

    def together(self) -> Node:
        """Operands beside each other, each run of them that AND joins being one."""
        needed: list[Node] = []
        wanted: list[Node] = []
        while True:
            sign = self.next.kind
            node = self.joined()
            if self.operator == "and" or sign == "+" or isinstance(node, Not):
                needed.append(node)
            else:
                wanted.append(node)
            if self.next.kind in {"end", ")", "OR"}:
                break
        if not wanted:
            return needed[0] if len(needed) == 1 else And(tuple(needed))
        if not needed:
            return wanted[0] if len(wanted) == 1 else Or(tuple(wanted))
        positive = [node for node in needed if not isinstance(node, Not)]
        if positive:  # the others are not needed, but they count
            return And((*needed, Or((*positive, *wanted))))
        return And((*needed, Or(tuple(wanted)) if len(wanted) > 1 else wanted[0]))

    def joined(self) -> Node:
        parts = [self.signed()]
        while self.next.kind == "AND":
            self.take()
            parts.append(self.signed())
        return parts[0] if len(parts) == 1 else And(tuple(parts))

    def signed(self) -> Node:
        if self.next.kind in {"NOT", "-"}:
            self.deeper(self.take())
            node = Not(self.signed())
            self.depth -= 1
            return node
        if self.next.kind == "+":
            self.take()
        return self.operand()

    def operand(self) -> Node:
        lexeme = self.take()
        if lexeme.kind == "word":
            return Word(lexeme.text)
        if lexeme.kind == "phrase":
            return Phrase(lexeme.text)
        if lexeme.kind == "field":
            if self.next.kind not in {"word", "phrase", "("}:
                raise QuerySyntaxError(f"expected a word, a phrase or '(' after {lexeme.text}:", self.next.at + 1)
            return InField(lexeme.text, self.operand())
        if lexeme.kind == "(":
            self.deeper(lexeme)
            node = self.any_of()
            if self.next.kind != ")":
                raise QuerySyntaxError("expected a closing parenthesis for the one", lexeme.at + 1)
            self.take()
            self.depth -= 1
            return node
        found = "the end" if lexeme.kind == "end" else repr(lexeme.text)
        raise QuerySyntaxError(f"expected a word, a phrase or '(', found {found}", lexeme.at + 1)

    def deeper(self, lexeme: _Lexeme) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QuerySyntaxError(
                f"expected at most {DEEPEST} parentheses and negations within each other, one more", lexeme.at + 1
            )
