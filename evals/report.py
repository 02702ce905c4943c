"""Prints figures as one table, and errors by kind, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from evals.floors import FLOORS
from evals.outcome import Errors, Figure, Outcome

__all__ = ["below", "errors_of", "table"]

HEAD = ("set", "figure", "value", "floor", "")


def table(outcomes: dict[str, Outcome]) -> str:
    """All figures of all sets, as a Markdown table."""
    rows = [row for name, outcome in outcomes.items() for row in _rows(name, outcome)]
    widths = [max(len(row[n]) for row in [HEAD, *rows]) for n in range(len(HEAD))]
    rule = "|" + "|".join("-" * (width + 2) for width in widths) + "|"
    return "\n".join([_line(HEAD, widths), rule, *(_line(row, widths) for row in rows)])


def below(outcomes: dict[str, Outcome]) -> list[str]:
    """The figures that miss their floor, as `set figure`."""
    return [
        f"{name} {figure}"
        for name, outcome in outcomes.items()
        for figure, floor in FLOORS.get(name, {}).items()
        if figure in outcome.figures and not floor.met(outcome.figures[figure])
    ]


def errors_of(name: str, errors: Errors, kind: str, top: int) -> str:
    """The errors of a set whose kind contains `kind` (`all`: every one), most frequent first, with their top texts."""
    lines = [f"\n{name}: {sum(count for _, count, _ in errors.by_count())} errors"]
    for said, count, texts in errors.by_count():
        if kind not in ("all", "") and kind not in said:
            continue
        lines.append(f"  {count:5}  {said}")
        lines += [f"         {times:4} × {text}" for text, times in texts.most_common(top)]
    return "\n".join(lines)


def _rows(name: str, outcome: Outcome) -> list[tuple[str, str, str, str, str]]:
    rows = []
    for figure, value in outcome.figures.items():
        floor = FLOORS.get(name, {}).get(figure)
        verdict = "" if floor is None else "met" if floor.met(value) else "BELOW"
        rows.append((name, figure, _written(value), str(floor or ""), verdict))
    return rows


def _written(value: Figure) -> str:
    return "–" if value is None else f"{value:.4f}" if isinstance(value, float) else f"{value:,}"


def _line(row: Sequence[str], widths: Sequence[int]) -> str:
    cells = [
        cell.rjust(w) if n in (2, 3) else cell.ljust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))
    ]
    return "| " + " | ".join(cells) + " |"
