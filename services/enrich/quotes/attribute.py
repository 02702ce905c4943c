"""Whose words a quotation holds, from the words around it: which verb reports it and what that verb's subject is.

No parser: a subject is the noun phrase that ends right before a verb of saying, or begins right after one. The first of
these that finds anything decides: the words right after the quotation (“…,” she said; “…,” said the minister), the
nearest report before it in its sentence (X said that …; according to X; X: “…”), one later in the sentence, a colon at
the end of the paragraph before, the quotation before it, and at last the subject of its sentence or of the one before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from services.enrich.quotes.cues import Voice
from services.enrich.quotes.phrases import Phrase, Phrases
from services.enrich.quotes.tokens import Token, sentences

__all__ = ["Attribution", "attributed"]

_FAR = 60
"""Tokens looked at on either side of a quotation."""
_TRIED = 5
"""Verbs without a subject that are tried before a sentence is given up."""


@dataclass(frozen=True, slots=True)
class Attribution:
    """`source` and `cue` as ranges of tokens; `score`: how sure, 0 to 1; `how`: the rule that found it."""

    source: Phrase | None
    cue: Phrase | None
    score: float
    how: str


def attributed(tokens: Sequence[Token], count: int, voice: Voice) -> list[Attribution]:
    """The attribution of each of the `count` quotations among `tokens`."""
    return _Attributor(tokens, count, voice).run()


class _Attributor:
    def __init__(self, tokens: Sequence[Token], count: int, voice: Voice):
        self.tokens = tokens
        self.voice = voice
        self.phrases = Phrases(tokens, voice)
        self.numbers = sentences(tokens)
        self.found: list[Attribution] = [Attribution(None, None, 0.2, "none")] * count
        self.at = {token.quote: n for n, token in enumerate(tokens) if token.quote >= 0}

    def run(self) -> list[Attribution]:
        for quote, at in sorted(self.at.items()):
            self.found[quote] = (
                self._after(at)
                or self._before(at)
                or self._lead_in(at)
                or self._carried(at)
                or self._subject(at)
                or self.found[quote]
            )
        return self.found

    # -------------------------------------------------------------------------------------- around the quotation
    def _after(self, at: int) -> Attribution | None:
        """“…,” X said; “…,” said X."""
        tokens, voice = self.tokens, self.voice
        first = at + 1
        detached = tokens[at].ends in tuple(",?!…—–-") and bool(tokens[at].ends)
        while first < len(tokens) and tokens[first].text in ",—–-":
            detached = True
            first += 1
        if not detached and not (tokens[at].ends == "." and self._is_tag(first)):
            return None
        end = min(
            self._sentence_end(at if self.numbers[at] == self.numbers[min(first, len(tokens) - 1)] else first),
            at + _FAR,
        )
        if first >= end or tokens[first].quote >= 0:
            return None
        if (inverted := self._inverted(first, end)) is not None:
            return inverted
        # "a déclaré X": the auxiliary before the verb
        verb = first + (tokens[first].low in voice.skipped and first + 1 < end)
        if tokens[verb].low in voice.strong or tokens[verb].low in voice.weak:
            source = self.phrases.starting_named(verb + 1, end)
            if source is not None:
                return Attribution(source, Phrase(verb, verb + 1), 0.95, "verb, source after")
        if tokens[first].low in ("and", "but", "then", "as"):
            first += 1
        for n in range(first, min(end, first + 25)):
            if tokens[n].quote >= 0:
                break
            if self._is_verb(n, first) or (tokens[n].low in voice.weak and n - first < 6):
                source = self.phrases.ending(n - 1, first)
                if source is not None and (source.start - first < 4 or self.phrases.is_clause_start(source.start)):
                    return Attribution(source, Phrase(n, n + 1), 0.95, "source, verb after")
        by = self._by(first, end)
        return by if by is not None and by.cue is not None and by.cue.start <= first + 1 else None

    def _inverted(self, first: int, end: int) -> Attribution | None:
        """« … », dit-il; « … », a-t-elle dit: verb or auxiliary and pronoun in one word."""
        verb, _, pronoun = self.tokens[first].low.rpartition("-")
        if not verb or pronoun not in self.voice.pronouns:
            return None
        source = Phrase(first, first + 1)
        if verb.removesuffix("-t") in self.voice.strong:
            return Attribution(source, source, 0.95, "verb, source after")
        if first + 1 < end and self.tokens[first + 1].low in self.voice.strong:
            return Attribution(source, Phrase(first + 1, first + 2), 0.95, "verb, source after")
        return None

    def _is_tag(self, first: int) -> bool:
        """“….” X said. — a full stop where a comma belongs."""
        for n in range(first, min(first + 4, len(self.tokens) - 1)):
            if self.tokens[n].low in self.voice.strong and self._is_verb(n, first):
                return n > first and bool(self.tokens[n + 1].ends)
        return False

    def _before(self, at: int) -> Attribution | None:
        begin = max(self._sentence_start(at), at - _FAR)
        return self._report(begin, at)

    def _later(self, at: int) -> Attribution | None:
        """ "… “…” …, X said": the sentence goes on after the quotation and names its speaker at its end."""
        end = min(self._sentence_end(at), at + _FAR)
        for n in range(at + 1, end):
            if self.tokens[n].quote >= 0:
                return None
            if self.tokens[n].low in self.voice.strong and self._is_verb(n, at):
                source = self.phrases.ending(n - 1, at + 1)
                if source is not None and self.tokens[source.start - 1].text in ",—–":
                    return Attribution(source, Phrase(n, n + 1), 0.8, "report after")
        return None

    def _lead_in(self, at: int) -> Attribution | None:
        """A paragraph of its own under one that ends with a colon."""
        n = at - 1
        while n >= 0 and self.tokens[n].ends == "\n":
            n -= 1
        if n < 0 or n == at - 1 or self.tokens[n].text not in (":", ","):
            return None
        begin = self._sentence_start(n)
        return self._report(begin, n + 1) or self._subject_of(begin, n, 0.6)

    def _carried(self, at: int) -> Attribution | None:
        """The quotation before it in its sentence, or right before where it stands as a sentence of its own."""
        quote = self.tokens[at].quote
        if quote == 0 or self.found[quote - 1].source is None:
            return None
        before, last = self.found[quote - 1], self.at.get(quote - 1, -1)
        apart = self.numbers[at] - self.numbers[last]
        if apart == 0:
            return Attribution(before.source, before.cue, 0.7, "carried")
        begin = self._sentence_start(at)
        if begin != at or apart > 3:
            return None
        if apart > 1:  # what stands between may name another
            previous = self._sentence_start(begin - 1)
            if (said := self._report(max(previous, begin - _FAR), begin)) is not None:
                return Attribution(said.source, None, 0.5, "sentence before")
        return Attribution(before.source, None, 0.6, "carried")

    def _subject(self, at: int) -> Attribution | None:
        begin = self._sentence_start(at)
        if begin < at and (found := self._governing(begin, at)) is not None:
            return found
        if begin > 0:
            previous = self._sentence_start(begin - 1)
            if begin == at and (said := self._report(max(previous, begin - _FAR), begin)) is not None:
                return Attribution(said.source, None, 0.5, "sentence before")
            return self._subject_of(previous, begin, 0.4)
        return None

    # ------------------------------------------------------------------------------------------------- reports
    def _report(self, begin: int, end: int) -> Attribution | None:
        """The report nearest to `end`: a verb of saying with its subject, "according to X", or "X:"."""
        tokens, voice = self.tokens, self.voice
        last = end - 1
        named = self.phrases.ending(last - 1, begin) if last > begin and tokens[last].text == ":" else None
        by_colon = None if named is None else Attribution(named, Phrase(last, last + 1), 0.8, "name and colon")
        if named is not None and (named.start == begin or tokens[named.start - 1].text in "—–-"):
            return by_colon
        weak: Attribution | None = None
        tried = 0
        for n in range(end - 1, begin - 1, -1):
            low = tokens[n].low
            strong = self._is_verb(n, begin)
            if strong or low in voice.participles or self._is_verb(n, begin, weak=True):
                found = self._with_subject(n, begin, end)
                if found is None or found.source is None:
                    tried += 1
                    if tried == _TRIED:
                        break
                    continue
                if strong or (low in voice.participles and low not in voice.weak_participles):
                    return found
                weak = weak or found
            elif (by := self._by(n, end, here=True)) is not None:
                return by
        if by_colon is not None and named is not None and tokens[named.end - 1].is_capital:
            return weak or by_colon
        return weak

    def _with_subject(self, verb: int, begin: int, end: int) -> Attribution | None:
        tokens, voice = self.tokens, self.voice
        cue, low = Phrase(verb, verb + 1), tokens[verb].low
        before = tokens[verb - 1].low if verb > begin else ""
        if before in voice.passives and low not in voice.participles:
            for n in range(verb + 1, min(end, verb + 8)):
                if tokens[n].low == "by" and (agent := self.phrases.starting(n + 1, end)) is not None:
                    return Attribution(agent, cue, 0.8, "passive")
            return None
        source = None
        named = verb > begin and (tokens[verb - 1].is_capital or before in voice.pronouns)
        if low not in voice.participles or before in voice.passives or named:
            source = self.phrases.ending(verb - 1, begin)
        if source is None:
            source = self._subject_left_of(verb, begin)
        return (
            None if source is None else Attribution(source, cue, 0.9 if low in voice.strong else 0.75, "report before")
        )

    def _subject_left_of(self, verb: int, begin: int) -> Phrase | None:
        """The subject of a participle or a second verb: that of the quotation or verb before it in the sentence."""
        for n in range(verb - 1, begin - 1, -1):
            token = self.tokens[n]
            if token.quote >= 0 and self.found[token.quote].source is not None:
                return self.found[token.quote].source
            if self._is_verb(n, begin) and (source := self.phrases.ending(n - 1, begin)) is not None:
                return source
        return self.phrases.subject(begin, verb)

    def _by(self, begin: int, end: int, *, here: bool = False) -> Attribution | None:
        """ "According to X", from `begin` on, or `here` alone."""
        for n in range(begin, begin + 1 if here else min(end, begin + 3)):
            for words in self.voice.by:
                after = n + len(words)
                if after < end and all(self.tokens[n + k].low == word for k, word in enumerate(words)):
                    source = self.phrases.starting(after, end)
                    if source is not None:
                        return Attribution(source, Phrase(n, after), 0.9, "according to")
        return None

    def _governing(self, begin: int, end: int) -> Attribution | None:
        subject = self.phrases.governing(begin, end) or self.phrases.subject(begin, end)
        return None if subject is None else Attribution(subject, None, 0.5, "subject of the sentence")

    def _subject_of(self, begin: int, end: int, score: float) -> Attribution | None:
        subject = self.phrases.subject(begin, end)
        return None if subject is None else Attribution(subject, None, score, "subject of the sentence before")

    # --------------------------------------------------------------------------------------------------- words
    def _is_verb(self, n: int, begin: int, *, weak: bool = False) -> bool:
        token, voice = self.tokens[n], self.voice
        if token.quote >= 0 or token.low not in (voice.weak if weak else voice.strong):
            return False
        if n == begin:
            return True
        before = self.tokens[n - 1]
        if token.is_capital or (before.low in voice.modals and token.low != "say"):
            return False
        if token.low in voice.nouns:
            return before.is_capital or before.low in voice.pronouns or before.low in voice.skipped
        return before.low not in voice.openers or before.low in voice.pronouns or before.low == "all"

    def _sentence_start(self, at: int) -> int:
        number, n = self.numbers[at], at
        while n > max(0, at - 2 * _FAR) and self.numbers[n - 1] == number:
            n -= 1
        while n < at and self.tokens[n].ends == "\n":
            n += 1
        return n

    def _sentence_end(self, at: int) -> int:
        number, n = self.numbers[at], at
        while n < min(len(self.tokens), at + 2 * _FAR) and self.numbers[n] == number:
            n += 1
        return n
