"""A small made-up archive: a few dozen articles in several languages, the same on every run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Literal

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
    Quote,
    Sentiment,
    Speaker,
)

PEOPLE = ("Ada Obuya", "Bram de Vries", "Carla Núñez", "Dmytro Koval")
ORGANIZATIONS = ("Harbour Authority", "River Council", "U.N. Water")
PLACES = (("Kyiv", "UA"), ("Łódź", "PL"), ("Porto Alegre", "BR"), ("Nairobi", "KE"))
PUBLISHERS = (
    Publisher(name="The Quay Gazette", domain="quaygazette.example", country="GB"),
    Publisher(name="Morgenpost Süd", domain="morgenpost.example", country="DE"),
    Publisher(name="El Faro"),
)
TEXTS = {
    "en": "The harbour authority opened the old lock. Ships were waiting, and the river's level keeps rising.",
    "de": "Die Regierung öffnete die Schleuse. Häuser an der Straße standen unter Wasser.",
    "fr": "Les élections municipales ont été reportées à cause de l’inondation du fleuve.",
    "es": "La elección del nuevo puerto divide a la ciudad; los pescadores protestan.",
    "ru": "Выборы мэра перенесли из-за наводнения, сообщили в городской администрации.",
    "ar": "أعلنت الحكومة فتح الميناء القديم أمام السفن التجارية.",
    "uk": "Уряд Києва відкрив новий шлюз на річці.",
    "zh": "港口管理局周一开放了旧船闸。",
}
LANGUAGES = tuple(TEXTS)
Grain = Literal["day", "week", "month", "quarter", "year", "decade"]
DATES: tuple[tuple[str | None, Grain | None], ...] = (
    ("2024-08-03", "day"), ("2024-08", "month"), ("2024", "year"), ("2024-Q3", "quarter"), ("2024-W31", "week"),
    ("2024-09-01", "day"), (None, "decade"), ("2023-12-31", "day"),
)  # fmt: skip
BEGIN = datetime(2024, 8, 1, tzinfo=UTC)


def entity_id(kind: str, name: str) -> str:
    """A made-up id that says what it is of."""
    return f"{kind}:{name.lower().replace(' ', '-')}"


def further_names(id: str) -> tuple[str, ...]:
    """What the knowledge of the indexer would add to an entity."""
    return {"place:kyiv": ("Kiev", "Київ"), "place:łódź": ("Lodz",)}.get(id, ())


def article(n: int, *, revision: int = 1) -> Article:
    """The article number `n`; every property comes from its number."""
    language = LANGUAGES[n % len(LANGUAGES)]
    person, organization = PEOPLE[n % 4], ORGANIZATIONS[n % 3]
    place, country = PLACES[n % len(PLACES)]
    entities = [_entity("person", person, person.split()[-1]), _entity("place", place)]
    if n % 2:
        entities.append(_entity("organization", organization))
    body = f"{TEXTS[language]} {person} said “number {n % 6} matters” in {place}."
    start = body.index("number")
    text = f"number {n % 6} matters"
    named = n % 5 != 0
    speaker = Speaker(
        text=person, start=0, end=1, entity_id=entity_id("person", person) if named else None, name=person
    )
    return Article(
        id=f"article-{n:03d}",
        version=1,
        revision=revision,
        received_at=BEGIN + timedelta(days=40, seconds=n // 2),
        published_at=None if n % 7 == 3 else BEGIN + timedelta(days=n // 4),  # by day alone: many ties
        headline=f"Locks and levels, part {n % 5}" if n % 9 else None,
        summary="Water <b>rises</b> & falls" if n % 4 == 0 else None,
        body=body,
        language=Language(code=language, confidence=1.0),
        publisher=PUBLISHERS[n % 3],
        authors=("Zoë Ferreira", "J. Smith")[: n % 3],
        section=("Politics", "politics", "Water & Land", None)[n % 4],
        tags=("C++", "Flood risk", "flood RISK", "port")[n % 3 : n % 3 + 2],
        entities=tuple(entities),
        mentions=(Mention(type="person", text=person, start=0, end=1, score=1.0, method="model"),),
        places=(
            Place(
                entity_id=entity_id("place", place),
                name=place,
                kind="city",
                country=country,
                location=Location(lat=1.5, lon=-2.25),
                count=1,
            ),
        ),
        quotes=(Quote(text=text, start=start, end=start + len(text), kind="direct", score=0.9, speaker=speaker),),
        dates=tuple(
            DateMention(text="then", start=0, end=4, value=value, grain=grain)
            for value, grain in DATES[n % 7 : n % 7 + n % 3]
        ),
        keywords=tuple(Keyword(text=text, score=0.5) for text in (f"topic {n % 11}", "water", f"rare {n * 7 % 60}")),
        sentiment=Sentiment(score=0.1 * (n % 3 - 1), label=("negative", "neutral", "positive")[n % 3])
        if n % 8
        else None,
        duplicate=Duplicate(group_id=f"group-{n // 3 if n < 30 else n}", kind="original"),
        story_id=f"story-{n % 10}" if n % 2 else None,
        feed_ids=(f"feed-{n % 2}", "feed-all")[: n % 3],
        signature=(2**64 - 1 - n, n),
        word_count=20,
    )


def _entity(kind: EntityType, name: str, *aliases: str) -> Entity:
    return Entity(id=entity_id(kind, name), type=kind, name=name, aliases=aliases, count=2, salience=0.5)


def corpus() -> list[Article]:
    """All of it."""
    return [article(n) for n in range(60)]
