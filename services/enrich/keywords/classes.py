"""What a word can be in a phrase: a thing, a generic thing, what describes one, a link between two, or nothing."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from enum import Enum
from functools import cache, lru_cache

import Stemmer

from services.enrich.keywords.english import ADJECTIVES, GENERIC, NOT_NOUNS

__all__ = ["DETERMINERS", "ELIDED", "LINKS", "Class", "classifier", "stemmer"]


class Class(Enum):
    """What a word can be: `THING` ends a phrase, `GENERIC` only one of several words, `QUALITY` begins one."""

    NONE = 0
    THING = 1
    GENERIC = 2
    QUALITY = 3


# What any news says, and no stop list has.
_NEWS = frozenset(
    [
        "said",
        "aujourd’hui",
        "aujourd'hui",
        "says",
        "told",
        "according",
        "year",
        "years",
        "day",
        "days",
        "week",
        "time",
        "new",
        "fois",
        "jour",
        "jours",
        "semaine",
        "semaines",
        "mois",
        "année",
        "années",
        "ans",
        "heure",
        "heures",
        "minute",
        "minutes",
        "soir",
        "matin",
        "nuit",
        "personnes",
        "euros",
        "place",
        "texte",
        "ministre",
        "lundi",
        "mardi",
        "mercredi",
        "jeudi",
        "vendredi",
        "samedi",
        "dimanche",
        "día",
        "días",
        "semana",
        "semanas",
        "mes",
        "meses",
        "año",
        "años",
        "hora",
        "horas",
        "vez",
        "veces",
        "euros",
        "parte",
        "personas",
        "lunes",
        "martes",
        "miércoles",
        "jueves",
        "viernes",
        "sábado",
        "domingo",
        "tag",
        "tage",
        "tagen",
        "woche",
        "wochen",
        "monat",
        "monate",
        "jahr",
        "jahre",
        "jahren",
        "stunde",
        "stunden",
        "minuten",
        "nacht",
        "euro",
        "prozent",
        "metern",
        "meter",
        "кілометрів",
        "год",
        "года",
        "лет",
        "день",
        "дней",
        "дня",
        "час",
        "часов",
        "рублей",
        "евро",
        "раз",
        "рік",
        "року",
        "років",
        "днів",
        "місяць",
        "годин",
        "євро",
    ]
) - {"nuit"}

ELIDED = re.compile(r"(?:[ldcsnjmt]|qu|jusqu|lorsqu|puisqu|quoiqu|dell|all|nell|sull|dall|un)['’](?=\w)", re.IGNORECASE)
"""A function word and its apostrophe, written with the word that follows it, in French and Italian."""

DETERMINERS = {
    "fr": frozenset(
        [
            "le",
            "la",
            "les",
            "un",
            "une",
            "des",
            "du",
            "au",
            "aux",
            "ce",
            "cet",
            "cette",
            "ces",
            "son",
            "sa",
            "ses",
            "leur",
            "leurs",
            "mon",
            "ma",
            "mes",
            "nos",
            "notre",
        ]
    ),
    "es": frozenset(
        [
            "el",
            "la",
            "los",
            "las",
            "un",
            "una",
            "unos",
            "unas",
            "del",
            "al",
            "este",
            "esta",
            "estos",
            "estas",
            "ese",
            "esa",
            "su",
            "sus",
            "nuestro",
            "nuestra",
        ]
    ),
    "it": frozenset(
        [
            "il",
            "lo",
            "la",
            "i",
            "gli",
            "le",
            "un",
            "uno",
            "una",
            "del",
            "della",
            "dei",
            "delle",
            "dello",
            "al",
            "alla",
            "ai",
            "alle",
            "nel",
            "nella",
            "questo",
            "questa",
        ]
    ),
    "pt": frozenset(
        [
            "o",
            "a",
            "os",
            "as",
            "um",
            "uma",
            "uns",
            "umas",
            "do",
            "da",
            "dos",
            "das",
            "ao",
            "no",
            "na",
            "nos",
            "nas",
            "este",
            "esta",
            "seu",
            "sua",
            "seus",
            "suas",
        ]
    ),
}
"""Languages in which a thing stands after one of these words at least once."""
LINKS = {
    "fr": frozenset(("de", "des", "du", "d’", "d'")),
    "es": frozenset(("de", "del")),
    "it": frozenset(("di", "del", "della", "dei")),
    "pt": frozenset(("de", "do", "da", "dos")),
}
"""What joins two things in one phrase: "train de nuit"."""

_SLAVIC_VERB = re.compile(
    r".{2,}(?:ться|тся|л[аио]?с[ья]|ся|[аяиеуоы]ть|[аяиеу]ли|[аяиу]л[ао]|[аяу]ет|[аяу]ют|[аяує]є|ють|ять|уть|ити|ати|вши|"
    r"[ауя]є|[иіа]тиме|[аяиу]в)$"
)
_SLAVIC_QUALITY = re.compile(
    r".{2,}(?:ый|ий|ой|ая|яя|ое|ее|ые|[гкхшщчж]ие|ого|его|ому|ему|ых|их|ыми|ими|ої|ій|ою|[жншщ]ей|ську|ська|ські)$"
)


@cache
def _function_words(language: str) -> frozenset[str]:
    try:
        return frozenset(importlib.import_module(f"spacy.lang.{language}.stop_words").STOP_WORDS) | _NEWS
    except (ImportError, AttributeError):
        return _NEWS


@cache
def classifier(language: str) -> Callable[[str, str], Class]:
    """What says the class of a word of `language`, given it in lower case and as it stands."""
    stop = _function_words(language)
    known: Callable[[str, str], Class] = {
        "en": _english, "de": _german, "ru": _slavic, "uk": _slavic,
    }.get(language, lambda _low, _word: Class.THING)  # fmt: skip
    return lambda low, word: Class.NONE if low in stop else known(low, word)


@lru_cache(maxsize=20_000)
def _english_class(low: str) -> Class:
    words, endings = NOT_NOUNS
    if low in words or endings.fullmatch(low):
        return Class.NONE
    if low in GENERIC:
        return Class.GENERIC
    words, endings = ADJECTIVES
    return Class.QUALITY if low in words or endings.fullmatch(low) else Class.THING


def _english(low: str, _: str) -> Class:
    return _english_class(low) if len(low) < 25 else Class.THING


def _german(_: str, word: str) -> Class:
    return Class.THING if word[0].isupper() else Class.NONE


def _slavic(low: str, _: str) -> Class:
    if _SLAVIC_VERB.fullmatch(low):
        return Class.NONE
    return Class.QUALITY if _SLAVIC_QUALITY.fullmatch(low) else Class.THING


_STEMMERS = {
    "en": "english", "fr": "french", "de": "german", "es": "spanish", "it": "italian", "pt": "portuguese",
    "ru": "russian", "nl": "dutch", "sv": "swedish", "da": "danish", "no": "norwegian",
}  # fmt: skip


@cache
def stemmer(language: str) -> Callable[[str], str]:
    """What makes one of the forms of a word, so that "ship" and "ships" count together."""
    if language not in _STEMMERS:
        return str
    stem: Callable[[str], str] = Stemmer.Stemmer(_STEMMERS[language]).stemWord
    return stem
