"""What docker-compose.yml promises beyond being well-formed: each broken promise is one sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from services.shared.settings import Settings

PROJECT = Path(__file__).parents[2]
COMPOSE = PROJECT / "docker-compose.yml"

SERVICES = ("ingest", "worker", "fetcher", "scheduler", "indexer", "reconciler", "api")
OUTWARD = ("fetcher", "scheduler")
"""Those that fetch from the web: they are on the network that reaches it, and publish nothing."""
PUBLISHED = {"ingest": ["127.0.0.1:8001:8001"], "api": ["127.0.0.1:8000:8000"]}
DURABLE = {
    "appendonly": "yes",
    "appendfsync": "always",
    "maxmemory-policy": "noeviction",
    "hash-max-listpack-entries": "512",
}
"""How Redis must run for an accepted document to be a promise, and for its ledger to be small."""
SETTINGS = frozenset(f"TIDINGS_{name.upper()}" for name in Settings.model_fields) | {"TIDINGS_SECRETS_DIR"}

type Compose = dict[str, Any]


def load() -> Compose:
    """The compose file with its merges done, without interpolation."""
    loaded: Compose = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
    return loaded


def broken_promises(compose: Compose) -> list[str]:
    """What the file does not keep of what is promised for it; empty where it keeps everything."""
    services: dict[str, Compose] = compose["services"]
    found = [f"{name}: is missing" for name in (*SERVICES, "redis", "elasticsearch") if name not in services]
    for name, service in services.items():
        found += [f"{name}: {what}" for what in _about_service(name, service, compose)]
    found += _about_networks(compose)
    if "redis" in services and "ingest" in services:
        found += _about_redis(services["redis"], services["ingest"])
    return found


def _about_service(name: str, service: Compose, compose: Compose) -> Iterator[str]:
    limits = service.get("deploy", {}).get("resources", {}).get("limits", {})
    promises = {
        "no health check": service.get("healthcheck", {}).get("test", ["NONE"])[0] in {"CMD", "CMD-SHELL"},
        "does not restart": service.get("restart") == "unless-stopped",
        "no limits": {"cpus", "memory", "pids"} <= limits.keys(),
        "runs as root": re.fullmatch(r"[1-9]\d*:\d+", str(service.get("user"))) is not None,
        "its root is writable": service.get("read_only") is True,
        "keeps capabilities": service.get("cap_drop") == ["ALL"] and not service.get("cap_add"),
        "may gain privileges": "no-new-privileges:true" in service.get("security_opt", []),
        "image is not pinned": re.search(r":\d+\.\d+\.\d+(-[a-z]+)?$", service.get("image", "")) is not None,
        "publishes other ports": service.get("ports", []) == PUBLISHED.get(name, []),
        "uses the host's network or name spaces": not {"network_mode", "pid", "ipc", "privileged"} & service.keys(),
        "its log grows without bound": "max-size" in service.get("logging", {}).get("options", {}),
        "waits for a service that is not healthy yet": all(
            wait["condition"] == "service_healthy" for wait in service.get("depends_on", {}).values()
        ),
    }
    yield from (what for what, kept in promises.items() if not kept)
    for variable in service.get("environment", {}):
        if variable.startswith("TIDINGS_") and variable not in SETTINGS:
            yield f"{variable} is no setting"
        if re.search(r"PASSWORD|API_KEY|REDIS_URL", variable):
            yield f"{variable} is a secret in the environment"
    for secret in service.get("secrets", []):
        if secret not in compose.get("secrets", {}):
            yield f"secret {secret} is not there"
        if secret.startswith("tidings_") and secret.upper() not in SETTINGS:
            yield f"secret {secret} is no setting"


def _about_networks(compose: Compose) -> Iterator[str]:
    if not (compose["networks"].get("back") or {}).get("internal"):
        yield "back: reaches the world"
    for name, service in compose["services"].items():
        wanted = {"front", "back"} if name in PUBLISHED or name in OUTWARD else {"back"}
        if set(service.get("networks", [])) != wanted:
            yield f"{name}: is on other networks than {', '.join(sorted(wanted))}"


def _about_redis(redis: Compose, ingest: Compose) -> Iterator[str]:
    words = [str(word) for word in redis["command"]]
    given = dict(zip(words[1::2], words[2::2], strict=True))
    for option, value in DURABLE.items():
        if given.get(f"--{option}") != value:
            yield f"redis: --{option} is not {value}"
    if "--aclfile" not in given:
        yield "redis: lets everybody in"
    most = int(given["--maxmemory"].removesuffix("gb")) * 1024**3
    if int(ingest["environment"].get("TIDINGS_MAX_PENDING_BYTES", most)) > 0.8 * most:
        yield "ingest: takes more than Redis may hold"
