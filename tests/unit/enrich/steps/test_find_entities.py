"""`find_entities`: where names stand, and of what kind they are."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.find_entities import find_entities
from services.shared.article import Article, Language


def article(body: str, headline: str | None = None, language: str = "en") -> Article:
    return Article(
        id="a",
        version=1,
        headline=headline,
        body=body,
        language=Language(code=language, confidence=1),
        received_at=datetime(2024, 8, 31, tzinfo=UTC),
    )


def named(body: str, headline: str | None = None, language: str = "en") -> list[tuple[str, str]]:
    found = find_entities([article(body, headline, language)])[0]
    return [(mention.text, mention.type) for mention in found.mentions]


def test_titles_articles_and_possessives_are_no_part_of_a_name() -> None:
    found = named("Prime Minister Boris Johnson met Angela Merkel’s team in the United States on Friday.")
    assert ("Boris Johnson", "person") in found
    assert ("Angela Merkel", "person") in found
    assert ("United States", "place") in found


def test_an_organization_with_places_in_its_name_is_one_organization() -> None:
    found = named("The NATO-Ukraine Council, established in 2023, met on Friday to discuss the offensive.")
    assert found == [("NATO-Ukraine Council", "organization")]


def test_a_surname_is_a_person_as_its_full_name_is() -> None:
    found = named("Maria Lindqvist opened the plant. Analysts praised her. Lindqvist said that more would follow.")
    assert found.count(("Lindqvist", "person")) == 1
    assert ("Maria Lindqvist", "person") in found


def test_one_name_has_one_type_within_an_article() -> None:
    body = "Kursk was hit. The Kursk region asked for help. Later, Kursk was quiet, and in Kursk shops opened again."
    assert {kind for text, kind in named(body) if text == "Kursk"} == {"place"}


def test_nationalities_are_groups_and_not_places() -> None:
    assert ("Ukrainian", "group") in named("Ukrainian forces advanced, the Ukrainian army said.")


def test_the_headline_is_read_too_and_has_offsets_of_its_own() -> None:
    found = find_entities([article("Talks went on in Geneva.", "Macron visits Kyiv")])[0]
    mention = next(m for m in found.mentions if m.text == "Kyiv")
    assert (mention.field, mention.start, mention.end) == ("headline", 14, 18)
    assert any(m.text == "Geneva" and m.field == "body" for m in found.mentions)


def test_a_dateline_in_capitals_is_a_place() -> None:
    assert ("BRUSSELS", "place") in named("BRUSSELS (Reuters) - The European Commission said on Monday it would act.")


@pytest.mark.parametrize("word", ["He", "Monday", "Covid-19", "The", "CEO"])
def test_words_that_name_nobody_are_no_names(word: str) -> None:
    assert all(text != word for text, _ in named(f"{word} was on every front page. {word} was spoken of in Paris."))


def test_an_article_without_text_has_no_mentions() -> None:
    assert find_entities([article("")])[0].mentions == ()


def test_a_batch_keeps_its_order() -> None:
    bodies = ["Berlin was calm.", "", "Tokyo was not.", "Київ спить."]
    found = find_entities([article(body, language="uk" if "Київ" in body else "en") for body in bodies])
    assert [a.body for a in found] == bodies
    assert [[m.text for m in a.mentions] for a in found] == [["Berlin"], [], ["Tokyo"], ["Київ"]]


def test_other_languages_are_read_from_lists_and_say_so() -> None:
    found = find_entities([article("Володимир Зеленський виступив у Харкові.", language="uk")])[0]
    assert [(m.text, m.type) for m in found.mentions] == [
        ("Володимир Зеленський", "person"),
        ("Харкові", "place"),
    ]
    note = found.enrichments[-1]
    assert (note.name, note.status) == ("find_entities", "ok")
    assert "no model for uk" in (note.error or "")


def test_an_elided_article_is_no_part_of_a_french_name() -> None:
    assert ("OTAN", "organization") in named("Selon l’OTAN, la Russie recule.", language="fr")


def test_french_is_read_by_its_own_model() -> None:
    body = (
        "Mme Le Goff, maire de Saint-Brieuc, a dit non. La société Kermorvan SA et la CGT ont écrit à Jean-Noël Barrot."
    )
    found = find_entities([article(body, language="fr")])[0]
    assert [(m.text, m.type) for m in found.mentions if m.type in ("person", "place")] == [
        ("Le Goff", "person"),
        ("Saint-Brieuc", "place"),
        ("Jean-Noël Barrot", "person"),
    ]
    assert ("CGT", "organization") in [(m.text, m.type) for m in found.mentions]
    assert not found.enrichments  # nothing to excuse


def test_russian_is_read_by_its_own_model() -> None:
    body = "Мэр Саратова Ольга Соколова сказала, что завод «Волгострой» закроют."
    found = find_entities([article(body, language="ru")])[0]
    assert [(m.text, m.type) for m in found.mentions] == [
        ("Саратова", "place"),
        ("Ольга Соколова", "person"),
        ("Волгострой", "organization"),
    ]
    assert not found.enrichments


def test_a_batch_of_several_languages_keeps_its_order() -> None:
    batch = [
        article("Emmanuel Macron est à Lyon.", language="fr"),
        article("Jens Stoltenberg is in Oslo.", language="en"),
        article("Ольга Соколова приехала в Казань.", language="ru"),
        article("Olaf Scholz ist in Bonn.", language="de"),
    ]
    firsts = [found.mentions[0].text for found in find_entities(batch)]
    assert firsts == ["Emmanuel Macron", "Jens Stoltenberg", "Ольга Соколова", "Olaf Scholz"]


NOISE = st.text(
    st.one_of(st.characters(codec="utf-8"), st.sampled_from(list("AaBb .,'’“”-–\n\u200d\u0301🙂שلЖж"))), max_size=200
)


@settings(max_examples=60, deadline=None)
@given(pieces=st.lists(st.one_of(NOISE, st.sampled_from(["Jens Stoltenberg", "NATO", "Kyiv", "U.S.-led", "Dr. "]))))
@pytest.mark.parametrize("language", ["en", "fr", "ru", "uk"])
def test_offsets_are_true_and_mentions_do_not_overlap_in_any_text(language: str, pieces: list[str]) -> None:
    source = article(" ".join(pieces), headline="".join(pieces[:2]) or None, language=language)
    last = {"headline": 0, "body": 0}
    for mention in find_entities([source])[0].mentions:
        assert source.text_of(mention.field)[mention.start : mention.end] == mention.text != ""
        assert mention.start >= last[mention.field]
        last[mention.field] = mention.end


@pytest.mark.parametrize(
    "text", ["[(" * 50_000, "A" * 200_000, "Aa-" * 50_000, "\n" * 100_000, " " * 100_000, "a.b" * 50_000]
)
@pytest.mark.parametrize("language", ["en", "fr", "ru"])
def test_text_that_is_no_text_takes_no_time(language: str, text: str) -> None:
    find_entities([article("warm up", language=language)])
    begun = time.process_time()
    find_entities([article(text, language=language)])
    assert time.process_time() - begun < 5


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("WAKENDORF, Ky. (AP) - A barn burned down on Sunday.", "WAKENDORF"),
        ("The City of Montreal raised its taxes again.", "Montreal"),
        ("The Lisbon-based company makes bicycles.", "Lisbon"),
        ("A school south of Tarnsby was closed on Monday.", "Tarnsby"),
    ],
)
def test_what_stands_around_a_name_makes_it_a_place(body: str, name: str) -> None:
    assert (name, "place") in named(body)


def test_a_shortened_state_keeps_its_full_stop() -> None:
    assert ("Ky.", "place") in named("He grew up in Georgetown, Ky., and left at eighteen.")


def test_a_longer_name_is_taken_where_the_shorter_one_would_be() -> None:
    found = named("El alcalde de San Pedro de Atacama llegó el lunes.", language="es")
    assert found == [("San Pedro de Atacama", "place")]


@pytest.mark.parametrize(
    ("language", "body", "person"),
    [
        ("de", "Der Hydrologe Jonas Brandl misst am Inn. Brandl wohnt dort.", "Jonas Brandl"),
        ("es", "La bióloga Carmen Ibáñez Robledo dijo que no. Ibáñez vive allí.", "Carmen Ibáñez Robledo"),
        ("uk", "Директорка бібліотеки Марія Коваль рада. Коваль чекала рік.", "Марія Коваль"),
    ],
)
def test_without_a_model_a_given_name_begins_a_persons_name(language: str, body: str, person: str) -> None:
    assert (person, "person") in named(body, language=language)


@pytest.mark.parametrize(
    ("body", "language"), [("Nach Santa Cruz fuhr niemand.", "de"), ("Los vecinos de San José.", "es")]
)
def test_a_town_that_begins_like_a_person_is_none(body: str, language: str) -> None:
    assert "person" not in {kind for _, kind in named(body, language=language)}


def test_a_town_named_like_a_german_noun_needs_a_word_for_a_place() -> None:
    assert named("Der Zug hält in Essen.", language="de") == [("Essen", "place")]


def test_a_towns_name_with_a_small_word_in_it_is_one_name() -> None:
    assert ("Foz do Iguaçu", "place") in named("The money goes to Foz do Iguaçu, officials said.")


def test_the_german_word_man_is_no_island() -> None:
    assert named("Man hofft in Oslo auf ein Abkommen.", language="de") == [("Oslo", "place")]


def test_an_arabic_name_is_found_under_what_is_written_onto_it() -> None:
    found = named("وصل الرئيس إلى القاهرة وتونس ثم بباريس.", language="ar")
    assert found == [("القاهرة", "place"), ("تونس", "place"), ("باريس", "place")]


def test_a_storm_is_no_organization_under_its_full_name_or_its_own() -> None:
    found = named("Storm Halvard closed the port on Friday. Halvard is the third storm of the season.")
    assert {kind for name, kind in found if name.endswith("Halvard")} == {"event"}


def test_a_town_whose_country_is_named_is_a_place() -> None:
    body = "Armenia has a new champion, who took the bus from Gyumri every week."
    assert ("Gyumri", "place") in named(body)


def test_german_genitives_are_found_for_countries_and_large_cities_but_not_for_any_noun() -> None:
    found = named("Im Westen Norwegens und im Süden Berlins war es still. Der Wagen des Ortes fehlte.", language="de")
    assert found == [("Norwegens", "place"), ("Berlins", "place")]
