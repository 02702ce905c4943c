"""Every command and health check of docker-compose.yml, run as the file says it, as real processes.

Set `TIDINGS_IMAGE` to the folder of a replayed Dockerfile (tests/deploy/replay_dockerfile.py) and they run from what
the image would hold, otherwise from this project. What differs from a container: ports are free ones on 127.0.0.1,
tantivy stands in for Elasticsearch, and there is no read-only root nor a limit.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from services.local import free_port, redis_command
from services.shared.settings import Settings
from tests.deploy.promises import PROJECT, SERVICES, Compose, load
from tests.deploy.replay_dockerfile import DOCKERFILE, lineage, parse

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="containers run Linux")

GRACE_SECONDS = 30
START_SECONDS = 90
ARTICLE = {
    "headline": "A lighthouse keeper retires in Galway",
    "body": "Nora Keane lit the lamp in Galway, Ireland, for forty years. “I shall miss the fog,” she said on Monday.",
    "published_at": "2024-09-04",
    "url": "https://harbour.example/lighthouse",
}


class Container:
    """One service of the compose file: its command, its health check, its environment, a /tmp of its own."""

    def __init__(self, name: str, service: Compose, folder: Path, ports: dict[str, int], stack: ExitStack):
        self._ports = ports
        self._service = service
        stages = lineage(parse(DOCKERFILE.read_text(encoding="utf-8")), name)
        image = os.environ.get("TIDINGS_IMAGE")
        self._root = Path(image) / "app" if image else PROJECT
        binaries = Path(image) / "opt/tidings/venv/bin" if image else Path(sys.executable).parent
        environment = {name: value for stage in stages for name, value in stage.variables().items()}
        environment |= {key: self._here(value) for key, value in service["environment"].items() if "$" not in value}
        for variable in ("TIDINGS_ELASTICSEARCH_URL", "TIDINGS_ELASTICSEARCH_USER", "PYTHONPATH"):
            environment.pop(variable, None)
        temporary = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix=f"tidings-{name}-")))
        self.environment = environment | {
            "PATH": f"{binaries}:/usr/local/bin:/usr/bin:/bin",
            "PYTHONPATH": str(self._root),
            "TIDINGS_SECRETS_DIR": str(folder / "secrets"),
            "TIDINGS_DATA_DIR": str(folder / "data"),
            "TMPDIR": str(temporary),
            "HOME": str(temporary),
        }
        for variable in ("TIDINGS_INGEST_PORT", "TIDINGS_API_PORT"):
            if variable in environment:
                self.environment[variable] = str(ports[name])
        self._log = stack.enter_context((folder / f"{name}.log").open("wb"))
        self.process = subprocess.Popen(
            service["command"], env=self.environment, cwd=self._root, stdout=self._log, stderr=subprocess.STDOUT
        )
        stack.callback(self._kill)

    def _here(self, text: str) -> str:
        for name, port in self._ports.items():
            text = text.replace(f"{name}:{8000 if name == 'api' else 8001}", f"127.0.0.1:{port}")
        for inside in (8000, 8001):
            port = self._ports["api" if inside == 8000 else "ingest"]
            text = text.replace(f"127.0.0.1:{inside}/", f"127.0.0.1:{port}/")
        return text.replace("0.0.0.0", "127.0.0.1")

    def is_healthy(self) -> bool:
        """Whether the health check passes, run as the compose file says it."""
        command = [self._here(word) for word in self._service["healthcheck"]["test"][1:]]
        ran = subprocess.run(
            command, env=self.environment, cwd=self._root, capture_output=True, timeout=START_SECONDS, check=False
        )
        return ran.returncode == 0

    def log(self) -> str:
        return Path(self._log.name).read_text(encoding="utf-8", errors="replace")[-3000:]

    def stop(self) -> int:
        """Ask it to stop, as `docker compose stop` does; return its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(GRACE_SECONDS)

    def _kill(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Container]]:
    folder = tmp_path_factory.mktemp("compose")
    ports = {"ingest": free_port(), "api": free_port()}
    redis_port = free_port()
    secrets = folder / "secrets"
    secrets.mkdir()
    (folder / "data").mkdir()
    subprocess.run([PROJECT / "deploy" / "make-secrets", secrets], check=True, stdout=subprocess.DEVNULL)
    url = secrets / "tidings_redis_url"
    url.write_text(url.read_text().replace("@redis:6379", f"@127.0.0.1:{redis_port}"))
    (secrets / "tidings_elasticsearch_password").unlink()

    compose = load()["services"]
    binary, *_ = redis_command(folder / "redis", redis_port, "unused")
    words = {"/data": str(folder / "redis"), "/run/secrets/redis_users.acl": str(secrets / "redis_users.acl")}
    command = [binary, *(words.get(word, word) for word in compose["redis"]["command"][1:])]
    with ExitStack() as stack:
        redis = subprocess.Popen(
            [*command, "--bind", "127.0.0.1", "--port", str(redis_port)], stdout=subprocess.DEVNULL
        )
        stack.callback(redis.wait)
        stack.callback(redis.kill)
        started = {name: Container(name, compose[name], folder, ports, stack) for name in SERVICES}
        deadline = time.monotonic() + START_SECONDS
        waiting = list(SERVICES)
        while waiting and time.monotonic() < deadline:
            ended = [name for name in SERVICES if started[name].process.poll() is not None]
            assert not ended, "\n".join(f"{name} has ended:\n{started[name].log()}" for name in ended)
            waiting = [name for name in waiting if not started[name].is_healthy()]
        assert not waiting, "\n".join(f"{name} is not healthy:\n{started[name].log()}" for name in waiting)
        yield started


