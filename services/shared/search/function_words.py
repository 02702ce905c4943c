"""Words that say how a question is put and not what it is about: they should weigh little in a query.

The closed classes of a language: articles, pronouns, prepositions, conjunctions, auxiliaries, question words, small
numbers, a few adverbs of degree, and what an apostrophe leaves behind. They are folded as tokens are. A word of this
kind may mean something in another language (`die`), so a query's language is worked out first, by which list knows
most of its words.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from services.shared.search.analysis import row

__all__ = ["function_words_among"]

_LISTS = {
    "en": """
        a an the this that these those and or but nor so yet if then than as because while although though
        unless until since whether of in on at by for with about against between into through during before
        after above below to from up down out off over under again further upon within without toward towards
        among across behind beyond along around per via i me my mine myself we us our ours ourselves you your
        yours yourself he him his himself she her hers herself it its itself they them their theirs themselves
        one oneself who whom whose which what when where why how am is are was were be been being have has had
        having do does did doing done will would shall should can could may might must ought not no none neither
        either both all any each every some such same other others another own only just also too very more most
        much many few less least there here now once ever never still even rather quite almost however therefore
        thus hence etc please s t d ll re ve two three four five six seven eight nine ten first second third
        last next
    """,
    "de": """
        der die das den dem des ein eine einer eines einem einen und oder aber denn sondern wenn weil dass daß
        ob als wie da damit obwohl während bevor nachdem in im ins an am ans auf aus bei beim mit nach von vom
        vor zu zum zur über unter zwischen durch für gegen ohne um bis seit gegenüber trotz wegen ich mich mir
        du dich dir er ihn ihm sie ihr ihnen es wir uns euch sich mein dein sein seine seiner seinem seinen ihre
        ihrer ihrem ihren unser euer dieser diese dieses diesem diesen jener jene jenes wer wen wem wessen was
        welche welcher welches wo wohin woher wann warum wieso bin bist ist sind seid waren warst wäre wären
        gewesen habe hast haben hatte hatten hätte hätten werde wirst wird werden wurde wurden worden würde
        würden kann können konnte könnte muss müssen soll sollen sollte will wollen darf dürfen mag nicht kein
        keine keiner keinen auch nur noch schon sehr mehr viel so hier dort dann doch zwei drei vier fünf
        sechs sieben acht neun zehn erste ersten zweite letzte letzten nächste nächsten
    """,
    "fr": """
        le la les l un une des du de d au aux et ou mais donc or ni car si que qu quand comme lorsque puisque
        parce dans en sur sous par pour avec sans chez vers entre contre depuis pendant avant après je j me m
        moi tu te t toi il elle on se s nous vous ils elles lui leur leurs eux y mon ma mes ton ta tes son sa
        ses notre nos votre vos ce cet cette ces celui celle ceux celles ceci cela ça qui quoi dont où quel
        quelle quels quelles comment pourquoi combien suis es est sommes êtes sont étais était étaient été être
        sera seront serait ai as a avons avez ont avais avait avaient eu avoir aura auront aurait fait faire
        peut peuvent doit doivent ne n pas plus non aussi très tout toute tous toutes même mêmes autre autres
        ici là c deux trois quatre cinq six sept huit neuf dix premier première deuxième dernier dernière
        prochain prochaine
    """,
    "es": """
        el la los las lo un una unos unas de del al a y e o u pero sino ni si que porque aunque cuando como
        mientras en con sin sobre por para entre contra desde hasta hacia según ante bajo tras yo me mi mí tú te
        ti él ella ello nos nosotros vosotros ellos ellas se le les su sus mis tu tus nuestro nuestra este esta
        esto estos estas ese esa eso esos esas aquel aquella quien quién quienes cual cuál cuales qué cómo
        cuándo dónde donde cuánto soy es son era eran fue fueron sido ser será serán sería está están estaba
        estaban estar he ha han había habían haber hay tiene tienen puede pueden debe deben no sí más menos muy
        también ya todo toda todos todas otro otra otros otras mismo misma dos tres cuatro cinco seis siete ocho
        nueve diez primer primera primero segundo última último próximo próxima
    """,
    "it": """
        il lo la i gli le l un uno una di del dello della dei degli delle a al allo alla ai agli alle da dal
        dalla dai dalle in nel nello nella nei nelle con su sul sulla sui sulle per tra fra e ed o ma però se
        che perché quando come mentre anche non più io me mi tu te ti lui lei egli essa noi ci voi vi loro si
        suo sua suoi sue mio mia questo questa questi queste quello quella quelli quelle chi cui quale quali
        cosa dove quanto sono è era erano stato stata essere sarà ho ha hanno aveva avevano avere può possono
        deve devono due tre quattro cinque sei sette otto nove dieci primo prima secondo ultimo ultima prossimo
        prossima
    """,
    "pt": """
        o a os as um uma uns umas de do da dos das em no na nos nas por pelo pela pelos pelas para com sem sob
        sobre entre até desde e ou mas se que porque quando como enquanto eu me mim tu te ele ela eles elas nós
        vos lhe lhes seu sua seus suas meu minha este esta isto esse essa isso aquele aquela quem qual quais
        onde quanto sou é são era eram foi foram sido ser será está estão estava estar tem têm tinha ter há pode
        podem deve devem não mais muito também já todo toda todos todas outro outra ao aos à às dois duas três
        quatro cinco seis sete oito nove dez primeiro primeira segundo último última próximo próxima
    """,
    "nl": """
        de het een en of maar want dus als dan dat die dit deze om te in op aan van voor met bij door over onder
        tussen tegen naar uit tot tijdens zonder sinds ik mij me jij je hij hem zij ze haar wij we ons jullie u
        hun zich mijn jouw zijn wie wat welke waar wanneer waarom hoe ben is was waren geweest worden wordt werd
        werden heeft hebben had hadden kan kunnen moet moeten zal zullen zou zouden wil niet geen ook nog al er
        hier daar meer veel zeer twee drie vier vijf zes zeven acht negen tien eerste tweede laatste volgende
    """,
    "pl": """
        i a oraz lub albo ale lecz że żeby aby gdy jeśli bo ponieważ w we z ze na do od za po pod nad przed
        przez przy dla o u bez między ja mnie mi ty ciebie on jego jemu ona jej ono my nas nam wy was oni ich im
        się siebie swój swoje ten ta to te tych tym tego tej kto co który która które jaki jaka gdzie kiedy
        dlaczego jak jest są był była było były być będzie będą ma mają miał może mogą nie tak też także już
        tylko bardzo więcej dwa dwie trzy cztery pięć sześć siedem osiem dziewięć dziesięć pierwszy pierwsza
        drugi ostatni ostatnia
    """,
    "ru": """
        и а но или либо что чтобы если когда как потому хотя пока в во на с со к ко от до из у о об за по под
        над при про для без между через перед я меня мне мной ты тебя он его ему им она её ей оно мы нас нам вы
        вас они их ими себя свой своя свои этот эта это эти тот та те того этого кто который которая которые
        какой какая где куда откуда почему зачем сколько есть был была было были быть будет будут может могут не
        ни нет да же ли бы тоже также уже только очень ещё более два две три четыре пять шесть семь восемь
        девять десять первый первая второй последний последняя
    """,
    "uk": """
        і й та а але або чи що щоб якщо коли як тому хоча поки в у на з із зі до від за по під над при про для
        без між через перед я мене мені ти тебе він його йому вона її їй воно ми нас нам ви вас вони їх ними
        себе свій своя свої цей ця це ці той те ті хто який яка які де куди звідки чому скільки є був була було
        були бути буде будуть може можуть не ні так же ж би теж також вже лише тільки дуже ще більш два дві три
        чотири п'ять шість сім вісім дев'ять десять перший перша другий останній остання
    """,
}
_WORDS = {language: frozenset(row(listed).split()) for language, listed in _LISTS.items()}
_LEAST = 2
"""So many different function words make a query one of their language. Where two know as many, the first has it."""


def function_words_among(words: Sequence[str], languages: Collection[str] = ()) -> frozenset[str]:
    """The tokens of `words` (as the user wrote them) that say nothing about the subject; none where all of them would.

    `languages` are those of the articles asked for; without any, the query's own is guessed. What is written in
    capitals among other words (`US`, `WHO`) is a name.
    """
    shouted = all(word.isupper() for word in words)
    spoken = [word for word in words if shouted or len(word) == 1 or not word.isupper()]
    tokens = {token for word in spoken for token in row(word).split()}
    asked = [language for language in _WORDS if not languages or language in languages]
    known = {language: tokens & _WORDS[language] for language in asked}
    best: set[str] = max(known.values(), key=len, default=set())
    if len(best) < (1 if languages else _LEAST) or len(best) == len({row(word) for word in words}):
        return frozenset()
    return frozenset(best)
