"""Prints results as tables that can be read on a terminal and pasted into docs/benchmarks.md."""

from __future__ import annotations

from collections.abc import Sequence

from bench.results import GOALS, Figure, Results

__all__ = ["report"]


def report(results: Results) -> str:
    """All tables, as Markdown."""
    parts = []
    if results.rates:
        rows = [_row(figure, "{:,.1f}") for figure in results.plain()]
        parts.append(_table(("a second", "median", "spread", "rounds"), rows))
    if ratios := results.ratios():
        rows = [[*_row(figure, "{:.2f}"), *_goal(figure)] for figure in ratios]
        parts.append(_table(("ratio within a round", "median", "spread", "rounds", "goal", ""), rows))
    if quantiles := results.quantiles():
        rows = [[*_row(figure, "{:.3f}"), *_goal(figure)] for figure in quantiles]
        parts.append(_table(("accepted → searchable, s", "all rounds", "spread of rounds", "pushes", "goal", ""), rows))
    for engine in results.cpu:
        parts.append(_processes(results, engine))
    notes = [*results.notes, *(f"FAILED: {one}" for one in results.failed)]
    parts.append("\n".join(f"- {note}" for note in notes))
    return "\n\n".join(parts)


def _row(figure: Figure, form: str) -> list[str]:
    spread = f"{form.format(figure.least)}–{form.format(figure.most)}"
    return [figure.name, form.format(figure.median), spread, str(figure.count)]


def _goal(figure: Figure) -> list[str]:
    goal = GOALS.get(figure.name)
    return [str(goal), "met" if goal.met(figure.median) else "MISSED"] if goal else ["", ""]


def _processes(results: Results, engine: str) -> str:
    used = results.processes(engine)
    total = sum(ms for name, ms in used.items() if name != "others") or 1.0
    memory = results.memory.get(engine, {})
    rows = [
        [
            name,
            f"{ms:.2f}",
            "" if name == "others" else f"{ms / total:.1%}",
            *([f"{value:,.0f}" for value in memory[name]] if name in memory else ["", ""]),
        ]
        for name, ms in used.items()
    ]
    return _table((f"{engine}: process", "CPU ms an article", "share", "RSS MB", "PSS MB"), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    widths = [max(len(row[n]) for row in [head, *rows]) for n in range(len(head))]
    lines = ["| " + " | ".join(_cells(row, widths)) + " |" for row in [head, *rows]]
    lines.insert(
        1, "|" + "|".join("-" * (w + 2) if n == 0 else "-" * (w + 1) + ":" for n, w in enumerate(widths)) + "|"
    )
    return "\n".join(lines)


def _cells(row: Sequence[str], widths: Sequence[int]) -> list[str]:
    return [cell.ljust(w) if n == 0 else cell.rjust(w) for n, (cell, w) in enumerate(zip(row, widths, strict=True))]
