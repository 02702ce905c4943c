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
            r"hrvat\w* zagre\w* splitu? splitsk\w* riječk\w* istarsk\w* dalmat\w* slavonij\w* osije\w* hdz sdp-a "
            r"siječ(?:anj|nj\w*) veljač\w* ožuj\w* travnj\w* svibnj\w* lipnj\w* srpnj\w* kolovoz\w* rujn\w* "
            r"listopad\w* studen\w* prosinc\w* tijekom tko netko nitko svatko europ\w* tisuć\w* glede sukladno "
            r"nogomet\w* natjec\w* sveučiliš\w* stoljeć\w* izvješ[ćt]\w* povij\w* točn\w* točk\w* tjed\w* tjekom "
            r"glazb\w* obitelj\w* uvjet\w* časnik\w* priopć\w* \w+irati kruh\w* vlak\w* zrakoplov\w* zračn\w* "
            r"tvrtk\w* tvornic\w* gospodarst\w* poduzeć\w* ravnatelj\w* glasnogovor\w* redatelj\w* skladatelj\w* "
            r"kazališ\w* zemljovid\w* zemljopis\w* otok\w* otoč\w* sudionik\w* sudjel\w* kn kuna kazn\w* "
            r"odvjetni\w* liječnik\w* tajni\w* sustav\w* nazoč\w* čimbeni\w* promidžb\w* poslovnic\w* prosvjed\w* "
            r"razin\w* ljekarn\w* županij\w* vjerojatno suradnj\w* suvremen\w* ovis\w* neovis\w* stanic\w* "
            r"špilj\w* kemij\w* kisik\w* dušik\w* vodik\w* otopin\w* tlak\w* plin\w* duljin\w* obuj\w* tvar\w* "
            r"udrug\w* poslužitelj\w* datotek\w* računal\w* iznimn\w* iznimk\w* učinkovit\w* učink\w* financ\w* "
            r"primjerice ministric\w* djelatni\w* momčad\w* pučanst\w* mirovin\w* putovnic\w* izravn\w* uporab\w* "
            r"rab[ei]\w* inozem\w* uspored\w* potpor\w* pričuv\w* ozlj\w* skrb\w* doista dojam\w* dojm\w* jamč\w* "
            r"ured\w* znanost\w* znanstv\w* osob[an]\w* osobno utjec\w* utječ\w* službeno promet\w* tisak\w* "
            r"tiskov\w* postot\w* stup(?:anj|nj\w*) djelomi\w* vojn\w* križ\w* općenito zasigurno unatoč "
            r"potaknu\w* blagdan\w* prigod\w* pozornost\w* domovin\w* nadme\w* promic\w* te"
        ),
        "bs": _words(
            r"bosn\w* bosan\w* bošnja\w* bih sarajev\w* tuzl\w* mostar\w* zeni[cč]\w* hercegov\w* banj\w* brčk\w* "
            r"kanton\w* entitet\w* federacij\w* srpsk\w* tužilaš\w* dejton\w* sda snsd km islamsk\w* džami\w* "
            r"januar\w* februar\w* mart[au]? april\w* maj[au]? juni?\w* juli?\w* august\w* septemb\w* oktob\w* "
            r"novemb\w* decemb\w* tokom niko neko ko svako evrop\w* hiljad\w* takmič\w* fudbal\w* univerzitet\w* "
            r"vijek\w* izvještaj\w* histor\w* tačn\w* tačk\w* sedmic\w* muzi\w* porodi\w* uslov\w* saopć\w* "
            r"saopš\w* \w+izova\w* \w+(?<![pr]e|[no]a)[dlnrtk]isa(?:ti|o|la|li|n\w*) hljeb\w* voz\w? vozov\w* "
            r"avion\w* firm\w* fabri\w* privred\w* preduze\w* ostrv\w* učesni\w* učestv\w* advokat\w* ljekar\w* "
            r"sekretar\w* sistem\w* lahk\w* uopšt\w* opšt\w* općin\w* obezbije\w* obezbje\w* obavez\w* saradnj\w* "
            r"sarađ\w* bezbjed\w* nivo\w* apotek\w* savremen\w* zavis\w* nezavis\w* ćelij\w* pećin\w* hemij\w* "
            r"kiseoni\w* vodoni\w* azot\w* rastvor\w* pritis\w* gas\w? dužin\w* zapremin\w* sa pošto odbran\w* "
            r"posmatr\w* izvjesn\w* dobij\w* biva\w* prihvata\w* shvata\w* upotreb\w* snabd\w* naredn\w* "
            r"prisust\w* uti[cč][aeu]\w* zvanič\w* spis\w* procen[ta]\w* stepen\w* djelimič\w* lič[nk]\w* "
            r"nau[kč]\w* štamp\w* saobraćaj\w* pozoriš\w* krst\w* računar\w* kompjut\w* finans\w* izuzetn\w* "
            r"efikas\w* režis\w* kompozitor\w* penzi\w* pasoš\w* inostran\w* podršk\w* povrijeđ\w* utisak\w* "
            r"garant\w* kancelarij\w* takođe dešav\w* ubijed\w* ubjed\w* hazret\w* allah\w* musliman\w* "
            r"poslanik\w* postdiplom\w*"
        ),
        "sr": _words(
            r"nedelj\w* pre posle gde ovde uvek reč reči rečima vreme\w* mesto mesta mestu deo deca dece čovek\w* "
            r"ljudima svet\w* lepo? mleko devojk\w* predsednik\w* sednic\w* sledeć\w* poslednj\w* umetn\w* "
            r"srbij\w* beograd\w* novosad\w* vojvodin\w* saopšt\w* takođe šta evrop\w* hiljad\w* bezbedn\w* sa "
            r"januar\w* februar\w* mart[au]? april\w* maj[au]? avgust\w* septemb\w* oktob\w* novemb\w* decemb\w* "
            r"takmič\w* fudbal\w* univerzitet\w* istorij\w* muzi\w* porodi\w* uslov\w*"
        ),
    },
    {
        "no": _words(
            r"ikke jeg hun hva noe noen bare fra mye opp\w{2,} nærmere hvor hvordan hvis være vært selv deres ble "
            r"blitt en et av etter nå"
        ),
        "nn": _words(
            r"ikkje eg ho kva noko nokon berre frå mykje kor korleis dersom vere vore sjølv deira vart blitt ein "
            r"eit av etter no"
        ),
        "da": _words(
            r"ikke jeg hun hvad noget nogen kun fra meget hvor hvordan hvis være været selv deres blev blevet en "
            r"et af efter nu"
        ),
    },
    {
        "sr": _words(
            r"је у су што који која које није сам смо како ће када где око због после пре или али био била било "
            r"бити њ\w+ њего\w+ односно износи као свој\w* \w{3,}(?:ом|има|ама|ског|ску|ске)"
        ),
        "mk": _words(
            r"е во сум што кој која кои не како ќе беше со го ги ја ни од оваа овој овие ова тие таа тој бил биле "
            r"каде кога според поради по или но \w{3,}(?:иот|ата|ите|ето|ува|уваат)"
        ),
    },
    {
        "id": _words(
            r"karena bisa kantor uang mobil polisi pasar beda adalah rp jakarta indonesia kota butuh tak namun "
            r"perusahaan pemerintah provinsi kabupaten kecamatan desa menteri rumah sakit senin selasa rabu jumat "
            r"minggu maret juni juli agustus oktober desember sedangkan maupun setelah ketika saat pria laki-laki "
            r"warga kerja sama kerjasama bahwa kisruh yayasan jajaran antar ternyata dia ia usai ujar ujarnya "
            r"kalau sudah punya begitu memang apalagi sekali semua mereka yg di\w{4,}nya"
        ),
        "ms": _words(
            r"bahawa kerana boleh pejabat wang kereta polis pasaran ialah rm malaysia kuala lumpur bandar beliau "
            r"syarikat kerajaan daerah kampung hospital ahad isnin khamis jumaat mac jun julai ogos disember "
            r"manakala iaitu selepas semasa lelaki rakyat kerjasama berkata sahaja hendaklah supaya jabatan "
            r"pegawai sekiranya telefon nombor"
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
