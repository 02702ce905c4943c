"""The ten questions of docs/api.md are answered by the seeds as the page shows: copied, pasted, and compared."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from tests.docs.pages import ROOT, example_id
from tests.stack import Client, running_stack, wait_until

SECTION = (ROOT / "docs" / "api.md").read_text().partition("## Ten questions\n")[2].partition("\n## ")[0]
PUSH, *REST = re.split(r"^\*\*(?=\d+\. )", SECTION, flags=re.MULTILINE)
QUESTIONS = [(text.partition("**")[0], *re.findall(r"```(\w+)\n(.*?)```", text, re.DOTALL)) for text in REST]


def run(client: Client, commands: str) -> list[str]:
    """What each line of a shell example prints; the services are where the test has them."""
    here = commands.replace("http://127.0.0.1:8000", client.stack.api_url)
    return [
        subprocess.run(["sh", "-c", line], cwd=ROOT, check=True, capture_output=True, text=True, timeout=60).stdout
        for line in here.strip().splitlines()
    ]


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    """A system with the seeds in it, pushed as the page says."""
    with running_stack(tmp_path_factory.mktemp("questions") / "data") as client:
        (receipts,) = (run(client, code) for code in re.findall(r"```sh\n(.*?)```", PUSH, re.DOTALL))
        ids = [json.loads(line)["id"] for line in receipts[0].splitlines()]
        client.searchable(ids)
        wait_until(lambda: client.search(size=1)["total"]["value"] == len(ids), what="every seed in the counts")
        yield client


def missing(shown: Any, said: Any, where: str = "$") -> list[str]:
    """Where `said` is not what `shown` shows of it: objects may have more members, lists go on behind."""
    if isinstance(shown, dict) and isinstance(said, dict):
        return [
            lack
            for name, value in shown.items()
            for lack in missing(value, said.get(name, "absent"), f"{where}.{name}")
        ]
    if isinstance(shown, list) and isinstance(said, list) and len(shown) <= len(said):
        return [lack for n, value in enumerate(shown) for lack in missing(value, said[n], f"{where}[{n}]")]
    return [] if shown == said else [f"{where}: {said!r} instead of {shown!r}"]


def test_there_are_ten_questions() -> None:
    assert [question.partition(".")[0] for question, *_ in QUESTIONS] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize("asked", QUESTIONS, ids=[question for question, *_ in QUESTIONS])
def test_a_question_has_the_answer_that_the_page_shows(seeded: Client, asked: tuple[Any, ...]) -> None:
    _, (_, commands), (language, shown) = asked
    answers = run(seeded, commands)
    if language == "csv":  # rows of one moment have no order
        there = {line.rpartition(",")[0] for line in answers[0].splitlines()}
        assert {line.rpartition(",")[0] for line in shown.splitlines()} <= there
        return
    decoder, rest, examples = json.JSONDecoder(), shown.strip(), []
    while rest:
        example, end = decoder.raw_decode(rest)
        examples.append(example)
        rest = rest[end:].strip()
    assert len(examples) == len(answers)
    for example, answer in zip(examples, answers, strict=True):
        assert missing(example, json.loads(answer)) == []


def test_what_an_answer_lacks_is_seen() -> None:
    assert missing({"a": [{"b": 1}]}, {"a": [{"b": 1, "c": 2}, 3]}) == []
    assert missing({"a": [{"b": 1}], "d": None}, {"a": []}) == [
        "$.a: [] instead of [{'b': 1}]",
        "$.d: 'absent' instead of None",
    ]


def test_the_ids_that_reading_is_described_with_are_of_the_seeds(seeded: Client) -> None:
    spec = seeded.api.get("/openapi.json").json()
    paths = [path for path in spec["paths"] if "{id}" in path]
    assert len(paths) == 5
    for path in paths:
        assert seeded.api.get(path.replace("{id}", example_id(spec, path))).status_code == 200, path
