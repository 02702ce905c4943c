"""That the robustness sets see what goes wrong: a system that misbehaves on purpose stands in for the real one."""

from __future__ import annotations

import base64
import contextlib
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from evals.enriching import Enriching
from evals.folder import Folder
from evals.outcome import Figure
from evals.run import Run
from evals.sets import SETS
from evals.system import Json, System


class Misbehaving(System):
    """Keeps what is pushed, but for what each test has it do wrong."""

    def __init__(self, wrong: str) -> None:
        super().__init__("http://ingest.test", "http://api.test")
        self.wrong = wrong
        self.kept: dict[str, Json] = {}

    def ask(self, method: str, url: str, **request: Any) -> httpx.Response | None:
        if url.endswith("/v1/search"):
            return httpx.Response(500 if self.wrong == "search" and "speaker" in request["params"] else 422)
        if self.wrong == "push":
            return httpx.Response(503) if method == "POST" else None
        if self.wrong == "good called bad":
            return httpx.Response(422, text="This is not valid JSON.")
        return httpx.Response(202 if self.wrong == "bad taken" else 422)

    def push_lines(self, lines: bytes) -> list[Json] | None:
        receipts: list[Json] = []
        for line in lines.split(b"\n"):
            try:
                document = json.loads(line)
            except ValueError:
                document = None
            if isinstance(document, dict) and not (self.wrong == "neighbours" and "neighbour" in document["source_id"]):
                id = document["source_id"]
                self.kept[id] = document
                receipts.append({"id": id, "status": "accepted"})
            elif line:
                receipts.append({"id": None, "status": "rejected"})
        return receipts

    def searchable(self, ids: Sequence[str]) -> dict[str, Json]:
        lost = ids[:1] if self.wrong == "lost" else ()
        return {id: self._stored(self.kept[id]) for id in ids if id not in lost}

    def _stored(self, document: Json) -> Json:
        return {**document, "body": document["body"].strip()} if self.wrong == "changed" else document


def measure(
    name: str, rows: Sequence[Json], wrong: str, folder: Path, patch: pytest.MonkeyPatch
) -> Mapping[str, Figure]:
    @contextlib.contextmanager
    def system() -> Iterator[System]:
        with contextlib.closing(Misbehaving(wrong)) as one:
            yield one

    patch.setattr(sys.modules[f"evals.sets.{name}"], "running_system", system)
    (folder / name).mkdir()
    (folder / name / "dev.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    outcome = SETS[name](Run(Folder(folder), Enriching()))
    return {figure: value for figure, value in outcome.figures.items() if value}


@pytest.mark.parametrize(
    ("wrong", "figures"),
    [
        ("nothing", {}),
        ("push", {"server_errors": 2}),
        ("search", {"server_errors": 2}),
        ("lost", {"lost": 1}),
        ("changed", {"changed": 1}),
        ("neighbours", {"neighbours_lost": 1}),
    ],
)
def test_what_suffers_from_a_naughty_string_is_counted(
    wrong: str, figures: Mapping[str, Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [{"id": "1", "text": "<b>\u202e ring twice "}, {"id": "2", "text": "null"}]
    assert measure("naughty_strings", rows, wrong, tmp_path, monkeypatch) == {"strings": 2, **figures}


@pytest.mark.parametrize(
    ("wrong", "figures"),
    [
        ("nothing", {}),
        ("push", {"server_errors": 6}),
        ("bad taken", {"bad_taken": 3}),
        ("good called bad", {"good_called_bad": 3}),
        ("lost", {"neighbours_lost": 1}),
    ],
)
def test_what_suffers_from_bad_json_is_counted(
    wrong: str, figures: Mapping[str, Figure], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [
        {"id": name, "expect": expect, "bytes_b64": base64.b64encode(raw).decode()}
        for name, expect, raw in (("n", "reject", b"[1,]"), ("y", "accept", b"[1]"))
    ]
    assert measure("json_testsuite", rows, wrong, tmp_path, monkeypatch) == {"bodies": 2, **figures}
