"""The words that generated articles are made of: ordinary English, real places, and the parts of names."""

from __future__ import annotations

from pathlib import Path

__all__ = ["COUNTRIES", "WORDS", "sections"]

FOLDER = Path(__file__).parent


def sections(name: str) -> dict[str, list[str]]:
    """The lines of a file of this folder by the `[section]` they stand in, without comments and empty lines."""
    found: dict[str, list[str]] = {}
    for line in (FOLDER / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines = found.setdefault(line.strip("[]"), [])
        elif line and not line.startswith("#"):
            lines.append(line)
    return found


def _words() -> dict[str, list[str]]:
    return {
        kind: [word.replace("_", " ") for line in lines for word in line.split()]
        for kind, lines in sections("words.txt").items()
    }


def _countries() -> list[tuple[str, str, str, list[str]]]:
    lines = (FOLDER / "places.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if not line.startswith("#")]
    return [(name, people, code, cities.split(", ")) for name, people, code, cities in rows]


WORDS = _words()
"""Words by kind, the sections of words.txt."""
COUNTRIES = _countries()
"""Country, its people, its ISO 3166 code, its cities."""
