"""The dashboard's files: as pinned, small, typed, every page answered, and no way for a string to become markup."""

from __future__ import annotations

import gzip
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services.api.routes.dashboard import PAGES

ROOT = Path(__file__).parents[2]
DASHBOARD = ROOT / "services" / "api" / "dashboard"
OWN = [path for path in DASHBOARD.rglob("*.js") if "vendor" not in path.parts]
MOST_BYTES = 600_000
TYPESCRIPT = "typescript@5.9.3"


def test_every_vendored_file_is_the_one_that_was_pinned() -> None:
    command = [sys.executable, ROOT / "deploy" / "vendor-dashboard", "--check"]
    checked = subprocess.run(command, capture_output=True, text=True)
    assert checked.returncode == 0, checked.stderr


def test_all_files_together_are_small() -> None:
    served = (path for path in DASHBOARD.rglob("*") if path.is_file())
    assert sum(len(gzip.compress(path.read_bytes())) for path in served) < MOST_BYTES


def test_the_server_answers_every_page_that_the_dashboard_knows_and_no_other() -> None:
    known = re.findall(r"path: /\^(.+?)\$/", (DASHBOARD / "main.js").read_text())
    paths = {path.replace("\\/", "/").replace("([^/]+)", "{id}") for path in known}
    assert paths == set(PAGES)


def test_nothing_makes_markup_or_code_out_of_a_string() -> None:
    forbidden = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser|srcdoc="
    )
    for path in OWN:
        assert not forbidden.search(path.read_text()), path


def test_every_file_says_what_it_is_for_and_asks_for_its_types_to_be_checked() -> None:
    for path in OWN:
        first, *rest = path.read_text().splitlines()
        assert first.startswith("// "), path
        assert len(rest) < 300, path
        assert path.name == "theme.js" or "// @ts-check" in rest[:3], path


def test_the_types_hold() -> None:
    npx = shutil.which("npx")
    if npx is None:
        pytest.skip("There is no npx: install Node.js to have the dashboard's types checked")
    command = [npx, "--yes", "--package", TYPESCRIPT, "tsc", "--project", DASHBOARD / "jsconfig.json"]
    checked = subprocess.run(command, capture_output=True, text=True, timeout=280)
    if "npm error" in checked.stderr:
        pytest.skip("TypeScript cannot be fetched: the dashboard's types are not checked")
    assert checked.returncode == 0, checked.stdout
