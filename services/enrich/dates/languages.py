"""The words and orders in which French, German, Spanish, Russian and Ukrainian write dates, and every grammar."""

from __future__ import annotations

from services.enrich.dates.english import ENGLISH
from services.enrich.dates.grammar import Grammar, cue, numbered

__all__ = ["GRAMMARS", "UNKNOWN"]

_DAYTIME = "(?:s|früh|morgen|vormittag|mittag|nachmittag|abend|nacht)?"
"""What German writes onto a weekday: `Montagabend`."""

_FRENCH = Grammar(
    months=numbered(
        r"janvier/janv\. février/févr?\. mars avril/avr\. mai juin juillet/juil\. août/aout septembre/sept\. "
        r"octobre/oct\. novembre/nov\. "
        r"décembre/déc\.",
        1,
    ),
    weekdays=numbered("lundi mardi mercredi jeudi vendredi samedi dimanche", 0),
    numbers={"une?": 1, **numbered("deux trois quatre cinq six sept huit neuf dix onze douze", 2)},
    quarters=numbered("premier/1er deuxième/second/2e troisième/3e quatrième/4e", 1),
    units={"jours?": "day", "semaines?": "week", "mois": "month", "trimestres?": "quarter", "ans?|années?": "year"},
    shifts={"derni[eè]re?|passée?|précédente?": -1, "prochaine?": 1},
    days={"avant-hier": -2, "hier": -1, "aujourd['’]hui": 0, "demain": 1, "après-demain": 2},
    patterns=(
        ("date", r"(?:(?:{weekday}){_})?(?P<d>\d{1,2})(?:er)?{_}(?P<m>{month})(?:{_}(?P<y>{year})(?!\d))?"),
        ("month", r"(?:(?:début|fin|courant)(?:{_})|mi-)?(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)|{_}(?P<s>{shift}))?"),
        ("quarter", r"(?P<q>{quarter}){_}trimestre(?:{_}(?:de{_})?(?P<y>{year})(?!\d))?"),
        ("unit", r"(?:la{_}|le{_}|l['’])?(?P<u>semaine|mois|année|an|trimestre){_}(?P<s>{shift})"),
        ("unit", r"(?P<s0>cette|ce){_}(?P<u>semaine|mois|année|trimestre)(?:-ci)?"),
        ("ago", r"il{_}y{_}a{_}(?P<n>{number}){_}(?P<u>{unit})"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<w>{weekday}){_}(?P<s>{shift})"),
        ("decade", r"années{_}(?P<y>(?:1[5-9]|20)\d0)"),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=cue(
        r"sera|seront|aura|auront|devra|devront|doit|doivent|prévu\w*|prévoit|prochaine?|va|vont|d['’]ici|"
        r"(?:commence|débute|démarre|s['’]ouvre)(?:nt)?|se tient|se tiennent|"
        r"jusqu['’]\w+|\w{2,}(?:er|ir|ud|end|ett)(?:a|ont)"
    ),
)

_GERMAN = Grammar(
    months=numbered(
        r"januar/jänner/jan\. februar/feber/feb\. märz april/apr\. mai juni juli august/aug\. september/sept\. "
        r"oktober/okt\. november/nov\. "
        r"dezember/dez\.",
        1,
    ),
    weekdays={
        f"{day}{_DAYTIME}": n
        for day, n in numbered("montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag", 0).items()
    },
    numbers={"eine[mnr]?": 1, **numbered("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", 2)},
    quarters=numbered(r"ersten?/1\. zweiten?/2\. dritten?/3\. vierten?/4\.", 1),
    units={"tage?n?": "day", "wochen?": "week", "monate?n?": "month", "quartale?n?": "quarter", "jahre?n?": "year"},
    shifts={
        "(?:letzt|vergangen|vorig)e[nmrs]?": -1,
        "(?:diese[nmrs]?|laufende[nmrs]?)": 0,
        "(?:nächst|kommend)e[nmrs]?": 1,
    },
    days={"vorgestern": -2, "gestern": -1, "heute": 0, "morgen": 1, "übermorgen": 2},
    patterns=(
        (
            "date",
            r"(?:(?:{weekday}),?{_}(?:(?:den|dem){_})?)?(?P<d>\d{1,2})\.\s{0,3}(?P<m>{month})(?:{_}(?P<y>{year})"
            r"(?!\d))?",
        ),
        ("month", r"(?:(?:Anfang|Mitte|Ende){_})?(?P<m>{month})(?:{_}(?P<y>{year})(?!\d))?"),
        ("quarter", r"(?P<q>{quarter}){_}Quartal(?:{_}(?:des{_}Jahres{_})?(?P<y>{year})(?!\d))?"),
        ("unit", r"(?P<s>{shift}){_}(?P<u>woche|monats?|quartals?|jahre?s?)"),
        ("named", r"(?P<s>{shift}){_}(?:(?P<w>{weekday})|(?P<m>{month}))"),
        ("ago", r"vor{_}(?P<n>{number}){_}(?P<u>{unit})"),
        ("today", r"(?P<t>{day})"),
        ("decade", r"(?P<y>(?:1[5-9]|20)\d0)er(?:{_}Jahren?)?"),
        ("year", r"(?:Anfang|Mitte|Ende){_}(?P<y>{year})"),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=cue(
        r"wird|werden|soll|sollen|will|wollen|geplant|vorgesehen|bis|findet|finden|beginnt|beginnen|startet|starten"
    ),
    capitals=True,
)

_SPANISH = Grammar(
    months=numbered(
        "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre", 1
    ),
    weekdays=numbered("lunes martes miércoles jueves viernes sábado domingo", 0),
    numbers={"una?": 1, **numbered("dos tres cuatro cinco seis siete ocho nueve diez once doce", 2)},
    quarters=numbered("primer segundo tercer cuarto", 1),
    units={"días?": "day", "semanas?": "week", "mes(?:es)?": "month", "trimestres?": "quarter", "años?": "year"},
    shifts={"pasad[oa]|últim[oa]": -1, "est[ea]": 0, "próxim[oa]|que viene": 1},
    days={"anteayer": -2, "ayer": -1, "hoy": 0, "pasado mañana": 2, "(?<!la )(?<!esta )mañana": 1},
    patterns=(
        (
            "date",
            r"(?:(?:{weekday}),?{_})?(?P<d>\d{1,2}){_}de{_}(?P<m>{month})(?:{_}(?:de|del){_}(?P<y>{year})(?!\d))?",
        ),
        (
            "month",
            r"(?:(?:(?:principios|comienzos|finales|fines|mediados){_}de){_})?(?P<m>{month})(?:{_}(?:de|del){_}"
            r"(?P<y>{year})(?!\d)|{_}(?P<s>pasado|próximo))?",
        ),
        ("quarter", r"(?P<q>{quarter}){_}trimestre(?:{_}(?:de|del){_}(?P<y>{year})(?!\d))?"),
        ("unit", r"(?P<s>{shift}){_}(?P<u>semana|mes|año|trimestre)"),
        ("unit", r"(?P<u>semana|mes|año|trimestre){_}(?P<s>pasad[oa]|próxim[oa]|que viene)"),
        ("ago", r"hace{_}(?P<n>{number}){_}(?P<u>{unit})"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<s>{shift}){_}(?P<w>{weekday})|(?P<w2>{weekday}){_}(?P<s2>pasado|próximo)"),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=cue(
        r"\w+[aei](?:rá|rán|remos)|(?:tend|hab|pod|vend|pond|sald|har)(?:rá|rán)|hará|prevé|previst[oa]s?|próxim[oa]s?|"
        r"va a|van a|hasta"
    ),
)

_RUSSIAN = Grammar(
    months=numbered(
        r"январ[яьею]/янв\. феврал[яьею]/февр?\. марта?е?у? апрел[яьею]/апр\. ма[яйею] июн[яьею] июл[яьею] "
        r"августа?е?у?/авг\. "
        r"сентябр[яьею]/сент\. октябр[яьею]/окт\. ноябр[яьею]/нояб\. декабр[яьею]/дек\.",
        1,
    ),
    weekdays=numbered(
        r"понедельник[аеу]?/пн\. вторник[аеу]? сред[аеуы] четверга?е?у? пятниц[аеуы] суббот[аеуы] воскресень[еяю]", 0
    ),
    numbers={"один|одну|одного": 1, **numbered("два/две три четыре пять шесть семь восемь девять десять", 2)},
    quarters=numbered("перв\\w{2,3}/i втор\\w{2,3}/ii треть\\w{1,3}/третий/iii четв[её]рт\\w{2,3}/iv", 1),
    units={
        "день|дня|дней": "day",
        "недел[июьяе]": "week",
        "месяца?(?:ев)?": "month",
        "квартала?(?:ов)?": "quarter",
        "года?|лет": "year",
    },
    shifts={
        "прошл\\w{2,3}|минувш\\w{2,3}": -1,
        "эт(?:ой|ом|от|ого|у)|текущ\\w{2,3}": 0,
        "следующ\\w{2,3}|будущ\\w{2,3}|ближайш\\w{2,3}": 1,
    },
    days={"позавчера": -2, "вчера": -1, "сегодня": 0, "завтра": 1, "послезавтра": 2},
    patterns=(
        ("date", r"(?P<d>\d{1,2})(?:-го)?{_}(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:года|г\.))?)?"),
        (
            "month",
            r"(?:(?:начале|конце|середине|начала|конца|середины|концу){_})?(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)"
            r"(?:{_}(?:года|году|г\.))?|{_}(?P<s>прошлого|этого|следующего|будущего|текущего){_}года)?",
        ),
        ("quarter", r"(?P<q>{quarter}){_}квартал[аеу]?(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:года|г\.))?)?"),
        (
            "unit",
            r"(?:(?:начале|конце|середине|начала|конца){_})?(?P<s>{shift}){_}(?P<u>недел[еиюя]|месяц[еа]?|год[уа]?|"
            r"квартал[еа]?)",
        ),
        ("ago", r"(?P<n>{number}){_}(?P<u>{unit}){_}(?P<how>назад)"),
        ("ago", r"(?P<u>неделю|месяц|год){_}(?P<how>назад)"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<s>{shift}){_}(?P<w>{weekday})"),
        ("decade", r"(?P<y>(?:1[5-9]|20)\d0)-(?:х|е)(?:{_}год\w{1,2})?"),
        (
            "year",
            r"(?:(?:начале|конце|середине|начала|конца|середины){_})?(?P<y>{year})(?:-?(?:го|м|й))?{_}(?:год[ауе]?|"
            r"годом|г\.)",
        ),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=cue(
        r"буд[еу]т|состо[ия]тся|про(?:йд|вед)(?:[её]т|ут)|нач(?:н[её]тся|нутся)|откро[ею]тся|планиру\w+|намечен\w*|ожидается|должн[аоы]|до"
    ),
)

_UKRAINIAN = Grammar(
    months=numbered(
        "січ(?:ень|ня|ні|нем) лют(?:ий|ого|ому) берез(?:ень|ня|ні) квіт(?:ень|ня|ні) трав(?:ень|ня|ні) "
        "черв(?:ень|ня|ні) лип(?:ень|ня|ні) "
        "серп(?:ень|ня|ні) верес(?:ень|ня|ні) жовт(?:ень|ня|ні) листопада?і? груд(?:ень|ня|ні)",
        1,
    ),
    weekdays=numbered(
        "понеділ(?:ок|ка) вівтор(?:ок|ка) серед[ауи] четвер(?:га?)? п['’ʼ]?ятниц[яюі] субот[ауи] неділ[яюі]", 0
    ),
    numbers={"один|одного": 1, **numbered("два/дві три чотири п['’ʼ]ять шість сім вісім дев['’ʼ]ять десять", 2)},
    quarters=numbered("перш\\w{2,3}/i друг\\w{2,3}/ii трет\\w{2,4}/iii четверт\\w{2,3}/iv", 1),
    units={
        "день|дні|днів": "day",
        "тиждень|тижн(?:і|ів|я)": "week",
        "місяць|місяц(?:і|я|ів)": "month",
        "квартал[иів]*": "quarter",
        "рік|рок(?:и|ів|у|і)": "year",
    },
    shifts={"минул\\w{2,3}|торік": -1, "ц(?:ього|ьому|ей|ієї)|поточн\\w{2,3}": 0, "наступн\\w{2,3}": 1},
    days={"позавчора": -2, "вчора|учора": -1, "сьогодні": 0, "завтра": 1, "післязавтра": 2},
    patterns=(
        ("date", r"(?P<d>\d{1,2})(?:-го)?{_}(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:року|р\.))?)?"),
        (
            "month",
            r"(?:(?:на{_}початку|наприкінці|всередині|(?:у|в){_}середині|кінця|початку){_})?(?P<m>{month})(?:{_}"
            r"(?P<y>{year})(?!\d)(?:{_}(?:року|р\.))?|{_}(?P<s>минулого|цього|наступного){_}року)?",
        ),
        ("quarter", r"(?P<q>{quarter}){_}квартал[іуи]?(?:{_}(?P<y>{year})(?!\d)(?:{_}року)?)?"),
        ("unit", r"(?P<s>{shift}){_}(?P<u>тижн[яі]|місяц[яі]|рок[уі]|квартал[уі])"),
        ("ago", r"(?P<n>{number}){_}(?P<u>{unit}){_}(?P<how>тому)"),
        ("ago", r"(?P<u>тиждень|місяць|рік){_}(?P<how>тому)"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<s>{shift}){_}(?P<w>{weekday})"),
        ("decade", r"(?P<y>(?:1[5-9]|20)\d0)-(?:х|і|ті)(?:{_}рок\w{1,2})?"),
        (
            "year",
            r"(?:(?:на{_}початку|наприкінці|кінця|початку){_})?(?P<y>{year})(?:-?(?:го|му|й))?{_}(?:року|році|рік|"
            r"роком|р\.)",
        ),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=cue(r"буд[еу]ть?|відбудеться|пройде|плану\w+|запланован\w*|очікується|ма[єю]ть?|до"),
)

GRAMMARS = {"en": ENGLISH, "fr": _FRENCH, "de": _GERMAN, "es": _SPANISH, "ru": _RUSSIAN, "uk": _UKRAINIAN}
UNKNOWN = Grammar({}, {}, {}, {}, {}, {}, {}, (), cue("(?!)"))
"""For any other language: dates in digits alone."""
