from typing import Any

import orjson
import pytest

from services.ingest.intake import offer, offer_of_jsonld, only_article
from services.shared.errors import ProblemError
from tests.unit.ingest.conftest import Ingest

LD = {"content-type": "application/ld+json"}


def document(**fields: Any) -> dict[str, Any]:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "articleBody": "Words."} | fields
    loaded: dict[str, Any] = orjson.loads(offer_of_jsonld(only_article(node)).payload)
    return loaded


def test_a_news_article_is_the_same_document_as_in_our_words() -> None:
    node = {
        "@type": "NewsArticle",
        "identifier": {"@type": "PropertyValue", "value": "a-1"},
        "url": "https://news.example/a",
        "headline": "A headline",
        "description": "In short.",
        "articleBody": "Words.",
        "datePublished": "2024-08-31T08:00:00+0200",
        "dateModified": "2024-09-01",
        "inLanguage": "en-GB",
        "author": [{"@type": "Person", "name": "Ana Example"}, "Ben Example"],
        "publisher": {"@type": "NewsMediaOrganization", "name": "Example News", "url": "https://www.news.example/"},
        "articleSection": ["World"],
        "keywords": "harbours, storms,",
        "image": [{"@type": "ImageObject", "url": "https://news.example/a.jpg"}],
        "copyrightNotice": "All reserved",
        "speakable": {"@type": "SpeakableSpecification"},
    }
    ours = {
        "source_id": "a-1",
        "url": "https://news.example/a",
        "headline": "A headline",
        "summary": "In short.",
        "body": "Words.",
        "published_at": "2024-08-31T06:00:00Z",
        "modified_at": "2024-09-01",
        "language": "en",
        "authors": ["Ana Example", "Ben Example"],
        "publisher": {"name": "Example News", "domain": "news.example"},
        "section": "World",
        "tags": ["harbours", "storms"],
        "image": "https://news.example/a.jpg",
        "rights": "All reserved",
    }
    assert offer_of_jsonld(only_article(node)) == offer(ours)


@pytest.mark.parametrize("author", ["Ana", {"name": "Ana"}, ["Ana"], [{"@type": "Person", "name": ["Ana"]}]])
def test_an_author_is_a_name_a_person_or_some_of_them(author: object) -> None:
    assert document(author=author)["authors"] == ["Ana"]


@pytest.mark.parametrize("keywords", ["a, b", ["a", "b"], ["a, b"], [{"@type": "DefinedTerm", "name": "a"}, "b"]])
def test_keywords_are_a_list_or_have_commas(keywords: object) -> None:
    assert document(keywords=keywords)["tags"] == ["a", "b"]


@pytest.mark.parametrize(
    "where",
    [
        {"url": "https://news.example/a"},
        {"mainEntityOfPage": "https://news.example/a"},
        {"mainEntityOfPage": {"@type": "WebPage", "@id": "https://news.example/a"}},
        {"@id": "https://news.example/a"},
        {"url": "", "mainEntityOfPage": True, "@id": "https://news.example/a"},
    ],
)
def test_a_url_is_found_where_pages_put_it(where: dict[str, Any]) -> None:
    assert document(**where)["url"] == "https://news.example/a"


def test_what_only_looks_like_a_url_is_left_out() -> None:
    assert "url" not in document(**{"@id": "#article", "mainEntityOfPage": "/a"})
    assert "image" not in document(image="a.jpg")
    assert "language" not in document(inLanguage="English")


def test_the_article_of_a_graph_is_found_with_what_it_refers_to() -> None:
    node = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebPage", "@id": "https://news.example/a", "name": "Page"},
            {"@type": "Organization", "@id": "#us", "name": "Example News", "url": "https://news.example"},
            {"@type": "Person", "@id": "#ana", "name": "Ana"},
            {
                "@type": ["Article", "NewsArticle"],
                "articleBody": "Words.",
                "publisher": {"@id": "#us"},
                "author": [{"@id": "#ana"}],
            },
        ],
    }
    kept = orjson.loads(offer_of_jsonld(only_article(node)).payload)
    assert kept == {
        "body": "Words.",
        "authors": ["Ana"],
        "publisher": {"name": "Example News", "domain": "news.example"},
    }


def test_errors_are_told_in_the_sender_s_words() -> None:
    with pytest.raises(ProblemError) as raised:
        document(datePublished="soon", articleBody=1, author=[{"name": 5}])
    assert {error["field"] for error in raised.value.problem["errors"]} == {"datePublished", "articleBody", "author.0"}
    with pytest.raises(ProblemError) as raised:
        document(articleBody="")
    assert raised.value.problem["errors"] == [{"field": "articleBody", "message": "is empty or missing"}]


def test_an_object_a_list_and_a_graph_get_receipts(ingest: Ingest) -> None:
    one = {"@type": "NewsArticle", "articleBody": "One."}
    two = {"@type": "https://schema.org/BlogPosting", "articleBody": "Two."}
    bad = {"@type": "NewsArticle", "articleBody": ""}
    assert ingest.receipt(one, headers=LD)["status"] == "accepted"
    answer = ingest.push([one, two, {"@type": "BreadcrumbList"}, bad], headers=LD)
    assert [one["status"] for one in answer.json()["receipts"]] == ["unchanged", "accepted", "rejected"]
    assert len(ingest.push({"@graph": [one, two]}, headers=LD).json()["receipts"]) == 2


@pytest.mark.parametrize(
    "node", [{}, {"@type": "Event"}, {"@type": 5}, {"@graph": []}, {"@graph": 1}, [], 1, "x", None]
)
def test_json_ld_without_an_article_is_refused(ingest: Ingest, node: object) -> None:
    answer = ingest.push(orjson.dumps(node), headers=LD)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "@type"


@pytest.mark.parametrize(
    "value", [None, True, 1, 1.5, "x", [], {}, [[]], [{}], {"@value": {}}, {"name": []}, [None], {"@id": 1}]
)
def test_no_value_in_any_field_is_more_than_a_refusal(ingest: Ingest, value: object) -> None:
    fields = [
        "identifier",
        "url",
        "@id",
        "mainEntityOfPage",
        "headline",
        "description",
        "articleBody",
        "datePublished",
        "inLanguage",
        "author",
    ]
    fields += ["publisher", "articleSection", "keywords", "image", "copyrightNotice", "license"]
    nodes = [{"@type": "NewsArticle", "articleBody": "x"} | {field: value} for field in fields]
    answer = ingest.push(nodes, headers=LD)
    assert answer.status_code == 202
    assert len(answer.json()["receipts"]) == len(nodes)
