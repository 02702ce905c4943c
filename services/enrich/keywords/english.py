"""Which English words name a thing, which only describe one, and which do neither: word lists and endings."""

from __future__ import annotations

import re

__all__ = ["ADJECTIVES", "GENERIC", "NOT_NOUNS"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _forms(verbs: str) -> set[str]:
    """The forms of regular verbs in the present; the endings -ed and -ing are told by `NOT_NOUNS`'s pattern."""
    found = set()
    for verb in verbs.split():
        found.add(verb)
        if verb.endswith("y") and verb[-2] not in "aeou":
            found.add(verb[:-1] + "ies")
        else:
            found.add(verb + ("es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"))
    return found


_VERBS = _forms(
    "accept accompany achieve acquire act adapt add adjust admit adopt advise affect agree aim allow amend announce "
    "appear apply appoint approve argue arise arrest arrive ask assume assure attend attract avoid ban "
    "bear beat become burst flee "
    "begin believe belong bind blow bring build buy carry catch celebrate choose claim close collapse collect combine "
    "come commit compare complain complete confirm connect consider consist contain continue contribute convince cope "
    "cost cover create cross decide declare decline defeat defend define deliver demand deny depend deploy describe "
    "deserve destroy determine develop die differ disappear discover discuss divide draw drive drop earn eat eliminate "
    "embrace emerge employ enable encourage end endorse enforce enjoy enlarge ensure enter escape establish evacuate "
    "exist expand expect explain explore expose express extend face fade fail fall feature feed feel fight fill find "
    "finish fit fix float flow fly follow forbid force forget form fulfil gain gather get give go grant grow happen "
    "head hear help hide highlight hit hold hope host hunt hurt identify ignore illustrate imagine imply "
    "impose improve "
    "include increase indicate insist inspect install intend intensify introduce invent invite involve join keep kick "
    "kill know lack land last laugh launch lead leave lend let lie lift limit live look lose love make manage mark "
    "marry matter mean measure meet mention miss move near need negotiate note notice observe obtain "
    "occupy occur offer "
    "open oppose own pass pay perform persuade pick place point praise prefer prepare present preserve pretend prevent "
    "proceed prompt propose protect prove provide publish pull push put raise reach read realise realize receive "
    "recognise recognize recommend recover reduce refer reflect refuse reject relate release rely remain remember "
    "remind remove reopen repair repeat replace require resign resolve respond rest restore retain retire "
    "return reveal "
    "reverse ride rise roll run save say seek seem sell send serve set settle shake share shift shine show shut sign "
    "sing sit sleep slow solve speak specify spend spread stand start state stay steal stick stop strengthen succeed "
    "suffer suggest suit supply support suppose surge surprise survive suspect swear swim take teach tear tell tend "
    "thank think threaten throw touch tour turn undergo undermine understand undo unite unveil urge use vary voice vow "
    "withdraw foresee learn cut wait wake walk want warn wear weigh welcome win wish witness wonder worry "
    "write yield breathe "
)
_IRREGULAR = _set(
    "withdrew foresaw arose ate beaten became become been began begun bent bled blew blown bore born "
    "bought bred broke broken brought "
    "built came caught chose chosen dealt drank drawn drew driven drove eaten fallen fed fell felt flew flown forbade "
    "forgot forgotten fought found froze frozen gave given gone got gotten grew grown had heard held hid hidden hung "
    "kept knew known laid lain led left lent lit lost made meant met overcame paid proved proven put ran rang read "
    "ridden risen rode rose sang sank sat saw seen sent sewn shaken shone shook shot shown shrank shut slept slid sold "
    "sought sown spent spoke spoken spread sprang sprung stole stolen stood struck stuck sung sunk swam swept swore "
    "sworn swung taken taught thought threw thrown told took tore torn understood undone undid went woke won wore worn "
    "wound wove woven written wrote"
)
# Verbs that name a thing more often than they tell of one.
_NOUNS_TOO = _set(
    "land lands state states supply supplies tour tours ban bans walk feed fish support arrest arrests "
    "release defeat launch surge fight increase share shares repair repairs limit limits witness witnesses host "
    "collapse drive flow shift shifts"
)
_ADVERBS = _set(
    "ago ahead abroad again almost alone already also altogether apart around aside away back both early either else "
    "ever far fast forward further hard here home however indeed inside instead just late later least less likely long "
    "maybe meanwhile moreover much near nearly never next nonetheless now often once only otherwise outside overall "
    "perhaps quite rather seldom since so sometimes somewhere soon still straight then there therefore though thus "
    "together tonight too twice upstairs well west east north south whatever when whenever yet able enough like unlike "
    "despite upon amid amongst alongside regarding per via versus because although unless whereas mr mrs ms dr sir "
    "everybody anybody nobody somebody everyone anyone someone everything anything nothing something none "
    "heavier lighter according don’t doesn’t didn’t isn’t aren’t wasn’t weren’t won’t can’t couldn’t "
    "wouldn’t shouldn’t haven’t hasn’t "
    "hadn’t it’s that’s there’s he’s she’s we’re they’re i’m you’re i’ve we’ve they’ve who’s what’s let’s"
)
_UNITS = _set(
    "second seconds minute minutes hour hours day days week weeks weekend month months quarter quarters year years "
    "decade decades century centuries morning afternoon evening night nights noon midnight today tomorrow yesterday "
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august "
    "september october november december spring summer autumn winter time times moment "
    "hundred hundreds thousand thousands million millions billion billions trillion dozen dozens percent per-cent cent "
    "cents pound pounds dollar dollars euro euros yen rouble roubles yuan rupee rupees "
    "metre metres meter meters kilometre kilometres kilometer kilometers mile miles foot feet inch inches tonne tonnes "
    "ton tons kilogram kilograms gram grams litre litres hectare hectares acre acres degree degrees kph mph "
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety half third fourth fifth sixth seventh "
    "eighth ninth tenth first last"
)
_NOUNS_IN_LY = (
    "assembly|family|ally|rally|anomaly|monopoly|supply|bully|belly|jelly|lily|melancholy|homily|tally|butterfly|fly"
)
_NOUNS_IN_ED = (
    "seed|need|speed|breed|weed|reed|shed|bed|feed|creed|greed|steed|watershed|hundred|biped|embed|riverbed|seabed"
)
_NOUNS_IN_ING = (
    "build|meet|train|fund|shipp|ship|hous|spend|shoot|hear|farm|min|fish|bank|vot|trad|rul|warn|bomb|test|drill|flood|"
    "engineer|manufactur|advertis|wedd|k|r|str|w|th|ceil|sav|earn|draw|paint|gather|crossing|cross|land|"
    "park|sett|read|record|film|cook|danc|sail|runn|swimm|box|teach|learn|market|account|comput|process|hous|plann|pric|"
    "lend|borrow|broadcast|publish|recycl|farm|graz|log|logg|pollut|poach|traffick|smuggl|launder|polic|monitor|warm|"
    "crowdfund|cycl|rac|row|surf|gambl|bett|screen|scann|sequenc|hack|stream|gam|strik|kill|stabb|beat|brief|summon|"
    "off|peacekeep|bear|swell|foot|head|sibl|herr|pudd|duckl|st|sl|dumpl"
)

NOT_NOUNS = (
    (frozenset(_VERBS) | _IRREGULAR | _ADVERBS | _UNITS) - (_NOUNS_TOO | {"home", "west", "east", "north", "south"}),
    re.compile(
        rf"(?!(?:\w+-)?(?:{_NOUNS_IN_LY}|{_NOUNS_IN_ED})$|(?:\w+-)?(?:{_NOUNS_IN_ING})ing$)"
        r".+(?:ly|[^e]ed|reed|[a-z]ing|is(?:e|es)d?|iz(?:e|es)d?|if(?:y|ies))$|.+n[’']t$|[a-z]+-(?:hour|day|week|month|year|old).*"
    ),
)
"""Words, and endings of words, that neither name a thing nor describe one: verbs, adverbs, measures, times."""

ADJECTIVES = (
    _set(
        "able accurate active actual additional afraid alive angry annual armed available average awful bad "
        "basic beautiful big "
        "bitter black blue bold brave brief bright broad broken brown busy calm careful central certain cheap "
        "chief civil "
        "civilian clean clear close cold common complete complex confident conservative constant cool corrupt "
        "correct current "
        "damp dangerous dark dead deadly deaf dear deep dense different difficult direct dirty double dry due "
        "eager early "
        "easy elderly elder elite empty entire equal everyday evident exact excellent expensive expert extra "
        "extreme fair "
        "familiar famous fat few final fine firm flat foreign former free frequent fresh friendly full further future "
        "gentle giant glad global golden good grand grave great green grey gray gross guilty happy hard harsh healthy "
        "heavy high higher highest holy honest hot huge human hungry ill immediate important independent "
        "initial innocent "
        "intense interim joint junior just keen key kind large larger largest late latest lead left legal "
        "likely little "
        "local lone long longer loud low lower lowest loyal lucky main major male female many married mass "
        "massive mature "
        "maximum medium mental mere mild minimum minor mixed mobile modern modest more most multiple narrow national "
        "native near neat necessary negative nervous new newer newest nice nearby normal odd ok okay old "
        "older oldest only "
        "open opposite orange ordinary other outer overall overseas own pale particular past patient perfect permanent "
        "personal pink plain polite poor popular possible present previous prime prior private probable proper proud "
        "public purple quick quiet rapid rare raw ready real recent red regular related remote responsible rich right "
        "rival rough round royal rude rural sad safe same scarce secret secure senior separate serious several severe "
        "shallow sharp short shy sick significant silent silver similar simple single slim slow small smaller smallest "
        "smart smooth social soft sole solid sorry special specific spare stable steady steep sticky still straight "
        "strange strict strong stronger strongest stupid sudden sufficient super sure sweet swift tall temporary "
        "terrible thick thin thinner tight tiny top total tough traditional true typical ugly unclear unique universal "
        "unknown unusual upper urban urgent usual vague vast various violent virtual visible vital vulnerable "
        "warm weak "
        "wealthy weird wet white whole wide wider wild wise wonderful worst worse worth wrong yellow young younger "
        "youngest better best northern southern eastern western inner"
    ),
    re.compile(
        r"(?!(?:ho?spit|festiv|capit|tri|arriv|approv|propos|de|go|met|anim|sign|journ|offici|crimin|gener|can|me|cor|funer|"
        r"surviv|remov|renew|withdraw|referr|materi|memori|individu|termin|manu|med|cryst|cere|miner|port|rent|tribun|"
        r"appe|cathedr|se|ste|he|minister|dispos|betray|burial|buri|coast)al$|(?:mus|traff|clin|epidem|pandem|top|fabr|"
        r"pan|log|crit|republ|mechan|arct|cer)ic$|(?:offens|initiat|execut|detect|representat|object|direct|arch|"
        r"alternat|incent|mot|perspect|narrat|relat|collect|explos|dr|h|ol)ive$|(?:veget|t|c|st|const|parish|dis)able$|"
        r"(?:patt|conc|lant|cav|tav)ern$|.*(?:nauseous|octopus)$)"
        r".{2,}(?:al|ous|ful|less|ic|ive|able|ible|ish|ern|est)$"
    ),
)
"""Words, and endings of words, that describe a thing and name none: they may begin a phrase, not end one."""

GENERIC = _set(
    "way ways thing things people person persons man men woman women child children member members part parts place "
    "places number numbers case cases area areas group groups side sides kind kinds sort type types lot lots bit piece "
    "point points fact facts reason reasons example result results end ends rest word words name names issue issues "
    "question questions problem problems idea ideas matter matters situation level levels line lines set series range "
    "amount rate rates total majority maximum minimum average "
    "country countries nation nations state states city cities town towns village villages region regions district "
    "world government governments authority authorities official officials president minister ministers ministry "
    "chancellor governor mayor senator secretary director chairman chairwoman chief head leader leaders spokesman "
    "spokeswoman spokesperson counterpart counterparts colleague colleagues expert experts analyst analysts reporter "
    "reporters resident residents founder owner owners manager boss company companies firm firms business organization "
    "organisation organizations agency agencies department office institution body bodies team teams staff "
    "statement interview report reports news media press conference comment comments remark remarks speech quote "
    "effort efforts step steps move moves action actions measure measures process change changes work works job jobs "
    "plan plans project projects programme program programs goal goals aim purpose role roles support help use need "
    "needs chance opportunity control right rights power life lives home house door hand hands eye eyes face head body "
    "front back top bottom edge middle centre center north south east west letter letters list copy list "
    "friend friends family families parent parents mother father son daughter brother sister wife husband girl boy "
    "money price prices cost costs share shares value increase decrease rise fall loss gain gains start beginning "
    "difference size form shape distance length age record order set pair half majority sense love hope fear "
    "neighbour neighbours neighbor neighbors visitor visitors guest guests share spot site scene tape video photo "
    "photograph picture image story stories book detail details information evidence attempt promise charge"
)
"""Words that name a thing but say little alone."""
