import asyncio
import threading
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from services.shared import web
from services.shared.errors import EngineUnavailable, InboxUnavailable, ProblemError
from services.shared.keys import hash_key
from services.shared.settings import Settings
from services.shared.telemetry import Metrics


def well() -> None: ...


def make_app(ready: dict[str, Callable[[], object]] | None = None, **settings: Any) -> FastAPI:
    app = FastAPI()
    web.install(app, Settings(**settings), ready=ready or {"inbox": well}, metrics=Metrics(), open_paths={"/open"})
    raised: dict[str, Exception] = {
        "problem": ProblemError(422, "Not so.", [{"field": "x", "message": "is wrong"}]),
        "inbox": InboxUnavailable("secret"),
        "engine": EngineUnavailable("secret"),
        "unexpected": ZeroDivisionError("secret"),
    }

    @app.get("/raise/{what}")
    def fail(what: str, size: int = 1) -> None:  # noqa: ARG001
        raise raised[what]

    @app.get("/open")
    @app.get("/things/{id}")
    @app.post("/things")
    @app.delete("/things/{id}")
    def things() -> dict[str, bool]:
        return {"ok": True}

    return app


def ask(app: FastAPI, method: str, path: str, **options: Any) -> httpx.Response:
    async def asking() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://localhost:8001") as client:
            return await client.request(method, path, **options)

    return asyncio.run(asking())


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/raise/problem", 422),
        ("/raise/inbox", 503),
        ("/raise/engine", 503),
        ("/raise/unexpected", 500),
        ("/raise/problem?size=x", 422),
        ("/nothing", 404),
        ("/things", 405),
    ],
)
def test_every_error_is_a_problem_and_tells_no_secret(path: str, status: int) -> None:
    answer = ask(make_app(), "GET", path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    said = answer.json()
    assert said["status"] == status
    assert said["title"]
    assert isinstance(said["errors"], list)
    assert "secret" not in answer.text
    assert "ZeroDivision" not in answer.text
    assert answer.headers["x-request-id"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("retry-after" in answer.headers) == (status == 503)


def test_a_wrong_parameter_is_named() -> None:
    assert ask(make_app(), "GET", "/raise/problem?size=x").json()["errors"][0]["field"] == "size"


def test_a_method_that_is_not_taken_says_which_are() -> None:
    assert ask(make_app(), "GET", "/things").headers["allow"] == "POST"


def test_all_methods_of_a_path_are_named_though_each_has_a_route_of_its_own() -> None:
    assert ask(make_app(), "POST", "/things/1").headers["allow"] == "DELETE, GET"


def test_an_unexpected_failure_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    ask(make_app(), "GET", "/raise/unexpected")
    assert "secret" in caplog.text


def test_a_request_keeps_its_id_unless_it_is_odd() -> None:
    assert ask(make_app(), "GET", "/open", headers={"x-request-id": "a-1"}).headers["x-request-id"] == "a-1"
    assert ask(make_app(), "GET", "/open", headers={"x-request-id": 'a"1'}).headers["x-request-id"] != 'a"1'


# --------------------------------------------------------------------------------------------------------- health


def test_it_is_ready_when_all_it_needs_answers() -> None:
    answer = ask(make_app({"inbox": well, "index": well}), "GET", "/health/ready")
    assert (answer.status_code, answer.json()["checks"]) == (200, {"inbox": "ok", "index": "ok"})


@pytest.mark.parametrize("error", [InboxUnavailable, EngineUnavailable, ConnectionError])
def test_it_is_not_ready_while_something_is_away(error: type[Exception]) -> None:
    def away() -> None:
        raise error("secret")

    answer = ask(make_app({"inbox": well, "index": away}), "GET", "/health/ready")
    assert answer.status_code == 503
    assert [one["field"] for one in answer.json()["errors"]] == ["index"]
    assert "secret" not in answer.text
    assert ask(make_app({"inbox": away}), "GET", "/health/live").status_code == 200


def test_a_check_that_hangs_is_a_check_that_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "READY_SECONDS", 0.1)
    goes_on = threading.Event()
    try:
        assert ask(make_app({"inbox": lambda: goes_on.wait(20)}), "GET", "/health/ready").status_code == 503
    finally:
        goes_on.set()


def test_requests_are_counted_by_route_and_not_by_path() -> None:
    app = make_app()
    for path in ("/things/1", "/things/2", "/nothing/3"):
        ask(app, "GET", path)
    metrics = ask(app, "GET", "/metrics").text
    assert 'tidings_http_requests_total{method="GET",route="/things/{id}",status="200"} 2.0' in metrics
    assert 'route="unknown",status="404"} 1.0' in metrics


# ----------------------------------------------------------------------------------------------------------- keys


def test_with_keys_nobody_calls_without_one() -> None:
    app = make_app(api_keys=f"{hash_key('right')},plain")
    for key in ("right", "plain"):
        assert ask(app, "GET", "/things/1", headers={"x-api-key": key}).status_code == 200
    for headers in ({}, {"x-api-key": "wrong"}, {"x-api-key": ""}, {"authorization": "right"}):
        answer = ask(app, "GET", "/things/1", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["www-authenticate"]


def test_health_needs_no_key_and_metrics_do() -> None:
    app = make_app(api_keys="right")
    for path in ("/health/live", "/health/ready", "/open"):
        assert ask(app, "GET", path).status_code == 200
    assert ask(app, "GET", "/metrics").status_code == 401
    assert ask(app, "GET", "/nothing").status_code == 401


def test_with_keys_any_host_name_will_do() -> None:
    headers = {"x-api-key": "right", "host": "news.example"}
    assert ask(make_app(api_keys="right"), "GET", "/things/1", headers=headers).status_code == 200


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8000", "127.0.0.1:8001", "127.9.9.9", "[::1]:8001", "box.lan"]
)
def test_without_keys_this_machine_may_call(host: str) -> None:
    app = make_app(allowed_hosts="Box.lan, other.lan")
    assert ask(app, "GET", "/things/1", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "10.0.0.1", "", "[x"]
)
def test_without_keys_another_host_name_is_refused(host: str) -> None:
    assert ask(make_app(), "GET", "/things/1", headers={"host": host}).status_code == 421


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example", ""])
def test_without_keys_a_page_from_elsewhere_changes_nothing(origin: str) -> None:
    app = make_app()
    assert ask(app, "POST", "/things", headers={"origin": origin}).status_code == 403
    assert ask(app, "DELETE", "/things/1", headers={"origin": origin}).status_code == 403


