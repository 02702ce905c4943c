"""Reads the day out of a line that says when a page was published, however its language writes it.

Only days in full, with their year. What could be another day, as 3/4/2024 could, is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["is_sentence", "says_changed", "written_days"]

_MONTHS = """
january jan januar janvier janv enero ene gennaio gen janeiro januari tammikuuta tammikuu jaanuar jaan stycznia styczeń
 sty ledna leden januára január ianuarie gener ocak января янв січня січ януари sausio sausis janvāris ιανουαρίου ιαν
february feb februar février févr febrero febbraio fevereiro fev februari helmikuuta helmikuu veebruar lutego luty lut
 února únor februára február februarie febrer şubat февраля февр лютого лют февруари vasario vasaris februāris
 φεβρουαρίου φεβ
march mar märz mars marzo março maart mrt marts maaliskuuta maaliskuu märts marca marzec března březen marec március
 martie març mart maret марта март мар березня бер kovo kovas μαρτίου μαρ
april apr avril avr abril abr aprile huhtikuuta huhtikuu aprill kwietnia kwiecień kwi dubna duben apríla apríl április
 aprilie nisan апреля апр квітня квіт април balandžio balandis aprīlis απριλίου απρ
may mai mayo maggio mag maio mei maj toukokuuta toukokuu maja května květen mája máj május mayıs мая май травня трав
 gegužės maijs μαΐου μάι
june jun juni juin junio giugno giu junho kesäkuuta kesäkuu juuni czerwca czerwiec června červen júna jún június iunie
 juny haziran июня июн червня черв юни birželio jūnijs ιουνίου ιουν
july jul juli juillet juil julio luglio lug julho heinäkuuta heinäkuu juuli lipca lipiec července červenec júla júl
 július iulie juliol temmuz июля июл липня лип юли liepos jūlijs ιουλίου ιουλ
august aug août aout agosto ago augustus augusti elokuuta elokuu sierpnia sierpień srpna srpen augusta augusztus agost
 ağustos agustus августа авг серпня серп rugpjūčio augusts αυγούστου αυγ
september sep sept septembre septiembre settembre set setembro syyskuuta syyskuu września wrzesień září septembra
 szeptember septembrie setembre eylül сентября сент вересня вер септември rugsėjo septembris σεπτεμβρίου σεπ
october oct oktober okt octobre octubre ottobre ott outubro out lokakuuta lokakuu oktoober października październik
 října říjen októbra október octombrie ekim октября окт жовтня жовт октомври spalio oktobris οκτωβρίου οκτ
november nov novembre noviembre novembro marraskuuta marraskuu listopada listopad listopadu novembra noiembrie kasım
 ноября нояб листопада лист ноември lapkričio novembris νοεμβρίου νοε
december dec dezember dez décembre déc diciembre dic dicembre dezembro desember des joulukuuta joulukuu detsember
 grudnia grudzień prosince prosinec decembra decembrie desembre aralık декабря дек грудня груд декември gruodžio
 decembris δεκεμβρίου δεκ
"""
"""A month a paragraph, its names in thirty languages after the Unicode CLDR; no name means two months."""
_MONTH = {
    name: number for number, names in enumerate(re.split(r"\n(?! )", _MONTHS.strip()), 1) for name in names.split()
}
_NAME = r"(?P<{0}>[^\W\d_]{{3,12}})\.?"
_DAY = r"(?P<{0}>[0-3]?\d)"
_YEAR = r"(?P<{0}>(?:19|20)\d\d)"
_WRITTEN = re.compile(
    "(?<![\\w/.:-])(?:"
    + "|".join(
        pattern.format(y=_YEAR.format(f"y{n}"), d=_DAY.format(f"d{n}"), m=month.format(f"m{n}"))
        for n, (pattern, month) in enumerate(
            (
                (r"{y}\s?(?P<s0>[-/.])\s?{m}\s?(?P=s0)\s?{d}(?:T|(?!\d))", r"(?P<{0}>[01]?\d)"),
                (r"{y}\s?[年년]\s?{m}\s?[月월]\s?{d}\s?[日일]", r"(?P<{0}>[01]?\d)"),
                (r"{d}\s?(?P<s2>[./-])\s?{m}\s?(?P=s2)\s?{y}(?!\d)", r"(?P<{0}>[0-3]?\d)"),
                (r"{d}(?:st|nd|rd|th|er|º|\.)?\s(?:(?:of|de|di)\s)?{m},?\s(?:(?:de|del)\s)?{y}(?!\d)", _NAME),
                (r"{m}\s{d}(?:st|nd|rd|th)?,?\s{y}(?!\d)", _NAME),
            )
        )
    )
    + r")(?:\D{0,8}?(?<!\d)(?P<clock>[012]\d:[0-5]\d(?::[0-5]\d)?)(?!\d|\s?[ap]\.?m))?",
    re.IGNORECASE,
)
_MONTH_FIRST = ("en-us",)
_EITHER = ("", "en", "en-ca")
"""Where 3/4/2024 is in March, and where one cannot know."""
_SPAN = re.compile(r"\d\.?\s?(?:[-–—]|bis|to|until|al?|до|по)\s?$")
_CHANGED = re.compile(
    r"updat|modif|edited|revis|aktualis|geändert|bearbeit|\bstand\b|mis à jour|actuali[sz]|aggiorn|atuali[sz]|gewijzigd"
    r"|обновл|измен|оновл|змін",
    re.IGNORECASE,
)
"""Says when a page was changed, which is not when it was published."""

_PUBLISHED = re.compile(
    r"publ|posted|written|dated?\b|veröff|erstellt|datum|pubbl|fecha|\bdata\b|geplaatst|опубл|дата", re.IGNORECASE
)


def written_days(line: str, language: str) -> Iterator[str]:
    """Each day in `line`, in ISO 8601, with its time where one follows; `language` is the page's, such as `en-GB`.

    Left out are ends of spans (2 to 5 May 2024) and days on which something was changed.
    """
    begin = 0
    for found in _WRITTEN.finditer(line):
        before, begin = line[begin : found.start()], found.end()
        parts = {key[0]: value for key, value in found.groupdict().items() if value and key[0] in "ymd"}
        month, day = _month(parts["m"]), int(parts["d"])
        if found["s2"] == "/" or found["s2"] == "-":
            month, day = _in_order(day, int(parts["m"]), language.casefold().replace("_", "-"))
        if not 1 <= month <= 12 or not 1 <= day <= 31 or _SPAN.search(before) or says_changed(before):
            continue
        yield f"{parts['y']}-{month:02}-{day:02}" + (f"T{found['clock']}" if found["clock"] else "")


def is_sentence(line: str) -> bool:
    """Whether the first day in `line` is told of in words, as in "The wall fell on 3 May 2024"."""
    found = _WRITTEN.search(line)
    if found is None:
        return False
    before = line[: found.start()].rstrip()
    told = len(before.split()) > 1 and before[-1].isalpha() and not _PUBLISHED.search(before)
    return told or line.rstrip().endswith((".", "!", "?", ":", ";"))


def says_changed(text: str) -> bool:
    """Whether `text`, which stands before a day, says that something was changed then."""
    return _CHANGED.search(text) is not None


def _month(text: str) -> int:
    return int(text) if text.isdigit() else _MONTH.get(text.casefold(), 0)


def _in_order(first: int, second: int, language: str) -> tuple[int, int]:
    """Month and day; 0 and 0 where either could be either."""
    if first > 12 or second > 12 or first == second:
        return (second, first) if first > 12 else (first, second)
    if language in _EITHER:
        return 0, 0
    return (first, second) if language in _MONTH_FIRST else (second, first)
