"""What processes cost: CPU seconds and memory, each with all its descendants, from /proc (Linux; empty elsewhere)."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["Usage", "busy_seconds", "usage"]

PROC = Path("/proc")
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Usage:
    """CPU seconds so far; memory now, in MB: `rss` counts shared pages in each process, `pss` shares them out."""

    cpu: float = 0.0
    rss: float = 0.0
    pss: float = 0.0
    processes: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(self.cpu + other.cpu, self.rss + other.rss, self.pss + other.pss, self.processes + other.processes)


def usage(roots: Mapping[str, int], *, memory: bool = False) -> dict[str, Usage]:
    """Usage by name of each process and its descendants; `memory` too, which takes some milliseconds each."""
    stats = _stats()
    children: dict[int, list[int]] = {}
    for pid, (parent, _, _) in stats.items():
        children.setdefault(parent, []).append(pid)
    found: dict[str, Usage] = {}
    for name, root in roots.items():
        total, waiting = Usage(), [root]
        while waiting:
            pid = waiting.pop()
            waiting += children.get(pid, [])
            if pid in stats:
                _, cpu, rss = stats[pid]
                total += Usage(cpu, rss, _pss(pid) if memory else 0.0, 1)
        if total.processes:
            found[name] = total
    return found


def busy_seconds() -> float:
    """CPU seconds that anybody on this machine has used since it started; 0 where that is not known."""
    try:
        fields = (PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]
    except OSError:
        return 0.0
    user, nice, system, _, _, irq, softirq, steal = map(int, fields)
    return (user + nice + system + irq + softirq + steal) / os.sysconf("SC_CLK_TCK")


def _stats() -> dict[int, tuple[int, float, float]]:
    """By pid: the parent, CPU seconds, resident megabytes."""
    ticks, page = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")
    found: dict[int, tuple[int, float, float]] = {}
    for folder in PROC.glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text().rpartition(")")[2].split()  # the name before may hold anything
        except OSError:  # it has just ended
            continue
        parent, utime, stime, rss = (int(fields[n]) for n in (1, 11, 12, 21))
        found[int(folder.name)] = (parent, (utime + stime) / ticks, rss * page / MEGABYTE)
    return found


def _pss(pid: int) -> float:
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:  # ended, or not ours to look at
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)
