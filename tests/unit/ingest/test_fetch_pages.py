"""A fetched page is decoded as browsers do, and only a page becomes a document."""

from __future__ import annotations

import orjson
import pytest

from services.ingest.fetch import Fetched
from services.ingest.pages import page_document, page_text
from services.shared.errors import Unprocessable


@pytest.mark.parametrize(
    ("body", "charset", "text"),
    [
        ("grün".encode(), None, "grün"),
        ("grün".encode("latin-1"), None, "grün"),
        ("“grün”".encode("cp1252"), "iso-8859-1", "“grün”"),
        ("Привет".encode("koi8-r"), "koi8-r", "Привет"),
        (b'<meta charset="windows-1251">' + "Привет".encode("cp1251"), None, '<meta charset="windows-1251">Привет'),
        (b'<meta charset="utf-16">' + "grün".encode(), None, '<meta charset="utf-16">grün'),
        (b"\xef\xbb\xbf" + "grün".encode(), "koi8-r", "grün"),
        ("\ufeffgrün".encode("utf-16-le"), None, "grün"),
        ("grün".encode(), "no-such-charset", "grün"),
        (b"+AGE-", "utf-7", "+AGE-"),
        (b"abc", "base64", "abc"),
        (b"caf\xe9 \xff", "utf-8", "caf\ufffd \ufffd"),
    ],
)
def test_a_page_is_decoded_as_browsers_do(body: bytes, charset: str | None, text: str) -> None:
    assert page_text(body, charset) == text


def fetched(body: bytes, content_type: str = "text/html") -> Fetched:
    return Fetched(200, "https://www.example.org/b", None, {}, body, content_type, None, 0.1, len(body))


def test_a_document_stands_where_the_page_was_found() -> None:
    payload, _ = page_document({"url": "https://short.example/1"}, fetched(b"<p>Hello\0</p>"))
    assert orjson.loads(payload) == {
        "url": "https://www.example.org/b",
        "html": "<p>Hello</p>",
        "publisher": {"domain": "example.org"},
    }


@pytest.mark.parametrize(("body", "content_type"), [(b"%PDF", "application/pdf"), (b" \n", "text/html")])
def test_what_is_no_page_is_refused(body: bytes, content_type: str) -> None:
    with pytest.raises(Unprocessable):
        page_document({"url": "https://example.org/"}, fetched(body, content_type))
