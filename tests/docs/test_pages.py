"""What the pages say of files, settings, commands and make targets is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import typer
from typer.main import get_command

from services.cli.app import app
from services.shared.settings import Settings
from tests.docs import settings_page
from tests.docs.pages import ROOT, anchors, code_in, links, pages, tracked

DATA = ROOT / "services" / "enrich" / "knowledge" / "data"
_MACHINE_PATH = re.compile(r"(?<![\w.:/*-])/(?:work|root|home|Users|mnt|private)/\S*")


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    dead = []
    for link in links(page):
        target, _, fragment = link.partition("#")
        if target.startswith(("http://", "https://", "mailto:")):
            continue
        path = (page.parent / target).resolve() if target else page
        lost = fragment and path.suffix == ".md" and path.is_file() and fragment not in anchors(path)
        if not path.exists() or not path.is_relative_to(ROOT) or lost:
            dead.append(link)
    assert dead == []


def test_the_readme_shows_the_way_of_an_article_and_the_demo() -> None:
    shown = {link for link in links(ROOT / "README.md") if link.endswith(".svg")}
    assert shown == {"docs/images/article.svg", "docs/images/demo.svg"}
    for link in shown:
        assert "http" not in (ROOT / link).read_text().replace("http://www.w3.org/2000/svg", "").replace(
            "http://127.0.0.1", ""
        ), f"{link} loads something from elsewhere"


def test_the_settings_page_is_what_settings_py_says() -> None:
    assert settings_page.PAGE.read_text() == settings_page.page(), "run python -m tests.docs.settings_page"


def test_every_setting_has_a_docstring_and_a_table() -> None:
    known = settings_page.settings()
    assert known.keys() == Settings.model_fields.keys()
    assert settings_page.SECTIONS.keys() <= known.keys()
    assert next(iter(known)) in settings_page.SECTIONS


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_variable_a_page_names_is_read_somewhere(page: Path) -> None:
    settings = {f"TIDINGS_{name.upper()}" for name in Settings.model_fields}
    sources = (path for path in tracked() if path.suffix in {".py", ".sh", ""} and path.name != "NOTICE")
    read = {name for path in sources for name in re.findall(r"TIDINGS_[A-Z_]+", path.read_text(errors="replace"))}
    unknown = set(re.findall(r"TIDINGS_[A-Z_]*[A-Z]", page.read_text())) - settings - read
    assert unknown == set()


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_make_target_a_page_names_exists(page: Path) -> None:
    asked = {match[1] for code in code_in(page) if (match := re.match(r"make ([a-z]+)\b", code))}
    assert asked - _targets() == set()


def _commands() -> set[tuple[str, ...]]:
    found: set[tuple[str, ...]] = set()

    def gather(command: object, path: tuple[str, ...]) -> None:
        found.add(path)
        for name, below in getattr(command, "commands", {}).items():
            gather(below, (*path, name))

    gather(get_command(app), ())
    return found


COMMANDS = _commands()


def _asked(code: str) -> tuple[str, ...] | None:
    match = re.match(r"(?:\$ )?(?:\S*/bin/)?tidings((?: +[a-z]+\b(?![=:/.]))+)", code)
    return tuple(match[1].split()) if match else None


@pytest.mark.parametrize("page", pages(), ids=named)
def test_every_command_a_page_names_exists(page: Path) -> None:
    unknown = []
    for code in code_in(page):
        asked = _asked(code)
        if asked is None:
            continue
        group = (asked[0],) in COMMANDS and any(path[:1] == asked[:1] and len(path) > 1 for path in COMMANDS)
        if (asked[:2] if group and len(asked) > 1 else asked[:1]) not in COMMANDS:
            unknown.append(code)
    assert unknown == []


def test_the_commands_of_the_line_are_read_right() -> None:
    assert isinstance(app, typer.Typer)
    assert {("up",), ("quarantine", "list"), ("keys", "create")} <= COMMANDS
    assert _asked(".venv/bin/tidings search Kyiv --facet country") == ("search",)
    assert _asked("tidings quarantine list") == ("quarantine", "list")


@pytest.mark.parametrize("page", [*pages(), ROOT / "NOTICE"], ids=named)
def test_no_page_names_a_path_of_somebodys_machine(page: Path) -> None:
    assert _MACHINE_PATH.findall(page.read_text()) == []


def test_a_path_of_a_machine_is_seen() -> None:
    assert _MACHINE_PATH.findall("see /home/somebody/tidings") == ["/home/somebody/tidings"]
    assert _MACHINE_PATH.findall("see https://example.org/home/index.html") == []


def test_every_file_of_the_knowledge_has_a_notice() -> None:
    notices = (ROOT / "NOTICE").read_text() + (DATA.parent / "NOTICE").read_text()
    assert [path.name for path in DATA.iterdir() if path.is_file() and path.name not in notices] == []
    assert "geonames.org" in (ROOT / "NOTICE").read_text()


def test_every_decision_is_numbered_and_no_longer_than_a_page() -> None:
    decisions = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(page.name.partition("-")[0]) for page in decisions] == list(range(1, len(decisions) + 1))
    for number, page in enumerate(decisions, 1):
        text = page.read_text()
        assert text.startswith(f"# {number}. "), page.name
        assert len(re.findall(r"^## ", text, re.MULTILINE)) >= 3, f"{page.name}: context, decision, consequences"
        assert len(text.splitlines()) <= 80, f"{page.name} is longer than a page"
