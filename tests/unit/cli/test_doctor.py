"""What the doctor finds, and what it advises."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from services.cli import checks
from services.cli.checks import Finding, examine, local_redis_url
from services.local import redis_command
from services.shared.feed_store import PREFIX, FeedStore
from services.shared.settings import Settings
from tests.unit.cli.conftest import Service, Tidings, problem


@pytest.fixture
def found(service: Service, redis_url: str, tmp_path: Path) -> dict[str, Finding]:
    """All findings on a durable Redis without workers, with one web service ready and the other not."""
    service.answers["GET /health/ready"] = 200, {"status": "ok"}
    settings = Settings(redis_url=redis_url, data_dir=tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "WORKER_SECONDS", 0.1)
        return {one.what: one for one in examine(settings, service.url, "http://127.0.0.1:9")}


def test_what_is_well_is_said_to_be(found: dict[str, Finding]) -> None:
    for what in ("Python", "API keys", "Redis", "durability", "queue", "search"):
        assert found[what].verdict == "ok", found[what]
    assert found["queue"].found == "0 hints waiting"


def test_what_is_not_there_is_wrong_and_comes_with_advice(found: dict[str, Finding]) -> None:
    for what in ("workers", "fetchers", "ingest"):
        assert found[what].verdict == "wrong"
        assert "tidings up" in found[what].remedy


def test_feeds_that_nobody_polls_are_wrong_and_a_scheduler_that_asks_for_them_is_well(redis_url: str) -> None:
    store = FeedStore.connect(Settings(redis_url=redis_url))

    def verdict() -> str:
        settings = Settings(redis_url=redis_url)
        return checks._scheduler(settings).verdict

    assert verdict() == "warning"
    store.add("a", "https://a.example/", "https://a.example/", b"{}")
    assert verdict() == "wrong"
    store.claim("scheduler", 1, 60)
    assert verdict() == "ok"
    with redis.Redis.from_url(redis_url) as client:
        client.set(f"{PREFIX}clock", int((time.time() - 60) * 1000))
    assert verdict() == "wrong"


def test_a_redis_that_may_lose_documents_is_wrong(redis_url: str, tmp_path: Path) -> None:
    with redis.Redis.from_url(redis_url) as client:
        client.config_set("appendfsync", "everysec")
        try:
            (_, durability) = checks.look_at_redis(Settings(redis_url=redis_url, data_dir=tmp_path), "Redis")
        finally:
            client.config_set("appendfsync", "always")
    assert durability.verdict == "wrong"
    assert "appendfsync everysec" in durability.found


def test_a_wrong_password_is_named_as_such(redis_url: str, tmp_path: Path) -> None:
    settings = Settings(redis_url=redis_url.replace(":test@", ":other@"), data_dir=tmp_path)
    (finding,) = checks.look_at_redis(settings, "Redis")
    assert finding.found == "it refuses the password"


def test_without_redis_nothing_is_asked_of_the_queue(service: Service, tmp_path: Path) -> None:
    settings = Settings(redis_url="redis://127.0.0.1:9/0", data_dir=tmp_path)
    found = {one.what: one for one in examine(settings, service.url, service.url)}
    assert found["Redis"].verdict == "wrong"
    assert "queue" not in found


def test_the_redis_of_tidings_up_is_found_by_what_it_was_started_with(tmp_path: Path) -> None:
    assert local_redis_url(tmp_path) is None
    redis_command(tmp_path / "redis", 4711, "secret")
    assert local_redis_url(tmp_path) == "redis://:secret@127.0.0.1:4711/0"


def test_an_open_address_without_keys_is_wrong(service: Service, tmp_path: Path) -> None:
    settings = Settings(redis_url="redis://127.0.0.1:9/0", data_dir=tmp_path, api_host="0.0.0.0")
    found = {one.what: one for one in examine(settings, service.url, service.url)}
    assert found["API keys"].verdict == "wrong"


def test_an_engine_that_cannot_be_reached_is_wrong(service: Service, tmp_path: Path) -> None:
    away = "http://127.0.0.1:9"
    settings = Settings(redis_url="nonsense", data_dir=tmp_path, elasticsearch_url=away, elasticsearch_timeout=1)
    found = {one.what: one for one in examine(settings, service.url, service.url)}
    assert found["Redis"].verdict == "wrong"
    assert found["Elasticsearch"].verdict == "wrong"
    assert "TIDINGS_ELASTICSEARCH_URL" in found["Elasticsearch"].remedy


def test_a_service_that_is_not_ready_says_what_it_lacks(service: Service) -> None:
    service.answers["GET /health/ready"] = problem(
        503, "Not ready.", [{"field": "engine", "message": "does not answer"}]
    )
    assert "is not ready: engine" in checks.look_at_service("search", service.url).found
    service.answers["GET /health/ready"] = 404, b"<html>"
    assert "another program" in checks.look_at_service("search", service.url).remedy


@pytest.mark.parametrize(("verdict", "status"), [("ok", 0), ("warning", 0), ("wrong", 1)])
def test_the_exit_status_tells_whether_anything_is_wrong(
    tidings: Tidings, monkeypatch: pytest.MonkeyPatch, verdict: str, status: int
) -> None:
    def one(*_: object) -> Iterator[Finding]:
        yield Finding("disk", verdict, "little room", "Make room.")  # type: ignore[arg-type]

    monkeypatch.setattr("services.cli.checks.examine", one)
    result = tidings("doctor")
    assert result.exit_code == status
    assert "little room" in result.stdout
    assert "Make room." in result.stdout
    assert json.loads(tidings("doctor", "--json").stdout)["healthy"] is (status == 0)


def test_settings_that_are_not_valid_are_named(tidings: Tidings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_WORKERS", "many")
    result = tidings("doctor")
    assert result.exit_code == 1
    assert "TIDINGS_WORKERS" in result.stdout
