"""Folding: the form of a name by which spellings of it are compared."""

from __future__ import annotations

import functools
import re
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


# Ukraine's own romanisation of 2010 for all but Russian text; Russian names as English-language news writes them
_REST = {"є": "ie", "ж": "zh", "ї": "i", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ь": "", "ъ": ""}
_UKRAINIAN = str.maketrans(
    dict(zip("абвгґдезиіклмнопрстуфыэ", "abvhgdezyiklmnoprstufye", strict=True))
    | {"ю": "iu", "я": "ia", "ё": "e"}
    | _REST
)
_RUSSIAN = str.maketrans(
    dict(zip("абвгґдезиіклмнопрстуфыэ", "abvggdeziiklmnoprstufye", strict=True))
    | {"ю": "yu", "я": "ya", "ё": "e"}
    | _REST
)
_RUSSIAN_ENDINGS = re.compile(r"[иы]и\b|ия\b")


@functools.lru_cache(maxsize=50_000)
def romanised(name: str, language: str = "uk") -> str:
    """`name` folded, Cyrillic letters in Latin ones: `Оксана Мельник` → `oksana melnyk`.

    `language` is the text's: in Russian, `Ольга` is `olga` and `Дмитрий` is `dmitry`.
    """
    plain = fold(name)
    if plain.isascii():
        return plain
    if language != "ru":
        return plain.translate(_UKRAINIAN)
    return _RUSSIAN_ENDINGS.sub(lambda ending: "y" if ending[0][1] == "и" else "ia", plain).translate(_RUSSIAN)
