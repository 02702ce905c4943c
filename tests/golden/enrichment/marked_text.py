"""Reads a gold article: a few header lines, an empty line, and a text in which what is to be found is marked.

`[Solheim](person Ingrid Solheim)` marks a mention and whose it is (left out where it is the very words; `A|B` where
either name is right), with `person`, `organization` or `place`; `[Friday](date 2024-03-15)` a date and its value (`?`
where no value is asked for); `[We sail](said Ingrid Solheim)` the words of a quotation and who said them. Marks nest.
A header `place: Bergen NO 60.39 5.32` says where a place is: its country, and a point where it is small enough to
have one (`-` for what lies in no one country).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

__all__ = ["Gold", "Mark", "Whereabouts", "read"]

_BRACKETS = re.compile(r"\[|\]\((\w+) ?([^)]*)\)")


class Mark(NamedTuple):
    """What stands at `start`–`end` of the body; `means` are the names or the value that are right."""

    start: int
    end: int
    kind: str
    means: tuple[str, ...]


class Whereabouts(NamedTuple):
    """The country (None in none), and the point (latitude, longitude) where it is asked for."""

    country: str | None
    point: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Gold:
    """One article with everything that is to be found in its body."""

    name: str
    headline: str
    language: str
    published: date
    body: str
    marks: tuple[Mark, ...]
    places: dict[str, Whereabouts] = field(default_factory=dict)


def read(file: Path) -> Gold:
    """Read one gold article. Raises `ValueError` where its marks do not close or name an unknown kind."""
    head, _, marked = file.read_text(encoding="utf-8").partition("\n\n")
    lines = [line.partition(": ")[::2] for line in head.splitlines()]
    fields = dict(lines)
    body, marks = _unmarked(marked.rstrip("\n"), file.name)
    return Gold(
        name=file.stem,
        headline=fields["headline"],
        language=fields["language"],
        published=date.fromisoformat(fields["published"]),
        body=body,
        marks=marks,
        places=dict(_whereabouts(value) for key, value in lines if key == "place"),
    )


def _unmarked(marked: str, name: str) -> tuple[str, tuple[Mark, ...]]:
    text, at, opened, marks = "", 0, [], []
    for bracket in _BRACKETS.finditer(marked):
        text += marked[at : bracket.start()]
        at = bracket.end()
        if bracket[0] == "[":
            opened.append(len(text))
            continue
        start, kind = opened.pop(), bracket[1]
        if kind not in ("person", "organization", "place", "date", "said"):
            raise ValueError(f"{name}: {kind} is no kind of mark")
        marks.append(Mark(start, len(text), kind, tuple((bracket[2] or text[start:]).split("|"))))
    text += marked[at:]
    if opened or "](" in text:
        raise ValueError(f"{name}: a mark is not closed")
    return text, tuple(sorted(marks))


def _whereabouts(line: str) -> tuple[str, Whereabouts]:
    found = re.fullmatch(r"(.+?) ([A-Z]{2}|-)(?: (-?[\d.]+) (-?[\d.]+))?", line)
    if not found:
        raise ValueError(f"place: {line} is not a name, a country and perhaps a point")
    name, country, lat, lon = found.groups()
    return name, Whereabouts(None if country == "-" else country, (float(lat), float(lon)) if lat else None)
