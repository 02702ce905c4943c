"""Both engines find what a plain evaluation finds: ids, order, counts, facets, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest

from services.shared.search.documents import NOT_LISTED, lead_of
from services.shared.search.fields import FACETS, PERIODS, WORDS
from services.shared.search.language import parse
from services.shared.search.meanings import Meanings
from services.shared.search.ordering import settled
from services.shared.search.port import Index, InvalidQuery, Members, Page, Query
from tests.contract.corpus import corpus
from tests.contract.oracle import Oracle

SORTS = ["published_at", "-published_at", "received_at", "-received_at"]

TEXTS = [
    "harbour", "HARBOUR authorities", "river's", "opening", "öffnen regierung", "hauser strasse",
    "elections municipale",
    "elección", "eleccion OR выбор", "выборов", "الحكومة", "Kiev", "Київ", "kyiv -harbour", "Łódź", "lodz",
    "U.N. water", "un water", "港口", "船闸", '"number 3 matters"', '"matters number"', '"old lock" OR "новий шлюз"',
    "NOT harbour",
    "-harbour -Regierung", "harbour (waiting OR missing) NOT (number AND part)", "headline:part", 'headline:"part 3"',
    "headline:(part -3)", "body:part", "person:obuya", "person:Nunez place:porto", 'person:"Bram de Vries"',
    "place:Porto",
    "organization:harbour", "speaker:koval", "publisher:gazette", "publisher:sud", "language:de", "author:smith",
    "section:politics", "tag:flood", "keyword:topic", "country:ua", "sentiment:negative NOT language:en",
    "nothing-like-it",
    "(((harbour)))", "rises falls", "publisher:quaygazette.example", "l’inondation",
    "inondations", "harb*", "HARB*", "ört* OR straß*", "выбор*", "الح*", "港口*", "person:obu*", "place:ki*",
    "harbuor~", "harbor~1", "harbr~2", "person:nunes~", "выбoры~ OR выборыы~", "straße~1", "headline:lecks~",
    '"authority lock"~4', '"lock authority"~4', '"authority lock"~3', '"lock lock"~5', '"number matters said"~3',
    '"ships rising"~20', 'quote:"matters number"~1', "quote:number", "quote:(3 matter)", 'quote:"number 3"',
    "=Ships", "=ships", "=Kyiv", "headline:=Locks", "=The AND =old", "=l’inondation", "quote:=matters",
    "published:2024-08-03", "published:[2024-08-03 TO 2024-08-05]", "published:{2024-08-03 TO 2024-08-05}",
    "published:>=2024-08-10 harbour", "NOT published:[* TO *]", "received:2024-W37", "received:2024-09-10T00:00:05Z",
    "mentioned:2024-08", "mentioned:2024", "mentioned:[2024-08-02 TO 2024-09]", "mentioned:2024-Q3 harbour",
    "mentioned:2024-08-03", "mentioned:2024-W31", "-mentioned:[* TO *]", "mentioned:<2024-09",
    "mentioned:[2023 TO 2024-08-10]",
]  # fmt: skip
FILTERS: list[dict[str, tuple[str, ...]]] = [
    {"language": ("en",)},
    {"language": ("EN", "de")},
    {"publisher": ("the quay gazette",)},
    {"publisher": ("www.quaygazette.example", "el faro")},
    {"author": ("zoe ferreira",)},
    {"author": ("zoe ferreira", "J Smith")},
    {"section": ("POLITICS",)},
    {"section": ("water & land",)},
    {"tag": ("flood risk",), "language": ("en", "fr", "ru")},
    {"tag": ("c++",)},
    {"entity": ("person:ada-obuya",)},
    {"entity": ("person:ada-obuya", "place:kyiv")},
    {"person": ("ADA OBUYA",)},
    {"person": ("obuya", "Núñez")},
    {"person": ("person:ada-obuya",)},
    {"person": ("Ada",)},
    {"organization": ("UN Water",)},
    {"place": ("KIEV",)},
    {"place": ("lodz", "Nairobi")},
    {"country": ("ua", "PL")},
    {"speaker": ("dmytro koval",)},
    {"speaker": ("Koval",)},
    {"sentiment": ("Positive",)},
    {"story": ("story-3", "story-5")},
    {"feed": ("feed-all", "feed-1")},
    {"feed": ("no-such-feed",)},
]
TIMES = [
    (datetime(2024, 8, 4, tzinfo=UTC), None),
    (None, datetime(2024, 8, 4, tzinfo=UTC)),
    (datetime(2024, 8, 4, tzinfo=UTC), datetime(2024, 8, 6, tzinfo=UTC)),
    (datetime(2024, 8, 4, 0, 0, 0, 1, tzinfo=UTC), datetime(2024, 8, 6, 0, 0, 0, 1, tzinfo=UTC)),
    (datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)),
]


@pytest.fixture(scope="module")
def oracle() -> Oracle:
    return Oracle(corpus())


def asked(text: str, operator: str = "and") -> Query:
    return Query(text=parse(text, "or" if operator == "or" else "and", fields=WORDS, periods=PERIODS), highlight=False)


def ids(page: Page) -> list[str]:
    return [hit.article["id"] for hit in page.hits]


def pages(index: Index, query: Query) -> Iterator[Page]:
    while True:
        page = index.search(query)
        yield page
        if page.next_cursor is None:
            return
        query = replace(query, cursor=page.next_cursor)


@pytest.mark.parametrize("operator", ["and", "or"])
@pytest.mark.parametrize("text", TEXTS)
def test_a_text_finds_what_a_plain_evaluation_finds(archive: Index, oracle: Oracle, text: str, operator: str) -> None:
    query = replace(asked(text, operator), size=100)
    page = archive.search(query)
    expected = oracle.matching(query)
    assert sorted(ids(page)) == sorted(expected)
    assert (page.total.value, page.total.relation) == (len(expected), "eq")
    scores = [hit.score for hit in page.hits]
    if settled(query).sort == "relevance":
        assert None not in scores
        assert scores == sorted(scores, reverse=True)  # type: ignore[type-var]
    else:
        assert set(scores) <= {None}


@pytest.mark.parametrize("match", ["any", "all"])
@pytest.mark.parametrize("filters", FILTERS, ids=str)
def test_filters_find_what_a_plain_evaluation_finds(
    archive: Index, oracle: Oracle, filters: dict[str, tuple[str, ...]], match: str
) -> None:
    query = Query(filters=filters, match="all" if match == "all" else "any", size=100)
    assert ids(archive.search(query)) == oracle.sorted(query, oracle.matching(query))


def test_the_queries_and_filters_of_these_tests_find_something(oracle: Oracle) -> None:
    barren = [text for text in TEXTS if not oracle.matching(asked(text))]
    assert barren == ['"matters number"', "body:part", "nothing-like-it", "=ships"]
    assert [f for f in FILTERS if not oracle.matching(Query(filters=f))] == [
        {"person": ("Ada",)},
        {"feed": ("no-such-feed",)},
    ]


@pytest.mark.parametrize(("after", "before"), TIMES)
def test_published_after_is_inclusive_and_before_exclusive(
    archive: Index, oracle: Oracle, after: datetime | None, before: datetime | None
) -> None:
    query = Query(published_after=after, published_before=before, size=100, sort="published_at")
    expected = [
        article.id
        for article in corpus()
        if article.published_at is not None
        and (after is None or article.published_at >= after)
        and (before is None or article.published_at < before)
    ]
    assert ids(archive.search(query)) == oracle.sorted(query, expected)


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("sort", SORTS)
def test_pages_by_time_neither_repeat_nor_skip(archive: Index, oracle: Oracle, sort: str, size: int) -> None:
    query = Query(sort=sort, size=size)  # type: ignore[arg-type]
    found = [id for page in pages(archive, query) for id in ids(page)]
    assert found == oracle.sorted(query, oracle.matching(query))
    assert len(found) == 60


@pytest.mark.parametrize("sort", ["relevance", *SORTS])
@pytest.mark.parametrize("text", ["", "number OR part"])
def test_collapsed_pages_have_one_article_a_group(archive: Index, oracle: Oracle, text: str, sort: str) -> None:
    query = replace(asked(text), collapse="duplicates", sort=sort, size=7)  # type: ignore[arg-type]
    matching = oracle.matching(query)
    found, totals = [], set()
    for page in pages(archive, query):
        found += ids(page)
        totals.add((page.total.value, page.total.relation))
    groups = oracle.groups(matching)
    assert totals == {(len(groups), "eq")}
    assert oracle.groups(found) == dict.fromkeys(groups, 1)
    if not text or sort != "relevance":  # its best: the first of its group in the order of all
        order = oracle.sorted(query, matching)
        best = {next(iter(oracle.groups([id]))): id for id in reversed(order)}
        assert found == [id for id in order if id in best.values()]


@pytest.mark.parametrize("sort", ["relevance", "published_at"])
def test_a_collapsed_hit_tells_the_members_of_its_group(archive: Index, oracle: Oracle, sort: str) -> None:
    query = replace(asked("number OR part"), collapse="duplicates", sort=sort, size=7)  # type: ignore[arg-type]
    groups: dict[int, list[str]] = {}
    for id in sorted(oracle.matching(query)):
        groups.setdefault(next(iter(oracle.groups([id]))), []).append(id)
    for page in pages(archive, query):
        for hit in page.hits:
            members = groups[next(iter(oracle.groups([hit.article["id"]])))]
            assert hit.members == Members(len(members), members[:10])
    assert all(hit.members is None for hit in archive.search(asked("number")).hits)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kiev", [("Kiev", "place:kyiv")]),
        ("ships OR Київ", [("Київ", "place:kyiv")]),
        ("place:kiev lodz", [("kiev", "place:kyiv")]),
        ("Kyiv", []),
        ("Koval", [("Koval", "person:dmytro-koval")]),
        ("bram de vries", [("vries", "person:bram-de-vries")]),
        ("headline:kiev -kiev", []),
        ("", []),
    ],
)
def test_names_are_told_that_are_another_name_of_something(
    archive: Index, text: str, expected: list[tuple[str, str]]
) -> None:
    meanings = Meanings()
    for _ in range(2):  # the second time remembered
        found = meanings.of(archive, asked(text))
        assert [(meaning.text, meaning.id) for meaning in found] == expected


@pytest.mark.parametrize("collapse", [None, "duplicates"])
@pytest.mark.parametrize("text", ["", "number", "harbour OR regierung OR élections"])
def test_facets_count_what_a_plain_evaluation_counts(
    archive: Index, oracle: Oracle, text: str, collapse: str | None
) -> None:
    query = replace(asked(text), facets=tuple(FACETS), collapse=collapse)  # type: ignore[arg-type]
    facets = archive.search(query).facets
    assert list(facets) == list(FACETS)
    matching = oracle.matching(query)
    for name, counts in facets.items():
        expected = oracle.facet(name, matching, collapsed=collapse is not None)
        ranked = sorted(expected.items(), key=lambda item: (-item[1], item[0]))[:20]
        assert [(count.value, count.count) for count in counts] == ranked, name
        before = oracle.facet(name, matching, collapsed=False)
        assert [count.articles for count in counts] == [before[c.value] if collapse else None for c in counts], name


def test_facet_values_are_read_as_the_newest_article_writes_them(archive: Index) -> None:
    facets = archive.search(Query(facets=("person", "publisher", "section", "tag", "speaker", "language"))).facets
    labels = {(name, count.value): count.label for name, counts in facets.items() for count in counts}
    assert labels["person", "person:carla-núñez"] == "Carla Núñez"
    assert labels["publisher", "quaygazette.example"] == "The Quay Gazette"
    assert labels["publisher", "el faro"] == "El Faro"
    assert labels["section", "politics"] == "politics"
    assert labels["tag", "flood risk"] == "flood RISK"
    assert labels["tag", "c"] == "C++"
    assert labels["speaker", "person:ada-obuya"] == "Ada Obuya"
    assert labels["language", "zh"] == "zh"


def test_every_facet_value_can_be_filtered_by(archive: Index) -> None:
    by_filter = {"entity": "entity", "keyword": "keyword"}
    facets = archive.search(Query(facets=tuple(FACETS))).facets
    for name, counts in facets.items():
        for count in counts:
            found = archive.search(Query(filters={by_filter.get(name, name): (count.value,)})).total.value
            assert found == count.count or (name == "speaker" and found > count.count), (name, count)


def test_a_name_in_another_script_or_without_accents_finds_the_place(archive: Index) -> None:
    for spelling in ("Kyiv", "Kiev", "Київ", "київ", "KIEV"):
        assert archive.search(replace(asked(f"place:{spelling}"), size=1)).total.value == 15, spelling
        assert archive.search(Query(filters={"place": (spelling,)})).total.value == 15, spelling


def test_stems_are_of_the_language_that_is_filtered_by(archive: Index) -> None:
    for language, text, total in (("en", "ship", 8), ("de", "haus", 8), ("de", "ship", 0), ("fr", "élection", 8)):
        found = archive.search(replace(asked(text), filters={"language": (language,)}))
        assert found.total.value == total, (language, text)


def test_composed_and_decomposed_spellings_are_the_same(archive: Index) -> None:
    composed, decomposed = "N\u00fa\u00f1ez", "Nu\u0301n\u0303ez"
    assert archive.search(asked(composed)).total == archive.search(asked(decomposed)).total
    assert archive.search(asked(composed)).total.value == 15


def test_the_headline_counts_more_than_the_body(archive: Index) -> None:
    page = archive.search(replace(asked("part OR number"), size=60))
    assert all("headline" in hit.article and hit.article["headline"] for hit in page.hits[:20])


def test_highlights_are_escaped_and_marked(archive: Index) -> None:
    page = archive.search(Query(text=parse('rises "number 4"', fields=WORDS), size=100))
    for hit in page.hits:
        assert hit.highlights["summary"] == ["Water &lt;b&gt;<mark>rises</mark>&lt;/b&gt; &amp; falls"]
        assert len(hit.highlights["body"]) >= 1
        assert "<mark>number 4</mark>" in hit.highlights["body"][-1]
    assert page.hits


def test_hits_are_the_stored_articles(archive: Index) -> None:
    page = archive.search(Query(sort="received_at", size=1))
    assert page.hits[0].article["quotes"][0]["text"].startswith("number")
    assert page.hits[0].score is None


@pytest.mark.parametrize("collapse", [None, "duplicates"])
def test_a_list_shows_the_same_of_an_article_whether_or_not_it_is_read_whole(archive: Index, collapse: Any) -> None:
    for query in (Query(text=parse("number"), collapse=collapse, size=50), Query(sort="received_at", size=50)):
        whole, listed = archive.search(query), archive.search(replace(query, whole=False))
        assert [replace(hit, article={}) for hit in whole.hits] == [
            replace(hit, listed="", lead="") for hit in listed.hits
        ]
        for one, other in zip(whole.hits, listed.hits, strict=True):
            assert list(orjson.loads(other.listed).items()) == [
                (name, value) for name, value in one.article.items() if name not in NOT_LISTED
            ]
            assert other.lead == lead_of(one.article["summary"], one.article["body"])


@pytest.mark.parametrize(
    "text", ["language:en", "published:2024-08 -harbour", "NOT language:de", "received:[2024 TO *]"]
)
def test_where_no_word_is_asked_for_the_newest_comes_first(archive: Index, oracle: Oracle, text: str) -> None:
    query = replace(asked(text), size=7)
    found = [id for page in pages(archive, query) for id in ids(page)]
    assert found == oracle.sorted(query, oracle.matching(query))
    assert found


def test_relevance_pages_are_of_one_ranking(archive: Index) -> None:
    query = replace(asked("number OR part OR harbour"), size=7)
    whole = ids(archive.search(replace(query, size=100)))
    found = [id for page in pages(archive, query) for id in ids(page)]
    assert sorted(found) == sorted(whole)
    assert len(set(found)) == len(found) == 60


def test_a_query_without_a_word_is_refused(archive: Index) -> None:
    with pytest.raises(InvalidQuery, match="q:"):
        archive.search(asked("!!!"))
