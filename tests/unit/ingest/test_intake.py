from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ingest.intake import article_id, decode, offer
from services.ingest.submission import Submission
from services.shared.article import Document, rfc3339
from services.shared.errors import ProblemError


def payload(**fields: Any) -> dict[str, Any]:
    loaded: dict[str, Any] = orjson.loads(offer({"body": "Words."} | fields).payload)
    return loaded


def errors(document: object) -> dict[str, str]:
    with pytest.raises(ProblemError) as raised:
        offer(document)
    assert raised.value.problem["status"] == 422
    return {error["field"]: error["message"] for error in raised.value.problem["errors"]}


def test_what_was_accepted_reads_back_as_a_document() -> None:
    full = {
        "source_id": "a-1",
        "url": "https://News.Example/a?utm_source=x",
        "headline": " A headline ",
        "summary": "In short.",
        "body": "  Verbatim \n",
        "html": "<p>Verbatim</p>",
        "published_at": "2024-08-31T08:00:00+02:00",
        "modified_at": "2024-09-01",
        "language": "en-GB",
        "authors": ["Ana Example", " Ana Example ", ""],
        "publisher": {"name": "Example News", "domain": "WWW.News.Example", "country": "dk"},
        "section": "World",
        "tags": ["a", "b"],
        "image": "https://news.example/a.jpg",
        "rights": "All reserved",
    }
    assert Document.model_validate_json(offer(full).payload) == Document.model_validate(
        full
        | {
            "published_at": datetime(2024, 8, 31, 6, tzinfo=UTC),
            "modified_at": datetime(2024, 9, 1, tzinfo=UTC),
            "language": "en",
            "authors": ["Ana Example"],
            "publisher": {"name": "Example News", "domain": "news.example", "country": "DK"},
        }
    )


def test_every_field_of_a_document_may_be_submitted_and_no_other() -> None:
    assert list(Submission.model_fields) == list(Document.model_fields)


def test_a_body_and_a_headline_are_kept_to_the_character() -> None:
    text = " \u00a0e\u0301 \r\n \U0001f5de\ufe0f\t"
    kept = payload(body=text + ".", headline=text + "!")
    assert (kept["body"], kept["headline"]) == (text + ".", text + "!")


def test_the_same_fields_in_any_order_are_the_same_bytes() -> None:
    one = offer({"body": "a", "headline": "b", "tags": ["c"]})
    assert one == offer({"tags": ["c"], "headline": "b", "body": "a", "url": None, "section": " "})


def test_the_payload_holds_the_publisher_s_host_where_none_was_named() -> None:
    assert payload(url="https://www.news.example:8080/x")["publisher"] == {"domain": "news.example"}
    assert payload(url="https://www.news.example/x", publisher="Other")["publisher"] == {"name": "Other"}
    named = offer({"body": "a", "url": "https://news.example/x", "publisher": {"domain": "news.example"}})
    assert named == offer({"body": "a", "url": "https://news.example/x"})


def test_the_same_source_id_of_the_same_publisher_is_one_article() -> None:
    def article(**fields: Any) -> str:
        return offer({"body": "x", "source_id": "7"} | fields).id

    first = article(publisher={"domain": "news.example"})
    assert first == article(
        publisher={"name": "News", "domain": "www.NEWS.example"}, body="y", url="https://a.example/"
    )
    assert first == article(url="https://www.news.example/other")
    assert article(publisher="The  Daily News") == article(publisher={"name": "the daily news "})
    others = {first, article(), article(publisher="News"), article(publisher="Other"), article(source_id="8")}
    assert len(others) == 5


def test_the_same_url_twice_is_one_article() -> None:
    first = offer({"body": "x", "url": "https://news.example/a"})
    assert first.id == offer({"body": "y", "url": "https://NEWS.example:443/a?utm_source=mail#top"}).id
    assert first.id != offer({"body": "x", "url": "https://news.example/b"}).id


