"""A real Elasticsearch for the tests: the one a URL names, else one that the project's own script starts.

`TIDINGS_TEST_ELASTICSEARCH_URL` names a running one. Otherwise deploy/elasticsearch/run-elasticsearch starts one where
it can; where it cannot, the tests that need it are skipped, or fail with `TIDINGS_REQUIRE_ELASTICSEARCH=1`.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from services.local import free_port

SCRIPT = Path(__file__).parent.parent / "deploy" / "elasticsearch" / "run-elasticsearch"
FETCH_SECONDS = 900
START_SECONDS = 180


def _unavailable(reason: str) -> None:
    """Skip with one plain sentence, or fail where Elasticsearch is required."""
    if os.environ.get("TIDINGS_REQUIRE_ELASTICSEARCH") == "1":
        pytest.fail(f"Elasticsearch is required: {reason}")
    pytest.skip(f"{reason} (or set TIDINGS_TEST_ELASTICSEARCH_URL)")


def _sentence(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("run-elasticsearch: ")]
    return lines[-1].removeprefix("run-elasticsearch: ") if lines else "Elasticsearch could not be started"


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """The URL of an Elasticsearch whose other indices are not the test's business."""
    if given := os.environ.get("TIDINGS_TEST_ELASTICSEARCH_URL"):
        yield given.rstrip("/")
        return
    for step, seconds in (("--check", 30), ("--fetch", FETCH_SECONDS)):
        ran = subprocess.run([SCRIPT, step], capture_output=True, text=True, timeout=seconds)
        if ran.returncode != 0:
            _unavailable(_sentence(ran.stderr))
    port = free_port()
    folder = Path(tempfile.mkdtemp(prefix="tidings-elasticsearch-"))
    with tempfile.TemporaryFile("w+") as said:
        process = subprocess.Popen(
            [SCRIPT, str(port), str(folder)], stdout=subprocess.DEVNULL, stderr=said, start_new_session=True
        )
        try:
            url = f"http://127.0.0.1:{port}"
            deadline = time.monotonic() + START_SECONDS
            while not _answers(url):
                if process.poll() is not None:
                    said.seek(0)
                    _unavailable(_sentence(said.read()))
                if time.monotonic() > deadline:
                    _unavailable(f"Elasticsearch did not answer within {START_SECONDS} s")
                time.sleep(0.2)
            yield url
        finally:
            _end(process)
            shutil.rmtree(folder, ignore_errors=True)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/_cluster/health", params={"wait_for_status": "yellow"}, timeout=5).status_code == 200
    except httpx.TransportError:
        return False


def _end(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, how)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                continue


def forget_alias(url: str, alias: str) -> None:
    """Delete the indices behind `alias`, and leave nothing behind in an Elasticsearch that is not ours."""
    answer = httpx.get(f"{url}/_alias/{alias}")
    for index in answer.json() if answer.is_success else ():
        httpx.delete(f"{url}/{index}").raise_for_status()
