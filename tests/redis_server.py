"""A real, durable Redis for the tests: the one on the PATH, else the embedded Valkey."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from services.local import free_port, redis_command


class RedisServer:
    """One Redis process that a test may kill, freeze and start again on the same data."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://:test@127.0.0.1:{self.port}/0"
        self._folder = folder
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = redis_command(self._folder, self.port, "test")
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        client = redis.Redis.from_url(self.url)
        for _ in range(400):
            try:
                client.ping()
                break
            except redis.RedisError:
                time.sleep(0.02)
        else:
            raise RuntimeError("Redis did not start")
        client.close()

    def stop(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="session")
def _redis_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture
def redis_url(_redis_process: RedisServer) -> str:
    """An empty Redis."""
    with redis.Redis.from_url(_redis_process.url) as client:
        client.flushall()
    return _redis_process.url
