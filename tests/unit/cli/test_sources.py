"""What a pushed file is taken for, and the lines it becomes."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from services.cli.sources import Line, detect, lines_of
from services.cli.terminal import Failure


def read(content: bytes, name: str = "-", **fields: object) -> list[Line]:
    return list(lines_of(io.BytesIO(content), name, None, fields))


def documents(content: bytes, name: str = "-", **fields: object) -> list[Any]:
    return [json.loads(line.data) for line in read(content, name, **fields)]


@pytest.mark.parametrize(
    ("name", "first", "format"),
    [
        ("a.ndjson", b"anything", "ndjson"),
        ("a.JSONL", b"[", "ndjson"),
        ("a.txt", b"{}", "text"),
        ("-", b'{"body": "x"}', "ndjson"),
        ("a.json", b'{"body": "x"}', "ndjson"),
        ("a.json", b"{", "json"),
        ("-", b"[1, 2]", "json"),
        ("-", b'\xef\xbb\xbf {"a": 1}', "ndjson"),
        ("-", b"Mayor opens bridge", "text"),
    ],
)
def test_the_format_is_seen_from_name_and_beginning(name: str, first: bytes, format: str) -> None:
    assert detect(name, first) == format


def test_an_object_over_many_lines_is_one_document() -> None:
    assert documents(b'\n{\n "body": "x"\n}\n') == [{"body": "x"}]


def test_an_array_is_one_document_a_member() -> None:
    assert documents(b'[{"body": "a"},\n {"body": "b"}, 3]') == [{"body": "a"}, {"body": "b"}, 3]


def test_lines_keep_the_numbers_of_the_file_and_know_where_they_end() -> None:
    content = b'\n{"a": 1}\r\n  \n{"a": 2}'
    assert read(content) == [Line(2, 11, b'{"a": 1}'), Line(4, len(content), b'{"a": 2}')]


def test_only_newlines_end_a_line() -> None:
    content = '{"a": "x\x85y\u2028z"}\n{"b": 1}\n'.encode()
    assert [line.data.decode() for line in read(content)] == ['{"a": "x\x85y\u2028z"}', '{"b": 1}']


def test_in_text_the_first_line_is_the_headline_and_the_rest_the_body() -> None:
    found = documents(b"Bridge opens\r\n\r\nIt took\r\nten years.\r\n", "a.txt", language="en")
    assert found == [{"language": "en", "headline": "Bridge opens", "body": "It took\nten years."}]


@pytest.mark.parametrize("content", [b"Only a headline", b"\n", b"", b"\xff\xfe\nx"])
def test_text_without_a_body_or_that_is_no_text_is_refused(content: bytes) -> None:
    with pytest.raises(Failure):
        read(content, "a.txt")


def test_given_fields_fill_in_and_overrule_nothing() -> None:
    content = b'{"body": "a", "language": "fr"}\n{"body": "b"}\n'
    assert documents(content, language="en") == [{"language": "fr", "body": "a"}, {"language": "en", "body": "b"}]


def test_a_line_that_is_no_json_goes_to_the_service_as_it_is() -> None:
    assert [line.data for line in read(b'{"a": 1}\n{broken\n', language="en")][1] == b"{broken"


@pytest.mark.parametrize("content", [b"{\n1", b"[" * 100_000])
def test_json_that_is_none_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Failure, match="no valid JSON"):
        read(content, "a.json")
