"""How a language writes dates: one regular expression a language, made from its words.

Each alternative is a kind of date that `resolve` knows, its groups the parts of it. All repetition is bounded, so that
matching is linear in any text. An alternative `kind` with a group `(?P<part>…)` becomes `(?P<kind__part>…)`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import regex

__all__ = ["YEAR", "Grammar", "compiled", "cue", "numbered"]

YEAR = r"(?:1[5-9]|20)\d\d"
_REMEMBERED = 50_000
_DIGITAL = (
    ("iso", rf"(?P<y>{YEAR})-(?P<m>[01]\d)-(?P<d>[0-3]\d)(?!\d|-)"),
    ("numeric", rf"(?P<a>\d{{1,2}})(?P<sep>[/.])(?P<b>\d{{1,2}})(?P=sep)(?P<y>{YEAR})(?!\d|[./]\d)"),
    ("numeric", r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d\d)(?!\d|[./]\d)"),
)
_LAST = (("year", rf"(?P<y>{YEAR})(?![\d%‰°]|[.,/:]\d|-\d\d?-)"),)


@dataclass(frozen=True)
class Grammar:
    """The words of one language. Keys are lower-case spellings (regular expressions), values what they mean.

    `months` 1 to 12, `weekdays` Monday 0, `numbers` counts, `quarters` 1 to 4, `units` day…year, `shifts` −1, 0, 1
    (last, this, next), `days` days from today. `patterns` use the words as `{month}`, `{weekday}` and so on.
    `future`: words that say that a sentence looks ahead. `capitals`: months and weekdays are written with a capital.
    `day_first`: 6/8/2024 is in August.
    """

    months: dict[str, int]
    weekdays: dict[str, int]
    numbers: dict[str, int]
    quarters: dict[str, int]
    units: dict[str, str]
    shifts: dict[str, int]
    days: dict[str, int]
    patterns: tuple[tuple[str, str], ...]
    future: re.Pattern[str]
    capitals: bool = False
    day_first: bool | None = True
    pattern: re.Pattern[str] = field(init=False, repr=False)
    _partial: regex.Pattern[str] = field(init=False, repr=False)
    _begins: dict[str, bool] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "pattern", compiled(self))
        object.__setattr__(self, "_partial", regex.compile(self.pattern.pattern, regex.IGNORECASE | regex.VERSION0))

    def may_begin(self, word: str) -> bool:
        """Whether a date may begin with `word`, or with two. Nearly none does: asking first saves most of the time."""
        known = self._begins.get(word)
        if known is None:
            if len(self._begins) >= _REMEMBERED:
                self._begins.clear()
            known = self._begins[word] = self._partial.match(word, partial=True) is not None
        return known


def compiled(grammar: Grammar) -> re.Pattern[str]:
    """The one expression of a language; which alternative matched is the group that `kind` names, as `kind_number`."""
    words = {
        "month": _any(grammar.months),
        "weekday": _any(grammar.weekdays),
        "number": rf"\d{{1,3}}|{_any(grammar.numbers)}",
        "quarter": _any(grammar.quarters),
        "unit": _any(grammar.units),
        "shift": _any(grammar.shifts),
        "day": _any(grammar.days),
        "year": YEAR,
        "_": r"\s{1,3}",
    }
    alternatives = []
    for number, (kind, pattern) in enumerate((*_DIGITAL, *grammar.patterns, *_LAST)):
        filled = (
            re.sub(r"\{([a-z_]+)\}", lambda m: words[m[1]], pattern) if (kind, pattern) in grammar.patterns else pattern
        )
        name = f"{kind}_{number}"
        filled = re.sub(r"\(\?P(<|=)(\w+)", rf"(?P\g<1>{name}__\g<2>", filled)
        alternatives.append(f"(?P<{name}>{filled})")
    return re.compile(rf"(?<![\w.,$€£/])(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _any(words: dict[str, int] | dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def numbered(words: str, first: int) -> dict[str, int]:
    """Each word with its number from `first` on; words with a slash between share one."""
    return {word: n for n, same in enumerate(words.split(), first) for word in same.split("/")}


def cue(words: str) -> re.Pattern[str]:
    """Any of `words`, alternatives of a regular expression, as a whole word."""
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