def test_without_keys_a_page_from_here_may() -> None:
    assert ask(make_app(), "POST", "/things", headers={"origin": "http://127.0.0.1:8000"}).status_code == 200


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        ("application/json", 200),
        ("application/ld+json", 200),
        ("application/x-ndjson; charset=utf-8", 200),
        ("text/plain", 415),
        ("application/x-www-form-urlencoded", 415),
        ("multipart/form-data", 415),
        ("", 415),
    ],
)
def test_without_keys_a_body_must_be_json(content_type: str, status: int) -> None:
    answer = ask(make_app(), "POST", "/things", content=b"{}", headers={"content-type": content_type})
    assert answer.status_code == status


@pytest.mark.parametrize("host", ["0.0.0.0", "10.1.2.3", "::", "news.example"])
def test_without_keys_it_refuses_to_listen_elsewhere(host: str) -> None:
    with pytest.raises(SystemExit, match="TIDINGS_API_KEYS"):
        web.check_binding(Settings(), host)
    web.check_binding(Settings(api_keys="right"), host)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "127.0.0.2"])
def test_without_keys_it_listens_on_this_machine(host: str) -> None:
    web.check_binding(Settings(), host)


def test_a_bad_key_setting_is_one_clear_sentence() -> None:
    with pytest.raises(SystemExit, match=r"TIDINGS_API_KEYS.*64 hex digits"):
        web.check_binding(Settings(api_keys="sha256:abc"), "127.0.0.1")
