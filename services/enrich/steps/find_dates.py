"""The step that finds the dates named in headline and body, and says which day, month, quarter or year each means."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from services.enrich.dates.grammar import Grammar
from services.enrich.dates.languages import GRAMMARS, UNKNOWN
from services.enrich.dates.resolve import Context, resolve
from services.shared.article import Article, DateMention, TextField

__all__ = ["find_dates"]

_WORD = re.compile(r"[^\W_]{1,40}")
_BESIDE = re.compile(r" [^\W_]{1,40}(?=\W)")
_BEFORE, _AFTER = 120, 50
"""Characters around a date in which its sentence may say that it looks ahead."""
_CLAUSE_END = re.compile(r"[.;!?]\s|\n\n|[“”\"]")
_REPORTED = re.compile(r"\b(?:said|told|\w{3,20}ed)(?: \w{1,12}){0,1}(?: (?:on|in))?\s*$", re.IGNORECASE)
_LOOKS_AHEAD_ED = re.compile(
    r"(?:expected|scheduled|planned|intended|supposed|slated|delayed|postponed)(?: \w+)?(?: (?:on|in|for))?\s*$"
)
_ENDED = re.compile(r"\b(?:ended|since|effective)\s+$")
_WAS_UNTIL = re.compile(
    r"\b(?:had|was|were|did|stood|lay|kept)\b(?:(?!\b(?:would|to|will)\b).)*\b(?:until|till)\s+$", re.DOTALL
)
_NEXT_CLAUSE = re.compile(r",|\s(?:and|but|while|who|which|whose|que|qui|et|y|dass|und|что|и|що|та)\s")
"""What comes after one of these is said of another day: "left on Monday and will arrive in May"."""
_EACH = re.compile(r"\s+of\s+(?:each|every)\b", re.IGNORECASE)
_PREPOSED = re.compile(
    r"\b(?:in|of|by|since|until|till|from|through|for|during|before|after|on|last|next|this|early|late|mid"
    r"|en|de|depuis|jusqu['’]en|fin|début|mi|avant|après|dès|im|bis|seit|ab|anfang|mitte|ende|в|с|до|у|з)[\s-]+$",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s(?!(?:was|has|is|as|its|his|this|us|alongside|across|towards|besides|perhaps|always)\b)(?:people|men|women|children|[a-z]{3,20}s)\b"
)


def find_dates(article: Article) -> Article:
    """Give `article` its `dates`, in the order in which they stand, headline first."""
    grammar = GRAMMARS.get(article.language.code, UNKNOWN)
    today = article.published_at.date() if article.published_at else None
    people: dict[TextField, set[int]] = {"headline": set(), "body": set()}
    for mention in article.mentions:
        if mention.type == "person":
            people[mention.field].update(range(mention.start, mention.end))
    found = [
        *_dates(article.headline or "", "headline", grammar, today, people["headline"]),
        *_dates(article.body, "body", grammar, today, people["body"]),
    ]
    return article.model_copy(update={"dates": tuple(found)})


def _dates(
    text: str, field: TextField, grammar: Grammar, today: date | None, people: set[int]
) -> Iterator[DateMention]:
    """The dates of `text`; none begins at a character in `people`, who may be called Jan or April."""
    context = Context(grammar, today)
    position = 0
    for word in _WORD.finditer(text):
        if word.start() < position or word.start() in people or not grammar.may_begin(word[0]):
            continue
        beside = _BESIDE.match(text, word.end())  # "the third": nearly always it is not
        if beside is not None and not grammar.may_begin(text[word.start() : beside.end()]):
            continue
        match = grammar.pattern.match(text, word.start())
        if match is None:
            continue
        name = match.lastgroup or ""
        prefix = f"{name}__"
        kind = name.partition("_")[0]
        parts = {
            key[len(prefix) :]: value for key, value in match.groupdict().items() if value and key.startswith(prefix)
        }
        if not _is_one(kind, parts, match, grammar):
            continue
        context.ahead = _looks_ahead(text, match.start(), match.end(), grammar)
        meaning = resolve(kind, parts, context)
        if meaning is None:
            continue
        position = match.end()
        yield DateMention.model_construct(
            text=match[0], field=field, start=match.start(), end=match.end(),
            value=meaning.value, grain=meaning.grain, relative=meaning.relative,
        )  # fmt: skip


def _is_one(kind: str, parts: dict[str, str], match: re.Match[str], grammar: Grammar) -> bool:
    text, start, end = match.string, match.start(), match.end()
    if grammar.capitals:
        for part in ("m", "w", "w2"):
            if part in parts and not parts[part].isdigit() and not parts[part][0].isupper():
                return False
    if kind == "month" and "y" not in parts and parts["m"].lower() in _ALSO_WORDS:
        # "May" and "March" are names, verbs and auxiliaries too: a bare one must follow a preposition
        return match[0] != parts["m"] or bool(_PREPOSED.search(text, max(0, start - 12), start))
    if kind == "weekday" and _EACH.match(text, end):
        return False  # "the first Saturday of each month"
    if kind == "year" and match[0] == parts["y"]:
        # "in 2000 people": a number of things
        return not _COUNTED.match(text, end)
    return True


_ALSO_WORDS = frozenset(("may", "march", "mar.", "jan", "jun", "mai", "mars", "марта", "мая"))


def _looks_ahead(text: str, start: int, end: int, grammar: Grammar) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    cut = 0
    for boundary in _CLAUSE_END.finditer(before):
        cut = boundary.end()
    before = before[cut:]
    if (
        _ENDED.search(before)
        or _WAS_UNTIL.search(before)
        or (_REPORTED.search(before) and not _LOOKS_AHEAD_ED.search(before))
    ):
        return False
    if grammar.future.search(before):
        return True
    after = text[end : end + _AFTER]
    for end_of_clause in (_CLAUSE_END.search(after), _NEXT_CLAUSE.search(after)):
        if end_of_clause:
            after = after[: end_of_clause.start()]
    return bool(grammar.future.search(after))
