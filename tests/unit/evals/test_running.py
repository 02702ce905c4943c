"""The command as it is run: on a small folder of our own, in real processes, with a real Redis."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.enriching import Enriching
from evals.floors import FLOORS, Floor
from evals.folder import Folder
from evals.outcome import Errors, Outcome
from evals.report import below, errors_of, table
from evals.run import Run
from evals.sets import SETS
from services.enrich.pipeline import STEPS

ROW = "The harbour office of {} opens at nine, closes at five, and answers letters within a week or, in summer, two. "


def evals(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-m", "evals", *arguments], capture_output=True, text=True)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    rows = [
        {"id": "1", "lang": "en", "text": "The harbour office opens at nine and closes at five."},
        {"id": "2", "lang": "en", "text": "Not asked for."},
        {"id": "3", "lang": "fr", "text": "The bakery beside it never closes at all."},
    ]
    (tmp_path / "langid_lingua").mkdir()
    (tmp_path / "langid_lingua" / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    return tmp_path


def test_a_run_prints_a_table_lists_errors_and_writes_figures(folder: Path) -> None:
    ran = evals(
        *("--data", str(folder), "--set", "language,ner", "--processes", "1", "--errors", "all", "--check"),
        *("--json", str(folder / "figures.json")),
    )
    assert "| language | accuracy | 0.5000 | ≥ 0.975 | BELOW |" in ran.stdout
    assert "fr said to be en" in ran.stdout
    assert json.loads((folder / "figures.json").read_text()) == {"language": {"texts": 2, "accuracy": 0.5}}
    assert "ner: skipped, there is no ner_conllpp2020/dev.jsonl" in ran.stderr
    assert ran.returncode == 1
    assert "Below the floor: language accuracy" in ran.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--data", "/does/not/exist"), "is no folder"),
        (("--data", ""), "make evals DATA=folder"),
        (("--data", ".", "--set", "nrr"), "no set 'nrr'"),
        (("--data", ".", "--processes", "0"), "--processes is at least 1"),
    ],
)
def test_a_mistake_in_the_command_is_said_in_words(
    arguments: tuple[str, ...],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sys, "argv", ["evals", *arguments])
    with pytest.raises(SystemExit) as exit_:
        main()
    assert exit_.value.code == 2
    assert said in capsys.readouterr().err


def test_copies_are_grouped_and_what_is_no_copy_is_a_false_pair(tmp_path: Path) -> None:
    texts = {
        "a": ROW.format("Bergen") * 3,
        "b": ROW.format("Bergen") * 3 + "Ring twice.",
        "c": "Nothing of this is anywhere else.",
    }
    (tmp_path / "corpus_bbc").mkdir()
    files: dict[str, list[dict[str, object]]] = {
        "dev.jsonl": [{"id": id, "title": id, "text": text} for id, text in texts.items()],
        "overlap_pairs.dev.jsonl": [
            {"a": "a", "b": "b", "jaccard3": 0.9},
            {"a": "a", "b": "c", "jaccard3": 0.6},
            {"a": "a", "b": "elsewhere", "jaccard3": 1.0},
        ],
    }
    for file, rows in files.items():
        (tmp_path / "corpus_bbc" / file).write_text("".join(json.dumps(row) + "\n" for row in rows))
    outcome = SETS["duplicates"](Run(Folder(tmp_path), Enriching()))
    assert outcome.figures == {
        "articles": 3,
        "exact_found": None,
        "jaccard_over_0.8_found": 1.0,
        "jaccard_0.5_to_0.8_found": 0.0,
        "pairs_said": 1,
        "false_pairs": 0,
    }
    assert list(outcome.errors.kinds) == ["missed"]


def test_documents_are_taken_through_the_same_door_as_pushes() -> None:
    body = " The bell rang twice. "
    good = {"source_id": "1", "body": body, "published_at": "2024-08-31", "url": "http://a.example/"}
    first, refused = Enriching().run([good, {"source_id": "2", "body": "", "colour": "red"}], "sign_text")
    assert first is not None
    assert (first.body, first.publisher.domain) == (body, "a.example")
    assert first.signature
    assert [note.name for note in first.enrichments] == [step.name for step in STEPS[:3]]
    assert refused is None


def test_a_figure_below_its_floor_is_named() -> None:
    good = {name: floor.value for name, floor in FLOORS["ner"].items()}
    assert below({"ner": Outcome(good)}) == []
    assert below({"ner": Outcome({**good, "strict_f1": 0.8})}) == ["ner strict_f1"]


def test_a_ceiling_is_a_floor_from_above() -> None:
    assert [Floor(0, ceiling=True).met(value) for value in (0, 1, None)] == [True, False, True]


def test_figures_stand_in_a_table_with_their_floors() -> None:
    lines = table({"ner": Outcome({"articles": 1200, "strict_f1": 0.5})}).splitlines()
    assert [cell.strip() for cell in lines[2].split("|")[1:4]] == ["ner", "articles", "1,200"]
    assert [cell.strip() for cell in lines[3].split("|")[1:6]] == ["ner", "strict_f1", "0.5000", "≥ 0.88", "BELOW"]


def test_errors_are_listed_by_kind_most_frequent_first() -> None:
    errors = Errors()
    for kind, text in (
        ("missed: place", "Oslo"),
        ("boundary", "b"),
        ("missed: place", "Oslo"),
        ("missed: person", "L\nx"),
    ):
        errors.add(kind, text)
    lines = [line.split() for line in errors_of("ner", errors, "missed", top=1).splitlines()[2:]]
    assert lines == [["2", "missed:", "place"], ["2", "×", "Oslo"], ["1", "missed:", "person"], ["1", "×", "L", "x"]]
