"""Pages: text and metadata come out, what the sender gave stays, and no page does harm."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.enrich.steps.extract_page import extract_page
from services.shared.article import Article, Publisher, content_hash
from services.shared.errors import Unprocessable
from tests.unit.enrich.growth import assert_linear

NOW = datetime(2024, 8, 31, 12, tzinfo=UTC)
PARAGRAPHS = [
    "The harbour wall of the little town needs a repair that nobody can pay for, engineers told the council on Monday.",
    "It was built of soft stone a hundred years ago, and each winter takes a little more of it away into the sea.",
    "The council wants to ask the country for help, and has set up a fund to which anybody may give what they can.",
]
LD = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "ignored"},
        {
            "@type": "NewsArticle",
            "headline": "Harbour wall &amp; the <b>sea</b>",
            "author": [{"@type": "Person", "name": "By Ann Baker"}],
            "datePublished": "2024-08-30T09:15:00+02:00",
            "dateModified": "2024-08-30T10:00:00Z",
            "articleSection": "Local",
            "image": {"url": "/wall.jpg"},
            "inLanguage": "en-GB",
            "publisher": {"name": "The Town Paper"},
        },
    ],
}


def page(head: str = "", paragraphs: list[str] | None = None) -> str:
    text = "".join(f"<p>{p}</p>" for p in (PARAGRAPHS if paragraphs is None else paragraphs))
    body = f"<nav><a href='/'>Home</a></nav><article>{text}</article>"
    return f"<html><head><title>t</title>{head}</head><body>{body}</body></html>"


def article(html: str | None, **more: object) -> Article:
    fields: dict[str, object] = {
        "id": "a",
        "version": 1,
        "received_at": NOW,
        "url": "https://paper.example/news/wall?x=1",
    }
    return Article.model_validate({**fields, "html": html, **more})


def test_text_comes_out_of_the_page_without_its_navigation() -> None:
    done = extract_page(article(page()))
    assert done.body.split("\n") == PARAGRAPHS
    assert done.html is None
    assert done.word_count == sum(len(p.split()) for p in PARAGRAPHS)
    assert done.content_hash == content_hash(done.headline, done.body)


def test_what_the_page_says_of_itself_is_read_and_cleaned() -> None:
    head = f"<script type='application/ld+json'>{json.dumps(LD)}</script><link rel='canonical' href='/news/wall'>"
    done = extract_page(article(page(head)))
    assert done.headline == "Harbour wall & the sea"
    assert done.authors == ("Ann Baker",)
    assert done.published_at == datetime(2024, 8, 30, 7, 15, tzinfo=UTC)
    assert done.modified_at == datetime(2024, 8, 30, 10, tzinfo=UTC)
    assert (done.section, done.image) == ("Local", "https://paper.example/wall.jpg")
    assert done.canonical_url == "https://paper.example/news/wall"
    assert done.publisher.name == "The Town Paper"
    assert done.language.code == "en"


def test_meta_tags_serve_where_there_is_no_json_ld() -> None:
    head = (
        "<meta property='og:title' content='Harbour wall'><meta property='article:published_time' "
        "content='2024-08-30T09:15:00Z'>"
        "<meta name='author' content='Ann Baker'>"
    )
    done = extract_page(article(page(head)))
    assert (done.headline, done.authors) == ("Harbour wall", ("Ann Baker",))
    assert done.published_at == datetime(2024, 8, 30, 9, 15, tzinfo=UTC)


def test_what_the_sender_gave_stays() -> None:
    head = f"<script type='application/ld+json'>{json.dumps(LD)}</script>"
    sent = article(page(head), body=" my text ", headline="Mine", authors=("Me",), publisher=Publisher(name="My Paper"))
    done = extract_page(sent)
    assert (done.body, done.headline, done.authors, done.publisher.name) == (" my text ", "Mine", ("Me",), "My Paper")
    assert done.section == "Local"


@pytest.mark.parametrize("said", ["2024-01-01", "2026-01-05T00:00:00Z", "1600-05-05", "soon", "2024-13-45"])
def test_a_time_that_cannot_be_or_is_a_templates_is_set_aside(said: str) -> None:
    head = f"<meta property='article:published_time' content='{said}'>"
    assert extract_page(article(page(head))).published_at is None


def test_links_that_are_not_http_are_left_out() -> None:
    head = (
        "<link rel='canonical' href='javascript:alert(1)'><meta property='og:image' content='data:image/png;base64,x'>"
    )
    done = extract_page(article(page(head)))
    assert (done.canonical_url, done.image) == ("https://paper.example/news/wall?x=1", None)


def test_an_article_without_a_page_is_described_all_the_same() -> None:
    done = extract_page(article(None, body="Two words.", headline="H"))
    assert (done.body, done.word_count, done.canonical_url) == ("Two words.", 2, "https://paper.example/news/wall?x=1")
    assert done.content_hash == content_hash("H", "Two words.")


@pytest.mark.parametrize("html", ["", "<html></html>", "<script>var a = 1</script>", "<!-- x -->"])
def test_a_page_without_text_cannot_be_processed(html: str) -> None:
    with pytest.raises(Unprocessable):
        extract_page(article(html))


@settings(max_examples=60, deadline=None)
@given(st.one_of(st.text(max_size=200), st.text(alphabet="<>/pabdiv =\"'&;![]-", max_size=200)))
def test_any_page_is_extracted_or_refused(html: str) -> None:
    try:
        done = extract_page(article(html))
    except Unprocessable:
        return
    assert done.body.strip()


@pytest.mark.parametrize(
    ("unit", "size"), [("<div>", 2000), ("<p>a", 2000), ("<table><tr><td>x y", 1000), ("<", 50_000), ("[", 20_000)]
)
def test_time_grows_linearly_with_a_hostile_page(unit: str, size: int) -> None:
    def extract(count: int) -> None:
        script = "<script type='application/ld+json'>" + "[" * count + "</script>"
        with contextlib.suppress(Unprocessable):
            extract_page(article(script + unit * count + "<p>the text of the page</p>"))

    assert_linear(extract, size)


@pytest.mark.parametrize(
    "head",
    [
        "<meta name='dc.date' content='30.08.2024'>",
        "<meta name='citation_publication_date' content='2024-08-30'>",
        "<meta name='site.articleFirstPublished' content='2024-08-30'>",
        """<script type='application/ld+json'>{"@type": "WebPage", "datePublished": "2024-08-30"}</script>""",
        """<script type='application/ld+json'><![CDATA[{"@type":"Report", "datePublished": "2024-08-30"}]]></script>""",
    ],
)
def test_a_page_says_when_it_was_published_in_many_ways(head: str) -> None:
    assert extract_page(article(page(head))).published_at == datetime(2024, 8, 30, tzinfo=UTC)


def test_a_day_somewhere_on_the_page_is_not_its_publication() -> None:
    html = page("", [*PARAGRAPHS, "Seen on 15 June 2006.", "Last edited: 17 June 2018"])
    assert extract_page(article(html)).published_at is None


def test_the_title_that_parsely_is_told_is_a_headline() -> None:
    assert extract_page(article(page("<meta name='parsely-title' content='Harbour wall'>"))).headline == "Harbour wall"
