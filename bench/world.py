"""Who and what generated articles are about: thousands of people and organizations, some more famous than others."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache

from bench.vocabulary import COUNTRIES, WORDS

__all__ = ["Organization", "Person", "Town", "World", "world_of"]

PEOPLE = 9000
ORGANIZATIONS = 4500


@dataclass(frozen=True, slots=True)
class Person:
    """`female` decides the pronoun; `home` is the place a role belongs to."""

    given: str
    family: str
    female: bool
    role: str
    home: Town

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(frozen=True, slots=True)
class Organization:
    """`short` is what it is called once it was named: an acronym, or the first part of the name."""

    name: str
    short: str


@dataclass(frozen=True, slots=True)
class Town:
    """A real city and its country."""

    name: str
    country: str
    people: str
    code: str


class World:
    """Everybody and everything there is; the same for the same `seed`."""

    def __init__(self, seed: int) -> None:
        chance = random.Random(f"world {seed}")
        self.towns = [Town(city, *rest) for *rest, cities in COUNTRIES for city in cities]
        chance.shuffle(self.towns)
        self.nouns, self.verbs, self.adjectives = (
            chance.sample(those, len(those)) for those in (WORDS["nouns"], WORDS["verbs"], WORDS["adjectives"])
        )
        self.people = [self._person(chance) for _ in range(PEOPLE)]
        self.organizations = [self._organization(chance) for _ in range(ORGANIZATIONS)]
        self.outlets = [f"{chance.choice(self.towns).name} {name}" for name in WORDS["outlets"] * 4]

    @staticmethod
    def often[T](chance: random.Random, things: list[T]) -> T:
        """One of `things`, the first ones far more often than the last, as fame goes."""
        return things[int(len(things) * chance.random() ** 1.9)]

    def _person(self, chance: random.Random) -> Person:
        female = chance.random() < 0.42
        given = chance.choice(WORDS["given_her"] if female else WORDS["given_his"])
        role = chance.choice(WORDS["roles"])
        return Person(given, self.family(chance), female, role, self.often(chance, self.towns))

    def _organization(self, chance: random.Random) -> Organization:
        return chance.choices((_company, _firm, _local, _international), (4, 1, 4, 3))[0](self, chance)

    def family(self, chance: random.Random) -> str:
        """A family name: a common one, or one made of two parts."""
        if chance.random() < 0.45:
            return chance.choice(WORDS["family_names"])
        return chance.choice(WORDS["family_stems"]) + chance.choice(WORDS["family_ends"])


def _company(_: World, chance: random.Random) -> Organization:
    stem = chance.choice(WORDS["company_stems"]) + chance.choice(WORDS["company_ends"])
    end = chance.choice(["Group", "Holdings", "Inc", "plc", "Corporation", "Industries", "AG", "Ltd"])
    return Organization(f"{stem} {end}", stem)


def _firm(world: World, chance: random.Random) -> Organization:
    first = world.family(chance)
    return Organization(f"{first} & {world.family(chance)}", first)


def _local(world: World, chance: random.Random) -> Organization:
    town, field = world.often(chance, world.towns), chance.choice(WORDS["fields"])
    council = chance.choice(["Board", "Council", "Authority"])
    club = chance.choice(["United", "City", "Rovers", "Athletic", "Wanderers", "Dynamo"])
    return chance.choice([
        Organization(f"{town.country}'s Ministry of {field}", f"the {field} Ministry"),
        Organization(f"the University of {town.name}", "the university"),
        Organization(f"the {town.name} {field} {council}", f"the {council.lower()}"),
        Organization(f"{town.name} {club}", club),
    ])  # fmt: skip


def _international(_: World, chance: random.Random) -> Organization:
    first = chance.choice(["International", "European", "National", "African", "Global", "Federal", "World", "Asian"])
    last = chance.choice(["Agency", "Organisation", "Commission", "Union", "Institute", "Council", "Fund", "Forum"])
    field, other = chance.sample(WORDS["fields"], 2)
    full = f"{first} {field} {last}" if chance.random() < 0.7 else f"{first} {last} for {field} and {other}"
    acronym = "".join(word[0] for word in full.split() if word[0].isupper())
    return Organization(f"the {full} ({acronym})", f"the {acronym}")


@cache
def world_of(seed: int) -> World:
    """The world of this `seed`, made once a process."""
    return World(seed)
