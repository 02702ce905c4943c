"""The step that finds the phrases an article is about, from where and how often its words stand.

A candidate is a run of one to three words within a clause that neither begins nor ends with a function word (spaCy's stop
lists), a digit or a one-letter word. Its score is

    frequency(phrase) ** 0.75 * mean(weight of its words) * length factor,   weight(word) = log2(1 + frequency) / early
    early = log2(2 + 8 * position of the word's first occurrence / number of words);   words of the headline count twice

Repetition and early mention are what statistical keyphrase extractors have in common (KP-Miner, El-Beltagy & Rafea 2009; YAKE,
Campos et al. 2020); this is the part of them that one pass over the tokens can compute. Scores are relative to the best phrase.
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
_CHARACTERS = 20_000
"""What an article is about is said by then, and time stays bounded."""
_LONGEST_WORD = 40
_LENGTH_FACTOR = (0.0, 1.0, 1.6, 1.8)
_TOKEN = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*|[^\s\w]|\d+|\n")
_POSSESSIVE = re.compile(r"['’]s?$")
# What news is written with, in any language the stop lists miss nothing else of.
_SAID = frozenset(
    "said says told according also would could year years day days week month time people new one two three mr mrs ms".split()
)
# Written without spaces: runs of letters are clauses there, not words.
_UNSPACED = ("zh", "ja", "th", "lo", "km", "my")


@cache
def _function_words(language: str) -> frozenset[str]:
    try:
        return frozenset(importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS)
    except (ImportError, AttributeError):
        return frozenset()


def find_keywords(article: Article) -> Article:
    """Give `article` at most ten `keywords` that share no word with each other and name no entity of it again."""
    language = article.language.code
    if language in _UNSPACED:
        return article.model_copy(update={"keywords": ()})
    stop = _function_words(language)
    headline = _TOKEN.findall(article.headline or "")
    tokens = [
        _POSSESSIVE.sub("", token) or token for token in [*headline, "\n", *_TOKEN.findall(article.body[:_CHARACTERS])]
    ]
    folded = [token.lower() for token in tokens]
    named = {
        word for entity in article.entities for name in (entity.name, *entity.aliases) for word in name.lower().split()
    }

    def tells(word: str) -> bool:
        return 2 < len(word) <= _LONGEST_WORD and word[0].isalpha() and word not in stop and word not in _SAID

    told = [tells(word) for word in folded]
    frequency = Counter(word for word, good in zip(folded, told, strict=True) if good)
    first: dict[str, int] = {}
    for n, word in enumerate(folded):
        first.setdefault(word, n)
    weight = {
        word: log2(1 + count + (word in folded[: len(headline)])) / log2(2 + 8 * first[word] / len(folded))
        for word, count in frequency.items()
    }
    phrases: Counter[tuple[str, ...]] = Counter()
    for n, good in enumerate(told):
        if not good:
            continue
        phrases[(folded[n],)] += 1
        for length in (2, 3):
            gram = told[n : n + length]
            if len(gram) == length and all(gram):
                phrases[tuple(folded[n : n + length])] += 1
    spelling = {}
    for token, word in zip(tokens, folded, strict=True):
        if word not in spelling or token == word:
            spelling[word] = token
    scored = sorted(
        (
            (count**0.75 * sum(weight[word] for word in phrase) / len(phrase) * _LENGTH_FACTOR[len(phrase)], phrase)
            for phrase, count in phrases.items()
            if (len(phrase) == 1 or count > 1 or first[phrase[0]] < len(headline)) and not named.issuperset(phrase)
        ),
        reverse=True,
    )
    chosen: list[Keyword] = []
    used: set[str] = set()
    for score, phrase in scored:
        if used.isdisjoint(phrase):
            used.update(phrase)
            chosen.append(
                Keyword(text=" ".join(spelling[word] for word in phrase), score=round(score / scored[0][0], 4))
            )
            if len(chosen) == _MOST:
                break
    return article.model_copy(update={"keywords": tuple(chosen)})
