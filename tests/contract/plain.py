"""A plain reading of a query over one article, with neither index nor conditions: what engines must find."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from itertools import pairwise

from rapidfuzz.distance import OSA

from services.shared.article import Article
from services.shared.search.analysis import forms, name_key, tokens
from services.shared.search.periods import Grain, first_day, last_day
from services.shared.search.tree import And, Form, Fuzzy, InField, Near, Node, Not, Or, Period, Phrase, Prefix, Word
from tests.contract.corpus import further_names

_TEXTS = ("headline", "summary", "body", "quote")
_DEFAULT = ("headline", "summary", "body", "known_as")
_WHOLE = ("language", "country", "sentiment")


class Read:
    """One article with its texts taken apart."""

    def __init__(self, article: Article):
        self.article = article
        self.language = article.language.code
        names = {e.id: (e.type, (e.name, *e.aliases, *further_names(e.id))) for e in article.entities}
        texts: dict[str, list[str]] = {
            "headline": [article.headline or ""],
            "summary": [article.summary or ""],
            "body": [article.body],
            "quote": [quote.text for quote in article.quotes],
            "known_as": [n for _, each in names.values() for n in each] + [m.text for m in article.mentions],
            "speaker": [
                n
                for quote in article.quotes
                if quote.speaker
                for n in (quote.speaker.name or "", *names.get(quote.speaker.entity_id or "", ("", ()))[1])
            ],
            "publisher": [article.publisher.name or "", article.publisher.domain or ""],
            "author": list(article.authors),
            "section": [article.section or ""],
            "tag": list(article.tags),
            "keyword": [keyword.text for keyword in article.keywords],
        }
        for type in ("person", "organization", "place"):
            texts[type] = [n for of, each in names.values() if of == type for n in each]
        taken_apart = {f: [tokens(text, self.language) for text in some] for f, some in texts.items()}
        self.rows = {f: [[token[0] for token in one] for one in some] for f, some in taken_apart.items()}
        self.stems = {f: {token[1] for one in taken_apart[f] for token in one} for f in _TEXTS}
        self.forms = {f: {form for text in texts[f] for form in forms(text)} for f in _TEXTS}
        self.whole: dict[str, set[str]] = {
            "language": {self.language},
            "country": {place.country or "" for place in article.places},
            "sentiment": {article.sentiment.label} if article.sentiment else set(),
        }

    def meets(self, node: Node, fields: tuple[str, ...] = _DEFAULT) -> bool:
        """Whether the query's tree holds of the article."""
        match node:
            case And(parts):
                return all(self.meets(part, fields) for part in parts)
            case Or(parts):
                return any(self.meets(part, fields) for part in parts)
            case Not(part):
                return not self.meets(part, fields)
            case InField(name, part):
                return self.meets(part, (name,))
            case Period(name, begin, end):
                return self._in_period(name, begin, end)
            case _:
                return any(self._in_field(node, field) for field in fields)

    def _in_field(self, node: Node, field: str) -> bool:  # noqa: PLR0911
        if field in _WHOLE:
            assert isinstance(node, Word)
            return node.text.lower() in {value.lower() for value in self.whole[field]}
        rows = self.rows[field]
        match node:
            case Word(text):
                return self._word(text, field, rows)
            case Phrase(text):
                return _beside([token[0] for token in tokens(text)], rows)
            case Form(text):
                return field in _TEXTS and set(forms(text)) <= self.forms[field]
            case Prefix(text):
                return any(word.startswith(name_key(text)) for row in rows for word in row)
            case Fuzzy(text, edits):
                return any(OSA.distance(name_key(text), word) <= edits for row in rows for word in row)
            case Near(text, gap):
                words = name_key(text).split()
                pairs = [(a, b) for a, b in pairwise(words) if a != b] or [(words[0], words[0])]
                return field in _TEXTS and all(any(_near(pair, gap, row) for row in rows) for pair in pairs)
        raise NotImplementedError(node)

    def _word(self, text: str, field: str, rows: list[list[str]]) -> bool:
        said = tokens(text, self.language)
        if len(said) != 1:
            return _beside([token[0] for token in said], rows)
        exact, stem, *_ = said[0]
        return any(exact in row for row in rows) or (stem is not None and stem in self.stems.get(field, ()))

    def _in_period(self, name: str, begin: datetime | None, end: datetime | None) -> bool:
        def within(first: datetime, past: datetime) -> bool:
            return (begin is None or first >= begin) and (end is None or past <= end)

        if name == "mentioned":
            return any(
                within(_midnight(first_day(date.value)), _past(date.value, date.grain))
                for date in self.article.dates
                if date.value and date.grain != "decade" and date.grain
            )
        moment = self.article.published_at if name == "published" else self.article.received_at
        return moment is not None and (begin is None or moment >= begin) and (end is None or moment < end)


def _midnight(day: object) -> datetime:
    return datetime.fromisoformat(str(day)).replace(tzinfo=UTC)


def _past(value: str, grain: Grain) -> datetime:
    first = first_day(value)
    assert first is not None
    return datetime.fromtimestamp(_midnight(last_day(first, grain)).timestamp() + 86_400, UTC)


def _beside(words: list[str], rows: Iterable[list[str]]) -> bool:
    return any(row[n : n + len(words)] == words for row in rows for n in range(len(row) - len(words) + 1))


def _near(pair: tuple[str, str], gap: int, row: list[str]) -> bool:
    first, second = ([n for n, word in enumerate(row) if word == one] for one in pair)
    return any(abs(a - b) - 1 <= gap for a in first for b in second)
