"""The step that finds the phrases an article is about, from where and how often its words stand.

A candidate is one to three words in a row without a function word (spaCy's stop lists), a mark, a digit or a possessive
between them; one that ends in an adverb or a participle is none. With `n` words before the phrase's first occurrence,

    score = frequency ** 0.75 * mean over its words of log2(1 + frequency) * length / log2(2 + 8 * n / words in all)

where `length` is 1, 1.6 or 1.8 for one, two or three words; a phrase of several counts only if it stands twice, once
perhaps in the headline, whose words count twice. Repetition and early mention are what statistical extractors have in
common (KP-Miner, El-Beltagy & Rafea 2009; YAKE, Campos et al. 2020); this is what one pass over the tokens can know of
them. Scores are relative to the best phrase.
"""

from __future__ import annotations

import importlib
import re
from collections import Counter
from functools import cache
from math import log2

from services.shared.article import Article, Keyword

__all__ = ["find_keywords"]

_MOST = 10
_CHARACTERS = 10_000
"""What an article is about is said by then, and time stays bounded."""
_LONGEST_WORD = 40
_LENGTH = (0.0, 1.0, 1.6, 1.8)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[^\s\w]|\d+|\n")
# Written without spaces: runs of letters are clauses there, not words.
_UNSPACED = frozenset(("zh", "ja", "th", "lo", "km", "my"))
# What any news says, and no stop list has.
_NEWS = frozenset(
    ("said", "says", "told", "according", "year", "years", "day", "days", "week", "time", "people", "new")
)
_POSSESSIVE = ("'s", "’s", "s'", "s’")


@cache
def _function_words(language: str) -> frozenset[str]:
    try:
        return frozenset(importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS) | _NEWS
    except (ImportError, AttributeError):
        return _NEWS


def find_keywords(article: Article) -> Article:
    """Give `article` at most ten `keywords` that share no word with each other and name no entity of it again."""
    if article.language.code in _UNSPACED:
        return article.model_copy(update={"keywords": ()})
    named = {
        word
        for entity in article.entities
        for name in (entity.name, *entity.aliases)
        for word in _TOKEN.findall(name.lower())
    }
    spoken = {
        word for entity in article.entities if entity.type == "person" for word in _TOKEN.findall(entity.name.lower())
    }
    headline = article.headline or ""
    phrases, words, first, spelling = _counted(headline, article.body, _function_words(article.language.code), spoken)
    begun = len(_TOKEN.findall(headline))
    total = max(1, sum(words.values()))
    scored = []
    for phrase, count in phrases.items():
        at = first[phrase]
        if (len(phrase) > 1 and count < (3 if at < begun else 2)) or named.issuperset(phrase):
            continue
        weight = sum(log2(1 + words[word]) for word in phrase) / len(phrase)
        place = log2(2 + 8 * at / total)
        scored.append((count**0.75 * weight * _LENGTH[len(phrase)] / place, phrase))
    scored.sort(reverse=True)
    chosen: list[Keyword] = []
    used: set[str] = set()
    for score, phrase in scored:
        if used.isdisjoint(phrase):
            used.update(phrase)
            text = " ".join(spelling[word] for word in phrase)
            chosen.append(Keyword.model_construct(text=text, score=round(score / scored[0][0], 4)))
            if len(chosen) == _MOST:
                break
    return article.model_copy(update={"keywords": tuple(chosen)})


_Phrase = tuple[str, ...]


def _counted(
    headline: str, body: str, stop: frozenset[str], spoken: set[str]
) -> tuple[Counter[_Phrase], Counter[str], dict[_Phrase, int], dict[str, str]]:
    """Phrases and words with their frequency, where each phrase stands first, and how each word is spelled."""
    phrases: Counter[_Phrase] = Counter()
    words: Counter[str] = Counter()
    first: dict[_Phrase, int] = {}
    spelling: dict[str, str] = {}
    tokens = _TOKEN.findall(f"{headline}\n{headline}\n{body[:_CHARACTERS]}" if headline else body[:_CHARACTERS])
    run: list[str] = []
    for n, token in enumerate(tokens):
        word = token.lower()
        possessive = word.endswith(_POSSESSIVE)
        if possessive:
            word, token = word[:-2], token[:-2]  # noqa: PLW2901 - the word without its ending is what counts
        if not (2 < len(word) <= _LONGEST_WORD) or word in stop or word in spoken:
            run = []
            continue
        words[word] += 1
        if word not in spelling or token == word:
            spelling[word] = token
        run = [*run[-2:], word]
        if not word.endswith(("ly", "ed")):
            for length in range(1, len(run) + 1):
                phrase = tuple(run[-length:])
                phrases[phrase] += 1
                first.setdefault(phrase, n)
        if possessive:
            run = []
    return phrases, words, first, spelling
