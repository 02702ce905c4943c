"""The words and orders in which English, French, German, Spanish, Russian and Ukrainian write dates."""

from __future__ import annotations

import re

from services.enrich.dates.grammar import Grammar

__all__ = ["GRAMMARS", "UNKNOWN"]


def _numbered(words: str, first: int) -> dict[str, int]:
    return {word: n for n, same in enumerate(words.split(), first) for word in same.split("/")}


def _cue(words: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{words})\b", re.IGNORECASE)


_ENGLISH = Grammar(
    months=_numbered(
        r"january/jan\.? february/feb\.? march/mar\. april/apr\.? may june/jun\.? july/jul\.? august/aug\.? "
        r"september/sept\.?/sep\.? october/oct\.? november/nov\.? december/dec\.?",
        1,
    ),
    weekdays=_numbered(
        r"monday/mon\. tuesday/tues?\. wednesday/wed\. thursday/thurs?\. friday/fri\. saturday/sat\. sunday/sun\.", 0
    ),
    numbers={"an?": 1, **_numbered("one two three four five six seven eight nine ten eleven twelve", 1)},
    quarters=_numbered("first/1st second/2nd third/3rd fourth/4th", 1),
    units={"days?": "day", "weeks?": "week", "months?": "month", "quarters?": "quarter", "years?": "year"},
    shifts={
        "last": -1,
        "previous": -1,
        "this": 0,
        "current": 0,
        "next": 1,
        "coming": 1,
        "this coming": 1,
        "the previous": -1,
    },
    days={"the day before yesterday": -2, "yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1},
    patterns=(
        (
            "date",
            r"(?:(?:{weekday}),?{_})?(?:(?P<s>last|next){_})?(?P<m>{month}){_}(?P<d>\d{1,2})(?:st|nd|rd|th)?(?![\d%]|,\d{3}|[.:]\d)(?:,?{_}(?P<y>{year})(?!\d))?",
        ),
        ("date", r"(?P<d>\d{1,2})(?:st|nd|rd|th)?(?:{_}of)?{_}(?P<m>{month})(?:,?{_}(?P<y>{year})(?!\d))?"),
        (
            "month",
            r"(?:(?:early|late|mid)(?:{_}|-)(?:in{_})?|the{_}(?:end|middle|beginning|start){_}of{_})?(?P<m>{month})(?:(?:,?{_}|{_}of{_})(?P<y>{year})(?!\d)|(?:{_}of)?{_}(?P<s>last|this|next){_}year)",
        ),
        (
            "named",
            r"(?:(?:early|late|mid)(?:{_}|-))?(?P<s>last|next|this{_}coming|this|(?:the{_})?previous)(?:{_}past)?{_}(?:(?P<m>{month})|(?P<w>{weekday}))",
        ),
        (
            "month",
            r"(?:(?:early|late|mid)(?:{_}|-)(?:in{_})?|the{_}(?:end|middle|beginning|start){_}of{_})?(?P<m>{month})",
        ),
        (
            "quarter",
            r"(?:the{_})?(?:(?P<s>last|this|next){_}year['’]s{_})?(?:(?P<ago>year-(?:earlier|ago)){_})?(?:fiscal{_})?(?P<q>{quarter})(?:{_}fiscal)?(?:{_}|-)quarter(?:(?:,?{_}|{_}of{_})(?:fiscal{_})?(?P<y>{year})(?!\d)|{_}of{_}(?P<s2>last|this|next){_}year)?",
        ),
        ("quarter", r"q(?P<q>[1-4])(?:,?{_}(?:of{_})?(?P<y>{year}))?"),
        ("quarter", r"(?P<y>{year})[ -]?q(?P<q>[1-4])"),
        ("quarter", r"the{_}(?P<y>{year}){_}(?P<q>{quarter})(?:{_}|-)quarter"),
        ("context", r"the{_}(?P<y>{year}){_}(?:quarter|period)"),
        (
            "context",
            r"(?:the|that){_}(?:(?:latest|same|most{_}recent|comparable){_})?(?:(?P<ago>year-(?:earlier|ago)){_})?(?:quarter|period)",
        ),
        ("context", r"(?P<ago>year-(?:earlier|ago)){_}(?:quarter|period)"),
        (
            "unit",
            r"(?:(?:early|earlier|late|later|mid)(?:{_}|-)(?:in{_})?)?(?P<s>{shift}){_}(?P<u>week|month|quarter|year)",
        ),
        (
            "ago",
            r"(?:(?:about|almost|nearly|around|some){_})?(?P<n>{number}){_}(?P<u>{unit}){_}(?P<how>ago|earlier|before)",
        ),
        ("ago", r"(?P<how>year-(?:earlier|ago))"),
        ("today", r"(?P<t>{day})"),
        (
            "unit",
            r"(?P<u>year)(?:-|{_})end|(?:the{_}end{_}of|earlier{_}in|later{_}in|for){_}the{_}(?P<u2>year)|the{_}(?:full|current){_}(?P<u3>year)",
        ),
        (
            "holiday",
            r"(?:(?P<s>last|next|this){_})?(?P<h>thanksgiving|christmas|new{_}year['’]s|independence|election){_}day",
        ),
        ("holiday", r"(?:(?P<s>last|next|this){_})?(?P<h>thanksgiving|christmas(?:{_}eve)?|halloween)"),
        ("weekend", r"(?P<s>last|next|this|over{_}the|the){_}weekend"),
        ("decade", r"(?:the{_})?(?:(?:early|late|mid)(?:{_}|-))?(?P<y>(?:1[5-9]|20)\d0)['’]?s"),
        ("weekday", r"(?P<w>{weekday})"),
        (
            "year",
            r"(?:the{_}(?:end|middle|beginning|start){_}of{_}|(?:early|late|mid)(?:{_}|-)(?:in{_})?|fiscal{_}(?:year{_})?)(?P<y>{year})",
        ),
    ),
    future=_cue(
        r"will|would|won['’]t|shall|expect(?:s|ed)?|due|schedul\w+|set to|plan(?:s|ned)?|intends?|until|upcoming|deadline|(?:is|are|be) (?:set|to)|could|may|might|payable|forecast"
    ),
    capitals=True,
    day_first=None,
)

_FRENCH = Grammar(
    months=_numbered(
        r"janvier/janv\. février/févr?\. mars avril/avr\. mai juin juillet/juil\. août/aout septembre/sept\. octobre/oct\. novembre/nov\. "
        r"décembre/déc\.",
        1,
    ),
    weekdays=_numbered("lundi mardi mercredi jeudi vendredi samedi dimanche", 0),
    numbers={"une?": 1, **_numbered("deux trois quatre cinq six sept huit neuf dix onze douze", 2)},
    quarters=_numbered("premier/1er deuxième/second/2e troisième/3e quatrième/4e", 1),
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
    future=_cue(
        r"sera|seront|aura|auront|devra|devront|doit|doivent|prévu\w*|prévoit|prochaine?|va|vont|d['’]ici|jusqu['’]\w+"
    ),
)

_GERMAN = Grammar(
    months=_numbered(
        r"januar/jänner/jan\. februar/feber/feb\. märz april/apr\. mai juni juli august/aug\. september/sept\. oktober/okt\. november/nov\. "
        r"dezember/dez\.",
        1,
    ),
    weekdays=_numbered(r"montag/montags dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag", 0),
    numbers={"eine[mnr]?": 1, **_numbered("zwei drei vier fünf sechs sieben acht neun zehn elf zwölf", 2)},
    quarters=_numbered(r"ersten?/1\. zweiten?/2\. dritten?/3\. vierten?/4\.", 1),
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
            r"(?:(?:{weekday}),?{_}(?:(?:den|dem){_})?)?(?P<d>\d{1,2})\.\s{0,3}(?P<m>{month})(?:{_}(?P<y>{year})(?!\d))?",
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
    future=_cue(r"wird|werden|soll|sollen|will|wollen|geplant|vorgesehen|bis"),
    capitals=True,
)

_SPANISH = Grammar(
    months=_numbered(
        "enero febrero marzo abril mayo junio julio agosto septiembre/setiembre octubre noviembre diciembre", 1
    ),
    weekdays=_numbered("lunes martes miércoles jueves viernes sábado domingo", 0),
    numbers={"una?": 1, **_numbered("dos tres cuatro cinco seis siete ocho nueve diez once doce", 2)},
    quarters=_numbered("primer segundo tercer cuarto", 1),
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
            r"(?:(?:(?:principios|comienzos|finales|fines|mediados){_}de){_})?(?P<m>{month})(?:{_}(?:de|del){_}(?P<y>{year})(?!\d)|{_}(?P<s>pasado|próximo))?",
        ),
        ("quarter", r"(?P<q>{quarter}){_}trimestre(?:{_}(?:de|del){_}(?P<y>{year})(?!\d))?"),
        ("unit", r"(?P<s>{shift}){_}(?P<u>semana|mes|año|trimestre)"),
        ("unit", r"(?P<u>semana|mes|año|trimestre){_}(?P<s>pasad[oa]|próxim[oa]|que viene)"),
        ("ago", r"hace{_}(?P<n>{number}){_}(?P<u>{unit})"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<s>{shift}){_}(?P<w>{weekday})|(?P<w2>{weekday}){_}(?P<s2>pasado|próximo)"),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=_cue(r"será|serán|tendrá|habrá|deberá|prevé|previst[oa]s?|próxim[oa]s?|va a|van a|hasta|podrá"),
)

