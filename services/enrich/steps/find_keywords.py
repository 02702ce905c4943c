"""The step that finds the phrases an article is about: what their words can name, where and how often they stand.

A candidate is a noun phrase of one to three words, told without a parser: in English from lists and endings of words
(`keywords.english`), in German from capitals, in French, Spanish, Italian and Portuguese from the article or
preposition before it, in Russian and Ukrainian from endings; in other languages whatever stands between function words.
No candidate goes into a date or a mention of an entity, or across a number or a mark. With `n` the words before the
first of its words (a headline counts twice and is the beginning),

    score = sum over its words of g * log2(1 + frequency) * length * (times it stands / times its head does) ** 0.1
            / log2(2 + 8 * n / words in all)

where `g` is 1 for a word that names a thing, 0.4 for a generic one or one that describes, and `length` is 1, 0.85 or
0.7 for one, two or three words; 1, 0.55 or 0.4 where English words stand together only once. So a phrase that is
repeated beats its head alone, unless the head mostly stands without it, and words that met once do not: readers asked
for key phrases rarely choose those (one in six, against one in two of single words). Repetition and
early mention are what statistical extractors have in common (KP-Miner, El-Beltagy & Rafea 2009; YAKE, Campos et al.
2020). Scores are relative to the best phrase.
"""

from __future__ import annotations

import re
from math import log2

from services.enrich.keywords.classes import Class, stemmer
from services.enrich.keywords.phrases import Phrase, Phrases
from services.shared.article import Article, Keyword, TextField

__all__ = ["find_keywords"]

_MOST = 10
_LEAST = 0.08
"""What is less telling than this share of the best says nothing."""
_CHARACTERS = 6_000
"""What an article is about is said by then, and time stays bounded."""
_LENGTH_ONCE = (0.0, 1.0, 0.55, 0.4)
_LENGTH = (0.0, 1.0, 0.85, 0.7)
_WEIGHT = {Class.THING: 1.0, Class.GENERIC: 0.4, Class.QUALITY: 0.4, Class.NONE: 0.0}
_WORD = re.compile(r"[^\W\d_]{3,}")
# Written without spaces: runs of letters are clauses there, not words.
_UNSPACED = frozenset(("zh", "ja", "th", "lo", "km", "my"))


def find_keywords(article: Article) -> Article:
    """Give `article` at most ten `keywords` that share no word with each other and name no entity of it again."""
    if article.language.code in _UNSPACED:
        return article.model_copy(update={"keywords": ()})
    phrases = Phrases(article.language.code)
    phrases.read(article.headline or "", _apart(article, "headline"), 2)
    phrases.read(article.body[:_CHARACTERS], _apart(article, "body"), 1)
    once = _LENGTH_ONCE if article.language.code == "en" else _LENGTH  # elsewhere it was not measured
    stem = stemmer(article.language.code)
    names = {stem(name) for name in _names(article)}
    scored = sorted(
        (
            (_score(phrase, phrases, _LENGTH if phrases.counts[phrase] > 1 else once), phrase)
            for phrase in phrases.counts
            if phrases.is_one(phrase) and not any(word in names for word in phrase)
        ),
        reverse=True,
    )
    chosen: list[Keyword] = []
    used: set[str] = set()
    for score, phrase in scored:
        if len(chosen) == _MOST or score < _LEAST * scored[0][0]:
            break
        if used.isdisjoint(phrase):
            used.update(phrase)
            text = phrases.spelled(phrase)
            chosen.append(Keyword.model_construct(text=text, score=round(score / scored[0][0], 4)))
    return article.model_copy(update={"keywords": tuple(chosen)})


def _apart(article: Article, field: TextField) -> list[tuple[int, int]]:
    mentions = [(mention.start, mention.end) for mention in article.mentions if mention.field == field]
    return mentions + [(date.start, date.end) for date in article.dates if date.field == field]


def _names(article: Article) -> frozenset[str]:
    """The words of the entities' names that only names have: "Baker", but not "bank" of a bank."""
    return frozenset(
        word.lower()
        for entity in article.entities
        if entity.type in ("person", "place", "group")
        for name in (entity.name, *entity.aliases)
        for word in _WORD.findall(name)
        if word[0].isupper()
    )


def _score(phrase: Phrase, phrases: Phrases, lengths: tuple[float, ...]) -> float:
    words = phrases.words
    weight = sum(_WEIGHT[phrases.classes[word]] * log2(1 + words[word]) for word in phrase)
    first = min(phrases.first[phrase], *(phrases.first.get((word,), phrases.first[phrase]) for word in phrase))
    share: float = phrases.counts[phrase] / max(words[phrase[-1]], phrases.counts[phrase])
    place = log2(2 + 8 * max(0, first) / max(1, phrases.read_words))
    return float(weight * lengths[len(phrase)] * share**0.1 / place)
