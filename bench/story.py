"""Writes one news-like article: paragraphs of reports, figures and quotations about a small cast of a `World`."""

from __future__ import annotations

import random
import re
from datetime import datetime, timedelta

from bench.vocabulary import WORDS, sections
from bench.world import Organization, Person, Town, World

__all__ = ["Story"]

SENTENCES = {
    kind: [line.replace("_", " ", 1) if line[0] == "_" else line for line in lines]
    for kind, lines in sections("sentences.txt").items()
}
SLOT = re.compile(r"\{(\w+)\}")
BEFORE_VOWEL = re.compile(r"\b([Aa]) ([aeio])")


class Story:
    """One article in the making: its own cast, places, topic and day. All choices come from `chance`."""

    def __init__(self, world: World, chance: random.Random, published: datetime) -> None:
        self._world = world
        self._chance = chance
        self._published = published
        self._people = [world.often(chance, world.people) for _ in range(chance.randint(3, 9))]
        self._organizations = [world.often(chance, world.organizations) for _ in range(chance.randint(3, 7))]
        self._towns = [world.often(chance, world.towns) for _ in range(chance.randint(2, 6))]
        self._topic = chance.sample(WORDS["nouns"], 14)
        self._open, self._close = chance.choice([("“", "”"), ('"', '"')])
        self._named: set[Person | Organization] = set()
        self._person = self._people[0]

    @property
    def authors(self) -> list[str]:
        """Who wrote it: nobody of the cast."""
        given = self._chance.choice(WORDS["given_her"] + WORDS["given_his"])
        return [f"{given} {self._chance.choice(WORDS['family_names'])}"]

    @property
    def tags(self) -> list[str]:
        """What it is about."""
        return self._topic[:3]

    def headline(self) -> str:
        """A line without a full stop."""
        return self._fill(self._chance.choice(SENTENCES["headlines"]))

    def body(self, length: int) -> str:
        """Paragraphs of about `length` words in all."""
        chance = self._chance
        paragraphs = [self._fill(chance.choice(SENTENCES["leads"]))]
        count = len(paragraphs[0].split())
        while count < length:
            kind = chance.choices(("quotes", "reports", "figures"), (30, 57, 13))[0]
            sentences = [self._fill(chance.choice(SENTENCES[kind])) for _ in range(chance.randint(1, 3))]
            if kind != "reports":
                sentences.append(self._fill(chance.choice(SENTENCES["reports"])))
            paragraphs.append(" ".join(sentences))
            count += sum(len(sentence.split()) for sentence in sentences)
        return "\n\n".join(paragraphs)

    def _fill(self, template: str) -> str:
        def value(found: re.Match[str]) -> str:
            slot = found[1]
            text: str = getattr(self, f"_{slot.lower().rstrip('_')}_")()
            return text[:1].upper() + text[1:] if slot[0].isupper() else text

        return BEFORE_VOWEL.sub(r"\1n \2", SLOT.sub(value, template))

    # What slots are filled with: `{noun}` by `_noun_`, `{Noun}` by the same with a capital.

    def _noun_(self) -> str:
        share = self._chance.random()
        if share < 0.25:
            return self._chance.choice(self._topic)
        noun = self._world.often(self._chance, self._world.nouns)
        return noun if share < 0.88 else self._chance.choice(WORDS["noun_beginnings"]) + noun

    def _nouns_(self) -> str:
        return _plural(self._noun_())

    def _adj_(self) -> str:
        adjective = self._world.often(self._chance, self._world.adjectives)
        share = self._chance.random()
        if share < 0.08:
            return self._chance.choice(WORDS["adjective_beginnings"]) + adjective
        if share < 0.2:
            return f"{self._world.often(self._chance, self._world.nouns)}{self._chance.choice(WORDS['adjective_ends'])}"
        return adjective

    def _adv_(self) -> str:
        return _adverb(self._adj_())

    def _verb_(self) -> str:
        verb = self._world.often(self._chance, self._world.verbs)
        return verb if self._chance.random() < 0.92 else self._chance.choice(WORDS["verb_beginnings"]) + verb

    def _past_(self) -> str:
        return _past(self._verb_())

    def _the_(self) -> str:
        return self._chance.choice(["the", "the", "a", "this", "that", "its", "their"])

    def _thing_(self) -> str:
        return self._fill(self._chance.choice([
            "the {noun}", "the {adj} {noun}", "{adj} {nouns}", "{nouns}", "its {adj} {noun}", "the {noun} of {nouns}",
            "{country}'s {noun}", "{surname}'s {noun}", "{people} {nouns}", "the {noun} in {town}", "{org}'s {nouns}",
            "a {noun} with {org}", "the {noun} of {full}", "their {noun} and the {adj} {noun}", "some of the {nouns}",
            "all of its {nouns}", "as much of the {noun} as they could", "what was left of the {noun}", "it", "them",
            "the {noun} {when}", "one of the most {adj} of the {nouns}", "a {noun} that {past} the {nouns}",
        ]))  # fmt: skip

    def _fragment_(self) -> str:
        return self._fill(self._chance.choice([
            "{adj} and {adj}", "a {adj} {noun}", "an end to {nouns}", "the most {adj} {noun} since {year}",
            "{adj} {nouns} on both sides of the {noun}", "a {noun} for {nouns}, not for {nouns}",
        ]))  # fmt: skip

    def _speech_(self) -> str:
        return self._fill(self._chance.choice(SENTENCES["speeches"]))

    def _tail_(self) -> str:
        return self._fill(self._chance.choice(SENTENCES["tails"])) if self._chance.random() < 0.45 else ""

    def _open_(self) -> str:
        return self._open

    def _close_(self) -> str:
        return self._close

    def _cue_(self) -> str:
        cues = ("added", "stated", "explained", "insisted", "warned", "argued", "recalled")
        return "said" if self._chance.random() < 0.5 else self._chance.choice(cues)

    def _that_(self) -> str:
        return "that"

    def _report_(self) -> str:
        return self._chance.choice(["spokeswoman", "spokesman", "minister", "officials", "state television", "analyst"])

    def _full_(self) -> str:
        self._person = self._chance.choice(self._people)
        self._named.add(self._person)
        return self._person.name

    def _surname_(self) -> str:
        known = [person for person in self._people if person in self._named]
        if not known or self._chance.random() < 0.1:
            return self._full_()
        self._person = self._chance.choice(known)
        return self._person.family

    def _he_(self) -> str:
        return "she" if self._person.female else "he"

    def _the_role_(self) -> str:
        return (
            f"{self._country_()}'s {self._person.role}" if self._chance.random() < 0.3 else f"the {self._person.role}"
        )

    def _age_(self) -> str:
        return str(self._chance.randint(19, 88))

    def _org_(self) -> str:
        organization = self._chance.choice(self._organizations)
        if organization in self._named:
            return organization.short
        self._named.add(organization)
        return organization.name

    def _org_short_(self) -> str:
        known = [organization for organization in self._organizations if organization in self._named]
        return self._chance.choice(known).short if known else self._org_()

    def _company_(self) -> str:
        return self._org_()

    def _town(self) -> Town:
        return self._chance.choice(self._towns)

    def _town_(self) -> str:
        return self._town().name

    def _town_country_(self) -> str:
        town = self._town()
        return f"{town.name}, {town.country}"

    def _country_(self) -> str:
        return self._town().country

    def _people_(self) -> str:
        return self._town().people

    def _water_(self) -> str:
        return self._chance.choice(WORDS["waters"])

    def _weekday_(self) -> str:
        return self._chance.choice(WORDS["weekdays"])

    def _month_(self) -> str:
        return self._chance.choice(WORDS["months"])

    def _year_(self) -> str:
        return str(self._published.year - int(1 + 30 * self._chance.random() ** 3))

    def _later_(self) -> str:
        return str(self._published.year)

    def _year_ahead_(self) -> str:
        return str(self._published.year + self._chance.randint(1, 20))

    def _past_date_(self) -> str:
        day = self._published - timedelta(days=self._chance.randint(1, 2000))
        return self._chance.choice(
            [f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%B} {day.year}", f"{day:%B %Y}"]
        )

    def _when_(self) -> str:
        day = self._published - timedelta(days=self._chance.randint(1, 60))
        return self._chance.choice([
            f"on {self._weekday_()}", f"on {day:%B} {day.day}", f"on {day.day} {day:%B}", f"in {day:%B}",
            f"in {self._year_()}", "last week", "last month", "last year", "yesterday", "this week", f"in {day:%Y}",
            f"in early {self._month_()}", f"in late {self._month_()}", f"{self._small_()} days ago",
            f"in {self._past_date_()}", "in recent months", f"over the past {self._small_()} years",
            "on the day", "at the time", "in the end", "there", "once more", "in public", "at length", "as well",
        ])  # fmt: skip

    def _soon_(self) -> str:
        return self._chance.choice([
            "tomorrow", "next week", "next month", f"next {self._weekday_()}", f"in {self._month_()}", "next year",
            "in the coming days", f"by the end of {self._year_ahead_()}", f"on {self._weekday_()}",
        ])  # fmt: skip

    def _quarter_(self) -> str:
        return f"the {self._chance.choice(['first', 'second', 'third', 'fourth'])} quarter of {self._year_()}"

    def _few_(self) -> str:
        return self._chance.choice(["few", "most", "many", "several", "hundreds", "dozens", "thousands"])

    def _small_(self) -> str:
        return self._chance.choice(
            ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "twelve", "20"]
        )

    def _ordinal_(self) -> str:
        return self._chance.choice(["first", "second", "third", "fourth", "fifth"])

    def _number_(self) -> str:
        chance = self._chance
        return chance.choice([self._small_(), f"{chance.randint(13, 999)}", f"{chance.randint(1000, 99_999):,}"])

    def _percent_(self) -> str:
        return f"{self._chance.randint(1, 99)}{self._chance.choice(['%', '.5%', ' per cent', '.2%', ' percent'])}"

    def _money_(self) -> str:
        chance = self._chance
        amount = chance.choice([f"{chance.randint(1, 90)}.{chance.randint(1, 9)}", f"{chance.randint(2, 900)}"])
        return f"{chance.choice('$€£$')}{amount}{chance.choice([' million', ' billion', 'm', 'bn'])}"

    def _price_(self) -> str:
        return f"{self._chance.choice('$€£')}{self._chance.randint(1, 400)}.{self._chance.randint(10, 99)}"

    def _score_(self) -> str:
        return f"{self._chance.randint(0, 5)}-{self._chance.randint(0, 5)}"

    def _shares_(self) -> str:
        return self._chance.choice(["shares", "bonds", "stocks", "futures"])

    def _moved_(self) -> str:
        return self._chance.choice(["rose", "fell", "climbed", "dropped", "slipped", "jumped", "slid", "gained"])


def _plural(noun: str) -> str:
    if noun.endswith(("s", "x", "ch", "sh")):
        return noun + "es"
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return verb + "ed"


def _adverb(adjective: str) -> str:
    if adjective.endswith("le"):
        return adjective[:-1] + "y"
    if adjective.endswith("y"):
        return adjective[:-1] + "ily"
    return adjective + ("ally" if adjective.endswith("ic") else "ly")
