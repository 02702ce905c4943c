"""What was measured, round by round, and the figures that come of it: medians, ratios within a round, and the goals."""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["GOALS", "Figure", "Goal", "Results", "p50_p95", "quantile"]


@dataclass(frozen=True, slots=True)
class Goal:
    """`figure` should be at least (or at most) `bound`."""

    figure: str
    bound: float
    at_most: bool = False

    def met(self, value: float) -> bool:
        return value <= self.bound if self.at_most else value >= self.bound

    def __str__(self) -> str:
        return f"{'≤' if self.at_most else '≥'} {self.bound:g}"


GOALS = {
    goal.figure: goal
    for goal in (
        Goal("tantivy / pipeline", 0.85),
        Goal("elasticsearch / pipeline", 0.75),
        Goal("pipeline / ner, by CPU", 0.55),
        Goal("at once / one by one", 2.5),
        Goal("NDJSON / bare script", 0.7),
        Goal("tantivy idle p95", 0.2, at_most=True),
        Goal("elasticsearch idle p95", 1.3, at_most=True),
    )
}
RATIOS = (
    ("tantivy", "pipeline"), ("elasticsearch", "pipeline"),
    ("tantivy", "ner"), ("elasticsearch", "ner"), ("pipeline", "ner"),
    ("at once", "one by one"), ("at once", "bare write"), ("NDJSON", "bare script"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Figure:
    """The median of a figure over the rounds, and its least and largest value."""

    name: str
    median: float
    least: float
    most: float
    count: int

    @classmethod
    def of(cls, name: str, values: Sequence[float]) -> Figure:
        return cls(name, statistics.median(values), min(values), max(values), len(values))


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of all are not above."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def p50_p95(seconds: Sequence[float]) -> tuple[float, float]:
    """The median and the 95th percentile, in milliseconds."""
    return statistics.median(seconds) * 1e3, quantile(seconds, 0.95) * 1e3


@dataclass
class Results:
    """`rates`: articles a second by what was measured and round. `latencies`: seconds by engine and load, those of a
    round together. `cpu`: CPU milliseconds an article by engine and process, one a round. `memory`: megabytes
    (resident, proportional) by engine and process, at the end. `notes`: what a reader must know. `failed`: what could
    not be measured."""

    rates: dict[str, dict[int, float]] = field(default_factory=dict)
    latencies: dict[str, list[list[float]]] = field(default_factory=dict)
    cpu: dict[str, list[dict[str, float]]] = field(default_factory=dict)
    memory: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)

    def rate(self, what: str, round_: int, value: float) -> None:
        """Note the rate of one round."""
        self.rates.setdefault(what, {})[round_] = value

    def plain(self) -> list[Figure]:
        """Rates as they are."""
        return [Figure.of(name, list(by_round.values())) for name, by_round in self.rates.items()]

    def ratios(self) -> list[Figure]:
        """Rates over rates of the same round; and CPU by CPU, which hardly feels who else uses the machine."""
        figures = []
        for over, under in RATIOS:
            above, below = self.rates.get(over, {}), self.rates.get(under, {})
            if both := sorted(above.keys() & below.keys()):
                figures.append(Figure.of(f"{over} / {under}", [above[n] / below[n] for n in both]))
        for engine in ("tantivy", "elasticsearch"):
            if (ours := self.processes(engine)) and (plain := self.processes("pipeline")):
                share = sum(plain.values()) / sum(ms for name, ms in ours.items() if name != "others")
                figures.append(Figure(f"{engine} / pipeline, by CPU", share, share, share, len(self.cpu[engine])))
        if (steps := self.processes("pipeline")) and (bare := self.processes("ner")):
            share = sum(bare.values()) / sum(steps.values())
            figures.append(Figure("pipeline / ner, by CPU", share, share, share, len(self.cpu["pipeline"])))
        return figures

    def quantiles(self) -> list[Figure]:
        """p50 and p95 of all latencies of a kind; the spread is that of the rounds' own."""
        figures = []
        for what, rounds in self.latencies.items():
            for name, share in (("p50", 0.5), ("p95", 0.95)):
                own = [quantile(one, share) for one in rounds]
                together = quantile([value for one in rounds for value in one], share)
                figures.append(Figure(f"{what} {name}", together, min(own), max(own), sum(map(len, rounds))))
        return figures

    def processes(self, engine: str) -> dict[str, float]:
        """Median CPU milliseconds an article by process, the largest first."""
        names = {name for one in self.cpu.get(engine, ()) for name in one}
        medians = {name: statistics.median(one.get(name, 0.0) for one in self.cpu[engine]) for name in names}
        return dict(sorted(medians.items(), key=lambda item: -item[1]))

    def missed(self) -> list[str]:
        """Which goals the figures do not reach."""
        figures = [*self.ratios(), *self.quantiles()]
        return [f.name for f in figures if f.name in GOALS and not GOALS[f.name].met(f.median)]

    def as_json(self) -> dict[str, Any]:
        """Everything, for a file: each round's values and the figures."""
        return {
            "figures": [
                {**asdict(figure), "goal": str(GOALS[figure.name]) if figure.name in GOALS else None}
                for figure in (*self.plain(), *self.ratios(), *self.quantiles())
            ],
            "rates": self.rates,
            "latencies": self.latencies,
            "cpu_ms_per_article": self.cpu,
            "memory_mb": {
                engine: {name: {"rss": rss, "pss": pss} for name, (rss, pss) in by_name.items()}
                for engine, by_name in self.memory.items()
            },
            "notes": self.notes,
            "failed": self.failed,
        }