_RUSSIAN = Grammar(
    months=_numbered(
        r"январ[яьею]/янв\. феврал[яьею]/февр?\. марта?е?у? апрел[яьею]/апр\. ма[яйею] июн[яьею] июл[яьею] августа?е?у?/авг\. "
        r"сентябр[яьею]/сент\. октябр[яьею]/окт\. ноябр[яьею]/нояб\. декабр[яьею]/дек\.",
        1,
    ),
    weekdays=_numbered(
        r"понедельник[аеу]?/пн\. вторник[аеу]? сред[аеуы] четверга?е?у? пятниц[аеуы] суббот[аеуы] воскресень[еяю]", 0
    ),
    numbers={"один|одну|одного": 1, **_numbered("два/две три четыре пять шесть семь восемь девять десять", 2)},
    quarters=_numbered("перв\\w{2,3}/i втор\\w{2,3}/ii треть\\w{1,3}/третий/iii четв[её]рт\\w{2,3}/iv", 1),
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
            r"(?:(?:начале|конце|середине|начала|конца|середины|концу){_})?(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:года|году|г\.))?|{_}(?P<s>прошлого|этого|следующего|будущего|текущего){_}года)?",
        ),
        ("quarter", r"(?P<q>{quarter}){_}квартал[аеу]?(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:года|г\.))?)?"),
        (
            "unit",
            r"(?:(?:начале|конце|середине|начала|конца){_})?(?P<s>{shift}){_}(?P<u>недел[еиюя]|месяц[еа]?|год[уа]?|квартал[еа]?)",
        ),
        ("ago", r"(?P<n>{number}){_}(?P<u>{unit}){_}(?P<how>назад)"),
        ("ago", r"(?P<u>неделю|месяц|год){_}(?P<how>назад)"),
        ("today", r"(?P<t>{day})"),
        ("named", r"(?P<s>{shift}){_}(?P<w>{weekday})"),
        ("decade", r"(?P<y>(?:1[5-9]|20)\d0)-(?:х|е)(?:{_}год\w{1,2})?"),
        (
            "year",
            r"(?:(?:начале|конце|середине|начала|конца|середины){_})?(?P<y>{year})(?:-?(?:го|м|й))?{_}(?:год[ауе]?|годом|г\.)",
        ),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=_cue(r"буд[еу]т|состоится|пройд[её]т|планиру\w+|намечен\w*|ожидается|должн[аоы]|до"),
)

