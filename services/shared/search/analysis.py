"""The one analysis chain: how text becomes tokens, when it is indexed and when it is asked for, on both engines.

A text becomes three rows of tokens, which the engines only split at spaces:

- *exact*: runs of letters and digits, case and accents folded (`Kraków's` → `krakow`, `U.S.` → `us`, `Straße` →
  `strasse`); text written without spaces (Chinese, Japanese, Thai, …) as overlapping pairs of characters;
- *stems*: the same words by the Snowball stemmer of the text's language, folded, and marked with that language
  (`en|run`), so that one index holds every language;
- *forms*: the different words as they are written (`US` beside `us`).

Spelling the same character composed or decomposed makes no difference. There are no stop words. Why here and not in
the engines: docs/adr/0003-one-analysis-chain.md.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain
from operator import itemgetter

import regex
import Stemmer

__all__ = [
    "BOUNDARY",
    "CHUNK",
    "LONGEST_KEY",
    "LONGEST_TOKEN",
    "STEMMED",
    "WIDEST_GAP",
    "Token",
    "fold",
    "forms",
    "name_key",
    "name_keys",
    "row",
    "rows",
    "stem_terms",
    "tokens",
    "written",
]

STEMMED = {
    "ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian", "lt": "lithuanian",
    "ne": "nepali", "nl": "dutch", "no": "norwegian", "nb": "norwegian", "nn": "norwegian", "pl": "polish",
    "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish", "yi": "yiddish",
}  # fmt: skip
"""ISO 639-1 codes whose words are stemmed, with the name of their Snowball algorithm."""

BOUNDARY = "|"
"""Stands in a row between two names, so that no phrase runs from one into the next; no token is spelled like it."""
_BETWEEN = f" {BOUNDARY} "
LONGEST_TOKEN = 100
"""Tokens are cut to so many code points: Elasticsearch's whitespace tokenizer would break them at 255 code units."""
WIDEST_GAP = 20
"""The most words between two that a query may call near."""
LONGEST_KEY = 512
"""Keywords are cut to so many code points: Lucene refuses terms over 32,766 bytes."""

