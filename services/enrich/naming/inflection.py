"""The forms under which a list may hold an inflected name: case endings (`Харькове`, `Києва`), prefixes (`وتونس`)."""

from __future__ import annotations

__all__ = ["nominatives"]

# ending in the text → endings to try; longer ones first, since `ові` is also `і`
_RUSSIAN = (
    ("ской", ("ская",)),
    ("скую", ("ская",)),
    ("ского", ("ский",)),
    ("скому", ("ский",)),
    ("ском", ("ский", "ское")),
    ("ого", ("ый", "ий")),
    ("ому", ("ый", "ий")),
    ("ой", ("а", "ая")),
    ("ом", ("",)),
    ("ем", ("ь", "й")),
    ("ым", ("", "ый")),
    ("ии", ("ия",)),
    ("ию", ("ия",)),
    ("ией", ("ия",)),
    ("ы", ("а", "ы")),
    ("и", ("а", "я", "ь", "и")),
    ("у", ("а", "")),
    ("ю", ("я", "ь")),
    ("е", ("а", "", "ь", "я")),
    ("а", ("",)),
    ("я", ("ь", "й")),
)
_UKRAINIAN = (
    ("ської", ("ська",)),
    ("ську", ("ська",)),
    ("ській", ("ська",)),
    ("ського", ("ський",)),
    ("ському", ("ський",)),
    ("ським", ("ський",)),
    ("єва", ("їв",)),
    ("єві", ("їв",)),
    ("євом", ("їв",)),
    ("ова", ("ів",)),
    ("ові", ("ів", "")),
    ("овом", ("ів",)),
    ("ом", ("",)),
    ("ою", ("а",)),
    ("ею", ("я",)),
    ("ві", ("ва",)),
    ("ії", ("ія",)),
    ("ію", ("ія",)),
    ("їни", ("їна",)),
    ("їні", ("їна",)),
    ("їну", ("їна",)),
    ("їною", ("їна",)),
    ("и", ("а", "и")),
    ("і", ("а", "", "ь", "я")),
    ("у", ("а", "")),
    ("ю", ("я", "ь")),
    ("а", ("",)),
    ("я", ("ь", "й")),
)
_BY_LANGUAGE = {"ru": _RUSSIAN, "uk": _UKRAINIAN, "be": _RUSSIAN, "bg": ()}


def nominatives(name: str, language: str) -> tuple[str, ...]:
    """`name` itself, then what its words may be without their case endings; only itself in other languages."""
    if language == "ar":
        return (name, *_without_prefix(name))
    if language == "de" and len(name) > 4 and name.endswith("s"):
        return name, name[:-1]  # `Norwegens`
    rules = _BY_LANGUAGE.get(language)
    if not rules or name.isascii() or len(name) < 4:
        return (name,)
    forms = [""]
    for part in name.split(" "):
        own = [part]
        for ending, others in rules:
            if part.endswith(ending) and len(part) - len(ending) >= 2:
                own.extend(part[: -len(ending)] + other for other in others)
        forms = [f"{form} {one}".strip() for form in forms for one in own[:6]][:24]
    return tuple(dict.fromkeys(forms))


def _without_prefix(name: str) -> tuple[str, ...]:
    """What an Arabic word is without `and`, `in`, `to`, `so`, `like` written onto it: `وتونس` → `تونس`."""
    if len(name) < 5 or name[0] not in "وبلفك":
        return ()
    rest = name[1:]
    if name.startswith("لل"):
        return ("ال" + name[2:], rest)
    return (rest, *_without_prefix(rest)[:1])
