"""docker-compose.yml is valid, and keeps its promises."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import compose_spec
import pytest
from compose_lint import engine as compose_lint

from services.local import redis_command
from tests.deploy.promises import COMPOSE, DURABLE, PROJECT, SERVICES, Compose, broken_promises, load
from tests.deploy.replay_dockerfile import DOCKERFILE, lineage, parse, targets


def test_the_file_is_valid_by_the_compose_specification() -> None:
    parsed = compose_spec.PyOptions(apply_merge=True).from_yaml(COMPOSE.read_text(encoding="utf-8"))
    parsed.validate()
    assert set(parsed.service_names()) == {*SERVICES, "redis", "elasticsearch"}


def test_a_network_that_is_not_there_is_not_valid() -> None:
    text = COMPOSE.read_text(encoding="utf-8").replace("networks: [front, back]", "networks: [front, bakc]")
    with pytest.raises(ValueError, match="bakc"):
        compose_spec.PyOptions(apply_merge=True).from_yaml(text).validate()


def test_the_linter_finds_nothing_but_images_without_a_digest() -> None:
    # A digest can only be looked up, and renewed, where there is a registry: deploy/README.md says how.
    found = {(one.rule_id, one.service) for one in compose_lint.run_rules(load(), {})}
    assert {rule for rule, _ in found} == {"CL-0019"}


def test_every_promise_is_kept() -> None:
    assert broken_promises(load()) == []


def _set(*path: str, to: object) -> Callable[[Compose], None]:
    def change(compose: Compose) -> None:
        place: Any = compose
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = to

    return change


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (_set("services", "worker", "healthcheck", to={"test": ["NONE"]}), "worker: no health check"),
        (_set("services", "api", "restart", to="no"), "api: does not restart"),
        (_set("services", "redis", "deploy", to={}), "redis: no limits"),
        (_set("services", "indexer", "user", to="0:0"), "indexer: runs as root"),
        (_set("services", "ingest", "read_only", to=False), "ingest: its root is writable"),
        (_set("services", "api", "cap_add", to=["NET_ADMIN"]), "api: keeps capabilities"),
        (_set("services", "api", "security_opt", to=[]), "api: may gain privileges"),
        (_set("services", "redis", "image", to="redis:8"), "redis: image is not pinned"),
        (_set("services", "redis", "ports", to=["127.0.0.1:6379:6379"]), "redis: publishes other ports"),
        (_set("services", "api", "ports", to=["8000:8000"]), "api: publishes other ports"),
        (
            _set("services", "elasticsearch", "ports", to=["127.0.0.1:9200:9200"]),
            "elasticsearch: publishes other ports",
        ),
        (
            _set("services", "api", "environment", "TIDINGS_API_PROT", to="1"),
            "api: TIDINGS_API_PROT is no setting",
        ),
        (
            _set("services", "api", "environment", "TIDINGS_API_KEYS", to="1"),
            "api: TIDINGS_API_KEYS is a secret in the environment",
        ),
        (_set("services", "api", "secrets", to=["tidings_key"]), "api: secret tidings_key is not there"),
        (_set("networks", "back", to=None), "back: reaches the world"),
        (_set("services", "redis", "networks", to=["front"]), "redis: is on other networks than back"),
        (
            _set("services", "redis", "command", to=["redis-server", "--maxmemory", "1gb", "--appendonly", "yes"]),
            "redis: --appendfsync is not always",
        ),
        (
            _set("services", "ingest", "environment", "TIDINGS_MAX_PENDING_BYTES", to="1073741824"),
            "ingest: takes more than Redis may hold",
        ),
    ],
)
def test_a_broken_promise_is_named(change: Callable[[Compose], None], sentence: str) -> None:
    compose = load()
    change(compose)
    assert sentence in broken_promises(compose)


@pytest.mark.parametrize("name", SERVICES)
def test_compose_runs_and_checks_what_the_image_does(name: str) -> None:
    """The compose file says commands and checks in full, for a reader; the Dockerfile says them for everybody else."""
    stages, service = parse(DOCKERFILE.read_text(encoding="utf-8")), load()["services"][name]
    assert service["build"] == {"context": ".", "dockerfile": "deploy/Dockerfile", "target": name}
    assert service["command"] == json.loads(stages[name].last("CMD") or "")
    check = stages[name].last("HEALTHCHECK") or ""
    assert service["healthcheck"]["test"] == ["CMD", *json.loads(check[check.index("[") :])]
    for option, key in {"interval": "interval", "timeout": "timeout", "start-period": "start_period"}.items():
        assert f"--{option}={service['healthcheck'][key]} " in check
    user = next(stage.last("USER") for stage in reversed(lineage(stages, name)) if stage.last("USER"))
    assert service["user"] == user


def test_the_dockerfile_has_a_target_for_each_service() -> None:
    assert targets(parse(DOCKERFILE.read_text(encoding="utf-8"))) == list(SERVICES)


def test_the_base_image_is_one_and_pinned() -> None:
    stages = parse(DOCKERFILE.read_text(encoding="utf-8"))
    bases = {stage.base for stage in stages.values() if stage.base not in stages}
    assert len(bases) == 1
    assert bases.pop().startswith("python:3.12.")


def test_what_the_dockerfile_copies_is_sent_to_the_builder_and_nothing_else() -> None:
    stages = parse(DOCKERFILE.read_text(encoding="utf-8"))
    copied = {
        rest.split()[0]
        for stage in stages.values()
        for word, rest in stage.instructions
        if word == "COPY" and not rest.startswith("--from=")
    }
    sent = {
        line.removeprefix("!") for line in (PROJECT / ".dockerignore").read_text().splitlines() if line.startswith("!")
    }
    assert copied == sent
    assert all((PROJECT / source).exists() for source in copied)


def test_every_locked_package_has_its_hash_and_is_one_the_project_tests_with() -> None:
    def locked(name: str) -> set[str]:
        lines = (PROJECT / name).read_text(encoding="utf-8").splitlines()
        return {line.split(" ")[0] for line in lines if line[:1].isalnum()}

    runtime, everything = locked("requirements-runtime.lock"), locked("requirements.lock")
    assert runtime <= everything
    assert not [line for line in runtime if line.startswith(("pytest", "mypy", "ruff"))]


def test_redis_runs_as_it_does_without_docker(tmp_path: Path) -> None:
    redis_command(tmp_path, 6379, "password")
    lines = (tmp_path / "redis.conf").read_text(encoding="utf-8").splitlines()
    here = dict(line.split(" ", 1) for line in lines)
    assert DURABLE.items() <= here.items()
    assert set(here) == {*DURABLE, "bind", "port", "requirepass", "save"}