_UKRAINIAN = Grammar(
    months=_numbered(
        "січ(?:ень|ня|ні|нем) лют(?:ий|ого|ому) берез(?:ень|ня|ні) квіт(?:ень|ня|ні) трав(?:ень|ня|ні) черв(?:ень|ня|ні) лип(?:ень|ня|ні) "
        "серп(?:ень|ня|ні) верес(?:ень|ня|ні) жовт(?:ень|ня|ні) листопада?і? груд(?:ень|ня|ні)",
        1,
    ),
    weekdays=_numbered(
        "понеділ(?:ок|ка) вівтор(?:ок|ка) серед[ауи] четверга? п['’ʼ]?ятниц[яюі] субот[ауи] неділ[яюі]", 0
    ),
    numbers={"один|одного": 1, **_numbered("два/дві три чотири п['’ʼ]ять шість сім вісім дев['’ʼ]ять десять", 2)},
    quarters=_numbered("перш\\w{2,3}/i друг\\w{2,3}/ii трет\\w{2,4}/iii четверт\\w{2,3}/iv", 1),
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
            r"(?:(?:на{_}початку|наприкінці|всередині|(?:у|в){_}середині|кінця|початку){_})?(?P<m>{month})(?:{_}(?P<y>{year})(?!\d)(?:{_}(?:року|р\.))?|{_}(?P<s>минулого|цього|наступного){_}року)?",
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
            r"(?:(?:на{_}початку|наприкінці|кінця|початку){_})?(?P<y>{year})(?:-?(?:го|му|й))?{_}(?:року|році|рік|роком|р\.)",
        ),
        ("weekday", r"(?P<w>{weekday})"),
    ),
    future=_cue(r"буд[еу]ть?|відбудеться|пройде|плану\w+|запланован\w*|очікується|ма[єю]ть?|до"),
)

GRAMMARS = {"en": _ENGLISH, "fr": _FRENCH, "de": _GERMAN, "es": _SPANISH, "ru": _RUSSIAN, "uk": _UKRAINIAN}
UNKNOWN = Grammar({}, {}, {}, {}, {}, {}, {}, (), _cue("(?!)"))
"""For any other language: dates in digits alone."""