def test_without_source_id_and_url_the_text_is_the_identity() -> None:
    first = offer({"body": "x", "headline": "h"})
    assert first.id == offer({"body": "x", "headline": "h", "published_at": "2024-08-31"}).id
    assert len({first.id, offer({"body": "x"}).id, offer({"body": "hx"}).id, offer({"html": "x"}).id}) == 4


def test_a_source_id_is_never_taken_for_a_url_or_a_text() -> None:
    assert (
        len({article_id("a", None, None, b"a"), article_id(None, None, "a", b"a"), article_id(None, None, None, b"a")})
        == 3
    )


def test_an_id_is_26_characters_of_base32_and_stays_the_same_for_ever() -> None:
    assert article_id(None, None, "https://news.example/a", b"") == "hrizooc7jxynt3vycqfy74reg4"


def test_the_content_hash_is_of_headline_and_body_alone() -> None:
    first = offer({"body": "x", "headline": "h", "url": "https://a.example/"})
    assert len(first.content_hash) == 16
    assert first.content_hash == offer({"body": "x", "headline": "h", "tags": ["t"]}).content_hash
    assert first.content_hash != offer({"body": "x", "headline": "i"}).content_hash


def test_an_unknown_field_is_refused_by_name_with_the_nearest_known_one() -> None:
    found = errors({"body": "x", "pubished_at": "2024-08-31", "publisher": {"nmae": "x"}, "zzz": 1})
    assert "did you mean published_at?" in found["pubished_at"]
    assert "did you mean name?" in found["publisher.nmae"]
    assert "the fields are source_id, url," in found["zzz"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    wrong = {"body": 1, "headline": ["x"], "tags": "a", "authors": [1], "url": {}, "publisher": 5, "language": "xx"}
    assert errors(wrong) == {
        "body": "must be a string",
        "headline": "must be a string",
        "tags": "must be an array of strings",
        "authors.0": "must be a string",
        "url": "must be a string",
        "publisher": "must be a string or an object with name, domain and country",
        "language": "must be an ISO 639-1 code, such as en or uk",
    }


@pytest.mark.parametrize(
    "document", [{}, {"body": ""}, {"body": " \n\t"}, {"html": ""}, {"headline": "x"}, {"body": None}]
)
def test_a_document_without_text_is_refused(document: dict[str, Any]) -> None:
    assert list(errors(document)) == ["body"]


@pytest.mark.parametrize("document", [None, 1, "x", [], True, [{"body": "x"}]])
def test_what_is_no_object_is_no_document(document: object) -> None:
    assert errors(document) == {"$": "must be an object"}


@pytest.mark.parametrize("blank", [None, "", " ", "\t\n", "\u1680", "\u3000"])
def test_a_blank_field_is_an_absent_one(blank: str | None) -> None:
    fields = [field for field in Submission.model_fields if field not in {"body", "authors", "tags"}]
    assert payload(**dict.fromkeys(fields, blank)) == {"body": "Words."}
    assert payload(authors=[blank or ""], tags=None) == {"body": "Words."}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@settings(max_examples=500, deadline=None)
@given(st.dictionaries(st.sampled_from([*Submission.model_fields, "x"]), JSON), st.booleans())
def test_any_object_is_an_offer_or_a_refusal(document: dict[str, Any], with_body: bool) -> None:
    with suppress(ProblemError):
        offered = offer(document | {"body": "x"} if with_body else document)
        again = offer(orjson.loads(offered.payload))
        assert (again.payload, again.content_hash) == (offered.payload, offered.content_hash)


def test_html_alone_is_enough() -> None:
    assert payload(body=" ", html="<p>x</p>") == {"html": "<p>x</p>"}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-08-31", "2024-08-31T00:00:00Z"),
        ("2024-08-31T06:00:00", "2024-08-31T06:00:00Z"),
        ("2024-08-31T06:00:00.25+02:00", "2024-08-31T04:00:00.250000Z"),
        ("2024-08-31 06:00:00z", "2024-08-31T06:00:00Z"),
        ("2024-08-31T06:00+0200", "2024-08-31T04:00:00Z"),
        ("1700-01-01", "1700-01-01T00:00:00Z"),
    ],
)
def test_times_are_kept_in_utc(given: str, kept: str) -> None:
    assert payload(published_at=given)["published_at"] == kept


