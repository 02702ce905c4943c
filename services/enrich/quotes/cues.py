"""The words that say that somebody speaks, in English, French, German, Spanish, Russian and Ukrainian."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["VOICES", "Voice"]


@dataclass(frozen=True)
class Voice:
    """How a language reports speech; all words lower-case.

    `strong`: verbs of saying; `weak`: verbs that may report words or may not; `participles`: their subject is the
    sentence's; `by`: what introduces a source ("according to"); `pronouns` with `m`, `f` or `n` (many or things);
    `skipped`: auxiliaries and adverbs between subject and verb; `openers`: what a noun phrase begins with;
    `breaks`: words that no noun phrase goes across; `links`: prepositions inside one;
    `passives`: what makes a past participle passive; `nouns`: forms of verbs that are nouns too; `modals`: what makes
    the verb after it no report; `weak_participles`: participles of weak verbs.
    """

    strong: frozenset[str]
    weak: frozenset[str]
    participles: frozenset[str]
    by: tuple[tuple[str, ...], ...]
    pronouns: dict[str, str]
    skipped: frozenset[str]
    openers: frozenset[str]
    breaks: frozenset[str]
    links: frozenset[str]
    passives: frozenset[str] = frozenset()
    nouns: frozenset[str] = frozenset()
    modals: frozenset[str] = frozenset()
    weak_participles: frozenset[str] = frozenset()


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _inflected(stems: str) -> tuple[set[str], set[str]]:
    """The finite forms and the participles of regular English verbs."""
    finite, participles = set(), set()
    for verb in stems.split():
        base, _, past = verb.partition(":")
        third = (
            base[:-1] + "ies"
            if base.endswith("y") and base[-2] not in "aeo"
            else base + ("es" if base.endswith(("s", "sh", "ch", "x")) else "s")
        )
        regular = (
            base + "d"
            if base.endswith("e")
            else base[:-1] + "ied"
            if base.endswith("y") and base[-2] not in "aeo"
            else base + "ed"
        )
        finite |= {base, third, *(past.split("/") if past else [regular])}
        participles.add((base[:-1] if base.endswith("e") and not base.endswith("ee") else base) + "ing")
        # slam, slammed, slamming; label, labelled, labelling
        participles |= {form[:-2] + "ing" for form in past.split("/") if form.endswith("ed") and form[:-3] == base}
    return finite, participles


_STRONG, _STRONG_ING = _inflected(
    "say:said tell:told add write:wrote/written tweet ask reply explain state declare remark conclude note continue "
    "respond argue "
    "announce insist claim warn acknowledge admit recall joke quip observe comment exclaim shout yell chant scream "
    "whisper "
    "assert contend maintain reiterate stress suggest predict testify answer counter retort opine muse lament "
    "complain confess concede "
    "caution vow pledge promise declare point recount reveal boast brag report snap bark interject chime proclaim "
    "emphasize emphasise "
    "beam retaliate protest respond fume gush vent scold jeer crow croon tease bellow demur bristle hiss intone "
    "plead elaborate advise inform remind assure agree affirm deadpan sniff gripe posit theorize mutter clarify "
    "confirm deny underscore"
)
_WEAK, _WEAK_ING = _inflected(
    "call describe label:labeled/labelled dub:dubbed brand characterize characterise refer:referred accuse blast "
    "slam:slammed criticize "
    "criticise condemn denounce praise hail mock attack dismiss reject decry ridicule deride rip:ripped blame "
    "charge demand urge "
    "tout defend cite quote read:read allege propose tease taunt cheer thank apologize bemoan portray compare invoke "
    "challenge question wonder want hope believe think:thought feel:felt fear consider speak:spoke mention "
    "express voice deem paint cast:cast question address discuss post publish email text offer put:put go:went "
    "introduce recommend order back support pronounce lambast lambaste rail excoriate scoff bash tweet use hint "
    "signal "
    "complain credit laud liken advocate implore plead conceded open begin:began repeat sing:sang hold:held"
)

# Forms that are nouns as often: verbs only right after a name or a pronoun.
_NOUNS = _set(
    "claim claims note notes comment comments report reports remark remarks answer answers vow vows pledge pledges "
    "promise promises "
    "boast boasts charge charges demand demands quote quotes reply replies attack attacks challenge challenges call "
    "calls joke jokes "
    "mention mentions hope hopes fear fears question questions tweet tweets email emails text texts post posts "
    "stress order orders brand "
    "support supports praise voice blast slam signal signals hint hints scream screams shout shouts chant chants "
    "wonder cheer cheers "
    "point points warning account lament laments counter counters cast estimate review"
)
_NEVER = _set(
    "state point report read back backs hold holds held go goes went put puts offers offer voices text texts post "
    "use uses used order orders "
    "support supports supported open opens opened cast address question begin begins began supported wants pastes "
    "offered ordered backed"
) - {"read"}
_ENGLISH = Voice(
    strong=frozenset(_STRONG) - _NEVER,
    weak=frozenset(_WEAK) - _NEVER,
    nouns=_NOUNS,
    modals=_set("would will could should may might must can did does do 'll to"),
    weak_participles=frozenset(_WEAK_ING) - frozenset(_STRONG_ING),
    participles=frozenset(_STRONG_ING | _WEAK_ING) - {"going", "putting", "using", "holding", "opening", "building"},
    by=(("according", "to"), ("in", "the", "words", "of")),
    pronouns={"he": "m", "she": "f", "they": "n", "i": "i", "we": "n", "it": "n", "who": "w", "you": "i"},
    skipped=_set(
        "also has have had was were is are be been being did does do would will could should may might must can "
        "then later reportedly once "
        "recently repeatedly publicly previously already even just often never not further still now immediately "
        "again subsequently "
        "quickly openly famously simply clearly later earlier currently instead himself herself themselves first "
        "himself only always "
        "both all went on to"
    ),
    openers=_set("the a an his her their its our my one another some several many most this that these those two "
                 "three four both all each other "
                 "no every any few"),
    breaks=_set(
        "and or but that which when while as because after before if whether where why how what who whom since than "
        "so though although "
        "in on at by to from with about into over during under against through until upon among between said told "
        "says like "
        "is are was were be been has have had would will could should not to"
    ),
    links=_set("of for at with from in and"),
    passives=_set("was were been be being is are got get gets getting"),
)  # fmt: skip

_FRENCH = Voice(
    strong=_set(
        "dit déclaré déclare affirmé affirme expliqué explique ajouté ajoute assuré assure estimé estime indiqué "
        "indique souligné souligne "
        "précisé précise lancé lance répondu répond écrit rappelé rappelle annoncé annonce confié confie conclu "
        "conclut insisté insiste "
        "martelé martèle averti avertit dénoncé dénonce regretté regrette poursuivi poursuit raconté raconte "
        "reconnu reconnaît jugé juge "
        "promis promet demandé demande tweeté déploré déplore commenté commente résumé résume soutenu soutient "
        "glissé prévenu réagi disait"
    ),
    weak=_set(
        "qualifié qualifie évoqué évoque parlé parle accusé accuse appelé appelle salué salue critiqué critique "
        "condamné condamne fustigé"
    ),
    participles=_set(
        "disant affirmant ajoutant déclarant qualifiant dénonçant assurant estimant précisant expliquant évoquant "
        "accusant appelant"
    ),
    by=(("selon",), ("d'après",), ("d’après",), ("pour",)),
    pronouns={"il": "m", "elle": "f", "ils": "n", "elles": "n", "on": "n", "je": "i", "nous": "n"},
    skipped=_set(
        "a ont est avait avaient aura a-t-il a-t-elle aussi également ainsi encore notamment ensuite déjà n' ne pas "
        "s'est s’est"
    ),
    openers=_set("le la les un une des l' son sa ses leur leurs ce cette ces plusieurs certains"),
    breaks=_set(
        "et ou mais que qui quand lorsque dont où car si comme dans en à au aux par sur avec pour sous après avant "
        "lors mardi lundi mercredi jeudi vendredi samedi dimanche"
    ),
    links=_set("de du des d'"),
)
_GERMAN = Voice(
    strong=_set(
        "sagte sagt gesagt erklärte erklärt betonte betont meinte meint schrieb schreibt teilte fügte kündigte "
        "warnte warnt forderte fordert "
        "behauptete behauptet berichtete berichtet antwortete äußerte ergänzte versicherte kritisierte kritisiert "
        "stellte twitterte so räumte "
        "bekräftigte unterstrich hieß mahnte rief fragte verkündete"
    ),
    weak=_set("nannte nennt bezeichnete bezeichnet sprach spricht verurteilte warf lobte"),
    participles=(frozenset()),
    by=(("laut",), ("nach", "angaben", "von"), ("nach", "worten", "von"), ("gemäß",)),
    pronouns={"er": "m", "sie": "f", "ich": "i", "wir": "n", "es": "n"},
    skipped=_set("hat haben hatte hatten auch zudem weiter dabei am dann zuvor erneut noch bereits"),
    openers=_set("der die das ein eine einer sein seine ihr ihre dieser diese mehrere einige"),
    breaks=_set(
        "und oder aber dass ob wenn weil als wie in im an am auf aus bei mit nach von vom zu zum zur für über gegen "
        "durch unter montag dienstag mittwoch donnerstag freitag samstag sonntag"
    ),
    links=_set("des der von für"),
)
_SPANISH = Voice(
    strong=_set(
        "dijo dice dicho declaró declara afirmó afirma aseguró asegura explicó explica añadió añade señaló señala "
        "agregó indicó indica sostuvo "
        "sostiene manifestó escribió escribe respondió advirtió advierte subrayó destacó anunció reiteró expresó "
        "apuntó recordó insistió "
        "concluyó aclaró comentó reconoció preguntó pidió lamentó denunció admitió precisó dijeron afirmaron"
    ),
    weak=_set("calificó califica llamó llama describió acusó acusa tildó habló criticó condenó"),
    participles=_set("diciendo afirmando añadiendo calificando asegurando señalando acusando"),
    by=(("según",), ("de", "acuerdo", "con"), ("a", "juicio", "de")),
    pronouns={"él": "m", "ella": "f", "ellos": "n", "ellas": "n", "yo": "i"},
    skipped=_set("ha han había habían también además luego después ya se le les lo"),
    openers=_set("el la los las un una unos unas su sus este esta estos varios algunos"),
    breaks=_set(
        "y o pero que quien cuando donde si como en a al con por para sobre tras durante ante desde hasta lunes "
        "martes miércoles jueves viernes sábado domingo este"
    ),
    links=_set("de del"),
)
_RUSSIAN = Voice(
    strong=_set(
        "сказал сказала сказали говорит говорил говорила заявил заявила заявили заявляет отметил отметила отметили "
        "подчеркнул подчеркнула "
        "добавил добавила сообщил сообщила сообщили написал написала пишет объяснил объяснила пояснил пояснила "
        "рассказал рассказала "
        "уточнил уточнила ответил ответила считает утверждает утверждал признал признала предупредил предупредила "
        "пообещал спросил "
        "напомнил напомнила констатировал резюмировал цитирует передает указал указала"
    ),
    weak=_set("назвал назвала назвали называет обвинил обвинила осудил осудила раскритиковал призвал призвала"),
    participles=_set("сказав заявив добавив назвав отметив подчеркнув"),
    by=(("по", "словам"), ("по", "мнению"), ("по", "данным"), ("согласно",), ("как", "сообщает")),
    pronouns={"он": "m", "она": "f", "они": "n", "я": "i", "мы": "n"},
    skipped=_set("также ещё еще уже ранее затем при этом не"),
    openers=_set("этот эта эти его её ее их"),
    breaks=_set(
        "и или но что который которая которые когда где если как в во на с со к ко по из от до для о об при за над "
        "под после перед через"
    ),
    links=frozenset(),
)
_UKRAINIAN = Voice(
    strong=_set(
        "сказав сказала сказали каже говорить заявив заявила заявили заявляє зазначив зазначила наголосив "
        "наголосила додав додала "
        "повідомив повідомила повідомили написав написала пише пояснив пояснила розповів розповіла уточнив уточнила "
        "відповів відповіла "
        "вважає стверджує визнав визнала попередив попередила пообіцяв нагадав нагадала підкреслив підкреслила "
        "зауважив"
    ),
    weak=_set("назвав назвала назвали називає звинуватив звинуватила засудив засудила закликав закликала"),
    participles=_set("сказавши заявивши додавши назвавши зазначивши"),
    by=(("за", "словами"), ("на", "думку"), ("за", "даними"), ("згідно", "з")),
    pronouns={"він": "m", "вона": "f", "вони": "n", "я": "i", "ми": "n"},
    skipped=_set("також ще вже раніше потім при цьому не"),
    openers=_set("цей ця ці його її їх"),
    breaks=_set(
        "і й та або але що який яка які коли де якщо як в у на з зі до по із від для про при за над під після перед "
        "через"
    ),
    links=frozenset(),
)

VOICES = {"en": _ENGLISH, "fr": _FRENCH, "de": _GERMAN, "es": _SPANISH, "ru": _RUSSIAN, "uk": _UKRAINIAN}
