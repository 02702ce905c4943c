"""What a search asks for and what it shows."""

from __future__ import annotations

import json
from typing import Any

import pytest

from services.cli.rendering import coordinates, highlighted
from services.cli.terminal import clean
from tests.unit.cli.conftest import Service, Tidings

ARTICLE: dict[str, Any] = {
    "id": "qopz5ofgi4buiiodell6ykuueq",
    "version": 1,
    "headline": "Bridge \x1b[31mopens",
    "body": "Anna Petit opened a bridge in Lyon. “At last,” she said.",
    "word_count": 10,
    "language": {"code": "en", "confidence": 0.9},
    "publisher": {"name": "The Post", "domain": "post.example", "country": None},
    "published_at": "2024-08-31T00:00:00Z",
    "mentions": [
        {"type": "person", "text": "Anna Petit", "field": "body", "start": 0, "end": 10, "score": 1, "method": "model"}
    ],
    "entities": [
        {"id": "p1", "type": "person", "name": "Anna Petit", "aliases": ["Petit"], "count": 2, "salience": 0.5},
        {"id": "p2", "type": "place", "name": "Lyon", "aliases": [], "count": 1, "salience": 0.2},
    ],
    "places": [
        {
            "entity_id": "p2",
            "name": "Lyon",
            "kind": "city",
            "country": "FR",
            "location": {"lat": 45.748, "lon": -4.846},
            "count": 1,
            "primary": True,
        }
    ],
    "quotes": [
        {
            "text": "At last,",
            "kind": "direct",
            "speaker": {"text": "she", "start": 0, "end": 3, "name": "Anna Petit"},
        }
    ],
    "dates": [{"text": "Monday", "value": "2024-08-26"}],
    "keywords": [{"text": "bridge", "score": 0.9}],
    "sentiment": {"score": 0.25, "label": "positive"},
    "duplicate": {"group_id": "g", "kind": "near", "of": "other", "similarity": 0.9},
    "enrichments": [
        {"name": "find_dates", "version": "1", "status": "failed", "duration_ms": 1, "error": "ValueError"}
    ],
}
PAGE = {
    "total": {"value": 1234, "relation": "estimated"},
    "hits": [
        {
            "article": ARTICLE,
            "score": 1.0,
            "highlights": {"body": ["opened a <mark>bridge</mark> &amp; &lt;danced&gt;"]},
        }
    ],
    "facets": {
        "country": [{"value": "FR", "label": "France", "count": 4}, {"value": "UA", "label": "Ukraine", "count": 1}]
    },
    "next_cursor": "c2",
    "took_ms": 3.2,
}


def test_filters_become_parameters_and_what_is_not_given_is_not_sent(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = 200, PAGE
    tidings(
        "search", "bridge", "--person", "Petit", "--person", "Anna", "--country", "FR", "--after", "2024-08-01",
        "--facet", "country,person", "--facet", "language", "--collapse", "duplicates", "-n", "3", "--match", "all",
        "--sentiment", "positive",
    )  # fmt: skip
    assert service.asked[0].query == {
        "q": ["bridge"],
        "person": ["Petit", "Anna"],
        "country": ["FR"],
        "published_after": ["2024-08-01"],
        "facets": ["country,person,language"],
        "collapse": ["duplicates"],
        "size": ["3"],
        "match": ["all"],
        "sentiment": ["positive"],
    }


def test_hits_facets_and_the_next_page_are_shown(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = 200, PAGE
    result = tidings("search", "bridge")
    assert "about 1,234 articles" in result.stdout
    assert "opened a bridge & <danced>" in result.stdout
    assert "France" in result.stdout
    assert result.stdout.count("█") == 12 + 3
    assert "--cursor c2" in result.stderr


def test_json_is_the_answer_as_it_came(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = 200, PAGE
    assert json.loads(tidings("search", "bridge", "--json").stdout) == PAGE


def test_a_tone_that_is_none_is_a_usage_error(tidings: Tidings, service: Service) -> None:
    assert tidings("search", "--sentiment", "grim").exit_code == 2
    assert service.asked == []


def test_an_article_is_shown_with_all_that_was_found_in_it(tidings: Tidings, service: Service) -> None:
    service.answers[f"GET /v1/articles/{ARTICLE['id']}"] = 200, ARTICLE
    shown = tidings("article", ARTICLE["id"]).stdout
    for words in (
        "also spelled “Petit”",
        "★ Lyon",
        "45.75° N, 4.85° W",
        "“At last,” — Anna Petit (“she” in the text)",
        "“Monday” → 2024-08-26",
        "positive (+0.25)",
        "nearly the same text as other",
        "find_dates failed: ValueError",
    ):
        assert words in shown


def test_text_from_elsewhere_cannot_command_the_terminal(tidings: Tidings, service: Service) -> None:
    service.answers["GET /v1/search"] = 200, PAGE
    service.answers[f"GET /v1/articles/{ARTICLE['id']}"] = 200, ARTICLE
    assert "\x1b" not in tidings("search", "bridge").stdout
    assert "\x1b" not in tidings("article", ARTICLE["id"]).stdout


def test_cleaned_text_is_as_long_as_before() -> None:
    text = "a\x1b[31m\u202eb\tc\nd\x9b"
    assert len(clean(text)) == len(text)
    assert clean("a\tb\nc") == "a\tb\nc"


def test_marked_words_stand_out() -> None:
    line = highlighted("one <mark>two</mark> three <mark>four")
    assert line.plain == "one two three four"
    assert [line.plain[span.start : span.end] for span in line.spans] == ["two"]


@pytest.mark.parametrize(
    ("location", "said"),
    [({"lat": -33.05, "lon": -71.62}, "33.05° S, 71.62° W"), (None, "–"), ({"lat": 0, "lon": 0}, "0.00° N, 0.00° E")],
)
def test_coordinates_are_written_in_degrees(location: dict[str, float] | None, said: str) -> None:
    assert coordinates({"location": location}) == said