CHUNK = r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*(?:[.'’ʼ＇][\p{L}\p{N}][\p{L}\p{N}\p{M}]*)*"
"""The pattern of a word as it stands in a text, which is one token or some."""
_CHUNK = regex.compile(CHUNK)
_RUN = regex.compile(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*")
_ACRONYM = regex.compile(r"\p{L}\p{M}*(?:\.\p{L}\p{M}*)+")
_POSSESSIVE = re.compile(r"['’ʼ＇][sS]$")
_INNER_APOSTROPHE = regex.compile(r"(?<=\p{Cyrillic})['’ʼ＇](?=\p{Cyrillic})")
_UNSPACED = regex.compile(
    r"(?:[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}ー]\p{M}*)+", flags=regex.V1
)
_CHARACTER = regex.compile(r".\p{M}*", flags=regex.DOTALL)
_MARKS = regex.compile(  # vowel signs of Indic scripts are letters to a reader and stay; so do й and ї
    r"(?<![иИ])\u0306|(?<![іІ])\u0308|[\u0300-\u0305\u0307\u0309-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
_LETTERS = str.maketrans(
    {
        "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "ł": "l", "ŋ": "n", "þ": "th", "ŧ": "t",
        "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ʼ": "",
        **{chr(zero + n): str(n) for zero in (0x660, 0x6F0, 0x966) for n in range(10)},
    }
)  # fmt: skip
_LATIN = [
    "ca", "cs", "da", "de", "en", "es", "et", "eu", "fi", "fr", "ga", "hu", "id", "it", "lt", "nl", "no", "pl", "pt",
    "ro", "sr", "sv", "tr",
]  # fmt: skip
_SCRIPTS = (
    (regex.compile(r"\p{Latin}"), _LATIN),
    (regex.compile(r"\p{Cyrillic}"), ["ru", "sr"]),
    (regex.compile(r"\p{Arabic}"), ["ar", "fa"]),
    (regex.compile(r"\p{Greek}"), ["el"]),
    (regex.compile(r"\p{Devanagari}"), ["hi", "ne"]),
    (regex.compile(r"\p{Armenian}"), ["hy"]),
    (regex.compile(r"\p{Tamil}"), ["ta"]),
    (regex.compile(r"\p{Hebrew}"), ["yi"]),
)
Token = tuple[str, str | None, int, int]
"""Its exact form, its stem (`en|run`; None where nothing is stemmed), where it starts and where it ends."""

_stemmers = threading.local()  # a Stemmer is not safe between threads


def fold(text: str) -> str:
    """Lower case, without accents and without differences of encoding; letters and digits stay."""
    if text.isascii():
        return text.lower()
    plain = _MARKS.sub("", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return unicodedata.normalize("NFC", plain).translate(_LETTERS)


def tokens(text: str, language: str = "") -> list[Token]:
    """The tokens of `text` in order; `language` is an ISO 639-1 code or empty."""
    language = _spelled(language)
    found: list[Token] = []
    at = 0
    for chunk in _CHUNK.findall(text):
        start = text.index(chunk, at)
        at = start + len(chunk)
        found += [(exact, stem, start + begin, start + end) for exact, stem, begin, end in _split(chunk, language)]
    return found


def row(*texts: str | tuple[str, ...]) -> str:
    """The exact tokens of `texts` joined by spaces, with a `BOUNDARY` around each where there is more than one.

    A tuple is several texts; its row is remembered (for the names of one entity, which come again and again).
    """
    rows = [_names_row(some) if isinstance(some, tuple) else _text_row(some) for some in texts]
    return rows[0] if len(rows) == 1 else _BETWEEN.join(filter(None, rows))


def _text_row(text: str) -> str:
    return _name_row(text) if len(text) <= 64 else _row(text)


@lru_cache(maxsize=20_000)
def _names_row(names: tuple[str, ...]) -> str:
    return _BETWEEN.join(dict.fromkeys(filter(None, map(_text_row, names))))  # many differ in an accent alone


def _row(text: str) -> str:
    return " ".join([part[0] for chunk in _CHUNK.findall(text) for part in _split(chunk, "")])


# The names of an article's places, in every language, come several times an article and again in the next ones.
_name_row = lru_cache(maxsize=50_000)(_row)


def rows(texts: Iterable[str], language: str) -> tuple[str, str, str]:
    """The exact tokens and the stems of `texts`, and each form of a word once, as it is written; joined by spaces.

    No stems where `language` has no stemmer. Between two texts stand so many `BOUNDARY` that no near phrase passes.
    """
    language = _spelled(language)
    words: list[_InRows] = []
    for text in texts:
        words += [_GAP] if words else ()
        words += [_short_in_rows(w, language) if len(w) <= 32 else _in_rows(w, language) for w in text.split()]
    exact, stems = (" ".join(filter(None, map(itemgetter(which), words))) for which in (0, 1))
    return exact, stems, " ".join(dict.fromkeys(chain.from_iterable(map(itemgetter(2), words))))


_InRows = tuple[str, str, tuple[str, ...]]
"""What stands between two spaces is in each of the three rows; in the first two joined by spaces."""
_GAP: _InRows = (" ".join([BOUNDARY] * (WIDEST_GAP + 1)), "", ())


def _in_rows(spaced: str, language: str) -> _InRows:
    parts = [(chunk, _split(chunk, language)) for chunk in _CHUNK.findall(spaced)]
    tokens = [token for _, found in parts for token in found]
    forms = tuple(form for chunk, found in parts for form in _written(chunk, found))
    return " ".join(token[0] for token in tokens), " ".join(token[1] for token in tokens if token[1]), forms


# A word costs a look-up the second time: most of a text's words are in most texts. No chunk reaches over a space.
_short_in_rows = lru_cache(maxsize=100_000)(_in_rows)


def forms(text: str) -> list[str]:
    """The words of `text` as they are written: in their case, with their accents, without a possessive."""
    return [form for chunk in _CHUNK.findall(text) for form in _written(chunk, _split(chunk, ""))]


def written(text: str) -> str:
    """The form of a token that stands in an article as `text`."""
    return unicodedata.normalize("NFC", _POSSESSIVE.sub("", text))[:LONGEST_TOKEN]


def _written(chunk: str, parts: Sequence[Token]) -> list[str]:
    if len(parts) == 1 and chunk.isalnum():
        return [chunk[:LONGEST_TOKEN] if chunk.isascii() else written(chunk)]
    return [written(chunk[start:end]) for _, _, start, end in parts]


@lru_cache(maxsize=10_000)
def stem_terms(word: str, languages: tuple[str, ...] = (), held: frozenset[str] | None = None) -> tuple[str, ...]:
    """Every stem by which articles in `languages` (default: all that share the word's script) would know `word`.

    `held`: the languages there are, where that is known; a stem of any other would find nothing.
    """
    wanted = [_spelled(language) for language in languages]
    if not wanted:
        wanted = [language for script, codes in _SCRIPTS if script.search(word) for language in codes]
    if held is not None:
        there = {_spelled(language) for language in held}
        wanted = [language for language in wanted if language in there]
    return tuple(dict.fromkeys(stem for language in wanted for stem in rows([word], language)[1].split()))


def name_key(name: str) -> str:
    """What two spellings of one name have in common: its exact tokens; the trimmed text where it has none."""
    return (row(name) or name.strip().casefold())[:LONGEST_KEY]


@lru_cache(maxsize=20_000)
def name_keys(names: tuple[str, ...]) -> tuple[str, ...]:
    """The different `name_key`s of several names, in order."""
    return tuple(dict.fromkeys(map(name_key, names)))


def _spelled(language: str) -> str:
    return "no" if language in {"nb", "nn"} else language


def _split(chunk: str, language: str) -> tuple[Token, ...]:
    return _remembered(chunk, language) if len(chunk) <= 32 else _forms(chunk, language)


@lru_cache(maxsize=100_000)
def _remembered(chunk: str, language: str) -> tuple[Token, ...]:
    return _forms(chunk, language)


def _forms(chunk: str, language: str) -> tuple[Token, ...]:
    if chunk.isalnum() and chunk.isascii():
        return (_form(chunk, language, 0, len(chunk)),)
    word = _POSSESSIVE.sub("", chunk)
    if _ACRONYM.fullmatch(word):
        return (_form(word.replace(".", ""), language, 0, len(chunk)),)
    if _INNER_APOSTROPHE.search(word):
        joined = _INNER_APOSTROPHE.sub("", word)
        if _RUN.fullmatch(joined):
            return (_form(joined, language, 0, len(chunk)),)
    parts: list[Token] = []
    for run in _RUN.finditer(word):
        parts.extend(_pieces(run[0], language, run.start()))
    if len(word) < len(chunk) and parts:  # the possessive is shown with its word
        exact, stem, start, _ = parts[-1]
        parts[-1] = (exact, stem, start, len(chunk))
    return tuple(part for part in parts if part[0])


def _pieces(run: str, language: str, at: int) -> Iterator[Token]:
    """A run of letters: as it is, or its unspaced stretches as pairs of characters."""
    done = 0
    for stretch in _UNSPACED.finditer(run):
        if stretch.start() > done:
            yield _form(run[done : stretch.start()], language, at + done, at + stretch.start())
        done = stretch.end()
        letters = list(_CHARACTER.finditer(stretch[0]))
        begin = at + stretch.start()
        for first, second in zip(letters, letters[1:] or letters, strict=False):
            pair = first[0] if first is second else first[0] + second[0]
            yield fold(pair), None, begin + first.start(), begin + second.end()
    if done < len(run):
        yield _form(run[done:], language, at + done, at + len(run))


def _form(word: str, language: str, start: int, end: int) -> Token:
    exact = _unbroken(fold(word))
    if language not in STEMMED or not exact:
        return exact, None, start, end
    stem = _unbroken(fold(_stemmer(language).stemWord(unicodedata.normalize("NFC", word.lower()))))
    return exact, f"{language}|{stem or exact}", start, end


def _unbroken(folded: str) -> str:
    """One token: a few letters (such as U+FDFA) fold to several words."""
    return folded.replace(" ", "")[:LONGEST_TOKEN]


def _stemmer(language: str) -> Stemmer.Stemmer:
    known: dict[str, Stemmer.Stemmer] = _stemmers.__dict__
    if language not in known:
        known[language] = Stemmer.Stemmer(STEMMED[language], 0)
    return known[language]
