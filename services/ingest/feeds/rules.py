"""Which items of a feed are wanted: include and exclude rules of words, no regular expressions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from services.ingest.feeds.options import FeedOptions, Rule
from services.ingest.feeds.plain import text_of
from services.ingest.feeds.port import Item

__all__ = ["wanted"]

_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")


def wanted(item: Item, options: FeedOptions) -> bool:
    """Does an include rule match (where there are any), and no exclude rule?"""
    if not options.include and not options.exclude:
        return True
    texts = {
        "title": _folded(item.title or ""),
        "summary": _folded(item.summary or ""),
        "text": _folded(text_of(item.content) or ""),
        "author": _folded(" · ".join(item.authors)),
        "tag": _folded(" · ".join(item.tags)),
        "url": _folded(item.url or ""),
    }
    if options.include and not any(_matches(rule, texts) for rule in options.include):
        return False
    return not any(_matches(rule, texts) for rule in options.exclude)


def _matches(rule: Rule, texts: dict[str, str]) -> bool:
    looked_at = [texts[name] for name in rule.fields]
    return any(_in_any(_folded(words), looked_at) for words in rule.words)


def _in_any(words: str, texts: Iterable[str]) -> bool:
    if words.isspace():
        return False
    if _UNSPACED.search(words):  # scripts that do not part words
        words = words.strip()
    return any(words in text for text in texts)


def _folded(text: str) -> str:
    """The words of `text`, without case and accents, a space around each."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return f" {' '.join(_WORD.findall(plain))} "
