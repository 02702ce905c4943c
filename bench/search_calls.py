"""What `bench.search` asks and of what: twelve typical searches, and the articles of the generated corpus, enriched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bench.corpus import generate
from services.api.parameters import read_query
from services.shared.article import Article, Duplicate, Entity, Keyword, Language, Place, Publisher
from services.shared.search import matching as m
from services.shared.search.port import Query

__all__ = ["CALLS", "article", "query_of", "words_of"]

FIRST = datetime(2024, 1, 1, tzinfo=UTC)
CALLS: dict[str, dict[str, str]] = {
    "newest": {},
    "a word": {"q": "minister"},
    "two words": {"q": "minister said"},
    "a question": {"q": "what did the minister say about the new law", "operator": "or"},
    "a phrase": {"q": '"the government"'},
    "a prefix": {"q": "govern*"},
    "in the headline": {"q": "headline:germany"},
    "filtered": {"q": "said", "person": "Person 11", "published_after": "2024-01-01T02:00"},
    "by time": {"q": "minister", "sort": "-published_at"},
    "with facets": {"q": "minister", "facets": "person,place,publisher,language"},
    "a place": {"q": "place:city", "country": "C3"},
    "collapsed": {"q": "government", "collapse": "duplicates"},
}


def query_of(call: str) -> Query:
    """The query of a call."""
    return m.settled(read_query(CALLS[call].items()))


def words_of(call: str) -> str:
    """The words of a call as the engines' own query parsers read them; empty where it has none to be marked.

    Texts are marked in the bare index's `shown_headline` and `shown_body`.
    """
    words = CALLS[call].get("q", "")
    return "" if words.startswith("place:") else words.replace("headline:", "shown_headline:")


def article(number: int) -> Article:
    """Article `number` of the generated corpus, enriched without a model."""
    fields = generate(1, 1, start=number)[0]
    publisher = fields.get("publisher") or "The Bench"
    name = publisher if isinstance(publisher, str) else publisher.get("name")
    people = [Entity(id=f"p{n}", type="person", name=f"Person {n}", count=2, salience=0.3) for n in _some(number, 500)]
    cities = [Entity(id=f"c{n}", type="place", name=f"City {n}", count=1, salience=0.1) for n in _some(number, 300)]
    moment = FIRST + timedelta(minutes=number)
    return Article(
        id=f"bench-{number}", version=1, revision=1, received_at=moment, published_at=moment,
        headline=fields["headline"], body=fields["body"], language=Language(code="en", confidence=1.0),
        publisher=Publisher(name=name), entities=(*people, *cities), word_count=len(fields["body"].split()),
        places=tuple(
            Place(entity_id=city.id, name=city.name, kind="city", country=f"C{int(city.id[1:]) % 9}", count=1)
            for city in cities
        ),
        keywords=tuple(Keyword(text=f"topic {n}", score=0.5) for n in _some(number, 1000)),
        duplicate=Duplicate(group_id=f"g{number if number % 20 else number // 40}", kind="original"),
    )  # fmt: skip


def _some(number: int, of: int) -> list[int]:
    """Five numbers under `of`, small ones more often."""
    return sorted({(number * 7919 * (n + 1) + n * 104_729) % of * ((number + n) % 7 + 1) // 7 for n in range(5)})
