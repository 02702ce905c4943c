"""Letters and words that tell apart languages which a classifier mixes up: what one has and its relatives have not."""

from __future__ import annotations

import re

__all__ = ["FOREIGN_LETTERS", "RELATIVES"]


def _words(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(words.split())})\b")


def _letters(letters: str) -> re.Pattern[str]:
    return re.compile(f"[{letters}]")


# What sets relatives apart; a stem ends in \w*. Each counts one a hit, and the relative with most hits wins.
RELATIVES: tuple[dict[str, re.Pattern[str]], ...] = (
    {
        "hr": _words(
            r"hrvat\w* zagre\w* tijekom tko netko nitko svatko europ\w* tisuć\w* siječ\w* veljač\w* ožuj\w* "
            r"travnj\w* svibnj\w* lipnj\w* srpnj\w* kolovoz\w* rujn\w* listopad\w* studen\w* prosinc\w* glede "
            r"sukladno nogomet\w* natjec\w* sveučiliš\w* stoljeć\w* izvješ[ćt]\w* povij\w* točn\w* tjed\w* "
            r"glazb\w* obitelj\w* uvjet\w* časnik\w* priopć\w* \w+irati kruh\w* vlak\w* zrakoplov\w* tvrtk\w* "
            r"gospodarst\w* ravnatelj\w* glasnogovor\w* kazališ\w* zemljovid\w* otok\w* sudionik\w* kn kuna "
            r"odvjetni\w* tajni\w* sustav\w* nazočn\w* čimbeni\w* promidžb\w* poslovnic\w* prosvjed\w* "
            r"razin\w* ljekarn\w* splitu? splitsk\w* riječk\w* istarsk\w* dalmat\w* slavonij\w* osije\w* hdz "
            r"sdp-a županij\w* vjerojatno suradnj\w* suvremen\w* ovis\w* stanic\w* špilj\w* kemij\w* "
            r"duljin\w* udrug\w* tjekom poslužitelj\w*"
        ),
        "bs": _words(
            r"bosn\w* bošnja\w* bih sarajev\w* tuzl\w* mostar\w* zeni[cč]\w* evrop\w* hiljad\w* januar\w* "
            r"februar\w* mart[au]? april\w* maj[au]? juni?\w* juli?\w* august\w* septemb\w* oktob\w* "
            r"novemb\w* decemb\w* takmič\w* fudbal\w* univerzitet\w* vijek\w* izvještaj\w* histor\w* tačn\w* "
            r"sedmic\w* muzi\w* porodi\w* uslov\w* saopć\w* saopš\w* \w+ovati \w+isati \w+isao \w+isala "
            r"\w+ovan[aoie]? hljeb\w* voz\w? avion\w* firm\w* privred\w* ostrv\w* učesni\w* km advokat\w* "
            r"sekretar\w* sistem\w* kanton\w* entitet\w* federacij\w* srpsk\w* tužilaš\w* dejton\w* lahk\w* "
            r"uopšt\w* obezbije\w* obavez\w* saradnj\w* bezbjed\w* nivo\w* apotek\w* niko neko ko svako "
            r"historij\w* opšt\w* hercegovin\w* banj\w* brčk\w* sda snsd islamsk\w* džami\w* savremen\w* "
            r"zavis\w* ćelij\w* pećin\w* hemij\w* dužin\w* sa pošto odbran\w*"
        ),
    },
    {
        "no": _words(
            r"ikke jeg hun hva noe noen bare fra mye hvor hvordan hvis være vært selv deres ble blitt en et "
            r"av etter nå"
        ),
        "nn": _words(
            r"ikkje eg ho kva noko nokon berre frå mykje kor korleis dersom vere vore sjølv deira vart blitt "
            r"ein eit av etter no"
        ),
        "da": _words(
            r"ikke jeg hun hvad noget nogen kun fra meget hvor hvordan hvis være været selv deres blev blevet "
            r"en et af efter nu"
        ),
    },
    {
        "sr": _words(r"је у су што који која који није сам су како ће"),
        "mk": _words(r"е во сум што кој која не како ќе беше со го ги ја"),
    },
    {
        "id": _words(
            r"bahwa karena bisa kantor uang mobil polisi pasar beda adalah rp jakarta indonesia kota butuh "
            r"tak"
        ),
        "ms": _words(
            r"bahawa kerana boleh pejabat wang kereta polis pasaran ialah rm malaysia kuala lumpur bandar "
            r"beliau ahad"
        ),
    },
    {
        "cs": re.compile(r"[ěřů]|\b(?:jsem|jsou|jako|který|která|nebo|není|také|při|až|že)\b"),
        "sk": re.compile(r"[ľĺŕäô]|\b(?:som|sú|ako|ktorý|ktorá|alebo|nie|tiež|pri|až|že|bol|bola|sa|aj)\b"),
    },
)
# Letters that a Cyrillic alphabet does not have: the language whose alphabet fits best wins.
FOREIGN_LETTERS = {
    "ru": _letters("іїєґўћђјљњџќѓѕ"),
    "uk": _letters("ыэёъўћђјљњџќѓѕ"),
    "be": _letters("ищъїєґћђјљњџќѓѕ"),
    "bg": _letters("ыэёіїєґўћђјљњџќѓѕ"),
    "sr": _letters("йщъыьэюяёіїєґўќѓѕ"),
    "mk": _letters("йщъыьэюяёіїєґўћђ"),
}
