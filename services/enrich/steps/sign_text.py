"""The step that signs a text, so that near copies of it are found without comparing every pair.

The signature is a MinHash of the set of word 3-grams of the folded body: the share of its 64 numbers that two bodies
have in common estimates the Jaccard index of their sets. `shingles` gives the set, to verify what they suggest.
"""

from __future__ import annotations

import re
import unicodedata

from rensa import RMinHash

from services.shared.article import Article

__all__ = ["PERMUTATIONS", "shingles", "sign_text"]

PERMUTATIONS = 64
"""Numbers in a signature; the duplicate grouping reads them as 16 bands of 4 rows."""

_SEED = 1
_SHINGLE = 3
# Scripts written without spaces (Thai to Khmer, kana, Han): there each character counts as a word.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def shingles(text: str) -> set[int]:
    """The word 3-grams of `text`, case and compatibility forms folded, each hashed to an unsigned 64-bit integer.

    A text of one or two words is one shingle; a text without words has none.
    """
    words = _WORD.findall(unicodedata.normalize("NFKC", text).casefold())
    if not words:
        return set()
    if len(words) < _SHINGLE:
        grams = {" ".join(words)}
    else:
        grams = {" ".join(gram) for gram in zip(words, words[1:], words[2:], strict=False)}
    # surrogates cannot be encoded, and a text that holds one must still be signed
    hashed: list[int] = RMinHash.hash_token_sets([[gram.encode("utf-8", "replace") for gram in grams]])[0]
    return set(hashed)


def sign_text(article: Article) -> Article:
    """Give `article` its `signature`: 64 unsigned 32-bit integers, none where the body holds no word."""
    grams = shingles(article.body)
    if not grams:
        return article.model_copy(update={"signature": ()})
    rows = RMinHash.digest_matrix_from_token_hash_sets([list(grams)], PERMUTATIONS, _SEED)
    return article.model_copy(update={"signature": tuple(rows.to_rows()[0])})
