"""The rounds: everything once a round, in order and then in reverse (A B, B A, …), so that a drift cancels out."""

from __future__ import annotations

import http.client
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import measurements, plain
from bench.client import Refused
from bench.corpus import Fields, encode
from bench.engines import Engine
from bench.results import Results
from bench.running import Meter, running
from services.local import Stack, StackError
from services.shared.inbox import Offer

__all__ = ["PARTS", "Bench", "in_turn"]

PARTS = ("end-to-end", "latency", "accepting")
BATCH = 32
FAILURES = (Refused, measurements.Stalled, StackError, subprocess.SubprocessError, http.client.HTTPException, OSError)
CONNECTIONS = 32
_Accepting = tuple[str, dict[str, Any], int, Callable[[list[bytes]], Any], Callable[[Stack, Any], float]]
"""A name, settings of ingest, how many documents, what is made of them beforehand, and what is measured."""


def in_turn[T](things: Sequence[T], round_: int) -> list[T]:
    """`things` in the order of round number `round_`, counted from 0: every other one is reversed."""
    return list(things) if round_ % 2 == 0 else list(reversed(things))


@dataclass
class Bench:
    """What is measured, on what, and how large. `tell` hears of progress."""

    engines: Sequence[Engine]
    documents: Sequence[Fields]
    warm: Sequence[Fields]
    folder: Path
    parts: Sequence[str] = PARTS
    workers: int = 2
    idle_pushes: int = 12
    half_load_seconds: float = 12.0
    single_seconds: float = 3.0
    bulk_documents: int = 20_000
    tell: Callable[[str], None] = print
    results: Results = field(default_factory=Results)
    _rates: dict[str, float] = field(default_factory=dict)

    def run(self, round_: int) -> None:
        """Measure everything once."""
        works: list[tuple[str, Callable[[], None]]] = []
        if "end-to-end" in self.parts:
            works += [(what, lambda what=what: self._plain(what, round_)) for what in ("ner", "pipeline")]  # type: ignore[misc]
        if "end-to-end" in self.parts or "latency" in self.parts:
            works += [(e.name, lambda e=e: self._engine(e, round_)) for e in self.engines]  # type: ignore[misc]
        if "accepting" in self.parts:
            works.append(("accepting", lambda: self._accepting(round_)))
        for name, work in in_turn(works, round_):
            self.tell(f"round {round_ + 1}: {name}")
            try:
                work()
            except FAILURES as error:  # the rest is still worth measuring
                self.results.failed.append(f"round {round_ + 1}, {name}: {error}")
                self.tell(f"  failed: {error}")

    def _plain(self, what: str, round_: int) -> None:
        pushes, warm = self.folder / "pushes.ndjson", self.folder / "warm.ndjson"
        pushes.write_bytes(b"\n".join(encode(self.documents, "plain")))
        warm.write_bytes(b"\n".join(encode(self.warm, "warm")))
        measured = plain.measure(what, pushes, warm, processes=self.workers, batch=BATCH)
        self.results.rate(what, round_, measured.rate)
        self.results.cpu.setdefault(what, []).append({"processes": 1000 * measured.cpu_seconds / measured.articles})
        self.tell(f"  {measured.rate:.1f} articles/s")

    def _engine(self, engine: Engine, round_: int) -> None:
        with running(engine, self.folder, workers=self.workers) as stack:
            measurements.push_until_searchable(stack, encode(self.warm, "warm"))
            meter = Meter(stack, engine)
            if "end-to-end" in self.parts:
                self._end_to_end(engine, stack, meter, round_)
            if "latency" in self.parts:
                self._latency(engine, stack)
            self.results.memory[engine.name] = {n: (used.rss, used.pss) for n, used in meter.memory().items()}

    def _end_to_end(self, engine: Engine, stack: Stack, meter: Meter, round_: int) -> None:
        pushes = encode(self.documents, "run")
        meter.begin()
        seconds = measurements.push_until_searchable(stack, pushes)
        self.results.cpu.setdefault(engine.name, []).append(
            {name: 1000 * cpu / len(pushes) for name, cpu in meter.read().items()}
        )
        self.results.rate(engine.name, round_, len(pushes) / seconds)
        self._rates[engine.name] = len(pushes) / seconds
        self.tell(f"  {len(pushes) / seconds:.1f} articles/s")

    def _latency(self, engine: Engine, stack: Stack) -> None:
        if engine.name not in self._rates:
            some = encode(self.documents, "rate", count=320)
            self._rates[engine.name] = len(some) / measurements.push_until_searchable(stack, some)
        pause = 0.2 if engine.name == "tantivy" else 1.0  # all of Elasticsearch's refresh cycle
        idle = measurements.idle_latency(stack, encode(self.documents, "idle", count=self.idle_pushes), pause)
        self.results.latencies.setdefault(f"{engine.name} idle", []).append(idle)
        rate = self._rates[engine.name] / 2
        pushes = encode(self.documents, "half", count=max(1, int(rate * self.half_load_seconds)))
        loaded = measurements.half_load(stack, pushes, rate)
        if loaded:
            self.results.latencies.setdefault(f"{engine.name} half load", []).append(loaded)
        self.tell(
            f"  idle {sorted(idle)[len(idle) // 2] * 1000:.0f} ms, {len(loaded)} watched at {rate:.0f} articles/s"
        )

    def _accepting(self, round_: int) -> None:
        singles = int(self.single_seconds * 12_000)  # more than can be accepted in that time
        offers, pushes = measurements.offers_of, list[bytes]

        def at_once(stack: Stack, some: list[bytes]) -> float:
            return measurements.accepted_at_once(stack, some, connections=CONNECTIONS, seconds=self.single_seconds)

        def bare_writes(stack: Stack, some: list[Offer]) -> float:
            return measurements.accepted_one_by_one(stack, some, seconds=self.single_seconds)

        works: list[_Accepting] = [
            ("one by one", {"commit_documents": 1}, singles // 2, pushes, at_once),
            ("at once", {}, singles, pushes, at_once),
            ("bare write", {}, singles // 2, offers, bare_writes),
            ("bare script", {}, self.bulk_documents, offers, measurements.accepted_by_script),
            ("NDJSON", {}, self.bulk_documents, pushes, measurements.accepted_in_bulk),
        ]
        for name, settings, count, prepared, work in in_turn(works, round_):
            with running(Engine("accepting", settings), self.folder, only=("ingest",)) as stack:
                measurements.accepted_in_bulk(stack, encode(self.warm, "warm"))
                meter = Meter(stack, Engine("accepting"))
                some = prepared(encode(self.documents, name.replace(" ", "-"), count=count))
                meter.begin()
                begun = time.monotonic()
                rate = work(stack, some)
                accepted = rate * (time.monotonic() - begun)
                self.results.rate(name, round_, rate)
                self.results.cpu.setdefault(name, []).append(
                    {process: 1000 * cpu / accepted for process, cpu in meter.read().items()}
                )
                self.tell(f"  {name}: {rate:,.0f}/s")
