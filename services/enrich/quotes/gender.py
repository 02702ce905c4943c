"""Whether a person's name, title or description says he or she."""

from __future__ import annotations

import re

__all__ = ["gender_of"]

_HERS = frozenset(
    "abigail adriana agnes aisha alexandra alexandria alice alicia alison allison amanda amber amelia amina amy ana anastasia andrea angela "
    "angelina anita ann anna anne annie annalena april ariel ashley audrey barbara beatrice beatriz becky bella bernadette beth bethany betty "
    "beverly bonnie brenda bridget britney brooke caitlin camille carla carly carmen carol carole caroline catherine cecilia charlotte chelsea "
    "cheryl chloe christina christine cindy claire clara claudia colleen connie cornelia courtney cristina cynthia daisy dana daniela danielle "
    "daria dawn deborah debbie debra denise diana diane dianne dilma dolores donna doris dorothy ekaterina elaine eleanor elena elise elisabeth "
    "elizabeth ella ellen emilia emily emma erica erika erin ester esther ethel eva eve evelyn fatima felicia fiona florence frances francesca "
    "gabriela gail georgia georgina giorgia gina giulia gloria grace greta gretchen hannah harriet heather heidi helen helena helga hillary "
    "hilary holly ida ilhan inga ingrid irene irina iris isabel isabella ivana ivanka jacinda jacqueline jaclyn jane janet janice jasmine jean "
    "jeanne jenna jennifer jenny jessica jill joan joanna joanne jodi josephine joy joyce juanita judith judy julia juliana julie june kaja "
    "kamala karen karin karina karine kate katherine kathleen kathryn kathy katie katrina kayla kellyanne kelly kim kimberly kirsten kirstjen "
    "krista kristen kristin kristina larisa latoya laura lauren leah leila lena leslie liana lidia lillian lily linda lindsay lindsey lisa liz "
    "liza lois lora loretta lori lorraine louise lucia lucy luisa lydia lyudmila madeleine madison magdalena malala marcia margaret margarita "
    "maria mariam marianne marie marilyn marina marine marion marissa marjorie marlene martha mary maryam maureen maya megan meghan melania "
    "melanie melissa mercedes meredith merkel mia michaela michelle mildred miriam molly monica monique nadia nadiya nancy naomi natalia natalie "
    "natasha nicola nicole nikki nina noor nora norma octavia olena oleksandra olga olivia oksana pamela patricia patty paula pauline penelope "
    "penny petra phyllis polina priscilla rachel ramona rebecca regina renee rhonda rita roberta robin rosa rosalind rose rosemary roxanne ruth "
    "sabrina sally samantha sandra sanna sara sarah sasha shannon sharon sheila shelly sheryl shirley silvia simone sofia sonia sophia sophie "
    "stacy stella stephanie sue susan susana suzanne svetlana sylvia tamara tania tanya tara tatiana tatyana teresa theresa tiffany tina tracy "
    "tulsi ursula valentina valeria valerie vanessa vera veronica victoria viktoria violet virginia viola vivian wanda wendy whitney yael yelena "
    "yolanda yulia yvette yvonne zhanna zoe анна елена мария ольга наталья татьяна ирина светлана екатерина юлия марина олена ірина юлія катерина "
    "наталія світлана марія тетяна оксана".split()
)
_HIS_IN_A = frozenset(
    "joshua luca luka nikita ilya ilia mustafa krishna garcia costa andrea sasha mischa misha kolya vanya dima barack abdulla juha mika toma "
    "никита илья лука микола сава".split()
)
_TITLES = {
    "mr": "m", "sir": "m", "lord": "m", "king": "m", "prince": "m", "pope": "m", "imam": "m", "monsieur": "m", "herr": "m", "señor": "m",
    "mrs": "f", "ms": "f", "miss": "f", "lady": "f", "queen": "f", "princess": "f", "dame": "f", "mme": "f", "madame": "f", "frau": "f",
    "congresswoman": "f", "congressman": "m", "spokeswoman": "f", "spokesman": "m", "chairwoman": "f", "chairman": "m", "businessman": "m",
    "businesswoman": "f", "father": "m", "mother": "f", "wife": "f", "husband": "m", "son": "m", "daughter": "f", "brother": "m", "sister": "f",
    "man": "m", "woman": "f", "actress": "f",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def gender_of(name: str, before: str = "") -> str | None:
    """`m` or `f` for a person's `name` that the words `before` introduce; None where neither tells."""
    for word in reversed(_WORD.findall(before.lower())[-2:]):
        if word in _TITLES:
            return _TITLES[word]
    parts = _WORD.findall(name.lower())
    if not parts:
        return None
    first = parts[0]
    if first in _TITLES and len(parts) > 1:
        return _TITLES[first]
    if first in _HERS:
        return "f"
    if len(parts) == 1:
        return None
    if parts[-1].endswith(("ova", "eva", "skaya", "ова", "ева", "ская", "ська")):
        return "f"
    if first.endswith(("a", "а", "я")) and first not in _HIS_IN_A:
        return None  # more often hers, but not surely
    return "m"
