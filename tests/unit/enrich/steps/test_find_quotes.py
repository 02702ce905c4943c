"""Quotations: which words are marked, whose they are, and that no text breaks it."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.quotes.marks import marked
from services.enrich.steps.find_quotes import find_quotes
from services.shared.article import Article, Entity, Language, Mention, Quote
from tests.unit.enrich.growth import assert_linear

NOW = datetime(2024, 8, 31, tzinfo=UTC)


def article(text: str, language: str = "en", people: tuple[str, ...] = (), places: tuple[str, ...] = ()) -> Article:
    """An article in which each of `people` and `places` is an entity, mentioned wherever its last word stands."""
    mentions, entities = [], []
    for kind, names in (("person", people), ("place", places)):
        for name in names:
            last = name.split()[-1]
            entities.append(Entity(id=last, type=kind, name=name, count=1, salience=0.1))
            start = text.find(last)
            while start >= 0:
                begin = start - len(name) + len(last) if text[: start + len(last)].endswith(name) else start
                mentions.append(
                    Mention(entity_id=last, type=kind, text=text[begin : start + len(last)], start=begin,
                            end=start + len(last), score=1, method="test")
                )  # fmt: skip
                start = text.find(last, start + 1)
    return Article(
        id="a", version=1, received_at=NOW, body=text, language=Language(code=language, confidence=1),
        mentions=tuple(sorted(mentions, key=lambda m: m.start)), entities=tuple(entities),
    )  # fmt: skip


def quotes(text: str, **more: object) -> tuple[Quote, ...]:
    return find_quotes(article(text, **more)).quotes  # type: ignore[arg-type]


def only(text: str, **more: object) -> Quote:
    (found,) = quotes(text, **more)
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("“One two three,” she said.", ["One two three,"]),
        ('"One two three," she said.', ["One two three,"]),
        ("« Un deux trois », a-t-elle dit.", ["Un deux trois"]),
        ("„Eins zwei drei“, sagte sie.", ["Eins zwei drei"]),
        ("»Eins zwei drei«, sagte sie.", ["Eins zwei drei"]),
        ("”Ett två tre”, sade hon.", ["Ett två tre"]),
        ("「一 二 三」と彼は言った。", ["一 二 三"]),
        ("‘One two three,’ she said.", ["One two three,"]),
        ("``One two three,'' she said.", ["One two three,"]),
        ("“He told me ‘go home’ and left,” she said.", ["He told me ‘go home’ and left,"]),
        ("The workers’ rights and the ’90s, it’s all James’s.", []),
        ("‘The workers’ rights are gone,’ she said.", ["The workers’ rights are gone,"]),
        ('A 6" pipe and a 5" one.', []),
        ("“One two three.\n\n“Four five six,” she said.", ["One two three.\n\n“Four five six,"]),
        ("“One two three four five six.\n\nSeven.", ["One two three four five six."]),
        ('<p class="big story">', []),
    ],
)
def test_marks_of_any_language_are_read_and_apostrophes_are_not(text: str, words: list[str]) -> None:
    assert [text[mark.start : mark.end] for mark in marked(text)] == words


@pytest.mark.parametrize(
    ("text", "cue", "source"),
    [
        ("“We will not yield to them,” Ann Baker said.", "said", "Ann Baker"),
        ("“We will not yield to them,” said Ann Baker, a nurse.", "said", "Ann Baker"),
        ("Ann Baker, who runs the clinic, said “we will not yield to them”.", "said", "Ann Baker"),
        ("Ann Baker (D-Ohio) said: “We will not yield to them.”", "said", "Ann Baker"),
        ("According to the ministry, the bridge is “safe for all traffic”.", "According to", "the ministry"),
        ("The bridge is “safe for all traffic”, according to the ministry.", "according to", "the ministry"),
        ("Ann Baker: “We will not yield to them.”", ":", "Ann Baker"),
        ("Norway has rejected the plan, calling it a “bad mistake” and leaving.", "calling", "Norway"),
        ("The plan was described by Ann Baker as a “bad mistake”.", "described", "Ann Baker"),
        ("A spokesman for the company said the plan was a “bad mistake”.", "said", "A spokesman for the company"),
        ("Taxes “will not rise this year”, the minister added on Monday.", "added", "the minister"),
    ],
)
def test_the_source_stands_before_or_after_the_verb_that_reports(text: str, cue: str, source: str) -> None:
    quote = only(text)
    assert quote.cue == cue
    assert quote.speaker is not None
    assert quote.speaker.text == source
    assert text[quote.speaker.start : quote.speaker.end] == source


@pytest.mark.parametrize(
    ("language", "text", "source"),
    [
        ("fr", "« Nous ne céderons pas », a déclaré Anne Morel.", "Anne Morel"),
        ("fr", "« Nous ne céderons pas », a-t-elle dit.", "a-t-elle"),
        ("de", "„Wir geben nicht nach“, sagte Anne Keller.", "Anne Keller"),
        ("es", "«No vamos a ceder», dijo Ana Ruiz.", "Ana Ruiz"),
        ("ru", "«Мы не уступим», — заявила Анна Белова.", "Анна Белова"),
        ("uk", "«Ми не поступимося», — сказала Ганна Біла.", "Ганна Біла"),
    ],
)
def test_speech_is_reported_in_six_languages(language: str, text: str, source: str) -> None:
    quote = only(text, language=language)
    assert quote.speaker is not None
    assert quote.speaker.text == source


def test_a_pronoun_is_the_person_of_that_gender_who_began_the_sentence_before() -> None:
    text = "Ann Baker met Tom Field. She stated that this right “does not end at noon”. He said it was “not so simple”."
    first, second = quotes(text, people=("Ann Baker", "Tom Field"))
    assert first.speaker is not None
    assert (first.cue, first.speaker.text, first.speaker.name) == ("stated", "She", "Ann Baker")
    assert second.speaker is not None
    assert (second.speaker.text, second.speaker.name) == ("He", "Tom Field")


def test_a_place_speaks_where_the_text_lets_it() -> None:
    quote = only("Norway condemned the move, labelling it a “major mistake” and more.", places=("Norway",))
    assert quote.speaker is not None
    assert (quote.speaker.entity_id, quote.kind) == ("Norway", "mixed")


def test_somebodys_spokesman_is_not_that_somebody() -> None:
    quote = only("“It is over now,” said a spokesman for Ann Baker.", people=("Ann Baker",))
    assert quote.speaker is not None
    assert quote.speaker.name is None


def test_the_minister_is_the_one_introduced_as_minister() -> None:
    text = "Finance Minister Ann Baker met Tom Field. “It is over now,” the minister said."
    quote = only(text, people=("Ann Baker", "Tom Field"))
    assert quote.speaker is not None
    assert quote.speaker.name == "Ann Baker"


@pytest.mark.parametrize(
    ("text", "language", "name"),
    [
        ("Chad’s water minister, Ann Baker, called it “a good day”.", "en", "Ann Baker"),
        ("Ann Baker, the mayor of Oslo, called it “a good day”.", "en", "Ann Baker"),
        ("Water minister Ann Baker called it “a good day”.", "en", "Ann Baker"),
        ("“It is a good day,” said the minister of water, Ann Baker.", "en", "Ann Baker"),
        ("« C’est un beau jour », a déclaré la ministre de l’Eau, Awa Diallo.", "fr", "Awa Diallo"),
        ("„Ein guter Tag“, sagte die Biologin Ute Brandt.", "de", "Ute Brandt"),
    ],
)
def test_a_name_beside_a_role_is_the_speaker_even_where_nothing_is_mentioned(
    text: str, language: str, name: str
) -> None:
    for people in ((), (name,)):
        speaker = only(text, language=language, people=people, places=("Chad",)).speaker
        assert speaker is not None
        assert speaker.name == name


def test_an_organization_in_a_city_speaks_and_not_the_city() -> None:
    speaker = only("The Labour Court in Rome called it “a fair deal”.", places=("Rome",)).speaker
    assert speaker is not None
    assert (speaker.text, speaker.entity_id) == ("The Labour Court in Rome", None)


def test_the_one_who_spoke_goes_on_speaking() -> None:
    text = "“It is over now,” Ann Baker said. “Nobody will come back to it.”\n\n“We are all tired of this.”"
    assert [quote.speaker and quote.speaker.text for quote in quotes(text)] == ["Ann Baker"] * 3
    assert [quote.kind for quote in quotes(text)] == ["direct"] * 3


def test_scare_quotes_and_titles_are_left_out() -> None:
    assert quotes("The “smart” meters cost more than planned.") == ()
    assert quotes("Ann Baker appeared on “Morning With Friends” and said nothing.") == ()


ALPHABET = "“”‘’«»„‹›「」\"'` \n.,:?!—aAb He said told “X” "


@settings(max_examples=200, deadline=None)
@given(
    st.one_of(st.text(max_size=300), st.text(alphabet=ALPHABET, max_size=300)),
    st.sampled_from(["en", "fr", "ru", "und"]),
)
def test_offsets_are_true_and_nothing_overlaps_in_any_text(text: str, language: str) -> None:
    found = quotes(text, language=language)
    for quote in found:
        assert text[quote.start : quote.end] == quote.text
        assert quote.text
        if quote.speaker is not None:
            assert text[quote.speaker.start : quote.speaker.end] == quote.speaker.text
    assert all(a.end <= b.start for a, b in pairwise(found))


@pytest.mark.parametrize(
    ("unit", "size"),
    [("“", 5000), ('"', 5000), ("'a ", 5000), ("« ", 5000), ("a", 100_000), ("“a b c” ", 250),
     ("“\n\n", 5000), ("said, ", 5000), ("“one two three four ‘", 500), ("‘a", 5000), ("“a” said ", 100)],
)  # fmt: skip
def test_time_grows_linearly_with_hostile_text(unit: str, size: int) -> None:
    assert_linear(lambda count: quotes(unit * count + "“one two three”"), size)