@pytest.mark.parametrize(
    "given",
    [
        "2024-02-30",
        "2024-13-01",
        "yesterday",
        "31.08.2024",
        "1699-12-31",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "20240831",
        "2024-W35-6",
        "2024",
        "1725062400",
        "2024-08-31T25:00:00Z",
        "2024-08-31T06:00:00+99:00",
        "x" * 1000,
    ],
)
@pytest.mark.parametrize("field", ["published_at", "modified_at"])
def test_an_impossible_time_is_refused(field: str, given: str) -> None:
    assert list(errors({"body": "x", field: given})) == [field]


@pytest.mark.parametrize("given", [1725062400, 17.5, True, ["2024-08-31"], {}])
def test_a_time_that_is_no_string_is_refused(given: object) -> None:
    assert "must be a string" in errors({"body": "x", "published_at": given})["published_at"]


def test_the_future_begins_after_48_hours() -> None:
    now = datetime.now(UTC)
    assert payload(published_at=rfc3339(now + timedelta(hours=47)))
    assert list(errors({"body": "x", "published_at": rfc3339(now + timedelta(hours=49))})) == ["published_at"]


@pytest.mark.parametrize(
    ("given", "kept"), [("en", "en"), ("EN", "en"), ("en-GB", "en"), ("zh_Hans", "zh"), ("iw", "he")]
)
def test_a_language_is_kept_as_iso_639_1(given: str, kept: str) -> None:
    assert payload(language=given)["language"] == kept


@pytest.mark.parametrize("given", ["javascript:alert(1)", "ftp://a.example/", "/relative", "https://"])
@pytest.mark.parametrize("field", ["url", "image"])
def test_a_link_that_is_no_web_address_is_refused(field: str, given: str) -> None:
    assert list(errors({"body": "x", field: given})) == [field]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("headline", "x" * 10_001),
        ("source_id", "x" * 1001),
        ("tags", ["x"] * 501),
        ("summary", "x" * 100_001),
        ("url", "https://a.example/" + "x" * 9000),
        ("publisher", "x" * 1001),
        ("section", "x" * 1001),
    ],
)
def test_short_fields_have_a_limit(field: str, value: object) -> None:
    (message,) = errors({"body": "x", field: value}).values()
    assert "at most" in message


@pytest.mark.parametrize("publisher", [{"domain": "not a host"}, {"domain": "https://a.example/"}, {"country": "GBR"}])
def test_a_publisher_s_domain_and_country_are_checked(publisher: dict[str, str]) -> None:
    (field,) = errors({"body": "x", "publisher": publisher})
    assert field == f"publisher.{next(iter(publisher))}"


@pytest.mark.parametrize(
    "document", [{"body": "a\0b"}, {"body": "x", "tags": ["\0"]}, {"body": "x", "publisher": "\0"}]
)
def test_nul_is_refused_by_field(document: dict[str, Any]) -> None:
    (field,) = errors(document)
    assert field == list(document)[-1]


def test_the_text_of_an_escape_is_no_nul() -> None:
    assert payload(body=r"The escape \u0000 and \\u0000.")["body"] == r"The escape \u0000 and \\u0000."


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b" ",
        b"{",
        b"{bad}",
        b"{'body': 'x'}",
        b'{"body": NaN}',
        b'{"body": 1e400}',
        b'{"body": Infinity}',
        b'{"body": "\\ud800"}',
        b'{"body": "\xff"}',
        b'{"body": "a\nb"}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'{"body": "x"} {"body": "y"}',
        b"\x00",
    ],
)
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(ProblemError) as raised:
        decode(raw)
    assert [error["field"] for error in raised.value.problem["errors"]] == ["$"]


def test_a_byte_order_mark_is_forgiven() -> None:
    assert decode(b'\xef\xbb\xbf{"body": "x"}') == {"body": "x"}
