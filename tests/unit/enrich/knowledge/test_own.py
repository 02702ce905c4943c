"""A user's own entities."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services.enrich.knowledge import names_of, own
from services.enrich.knowledge.own import OwnEntities
from services.enrich.naming import identity, listed
from services.enrich.steps.find_entities import find_entities
from services.enrich.steps.resolve_entities import resolve_entities
from services.shared.article import Article, Language

JSONL = '{"name": "Quillmark", "aliases": ["QMK"], "type": "product", "uri": "https://example.org/q"}\n'


def test_a_csv_file_says_the_same_as_lines_of_json(tmp_path: Path) -> None:
    table, lines = tmp_path / "own.csv", tmp_path / "own.jsonl"
    table.write_text("name,aliases,type,uri\nQuillmark,QMK,product,https://example.org/q\n")
    lines.write_text(JSONL)
    assert OwnEntities(table).by_id() == OwnEntities(lines).by_id() != {}


def test_a_changed_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(JSONL)
    entities = OwnEntities(path)
    assert set(entities.by_name()) == {"quillmark", "qmk"}
    path.write_text('{"name": "Brindlewood Trust"}\n')
    entities.refresh(now=True)
    assert set(entities.by_name()) == {"brindlewood trust"}


def test_a_bad_line_is_left_out_and_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text("{\n[]\n" + '{"name": "A", "type": "planet"}\n' + JSONL)
    with caplog.at_level(logging.WARNING):
        assert set(OwnEntities(path).by_name()) == {"quillmark", "qmk"}
    assert len(caplog.records) == 3


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert OwnEntities(None).by_name() == OwnEntities(tmp_path / "none.csv").by_id() == {}


def test_the_users_word_goes_before_everything_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(
        '{"name": "Kursk Software", "aliases": ["Kursk"], "type": "product", "uri": "https://example.org/k"}\n'
    )
    entities = OwnEntities(path)
    for module in (own, identity, listed):
        monkeypatch.setattr(module, "own_entities", lambda: entities)
    body = "The office moved to Kursk last week, and everyone likes Kursk."
    article = Article(
        id="a",
        version=1,
        body=body,
        language=Language(code="en", confidence=1),
        received_at=datetime(2024, 8, 31, tzinfo=UTC),
    )
    (entity,) = resolve_entities(find_entities([article])[0]).entities
    assert (entity.name, entity.type, entity.uri) == ("Kursk Software", "product", "https://example.org/k")


def test_an_unknown_id_has_no_names() -> None:
    assert names_of("product:no-such-thing") == ()