@pytest.fixture
def key(containers: dict[str, Container]) -> str:
    return (Path(containers["ingest"].environment["TIDINGS_SECRETS_DIR"]) / "api_key").read_text().strip()


def test_an_article_goes_all_the_way_through_the_services_of_the_compose_file(
    containers: dict[str, Container], key: str
) -> None:
    environment = containers["ingest"].environment
    api = f"http://127.0.0.1:{containers['api'].environment['TIDINGS_API_PORT']}"
    with httpx.Client(headers={"X-API-Key": key}, trust_env=False, timeout=10) as client:
        pushed = client.post(f"http://127.0.0.1:{environment['TIDINGS_INGEST_PORT']}/v1/articles", json=ARTICLE)
        assert pushed.status_code == 202, pushed.text
        identity = pushed.json()["receipts"][0]["id"]
        deadline = time.monotonic() + 60
        while (answer := client.get(f"{api}/v1/articles/{identity}")).status_code == 404:
            assert time.monotonic() < deadline, containers["indexer"].log()
            time.sleep(0.1)
        assert answer.status_code == 200, answer.text
        article = answer.json()
        assert article["headline"] == ARTICLE["headline"]
        # Models and knowledge are in the image, or a step would have failed.
        assert not [step for step in article["enrichments"] if step["status"] == "failed"]
        assert "Galway" in {place["name"] for place in article["places"]}


def test_without_the_key_nobody_is_let_in(containers: dict[str, Container]) -> None:
    for name in ("ingest", "api"):
        port = containers[name].environment[f"TIDINGS_{name.upper()}_PORT"]
        with httpx.Client(trust_env=False, timeout=10) as client:
            assert client.get(f"http://127.0.0.1:{port}/metrics").status_code == 401
            assert client.get(f"http://127.0.0.1:{port}/health/ready").status_code == 200


def test_every_setting_comes_through_as_the_secrets_say(
    containers: dict[str, Container], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = Path(containers["worker"].environment["TIDINGS_SECRETS_DIR"])
    monkeypatch.delenv("TIDINGS_REDIS_URL", raising=False)
    monkeypatch.delenv("TIDINGS_API_KEYS", raising=False)
    settings = Settings(_secrets_dir=folder)
    assert settings.redis_url == (folder / "tidings_redis_url").read_text().strip()
    assert settings.api_keys.startswith("sha256:")


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_that_is_told_to_stop_stops_in_time_and_is_not_healthy_then(
    containers: dict[str, Container], name: str
) -> None:
    """Last in this file: it ends what the others use."""
    container = containers[name]
    assert container.stop() in {0, -signal.SIGTERM, 128 + signal.SIGTERM}, container.log()
    if name in {"ingest", "api"}:
        assert not container.is_healthy()
