"""A made-up archive for counting: it is known who is named with whom in a sentence, and what rises in its last week."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from services.shared.article import (
    Article,
    DateMention,
    Duplicate,
    Entity,
    EntityType,
    Keyword,
    Language,
    Location,
    Mention,
    Place,
    Publisher,
)

BEGIN, DAYS = datetime(2024, 10, 1, tzinfo=UTC), 42  # clocks change in Berlin on 27 October
CLUBS = (
    ("Ana Silva", "Bo Lund", "Cem Aksoy", "Dina Roth"),
    ("Eva Novak", "Finn O. Berg", "Gita Rao", "Hugo Weiss"),
    ("Ida Moe", "Jan Kos", "Kira Popa", "Leo Dubois"),
)
TOWNS = {
    "Alba": (44.7, 8.03, "IT"), "Brod": (45.16, 18.01, "HR"), "Chur": (46.85, 9.53, "CH"),
    "Apia": (-13.83, -171.77, "WS"),
    "Suva": (-18.14, 178.44, "FJ"),
}  # fmt: skip
DATES = ("2024-10-05", "2024-10-06", "2024-10", "2024-W41", "2024-Q4", "2025", "2024-12-31", "1990s", None)
PUBLISHERS = (
    Publisher(name="The Ferry", domain="ferry.example"), Publisher(name="Die Fähre"), Publisher(domain="nave.example"),
)  # fmt: skip


@dataclass(frozen=True)
class Told:
    """An article, and the ids named in each of its sentences."""

    article: Article
    sentences: tuple[frozenset[str], ...]


def _id(name: str) -> str:
    return ("place:" if name in TOWNS else "person:") + name.lower().replace(" ", "-")


def _type(name: str) -> EntityType:
    return "place" if name in TOWNS else "person"


def _told(n: int, chance: random.Random) -> Told:
    published = BEGIN + timedelta(seconds=chance.randrange(DAYS * 86_400))
    club = CLUBS[chance.randrange(3)]
    late = published > BEGIN + timedelta(days=DAYS - 7)
    lines = []
    for _ in range(chance.randrange(1, 4)):
        names = chance.sample(club, chance.randrange(1, 4))
        if chance.random() < 0.1:
            names.append(chance.choice(CLUBS[chance.randrange(3)]))
        if chance.random() < 0.6:
            names.append(chance.choice(list(TOWNS)))
        if late and chance.random() < 0.5:
            names.append("Leo Dubois")
        lines.append(list(dict.fromkeys(names)))
    body, mentions = "", []
    for names in lines:
        body += "Mr. X saw "
        for name in names:
            mentions.append(
                Mention(
                    entity_id=_id(name),
                    type=_type(name),
                    text=name,
                    start=len(body),
                    end=len(body) + len(name),
                    score=1.0,
                    method="model",
                )
            )
            body += f"{name} and "
        body += "nobody else. "
    named = list(dict.fromkeys(name for names in lines for name in names))
    dates = tuple(DateMention(text="then", start=0, end=4, value=chance.choice(DATES)) for _ in range(n % 3))
    words = {"late" if late else "early", "flood" if late and chance.random() < 0.7 else "calm", f"word {n % 7}"}
    return Told(
        Article(
            id=f"told-{n:03d}",
            version=1,
            revision=1,
            received_at=BEGIN + timedelta(days=60, seconds=n),
            published_at=None if n % 31 == 5 else published,
            body=body,
            language=Language(code=("en", "de", "pl")[n % 3], confidence=1.0),
            publisher=PUBLISHERS[chance.randrange(3)],
            entities=tuple(Entity(id=_id(name), type=_type(name), name=name, count=1, salience=0.1) for name in named),
            mentions=tuple(mentions),
            places=tuple(
                Place(
                    entity_id=_id(name), name=name, kind="city", country=TOWNS[name][2], geonames_id=n,
                    location=Location(lat=TOWNS[name][0], lon=TOWNS[name][1]), count=1,
                ).model_copy(update={"geonames_id": list(TOWNS).index(name) + 1})
                for name in named if name in TOWNS
            ),
            keywords=tuple(Keyword(text=word, score=0.5) for word in sorted(words)),
            dates=dates,
            story_id=f"story-{n % 30}" if n % 2 else None,
            duplicate=Duplicate(group_id=f"group-{chance.randrange(25)}" if n % 3 == 0 else f"told-{n}", kind="near"),
        ),
        tuple(frozenset(_id(name) for name in names) for names in lines),
    )  # fmt: skip


@cache
def crowd() -> tuple[Told, ...]:
    """All of it, the same on every run."""
    chance = random.Random(20_241_001)
    return tuple(_told(n, chance) for n in range(240))
