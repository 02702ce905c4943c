"""Folding: the form of a name by which spellings of it are compared."""

from __future__ import annotations

import functools
import unicodedata

__all__ = ["fold", "romanised"]

_MARKS = str.maketrans(
    dict.fromkeys(".'’‘ʼʻ`´\"“”", "") | dict.fromkeys("-‐‑–—/_", " ") | {"ø": "o", "ł": "l", "đ": "d", "ı": "i"}
)


@functools.lru_cache(maxsize=50_000)
def fold(name: str) -> str:
    """`name` without case, accents, apostrophes and full stops, hyphens as spaces: `Zelens’kyy` → `zelenskyy`."""
    if name.isascii():
        plain = name.lower()
    else:
        plain = unicodedata.normalize("NFKD", name.casefold())
        plain = "".join(c for c in plain if not unicodedata.combining(c))
    return " ".join(plain.translate(_MARKS).split())


# Ukraine's own romanisation of 2010; Russian letters as English-language news writes them
_LATIN = str.maketrans(
    dict(zip("абвгґдезиійклмнопрстуфыэ", "abvhgdezyiiklmnoprstufye", strict=True))
    | {"є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": ""}
    | {"ю": "iu", "я": "ia", "ё": "e"}
)


@functools.lru_cache(maxsize=50_000)
def romanised(name: str) -> str:
    """`name` folded, Cyrillic letters in Latin ones: `Оксана Мельник` → `oksana melnyk`."""
    plain = fold(name)
    return plain if plain.isascii() else plain.translate(_LATIN)
