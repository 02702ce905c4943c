"""The user's query string: what may be written in `q`, parsed into a small tree.

ukraine "air defence"        both (or either, by `operator`), the second as a phrase
nato AND (kyiv OR kiev)      operators are in capitals alone; AND binds closer than OR
kursk NOT moscow, -moscow    without it
+nato                        needed even where either would do
"nato summit"~5              these words near each other: at most five others between each and the next
offens* ofensive~ =US        words that begin so; words spelled nearly so; this very form
headline:offensive           in one field; a field takes a word, a phrase or parentheses
published:[2024-08 TO *]     a time or a range of times
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Sequence
from datetime import datetime
from typing import Literal

from services.shared.search.analysis import WIDEST_GAP
from services.shared.search.lexing import Lexeme, QuerySyntaxError, lexemes
from services.shared.search.periods import span_of
from services.shared.search.tree import And, Form, Fuzzy, InField, Near, Node, Not, Or, Period, Phrase, Prefix, Word

__all__ = [
    "And", "Form", "Fuzzy", "InField", "Near", "Node", "Not", "Or", "Period", "Phrase", "Prefix", "QuerySyntaxError",
    "Word", "parse",
]  # fmt: skip

LONGEST = 2000
MOST_WORDS = 100
MOST_EXPANDED = 10
SHORTEST_PREFIX = 2
SHORTEST_FUZZY = 3
MOST_EDITS = 2
DEEPEST = 20
_BETWEEN = re.compile(r"(?P<open>[\[{])\s*(?P<from>\S+)\s+TO\s+(?P<to>\S+?)\s*(?P<close>[\]}])")
_ALONE = re.compile(r"(?P<at>.*)", re.DOTALL)
_COMPARED = re.compile(r"(?P<sign>[<>]=?)(?P<at>.+)")

Operator = Literal["and", "or"]


def parse(
    text: str, operator: Operator = "and", *, fields: Collection[str] = (), periods: Collection[str] = ()
) -> Node | None:
    """Parse a query string; None where it is blank. `operator` joins words that nothing else joins.

    `fields` are the names that may stand before a colon and a word, `periods` those before a time or a range of times.
    Raises `QuerySyntaxError`.
    """
    if len(text) > LONGEST:
        raise QuerySyntaxError(
            f"the query is too long: at most {LONGEST:,} characters, found {len(text):,}", LONGEST + 1
        )
    found = lexemes(text, fields, periods)
    _bound(found, {"word", "form", "prefix", "fuzzy", "phrase", "near", "range"}, MOST_WORDS, "words and phrases")
    _bound(found, {"prefix", "fuzzy", "near"}, MOST_EXPANDED, "words with * or ~ and near phrases")
    return _Parser(text, found, operator).query()


def _bound(found: Sequence[Lexeme], kinds: Container[str], most: int, what: str) -> None:
    counted = [lexeme for lexeme in found if lexeme.kind in kinds]
    if len(counted) > most:
        raise QuerySyntaxError(f"expected at most {most} {what}, one more", counted[most].at + 1)


class _Parser:
    """Recursive descent over the lexemes: or → and → signed → word | phrase | field | ( or )."""

    def __init__(self, text: str, lexemes: list[Lexeme], operator: Operator):
        self.text = text
        self.lexemes = lexemes
        self.operator = operator
        self.n = 0
        self.depth = 0

    def query(self) -> Node | None:
        if self.next.kind == "end":
            return None
        node = self.any_of()
        if self.next.kind == ")":
            raise self.error("expected an opening parenthesis before the closing one", self.next.at, "", 1)
        return node

    @property
    def next(self) -> Lexeme:
        return self.lexemes[self.n]

    def take(self) -> Lexeme:
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

    def operand(self) -> Node:  # noqa: PLR0911
        lexeme = self.take()
        match lexeme.kind:
            case "word":
                return Word(lexeme.text)
            case "form":
                return Form(lexeme.text)
            case "prefix":
                return self.prefix(lexeme)
            case "fuzzy":
                return self.fuzzy(lexeme)
            case "phrase":
                return Phrase(lexeme.text)
            case "near":
                return self.near(lexeme)
            case "field":
                return self.in_field(lexeme)
            case "(":
                return self.group(lexeme)
        if lexeme.kind == "end":
            last = self.lexemes[self.n - 2] if self.n > 1 else lexeme
            raise self.error("expected a word, a phrase or '(', found the end", lexeme.at, "", 0, last.at)
        raise self.error(f"expected a word, a phrase or '(', found {lexeme.text!r}", lexeme.at, "", len(lexeme.text))

    def group(self, opening: Lexeme) -> Node:
        self.deeper(opening)
        node = self.any_of()
        if self.next.kind != ")":
            message = "expected a closing parenthesis for the one"
            raise QuerySyntaxError(message, opening.at + 1, f"{self.text.rstrip()})")
        self.take()
        self.depth -= 1
        return node

    def in_field(self, field: Lexeme) -> Node:
        if self.next.kind == "range":
            return self.period(field.text, self.take())
        if self.next.kind in {"-", "+", "NOT"}:
            sign = self.next
            moved = self.text[: field.at] + sign.text + self.text[field.at : sign.at] + self.text[sign.at + 1 :]
            message = f"expected a word, a phrase or '(' after {field.text}:"
            raise QuerySyntaxError(message, sign.at + 1, None if sign.kind == "NOT" else moved)
        if self.next.kind not in {"word", "form", "prefix", "fuzzy", "phrase", "near", "("}:
            raise QuerySyntaxError(f"expected a word, a phrase or '(' after {field.text}:", self.next.at + 1)
        return InField(field.text, self.operand())

    def prefix(self, lexeme: Lexeme) -> Node:
        if sum(character.isalnum() for character in lexeme.text) < SHORTEST_PREFIX:
            message = f"expected at least {SHORTEST_PREFIX} letters before *"
            raise self.error(message, lexeme.at, lexeme.text, len(lexeme.text) + 1)
        return Prefix(lexeme.text)

    def fuzzy(self, lexeme: Lexeme) -> Node:
        letters = sum(character.isalnum() for character in lexeme.text)
        edits = lexeme.number if lexeme.number is not None else 1 if letters < 6 else MOST_EDITS
        at = lexeme.at + len(lexeme.text)
        written = len(self.text[at:].split(maxsplit=1)[0].rstrip(")"))
        if letters < SHORTEST_FUZZY:
            raise self.error(f"expected at least {SHORTEST_FUZZY} letters before ~", at, "", written)
        if not 1 <= edits <= MOST_EDITS:
            raise self.error(f"expected ~, ~1 or ~{MOST_EDITS}, found ~{edits}", at, f"~{MOST_EDITS}", written)
        return Fuzzy(lexeme.text, edits)

    def near(self, lexeme: Lexeme) -> Node:
        gap = lexeme.number or 0
        if gap > WIDEST_GAP:
            at = self.text.index("~", lexeme.at + len(lexeme.text))
            message = f"expected at most ~{WIDEST_GAP} after a phrase, found ~{gap}"
            raise self.error(message, at, f"~{WIDEST_GAP}", len(str(gap)) + 1)
        return Near(lexeme.text, gap)

    def period(self, name: str, lexeme: Lexeme) -> Node:
        if between := _BETWEEN.fullmatch(lexeme.text):
            earliest, latest = self.span(lexeme, between, "from"), self.span(lexeme, between, "to")
            begin = earliest and (earliest[0] if between["open"] == "[" else earliest[1])
            end = latest and (latest[1] if between["close"] == "]" else latest[0])
            if earliest and latest and earliest[0] > latest[0]:
                turned = f"{between['open']}{between['to']} TO {between['from']}{between['close']}"
                message = f"expected a time after {between['from']}"
                at = lexeme.at + between.start("to")
                raise QuerySyntaxError(message, at + 1, self.replaced(lexeme.at, turned, len(lexeme.text)))
            return Period(name, begin or None, end or None)
        if compared := _COMPARED.fullmatch(lexeme.text):
            span = self.span(lexeme, compared, "at")
            begin, end = span or (None, None)
            return {
                ">=": Period(name, begin, None),
                "<": Period(name, None, begin),
                "<=": Period(name, None, end),
                ">": Period(name, end, None),
            }[compared["sign"]]
        if lexeme.text[:1] in {"[", "{"}:
            message = "expected a range such as [2024-08-01 TO 2024-08-31], or * for an open end"
            raise QuerySyntaxError(message, lexeme.at + 1)
        only = _ALONE.fullmatch(lexeme.text)
        return Period(name, *(self.span(lexeme, only, "at") or (None, None))) if only else Period(name, None, None)

    def span(self, lexeme: Lexeme, match: re.Match[str], group: str) -> tuple[datetime, datetime | None] | None:
        """The moments that a part of a range names; None for an open end."""
        said = match[group]
        if said == "*":
            return None
        span = span_of(said)
        if span is None:
            message = f"expected a time such as 2024, 2024-08, 2024-08-31 or 2024-08-31T12:00Z, found {said[:40]!r}"
            raise QuerySyntaxError(message, lexeme.at + match.start(group) + 1)
        return span

    def replaced(self, at: int, new: str, length: int) -> str:
        return self.text[:at] + new + self.text[at + length :]

    def error(self, message: str, at: int, new: str, length: int, cut: int | None = None) -> QuerySyntaxError:
        """A mistake that `new` at `at` in place of `length` characters would mend; or that all from `cut` on is cut."""
        mended = self.text[:cut] if cut is not None else self.replaced(at, new, length)
        mended = " ".join(mended.split())
        return QuerySyntaxError(message, at + 1, mended or None)

    def deeper(self, lexeme: Lexeme) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise QuerySyntaxError(
                f"expected at most {DEEPEST} parentheses and negations within each other, one more", lexeme.at + 1
            )
