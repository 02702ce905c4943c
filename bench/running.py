"""A system to measure: every process real, everything on 127.0.0.1, data in a folder that is thrown away."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

from bench.engines import Engine
from bench.processes import Usage, busy_seconds, usage
from services.local import Stack, free_port
from services.shared.settings import Settings

__all__ = ["Meter", "forget_settings", "running"]


def forget_settings() -> Settings:
    """Read this process's settings and take them out of its environment: what is measured gets settings of its own."""
    given = Settings()
    for name in [name for name in os.environ if name.startswith("TIDINGS_")]:
        del os.environ[name]
    return given


@contextlib.contextmanager
def running(engine: Engine, folder: Path, *, workers: int = 2, only: Collection[str] | None = None) -> Iterator[Stack]:
    """Start a system with empty data under `folder` and an empty index; stop it and remove the data in the end."""
    data = Path(tempfile.mkdtemp(prefix=f"{engine.name}-", dir=folder))
    ports: dict[str, Any] = {"ingest_port": free_port(), "api_port": free_port()}
    chosen = dict(engine.settings)
    if index := chosen.get("elasticsearch_index"):
        chosen["elasticsearch_index"] = f"{index}-{secrets.token_hex(4)}"
    settings = Settings(**chosen, **ports, workers=workers)
    try:
        with Stack(settings, data_dir=data, only=only) as stack:
            yield stack
    finally:
        shutil.rmtree(data, ignore_errors=True)


class Meter:
    """CPU seconds by process from `begin` to `read`, and of everybody else on the machine (`others`)."""

    def __init__(self, stack: Stack, engine: Engine) -> None:
        pids = {name: child.process.pid for name, child in stack.children.items() if child.process}
        self._roots = {**pids, **({engine.name: engine.pid} if engine.pid else {})}
        self.begin()

    def begin(self) -> None:
        """Count from now on."""
        self._before, self._busy = self._cpu(), busy_seconds()

    def read(self) -> dict[str, float]:
        """CPU seconds since `begin`; `driver` is this process, which pushes and looks."""
        used = {name: cpu - self._before.get(name, 0.0) for name, cpu in self._cpu().items()}
        used["others"] = max(0.0, busy_seconds() - self._busy - sum(used.values()))
        return used

    def memory(self) -> dict[str, Usage]:
        """Memory by process now."""
        return usage(self._roots, memory=True)

    def _cpu(self) -> dict[str, float]:
        times = os.times()
        return {
            **{name: used.cpu for name, used in usage(self._roots).items()},
            "driver": times.user + times.system,
        }
