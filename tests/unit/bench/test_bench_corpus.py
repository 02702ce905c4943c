"""The corpus of `make bench`: the same every time, as long and as varied as news."""

from __future__ import annotations

import re
import statistics
from pathlib import Path

import orjson
import pytest

from bench.corpus import CorpusError, encode, generate, read
from services.ingest.intake import offer


def test_the_same_seed_gives_the_same_articles() -> None:
    assert generate(3, 20) == generate(3, 20)
    assert generate(3, 20) != generate(4, 20)


def test_a_later_slice_is_what_comes_after_an_earlier_one() -> None:
    assert generate(3, 6)[4:] == generate(3, 2, start=4)


def test_articles_are_as_long_and_as_uneven_as_news() -> None:
    lengths = [len(document["body"].split()) for document in generate(1, 400)]
    assert 350 < statistics.mean(lengths) < 410
    assert 150 < statistics.pstdev(lengths) < 300


def test_words_keep_coming_that_no_cache_has_seen() -> None:
    words = re.findall(r"\w+", " ".join(document["body"] for document in generate(1, 260)).lower())[:50_000]
    assert len(set(words)) > 5_500


def test_most_articles_quote_somebody() -> None:
    quoting = [d for d in generate(1, 100) if re.search(r"[“\"][^”\"]+[”\"]", d["body"])]
    assert len(quoting) > 90


def test_one_or_two_in_a_hundred_are_near_duplicates() -> None:
    seen: set[str] = set()
    copies = 0
    for document in generate(1, 1000):
        paragraphs = document["body"].split("\n\n")
        copies += any(paragraph in seen for paragraph in paragraphs if len(paragraph) > 100)
        seen.update(paragraphs)
    assert 8 <= copies <= 25


def test_every_article_is_accepted_and_is_one_of_its_own() -> None:
    documents = generate(1, 50)
    offers = [offer(orjson.loads(line)) for line in encode(documents, "a") + encode(documents, "b")]
    assert len({one.id for one in offers}) == 100


def test_texts_come_again_under_other_ids_where_there_are_too_few() -> None:
    pushes = [orjson.loads(push) for push in encode([{"body": "One."}, {"body": "Two."}], "run", count=3)]
    assert [push["source_id"] for push in pushes] == ["run-0", "run-1", "run-2"]
    assert [push["body"] for push in pushes] == ["One.", "Two.", "One."]


def test_a_folder_of_text_files_is_a_corpus(tmp_path: Path) -> None:
    (tmp_path / "b.txt").write_text("No headline here, only a text.\n")
    (tmp_path / "a.txt").write_text("The bridge opens\n\nIt was opened on Monday.\n\nA second paragraph.")
    first, second = read(tmp_path, 10)
    assert (first["headline"], first["body"]) == ("The bridge opens", "It was opened on Monday.\n\nA second paragraph.")
    assert "headline" not in second


def test_a_file_of_lines_is_a_corpus_under_either_name(tmp_path: Path) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text('{"title": "T", "text": "One."}\n{"headline": "H", "body": "Two.", "other": 1}\n{"id": 3}\n')
    assert [(d["headline"], d["body"]) for d in read(file, 10)] == [("T", "One."), ("H", "Two.")]
    assert len(read(file, 1)) == 1


@pytest.mark.parametrize("content", ['{"title": "no text"}', "not JSON"])
def test_what_is_no_corpus_is_said_so(tmp_path: Path, content: str) -> None:
    file = tmp_path / "some.jsonl"
    file.write_text(content)
    with pytest.raises(CorpusError, match=r"some\.jsonl"):
        read(file, 1)
