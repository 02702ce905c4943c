"""Where a language is spoken: the countries that a text in it is likelier about than others."""

from __future__ import annotations

__all__ = ["SPOKEN_IN"]

SPOKEN_IN: dict[str, frozenset[str]] = {
    language: frozenset(countries.split())
    for language, countries in {
        "de": "DE AT CH LI LU",
        "fr": "FR BE CH LU CA SN CI ML CM CD MA TN DZ BF NE TG BJ GA MG HT",
        "es": "ES MX AR CO PE VE CL EC GT CU BO DO HN PY SV NI CR PA UY",
        "pt": "PT BR AO MZ CV",
        "it": "IT CH",
        "nl": "NL BE SR",
        "pl": "PL",
        "uk": "UA",
        "ru": "RU BY KZ KG",
        "sv": "SE FI",
        "tr": "TR",
    }.items()
}
"""ISO 639-1 code → ISO 3166-1 alpha-2 codes, for languages of few countries; English says nothing."""
