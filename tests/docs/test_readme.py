"""The curl examples of README and docs/api.md do what is said of them, with curl, against a running Tidings."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import Any

import pytest

from tests.docs.pages import ROOT, shell_examples
from tests.stack import Client, wait_until

CURL = shutil.which("curl") or ""
EXAMPLES = [code for code in shell_examples(ROOT / "README.md") if code.startswith("curl ")]
ORIGIN = "http://127.0.0.1:8000"

pytestmark = pytest.mark.skipif(not CURL, reason="there is no curl here: install it to test the README's examples")


@pytest.fixture(scope="module")
def pushed(client: Client) -> tuple[list[Any], list[Any]]:
    """The receipts of the README's first example, and of its second."""
    one, many = run(EXAMPLES[0], client), run(EXAMPLES[1], client)
    receipts = json.loads(one)["receipts"], [json.loads(line) for line in many.splitlines()]
    client.searchable([receipt["id"] for several in receipts for receipt in several])
    return receipts


def run(example: str, client: Client) -> str:
    """Run an example as it stands in the README, but for the port; return what it printed."""
    assert ORIGIN in example
    command = example.replace(ORIGIN, client.stack.api_url).replace("curl ", f"{CURL} -sS --fail-with-body ", 1)
    ran = subprocess.run(["bash", "-euc", command], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_there_are_five_examples_and_each_is_one_curl_command() -> None:
    assert len(EXAMPLES) == 5
    assert all(len(re.findall(r"^curl ", example, re.MULTILINE)) == 1 for example in EXAMPLES)


def test_a_push_is_answered_with_a_receipt(pushed: tuple[list[Any], list[Any]]) -> None:
    (receipt,) = pushed[0]
    assert (receipt["status"], receipt["version"], receipt["error"]) == ("accepted", 1, None)


def test_a_bulk_push_is_answered_with_a_receipt_a_line(pushed: tuple[list[Any], list[Any]]) -> None:
    lines = (ROOT / "seeds" / "articles.ndjson").read_text().splitlines()
    assert [receipt["status"] for receipt in pushed[1]] == ["accepted"] * len(lines)


@pytest.mark.usefixtures("pushed")
def test_the_search_finds_the_article_that_is_read_next(client: Client) -> None:
    id = EXAMPLES[3].strip().rpartition("/")[2]

    def found() -> Any:
        page = json.loads(run(EXAMPLES[2], client))
        return page if id in [hit["article"]["id"] for hit in page["hits"]] else None

    page = wait_until(found, what="the search")
    assert page["facets"].keys() == {"person", "country"}
    assert all(page["facets"].values())


@pytest.mark.usefixtures("pushed")
def test_the_article_has_everything_that_was_found_in_it(client: Client) -> None:
    article = json.loads(run(EXAMPLES[3], client))
    assert "Kursk" in article["headline"]
    assert article["body"]
    assert article["entities"]
    assert article["quotes"]


@pytest.mark.usefixtures("pushed")
def test_the_trace_tells_what_happened(client: Client) -> None:
    trace = json.loads(run(EXAMPLES[4], client))
    assert trace["status"] == "indexed"
    assert [event["event"] for event in trace["events"]][:3] == ["accepted", "enriched", "indexed"]


def test_the_push_in_the_interfaces_page_is_answered_with_the_receipt_that_stands_there(client: Client) -> None:
    page = ROOT / "docs" / "api.md"
    example = next(code for code in shell_examples(page) if "-d '{" in code)
    answer = json.loads(run(example, client))
    assert json.dumps(answer) in page.read_text()


@pytest.mark.usefixtures("pushed")
def test_the_export_in_the_interfaces_page_begins_with_the_lines_that_stand_there(client: Client) -> None:
    page = ROOT / "docs" / "api.md"
    example = next(code for code in shell_examples(page) if "/v1/export?" in code)
    lines = run(example, client).splitlines()
    shown = page.read_text().splitlines()
    assert lines[0] in shown
    assert any(line.rpartition(",")[0] == lines[1].rpartition(",")[0] for line in shown)  # but for the cursor
