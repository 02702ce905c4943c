"""`resolve_entities`: who and what the mentions are."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.enrich.steps.find_entities import find_entities
from services.enrich.steps.resolve_entities import resolve_entities
from services.shared.article import Article, Entity, EntityType, Language, Mention


def resolved(body: str, headline: str | None = None, language: str = "en") -> Article:
    source = Article(
        id="a",
        version=1,
        headline=headline,
        body=body,
        language=Language(code=language, confidence=1),
        received_at=datetime(2024, 8, 31, tzinfo=UTC),
    )
    return resolve_entities(find_entities([source])[0])


def given(body: str, *names: tuple[str, EntityType]) -> Article:
    """An article whose mentions are said beforehand: each name at its next place in the text."""
    mentions, begin = [], 0
    for text, kind in names:
        start = body.index(text, begin)
        begin = start + len(text)
        mentions.append(Mention(type=kind, text=text, start=start, end=begin, score=1, method="test"))
    return resolve_entities(
        Article(id="a", version=1, body=body, mentions=tuple(mentions), received_at=datetime(2024, 8, 31, tzinfo=UTC))
    )


def entity(article: Article, name: str) -> Entity:
    return next(entity for entity in article.entities if entity.name == name)


def test_a_surname_is_joined_to_the_full_name() -> None:
    article = given(
        "Stoltenberg spoke. Jens Stoltenberg left.", ("Stoltenberg", "person"), ("Jens Stoltenberg", "person")
    )
    assert [(e.name, e.count, e.aliases) for e in article.entities] == [("Jens Stoltenberg", 2, ("Stoltenberg",))]


def test_two_people_of_one_surname_stay_two_and_the_surname_is_the_one_named_last() -> None:
    article = given(
        "Jane Roe met Peter Roe. Roe left. Jane Roe stayed. Roe slept.",
        *(
            ("Jane Roe", "person"),
            ("Peter Roe", "person"),
            ("Roe", "person"),
            ("Jane Roe", "person"),
            ("Roe", "person"),
        ),
    )
    assert [m.entity_id for m in article.mentions] == [
        f"person:{n}-roe" for n in ("jane", "peter", "peter", "jane", "jane")
    ]


def test_two_presidents_bush_stay_two() -> None:
    article = given("George W. Bush. George H. W. Bush.", ("George W. Bush", "person"), ("George H. W. Bush", "person"))
    assert [m.entity_id for m in article.mentions] == ["wd:Q207", "wd:Q23505"]


@pytest.mark.parametrize("name", ["Volodymyr Zelensky", "Volodymyr Zelenskyy", "Vladimir Zelensky", "Зеленський"])
def test_every_spelling_of_a_known_person_is_the_same_entity(name: str) -> None:
    article = given(f"{name} spoke.", (name, "person"))
    assert article.entities[0].id == "wd:Q3874799"
    assert article.entities[0].uri == "http://www.wikidata.org/entity/Q3874799"


@pytest.mark.parametrize(
    ("name", "language"), [("Kyiv", "en"), ("Kiev", "en"), ("Київ", "uk"), ("Києві", "uk"), ("Киеве", "ru")]
)
def test_every_spelling_of_a_place_is_the_same_entity(name: str, language: str) -> None:
    article = resolved(f"{name}: {name}.", language=language)
    assert {m.entity_id for m in article.mentions} == {"gn:703448"}


def test_an_acronym_is_its_long_form() -> None:
    article = given(
        "The Baltic Harbour Safety Board (BHSB) met. BHSB members agreed.",
        *(("Baltic Harbour Safety Board", "organization"), ("BHSB", "organization"), ("BHSB", "organization")),
    )
    assert [(e.name, e.count) for e in article.entities] == [("Baltic Harbour Safety Board", 3)]


def test_the_end_of_a_long_name_is_its_bearer() -> None:
    article = given(
        "Peter Anyang' Nyong'o came. Anyang' Nyong'o spoke. Nyong'o left. Lupita Nyong'o did not.",
        *(("Peter Anyang' Nyong'o", "person"), ("Anyang' Nyong'o", "person"), ("Nyong'o", "person")),
        ("Lupita Nyong'o", "person"),
    )
    assert [(e.name, e.count) for e in article.entities] == [("Peter Anyang' Nyong'o", 3), ("Lupita Nyong'o", 1)]


def test_a_name_that_begins_with_a_given_name_is_whole() -> None:
    article = given(
        "Novelist Anna Weir came. Anna Weir spoke.", ("Novelist Anna Weir", "person"), ("Anna Weir", "person")
    )
    assert [e.name for e in article.entities] == ["Novelist Anna Weir", "Anna Weir"]


def test_a_name_that_says_it_is_a_region_is_not_the_town_of_that_name() -> None:
    article = given("Mines closed in the Antofagasta Region.", ("Antofagasta Region", "place"))
    assert article.entities[0].id == "gn:3899537"


def test_a_company_with_and_without_its_legal_form_is_one() -> None:
    article = given("Acmeson Corp rose. Acmeson fell.", ("Acmeson Corp", "organization"), ("Acmeson", "organization"))
    assert len(article.entities) == 1


def test_salience_adds_up_to_one_and_the_most_salient_comes_first() -> None:
    article = resolved("Kyiv and Moscow and Kyiv again. Moscow, Paris and Kyiv.", headline="Kyiv")
    saliences = [entity.salience for entity in article.entities]
    assert sum(saliences) == pytest.approx(1, abs=0.01)
    assert saliences == sorted(saliences, reverse=True)
    assert article.entities[0].name == "Kyiv"


def test_every_mention_has_its_entity() -> None:
    article = resolved("NATO chief Jens Stoltenberg met Ukrainian leaders in Brussels. Stoltenberg praised Brussels.")
    ids = {entity.id for entity in article.entities}
    assert article.mentions
    assert {mention.entity_id for mention in article.mentions} == ids
    assert sum(entity.count for entity in article.entities) == len(article.mentions)
    assert entity(article, "Jens Stoltenberg").id == "person:jens-stoltenberg"


def test_a_persons_id_is_the_same_in_latin_and_cyrillic_letters() -> None:
    latin = given("Oksana Melnyk disagreed.", ("Oksana Melnyk", "person"))
    cyrillic = given("Оксана Мельник не погодилася.", ("Оксана Мельник", "person"))
    assert latin.entities[0].id == cyrillic.entities[0].id == "person:oksana-melnyk"


def test_an_accent_makes_no_other_person() -> None:
    one, other = (
        given("Rodrigo Alarcón", ("Rodrigo Alarcón", "person")),
        given("Rodrigo Alarcon", ("Rodrigo Alarcon", "person")),
    )
    assert one.entities[0].id == other.entities[0].id


def test_a_russian_name_is_one_person_in_every_case() -> None:
    article = resolved(
        "Мэр Саратова Ольга Соколова приехала утром. Журналисты ждали Ольгу Соколову час. По словам Соколовой, "
        "завод «Волгострой» не закроют.",
        language="ru",
    )
    assert entity(article, "Ольга Соколова").count == 3
    assert entity(article, "Ольга Соколова").id == "person:olga-sokolova"


def test_a_russian_organization_is_named_in_the_nominative() -> None:
    article = resolved("Она работает в Саратовской областной думе и пишет о «Волгострое».", language="ru")
    assert {e.name for e in article.entities if e.type == "organization"} >= {"Саратовская областная дума"}


def test_an_acronym_is_joined_to_a_long_form_with_a_hyphen() -> None:
    article = given(
        "The Inter-American Development Bank (IDB) lent it. The IDB is glad.",
        *(("Inter-American Development Bank", "organization"), ("IDB", "organization"), ("IDB", "organization")),
    )
    assert [(e.name, e.count) for e in article.entities] == [("Inter-American Development Bank", 3)]
