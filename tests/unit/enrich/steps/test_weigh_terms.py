"""What an article is about: rare words count, the headline counts more, names are weighed apart."""

from __future__ import annotations

import base64
import zlib
from datetime import UTC, datetime

import numpy as np
import pytest

from services.enrich.knowledge.frequencies import frequencies
from services.enrich.steps.weigh_terms import MOST_NAMES, MOST_TERMS, weigh_terms
from services.enrich.story_vectors import UNIT, Sparse, StoryVector
from services.shared.article import Article, DateMention, Entity, Language, Place

MOMENT = datetime(2024, 8, 31, tzinfo=UTC)


def vector(body: str, headline: str = "", language: str = "en", **more: object) -> StoryVector:
    article = Article(
        id="a", version=1, body=body, headline=headline, received_at=MOMENT,
        language=Language(code=language, confidence=1),
    )  # fmt: skip
    weighed = weigh_terms(article.model_copy(update=more))
    return StoryVector.unpack(base64.b64decode(weighed.story_vector))


def weight(of: Sparse, term: str) -> int:
    at = np.flatnonzero(of.terms == zlib.crc32(term.encode()))
    return int(of.weights[at[0]]) if len(at) else 0


def test_rare_words_weigh_more_than_frequent_ones() -> None:
    terms = vector("the harbour the harbour the").terms
    assert weight(terms, "en|harbour") > 5 * weight(terms, "en|the")


def test_the_headline_and_its_pairs_of_words_weigh_more() -> None:
    terms = vector("quayside warehouse", headline="harbour blaze").terms
    assert weight(terms, "en|harbour") > weight(terms, "en|quaysid") > 0
    assert weight(terms, "en|harbour en|blaze") > 0
    assert weight(terms, "en|quaysid en|warehous") == 0


@pytest.mark.parametrize(
    ("language", "frequent", "rare"),
    [("ru", "ru|и", "ru|пожар"), ("de", "de|und", "de|hafenbrand"), ("uk", "і", "гавань"), ("th", "ที", "โรงพยาบาล")],
)
def test_every_language_has_frequent_words_that_weigh_little(language: str, frequent: str, rare: str) -> None:
    table = frequencies(language)
    assert table.of(frequent) > 10 * table.of(rare)


def test_vectors_have_one_length_and_so_many_dimensions_at_most() -> None:
    found = vector(" ".join(f"word{n}" for n in range(300)), entities=entities(40))
    assert (len(found.terms.terms), len(found.names.terms)) == (MOST_TERMS, MOST_NAMES)
    assert found.terms.dot(found.terms) == pytest.approx(UNIT**2, rel=0.01)


def entities(count: int) -> tuple[Entity, ...]:
    return tuple(Entity(id=f"wd:{n}", type="person", name=f"{n}", count=1, salience=0.1) for n in range(count))


def test_people_weigh_more_than_countries_and_days_count() -> None:
    names = vector(
        "…",
        entities=(*entities(1), Entity(id="gn:1", type="place", name="Land", count=1, salience=0.1)),
        places=(Place(entity_id="gn:1", name="Land", kind="country", count=1),),
        dates=(DateMention(text="6 August", start=0, end=8, value="2024-08-06", grain="day"),),
    ).names
    assert weight(names, "wd:0") > weight(names, "2024-08-06") > weight(names, "gn:1") > 0


def test_an_article_without_words_is_about_nothing() -> None:
    assert len(vector("…").terms.terms) == 0


def test_a_vector_comes_back_as_it_was_packed() -> None:
    found = vector("harbour blaze quayside", entities=entities(3))
    again = StoryVector.unpack(found.pack())
    assert (again.terms.terms.tolist(), again.terms.weights.tolist()) == (
        found.terms.terms.tolist(),
        found.terms.weights.tolist(),
    )
    assert again.names.dot(found.names) == found.names.dot(found.names)


def test_sums_do_not_depend_on_the_order_of_adding() -> None:
    vectors = [vector(f"harbour blaze number{n} quayside{n % 3}").terms for n in range(6)]
    forwards, backwards = vectors[0], vectors[-1]
    for one in vectors[1:]:
        forwards += one
    for one in reversed(vectors[:-1]):
        backwards += one
    assert forwards.terms.tolist() == backwards.terms.tolist() == sorted(set(forwards.terms.tolist()))
    assert forwards.weights.tolist() == backwards.weights.tolist()
    assert forwards.dot(vectors[0]) == sum(one.dot(vectors[0]) for one in vectors)
