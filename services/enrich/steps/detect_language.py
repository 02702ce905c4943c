"""The step that says which language an article is written in.

py3langid decides, restricted to languages that news is written in; where it is weak, between close relatives, letters
and words that one of them has and the others have not decide. Too little text to tell is `und`.
"""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

from services.enrich.language_marks import FOREIGN_LETTERS, RELATIVES
from services.shared.article import Article, Language

__all__ = ["detect_language", "language_of"]

_LOOKED_AT = 600
"""Characters looked at: more makes no difference and costs time."""
_LEAST_LETTERS = 8
"""Fewer letters than this are a name or a greeting, which many languages share."""
_UNSPACED_LETTERS = 4
"""In scripts that write a word in one or two characters, a few say enough."""
_SHORT = 24
"""A text of fewer letters than this must be clearer to be believed."""
_LEAST_CONFIDENCE = 0.1
_LEAST_CONFIDENCE_SHORT = 0.3

_LANGUAGES = """
    af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu he hi hr hu hy id is it
    ja ka kk km kn ko ku ky la lo lt lv mk ml mn mr ms mt my ne nl nn no pa pl ps pt ro ru sk sl so sq
    sr sv sw ta te th tl tr uk ur uz vi zh
"""


@cache
def _identifier() -> LanguageIdentifier:
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(_LANGUAGES.split())
    return identifier


def language_of(text: str) -> Language:
    """The language of `text`: ISO 639-1 `code`, `confidence` from 0 to 1; `und` where the text says too little."""
    sample = text[:_LOOKED_AT].strip()
    letters = sum(
        character.isalpha() or character > "\u08ff" for character in sample
    )  # Indic vowel signs are no letters
    least = (
        _UNSPACED_LETTERS
        if any("\u3040" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in sample)
        else _LEAST_LETTERS
    )
    if letters < least:
        return Language(code="und", confidence=0.0)
    code, confidence = _identifier().classify(sample)
    if confidence < (_LEAST_CONFIDENCE if letters >= _SHORT else _LEAST_CONFIDENCE_SHORT):
        return Language(code="und", confidence=round(float(confidence), 4))
    return Language(code=_among_relatives(code, sample.lower()), confidence=round(float(confidence), 4))


def _among_relatives(code: str, text: str) -> str:
    if code in FOREIGN_LETTERS:
        foreign = {language: len(letters.findall(text)) for language, letters in FOREIGN_LETTERS.items()}
        best = min(foreign, key=foreign.__getitem__)
        code = best if foreign[best] < foreign[code] else code
    for relatives in RELATIVES:
        if code in relatives:
            hits = {language: len(marks.findall(text)) for language, marks in relatives.items()}
            if code == "nn" and hits["nn"] == hits["no"]:
                return "no"  # one in ten Norwegian texts is Nynorsk: it needs a word of its own
            best = max(hits, key=hits.__getitem__)
            code = best if hits[best] > hits[code] else code
    return code


def detect_language(article: Article) -> Article:
    """Give `article` its `language`; one that its sender named stands, one that its page named helps where unsure."""
    hint = article.language
    if hint.confidence == 1:
        return article
    text = article.body if len(article.body) >= _LOOKED_AT else f"{article.headline or ''}\n{article.body}"
    found = language_of(text)
    if hint.code != "und" and (
        found.code == "und" or any({hint.code, found.code} <= group.keys() for group in RELATIVES)
    ):
        return article.model_copy(update={"language": hint})
    return article.model_copy(update={"language": found})
