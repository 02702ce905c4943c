"""An empty Redis of our own for the length of a measurement: the one on the PATH, else the embedded one."""

from __future__ import annotations

import contextlib
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import redis

from services.local import free_port, redis_command

__all__ = ["redis_server"]

START_SECONDS = 15


@contextlib.contextmanager
def redis_server() -> Iterator[str]:
    """Start one in a temporary folder, give its URL, stop it. Raises `RuntimeError` where it does not start."""
    port = free_port()
    url = f"redis://:evals@127.0.0.1:{port}/0"
    with tempfile.TemporaryDirectory(prefix="tidings-evals-") as folder:
        command = redis_command(Path(folder), port, "evals")
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        try:
            _wait(url)
            yield url
        finally:
            process.terminate()
            process.wait()


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    with redis.Redis.from_url(url, socket_timeout=1) as client:
        while True:
            try:
                client.ping()
                return
            except redis.RedisError as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(f"Redis did not start within {START_SECONDS} s") from error
                time.sleep(0.02)
