"""Noun phrases without a parser: the one that ends at a word, begins at one, or is the subject of a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from services.enrich.quotes.cues import Voice
from services.enrich.quotes.tokens import Token

__all__ = ["Phrase", "Phrases"]

_LONGEST = 16
_ASIDE = 40
_LONGEST_NAME = 5
_PARTICLES = frozenset(
    [
        "de",
        "da",
        "do",
        "dos",
        "del",
        "della",
        "di",
        "du",
        "von",
        "van",
        "der",
        "den",
        "bin",
        "ibn",
        "al",
        "el",
        "la",
        "le",
        "y",
        "e",
    ]
)
_DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
_TIMES = frozenset(
    ("later", "earlier", "ago", "afterward", "afterwards", "morning", "night", "evening", "year", "week", "month")
)
_CONJUNCTIONS = frozenset(
    ("but", "and", "still", "yet", "so", "or", "however", "meanwhile", "instead", "then", "later", "also")
)


class Phrase(NamedTuple):
    """Tokens `start` to `end`, `end` exclusive."""

    start: int
    end: int


class Phrases:
    """The noun phrases of `tokens`; every method looks at a bounded number of tokens."""

    def __init__(self, tokens: Sequence[Token], voice: Voice):
        self.tokens = tokens
        self.voice = voice

    def ending(self, last: int, begin: int) -> Phrase | None:
        """The subject that ends at `last` or, with auxiliaries, adverbs and an aside in commas skipped, before it."""
        tokens = self.tokens
        last = self._back_over_brackets(self._back_over_auxiliaries(last, begin), begin)
        if last < begin:
            return None
        if tokens[last].text not in ",—–":
            return self._ending_at(last, begin)
        if tokens[last - 1].text == ")" and (found := self.ending(last - 1, begin)) is not None:  # "X (D-Ohio), said"
            return found
        for n in range(last - 1, max(begin, last - _ASIDE) - 1, -1):
            if tokens[n].text == tokens[last].text:
                if (name := self._apposed(n, last, begin)) is not None:
                    return name
                before = self._back_over_auxiliaries(self._back_over_brackets(n - 1, begin), begin)
                found = self._ending_at(before, begin) if before >= begin else None
                if found is not None and (
                    tokens[found.end - 1].is_capital
                    or tokens[found.start].low in self.voice.openers
                    or tokens[found.end - 1].low in self.voice.pronouns
                ):
                    return found
        return None

    def _apposed(self, opened: int, closed: int, begin: int) -> Phrase | None:
        """The name between two commas after a role: "Brazil's transport minister, Renan Filho, called"."""
        name = Phrase(opened + 1, closed)
        if opened <= begin or not self._is_name(name):
            return None
        role = self.tokens[opened - 1]
        if not role.is_word or role.is_capital or role.low in self.voice.breaks or role.low in self.voice.strong:
            return None
        return name

    def _is_name(self, phrase: Phrase) -> bool:
        tokens, voice = self.tokens, self.voice
        words = tokens[phrase.start : phrase.end]
        return (
            1 < len(words) <= _LONGEST_NAME
            and words[0].is_capital
            and words[-1].is_capital
            and words[0].low not in voice.openers | voice.breaks | voice.links | _DAYS
            and all(word.is_capital or word.low in _PARTICLES or word.text == "." for word in words)
        )

    def _back_over_auxiliaries(self, last: int, begin: int) -> int:
        tokens = self.tokens
        while last >= begin and (
            tokens[last].low in self.voice.skipped
            or (tokens[last].low.endswith("ly") and len(tokens[last].low) > 4 and not tokens[last].is_capital)
        ):
            last -= 1
        return last

    def _back_over_brackets(self, last: int, begin: int) -> int:
        if last >= begin and self.tokens[last].text == ")":
            for n in range(last - 1, max(begin, last - 12) - 1, -1):
                if self.tokens[n].text == "(":
                    return n - 1
        return last

    def _ending_at(self, last: int, begin: int) -> Phrase | None:
        tokens, voice = self.tokens, self.voice
        token = tokens[last]
        if token.low in voice.pronouns:
            return Phrase(last, last + 1)
        if not token.is_word or token.low in voice.breaks or token.low in _DAYS or token.text.isdigit():
            return None
        start = last
        while start > begin and last - start < _LONGEST:
            before = tokens[start - 1]
            if before.low in voice.openers:
                start -= 1
                if not (start > begin and tokens[start - 1].low in ("of", "for") and start - 1 > begin):
                    break
                continue
            if before.low in voice.links:
                if start - 1 > begin and self._links(start - 1, begin, tokens[start]):
                    start -= 1
                    continue
                break
            if (
                not before.is_word
                or before.low in voice.breaks
                or before.low in voice.strong
                or before.low in voice.skipped
            ):
                break
            if before.low in _DAYS or before.low in voice.pronouns:
                break
            start -= 1
        if (
            not token.is_capital
            and not token.low.endswith("s")
            and not any(tokens[n].is_capital or tokens[n].low in voice.openers for n in range(start, last))
        ):
            return None  # a bare singular noun, which is no subject
        return Phrase(start, last + 1)

    def _links(self, at: int, begin: int, after: Token) -> bool:
        """Whether the preposition at `at` joins two parts of one phrase, as in "a spokesman for the campaign"."""
        tokens, voice = self.tokens, self.voice
        link, before = tokens[at].low, tokens[at - 1]
        if not before.is_word or before.low in voice.breaks or before.low in voice.strong:
            return False
        if link in ("of", "for", "de", "du", "des", "del", "der", "von", "di", "d'"):
            return True
        if link == "and":
            return before.is_capital and after.is_capital
        if link in ("in", "at") and before.is_capital and after.is_capital:  # "The Labour Court in Rome"
            first = at - 1
            while first > begin and at - first < 8 and (tokens[first].is_capital or tokens[first].low in voice.links):
                first -= 1
            return first == begin and tokens[first].low in voice.openers
        return any(tokens[n].low in voice.openers for n in range(max(begin, at - 4), at)) and not before.is_capital

    def starting(self, first: int, end: int) -> Phrase | None:
        """The noun phrase that begins at `first`."""
        tokens, voice = self.tokens, self.voice
        while first < end and tokens[first].low in ("also", "then", "that", ","):
            first += 1
        if first >= end:
            return None
        token = tokens[first]
        if token.low in voice.pronouns:
            return Phrase(first, first + 1)
        if (
            not token.is_word
            or (token.low in voice.breaks and token.low not in voice.openers)
            or token.text[0].isdigit()
        ):
            return None
        n = first + 1
        while n < end and n - first < _LONGEST:
            token = tokens[n]
            if (
                token.low in voice.links
                and n + 1 < end
                and tokens[n + 1].is_word
                and token.low not in ("in", "and", "at", "with", "from")
            ):
                n += 1
                continue
            if (
                not token.is_word
                or token.low in voice.breaks
                or token.low in voice.skipped
                or token.low in voice.strong
                or token.low in _DAYS
            ):
                break
            n += 1
        return Phrase(first, n)

    def starting_named(self, first: int, end: int) -> Phrase | None:
        """As `starting`, but after a role the name it stands for: "said the minister of energy, Aminata Koné."."""
        found, tokens = self.starting(first, end), self.tokens
        if found is None or found.end >= end or tokens[found.end].text != "," or tokens[found.start].is_capital:
            return found
        last = found.end + 1
        while last < len(tokens) and tokens[last].is_word and last - found.end <= _LONGEST_NAME:
            last += 1
        name = Phrase(found.end + 1, last)
        return name if self._is_name(name) else found

    def subject(self, begin: int, end: int) -> Phrase | None:
        """The subject of the sentence from `begin` to `end`: its first noun phrase outside an introduction."""
        tokens, voice = self.tokens, self.voice
        first = begin
        while first < end and (not tokens[first].is_word or tokens[first].low in _CONJUNCTIONS):
            first += 1
        if (
            first < end
            and (
                tokens[first].low in voice.breaks
                or tokens[first].low in voice.links
                or tokens[first].low.endswith(("ing", "ed", "ly"))
            )
            and tokens[first].low not in voice.pronouns
        ):
            comma = next((n for n in range(first, min(end, first + 30)) if tokens[n].text == ","), None)
            if comma is not None and comma + 1 < end:
                first = comma + 1
        else:
            first = self._past_introduction(first, end)
        for n in range(first, min(end, first + 25)):
            token = tokens[n]
            if token.low in voice.pronouns and token.low not in ("it", "i", "you"):
                return Phrase(n, n + 1)
            if token.is_word and (token.is_capital or token.low in voice.openers) and token.low not in _DAYS:
                found = self.starting(n, end)
                if found is not None:
                    return self._name_first(found)
        return None

    def _past_introduction(self, first: int, end: int) -> int:
        """Past "Hours later," and a dateline, "WASHINGTON (AP) —"."""
        tokens = self.tokens
        for n in range(first, min(end, first + 10)):
            if tokens[n].text in "—–-" and n > first:
                return n + 1
            if tokens[n].text == "," and n - first < 6 and n > first:
                return n + 1 if tokens[n - 1].low in _TIMES or tokens[n - 1].low in _DAYS else first
            if tokens[n].quote >= 0:
                break
        return first

    def _name_first(self, phrase: Phrase) -> Phrase:
        """A name that words follow is a name with its verb: "Trump praised the"."""
        tokens = self.tokens
        if not tokens[phrase.start].is_capital or tokens[phrase.start].low in self.voice.openers:
            return phrase
        end = phrase.start
        while end < phrase.end and (tokens[end].is_capital or tokens[end].low in self.voice.links):
            end += 1
        return Phrase(phrase.start, max(end, phrase.start + 1))

    def governing(self, begin: int, end: int) -> Phrase | None:
        """The noun phrase nearest before `end` that a verb follows."""
        tokens, voice = self.tokens, self.voice
        for n in range(end - 2, begin - 1, -1):
            token, after = tokens[n], tokens[n + 1]
            verbal = (
                after.is_word
                and not after.is_capital
                and (after.low.endswith(("ed", "es", "s")) or after.low in voice.skipped or after.low in voice.weak)
                and after.low not in voice.breaks - voice.skipped
            )
            if not verbal:
                continue
            if token.low in voice.pronouns and token.low not in ("it", "you"):
                return Phrase(n, n + 1)
            if (
                token.is_capital
                and token.low not in voice.openers
                and token.low not in _DAYS
                and (n == begin or tokens[n - 1].low not in voice.breaks)
            ):
                return self._ending_at(n, begin)
        return None

    def is_clause_start(self, n: int) -> bool:
        """Whether a clause may begin at token `n`: after punctuation or a conjunction."""
        return n == 0 or not self.tokens[n - 1].is_word or self.tokens[n - 1].low in _CONJUNCTIONS
