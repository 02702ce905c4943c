"""Replays the COPY and RUN lines of deploy/Dockerfile in a clean folder, where no Docker engine is at hand.

    python tests/deploy/replay_dockerfile.py FOLDER

`/opt/tidings` and `/app` become folders under FOLDER, the base image's Python is the one that runs this script, and
each RUN line sees the PATH, the network settings and the ENV lines alone. The making of accounts is left out: it
would change this machine. Then every target is asked whether it could start.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[2]
DOCKERFILE = PROJECT / "deploy" / "Dockerfile"
REPLAYED = ("/opt/tidings", "/app")
PASSED_ON = re.compile(r"PIP_.*|UV_.*|.*_PROXY|.*_proxy|SSL_CERT_.*|REQUESTS_CA_BUNDLE|LANG")


@dataclass
class Stage:
    """One `FROM … AS name` and what follows: instructions as (`RUN`, the rest of the line)."""

    name: str
    base: str
    instructions: list[tuple[str, str]] = field(default_factory=list)

    def last(self, word: str) -> str | None:
        """The argument of the last instruction `word`, which is the one that counts."""
        return next((rest for name, rest in reversed(self.instructions) if name == word), None)

    def variables(self) -> dict[str, str]:
        """What the ENV lines set, in the `NAME=value` form."""
        return dict(
            pair.split("=", 1) for name, rest in self.instructions if name == "ENV" for pair in shlex.split(rest)
        )


def parse(text: str) -> dict[str, Stage]:
    """The stages of a Dockerfile by name, in order."""
    lines = [line for line in text.splitlines() if not re.match(r"\s*(#|$)", line)]
    stages: dict[str, Stage] = {}
    current: Stage | None = None
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        word, rest = line.split(maxsplit=1)
        if word == "FROM":
            base, _, name = rest.split()
            current = stages[name] = Stage(name, base)
        elif current is None:
            raise ValueError(f"before the first FROM: {line}")
        else:
            current.instructions.append((word, rest))
    return stages


def lineage(stages: dict[str, Stage], name: str) -> list[Stage]:
    """The stage `name` under those that it is built on."""
    stage = stages[name]
    return [*(lineage(stages, stage.base) if stage.base in stages else []), stage]


def targets(stages: dict[str, Stage]) -> list[str]:
    """The stages that a service runs: those with a command."""
    return [stage.name for stage in stages.values() if stage.last("CMD")]


class Replay:
    """A folder that stands for the image's root."""

    def __init__(self, root: Path):
        self.root = root.resolve()
        python = self.root / "base" / "python"
        python.parent.mkdir(parents=True)
        base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
        python.symlink_to(base if base.exists() else sys.executable)
        (self.root / "home").mkdir()
        self.environment = {
            **{name: value for name, value in os.environ.items() if PASSED_ON.fullmatch(name)},
            "PATH": f"{python.parent}:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.root / "home"),
        }

    def inside(self, text: str) -> str:
        """`text` with the image's paths moved under the folder."""
        return re.sub(
            rf"(?<![\w./-])({'|'.join(map(re.escape, REPLAYED))})(?![\w-])", lambda m: f"{self.root}{m[1]}", text
        )

    def build(self, stage: Stage) -> None:
        """Run the COPY and RUN lines of `stage`, with its ENV lines as far as they have been read."""
        for word, rest in stage.instructions:
            if word == "COPY":
                self._copy(rest.split())
            elif word == "RUN":
                self._run(rest)
            elif word == "ENV":
                self.environment |= self._moved(stage.variables())

    def environment_of(self, stages: list[Stage]) -> dict[str, str]:
        """The environment of a container built of `stages`."""
        variables = {name: value for stage in stages for name, value in stage.variables().items()}
        return self.environment | self._moved(variables)

    def _moved(self, variables: dict[str, str]) -> dict[str, str]:
        return {name: self.inside(value) for name, value in variables.items()}

    def _copy(self, words: list[str]) -> None:
        if words[0].startswith("--from="):
            if words[1] != words[2]:
                raise ValueError("stages share one folder here: copy between them to the same path")
            return
        source, target = PROJECT / words[0], Path(self.inside(words[1]))
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
        else:
            shutil.copyfile(source, target)

    def _run(self, command: str) -> None:
        if command.startswith("groupadd "):
            print(f"not replayed (accounts): {command}")
            return
        began = time.monotonic()
        ran = subprocess.run(
            ["/bin/sh", "-c", self.inside(command)],
            env=self.environment,
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        print(f"{time.monotonic() - began:6.1f} s  {command}", flush=True)
        if ran.returncode:
            sys.exit(f"{ran.stdout}\nexit code {ran.returncode}")

    def can_start(self, stages: list[Stage]) -> str | None:
        """What keeps the last of `stages` from being started, or None."""
        command: list[str] = json.loads(stages[-1].last("CMD") or "[]")
        environment = self.environment_of(stages)
        if not Path(shutil.which(command[0], path=environment["PATH"]) or "").is_relative_to(self.root / "opt"):
            return f"{command[0]} is not in the image"
        module = command[2]
        package = command[1] == "-m" and (PROJECT / module.replace(".", "/")).is_dir()
        needed = f"{module}.__main__" if package else module
        look = f"import importlib.util, sys; sys.exit(not importlib.util.find_spec({needed!r}))"
        python = shutil.which("python", path=environment["PATH"])
        found = subprocess.run(["python", "-c", look], env=environment, cwd=self.root / "app", executable=python)
        return None if found.returncode == 0 else f"there is no module {needed}"


def main() -> None:
    """Replay into the folder that the command line names; exit 1 where a target could not be started."""
    stages = parse(DOCKERFILE.read_text(encoding="utf-8"))
    replay = Replay(Path(sys.argv[1]))
    for name in ("packages", "runtime"):
        replay.build(stages[name])
    hindered = {name: why for name in targets(stages) if (why := replay.can_start(lineage(stages, name)))}
    for name in targets(stages):
        print(f"{name}: {hindered.get(name, 'could start')}")
    sys.exit(bool(hindered))


if __name__ == "__main__":
    main()
