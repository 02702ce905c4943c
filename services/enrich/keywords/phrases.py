"""The phrases of a text that can name what it is about, with how often and how early each stands."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from services.enrich.keywords.classes import DETERMINERS, ELIDED, LINKS, Class, classifier, stemmer

__all__ = ["Phrase", "Phrases"]

Phrase = tuple[str, ...]
"""The stems of its words, links between them left out."""

_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|\d+(?:[.,]\d+)*\w*|[^\s\w]|\n")
_LONGEST_WORD = 40
_LONGEST = 3
_POSSESSIVE = ("'s", "’s", "s'", "s’")
_SENTENCE_END = frozenset(".!?:…—–\n")
_OPENING = frozenset("“„«\"'‘‹(")
# Languages that write names, and little else, with a capital within a sentence; English has capitals in headlines.
_CAPITAL_IS_NAME = frozenset(("fr", "es", "it", "pt", "ru", "uk"))


class Phrases:
    """Counts of what was `read` so far; `first` is the number of the word at which a phrase first stands."""

    def __init__(self, language: str):
        self.counts: Counter[Phrase] = Counter()
        self.words: Counter[str] = Counter()
        self.first: dict[Phrase, int] = {}
        self.text: dict[Phrase, tuple[str, ...]] = {}
        self.classes: dict[str, Class] = {}
        self.named: set[str] = set()
        self.spelling: dict[str, str] = {}
        self.read_words = 0
        self._language = language
        self._class = classifier(language)
        self._stem = stemmer(language)
        self._determiners = DETERMINERS.get(language)
        self._links = LINKS.get(language, frozenset())
        self._run: list[tuple[str, str, Class]] = []
        self._capital_is_name = language in _CAPITAL_IS_NAME
        self._link = ""

    def spelled(self, phrase: Phrase) -> str:
        """The phrase as the text writes it, in lower case where the text has it so."""
        text = " ".join(self.spelling.get(word, word) for word in self.text[phrase])
        return text.replace("’ ", "’").replace("' ", "'")

    def read(self, text: str, apart: Iterable[tuple[int, int]], weight: int) -> None:
        """Count the phrases of `text`, `weight` times each; none goes into or across a span in `apart`."""
        spans = iter(sorted(apart))
        span = next(spans, None)
        begins, determined = True, False
        for match in _TOKEN.finditer(text):
            while span is not None and span[1] <= match.start():
                span = next(spans, None)
            token = match[0]
            self.read_words += 1
            if span is not None and span[0] < match.end():
                if self._run:
                    self._flush(weight)
                begins = determined = False
                continue
            if self._determiners is not None and (elided := ELIDED.match(token)) is not None:
                if elided[0].lower() in self._links and self._run:
                    self._link = elided[0].lower()
                else:
                    self._flush(weight)
                determined, token = True, token[elided.end() :]
            determined = self._word(token, weight, begins=begins, determined=determined)
            begins = token in _SENTENCE_END or (begins and token in _OPENING)
        self._flush(weight)

    def _word(self, token: str, weight: int, *, begins: bool, determined: bool) -> bool:
        """Take one word; returns whether it is a determiner of what follows."""
        low = token.lower()
        possessive = low.endswith(_POSSESSIVE)
        if possessive:
            low, token = low[:-2], token[:-2]
        if low in self._links:
            if self._run and not self._link:
                self._link = low
            else:
                self._flush(weight)
            return True
        usable = 2 < len(low) <= _LONGEST_WORD and low[0].isalpha()
        kind = self._class(low, token) if usable else Class.NONE
        if self._capital_is_name and not begins and token[:1].isupper():
            kind = Class.NONE
        if kind is Class.NONE:
            if self._run:
                self._flush(weight)
            return self._determiners is not None and low in self._determiners
        stem = self._stem(low)
        if determined and not begins:
            self.named.add(stem)
        self.words[stem] += weight
        self.classes[stem] = kind
        if low not in self.spelling or token == low:
            self.spelling[low] = low if begins and self._language != "de" else token
        self._run.append((stem, low, kind))
        if self._link and len(self._run) > 1:
            self._linked(weight)
        if possessive:
            self._flush(weight)
        return False

    def _linked(self, weight: int) -> None:
        (stem, low, _), (other, after, _) = self._run[-2:]
        self._add((stem, other), (low, self._link, after), self.read_words - 2, weight)
        self._link = ""

    def _flush(self, weight: int) -> None:
        run = self._run
        self._link = ""
        while run and run[-1][2] is Class.QUALITY:
            run.pop()
        end = self.read_words - 1
        if self._language == "de":
            del run[1:]  # nouns in a row are a role and a name
        for n, word in enumerate(run):
            if word[2] is Class.THING:
                self._add((word[0],), (word[1],), end - len(run) + n, weight)
        if self._determiners is None:
            for length in range(2, min(_LONGEST, len(run)) + 1):
                words = run[-length:]
                if any(word[2] is Class.THING for word in words):
                    self._add(
                        tuple(w[0] for w in words), tuple(w[1] for w in words), max(0, end - length), weight
                    )  # fmt: skip
        run.clear()

    def _add(self, phrase: Phrase, text: tuple[str, ...], at: int, weight: int) -> None:
        self.counts[phrase] += weight
        self.first.setdefault(phrase, at)
        self.text.setdefault(phrase, text)

    def is_one(self, phrase: Phrase) -> bool:
        """Whether the text bears out that `phrase` names something."""
        if self._determiners is not None:
            return all(word in self.named for word in phrase)
        if len(phrase) == 1 or self._language == "en" or self.counts[phrase] > 2:  # a headline counts twice
            return True
        return len(phrase) == 2 and self.classes[phrase[0]] is Class.QUALITY
