"""Whether a person's name, title or description says he or she."""

from __future__ import annotations

import re

__all__ = ["gender_of"]


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_HERS = _set(
    "abigail adriana agnes aisha alexandra alexandria alice alicia alison allison amanda amber amelia amina amy ana "
    "anastasia andrea angela "
    "angelina anita ann anna anne annie annalena april ariel ashley audrey barbara beatrice beatriz becky bella "
    "bernadette beth bethany betty "
    "beverly bonnie brenda bridget britney brooke caitlin camille carla carly carmen carol carole caroline "
    "catherine cecilia charlotte chelsea "
    "cheryl chloe christina christine cindy claire clara claudia colleen connie cornelia courtney cristina cynthia "
    "daisy dana daniela danielle "
    "daria dawn deborah debbie debra denise diana diane dianne dilma dolores donna doris dorothy ekaterina elaine "
    "eleanor elena elise elisabeth "
    "elizabeth ella ellen emilia emily emma erica erika erin ester esther ethel eva eve evelyn fatima felicia fiona "
    "florence frances francesca "
    "gabriela gail georgia georgina giorgia gina giulia gloria grace greta gretchen hannah harriet heather heidi "
    "helen helena helga hillary "
    "hilary holly ida ilhan inga ingrid irene irina iris isabel isabella ivana ivanka jacinda jacqueline jaclyn "
    "jane janet janice jasmine jean "
    "jeanne jenna jennifer jenny jessica jill joan joanna joanne jodi josephine joy joyce juanita judith judy julia "
    "juliana julie june kaja "
    "kamala karen karin karina karine kate katherine kathleen kathryn kathy katie katrina kayla kellyanne kelly kim "
    "kimberly kirsten kirstjen "
    "krista kristen kristin kristina larisa latoya laura lauren leah leila lena leslie liana lidia lillian lily "
    "linda lindsay lindsey lisa liz "
    "liza lois lora loretta lori lorraine louise lucia lucy luisa lydia lyudmila madeleine madison magdalena malala "
    "marcia margaret margarita "
    "maria mariam marianne marie marilyn marina marine marion marissa marjorie marlene martha mary maryam maureen "
    "maya megan meghan melania "
    "melanie melissa mercedes meredith merkel mia michaela michelle mildred miriam molly monica monique nadia "
    "nadiya nancy naomi natalia natalie "
    "natasha nicola nicole nikki nina noor nora norma octavia olena oleksandra olga olivia oksana pamela patricia "
    "patty paula pauline penelope "
    "penny petra phyllis polina priscilla rachel ramona rebecca regina renee rhonda rita roberta robin rosa "
    "rosalind rose rosemary roxanne ruth "
    "sabrina sally samantha sandra sanna sara sarah sasha shannon sharon sheila shelly sheryl shirley silvia simone "
    "sofia sonia sophia sophie "
    "stacy stella stephanie sue susan susana suzanne svetlana sylvia tamara tania tanya tara tatiana tatyana teresa "
    "theresa tiffany tina tracy "
    "tulsi ursula valentina valeria valerie vanessa vera veronica victoria viktoria violet virginia viola vivian "
    "wanda wendy whitney yael yelena "
    "yolanda yulia yvette yvonne zhanna zoe анна елена мария ольга наталья татьяна ирина светлана екатерина юлия "
    "марина олена ірина юлія катерина "
    "наталія світлана марія тетяна оксана"
)
_HIS_IN_A = _set(
    "joshua luca luka nikita ilya ilia mustafa krishna garcia costa andrea sasha mischa misha kolya vanya dima "
    "barack abdulla juha mika toma "
    "никита илья лука микола сава"
)
_HIS_TITLES = _set(
    "mr sir lord king prince pope imam monsieur herr señor congressman spokesman chairman businessman father "
    "husband son brother man"
)
_HER_TITLES = _set(
    "mrs ms miss lady queen princess dame mme madame frau congresswoman spokeswoman chairwoman businesswoman mother "
    "wife daughter sister woman actress"
)
_WORD = re.compile(r"[^\W\d_]+")


def gender_of(name: str, before: str = "") -> str | None:
    """`m` or `f` for a person's `name` that the words `before` introduce; None where neither tells."""
    parts = _WORD.findall(name.lower())
    for word in (*reversed(_WORD.findall(before.lower())[-2:]), *parts[:1]):
        if word in _HIS_TITLES:
            return "m"
        if word in _HER_TITLES:
            return "f"
    if not parts:
        return None
    first, last = parts[0], parts[-1]
    if first in _HERS or (first != last and last.endswith(("ova", "eva", "skaya", "ова", "ева", "ская", "ська"))):
        return "f"
    # a name in -a is more often hers, but not surely; a single word may be a surname
    return "m" if first != last and (not first.endswith(("a", "а", "я")) or first in _HIS_IN_A) else None
