"""What `tidings doctor` looks at: one function a thing, each with what it found and what to do about it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import httpx
import redis
from kombu.exceptions import OperationalError

from services.shared.errors import EngineUnavailable, InboxUnavailable
from services.shared.feed_store import FeedStore
from services.shared.guard import check_binding
from services.shared.queue import FETCH_QUEUE, QUEUE, make_celery
from services.shared.search import open_index
from services.shared.settings import Settings

__all__ = ["Finding", "examine", "local_redis_url", "look_at_redis", "look_at_service"]

Verdict = Literal["ok", "warning", "wrong"]
GIB = 1024**3
WORKER_SECONDS = 2.0
"""How long workers have to say that they are there."""
SCHEDULER_SECONDS = 30.0
_DURABLE = {"appendonly": "yes", "appendfsync": "always", "maxmemory-policy": "noeviction"}
_START = "Start everything with `tidings up`, or see docs/operations.md."


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at: `remedy` is what to do where it is not `ok`."""

    what: str
    verdict: Verdict
    found: str
    remedy: str = ""

    def as_json(self) -> dict[str, str]:
        """For scripts."""
        return asdict(self)


def local_redis_url(data_dir: Path) -> str | None:
    """The Redis that `tidings up` runs for `data_dir`, from the configuration it wrote; None where there is none."""
    try:
        lines = (data_dir / "redis" / "redis.conf").read_text().splitlines()
    except OSError:
        return None
    said = dict(line.split(" ", 1) for line in lines if " " in line)
    if "port" not in said or "requirepass" not in said:
        return None
    return f"redis://:{said['requirepass']}@127.0.0.1:{said['port']}/0"


def examine(settings: Settings, api_url: str, ingest_url: str) -> Iterator[Finding]:
    """Look at everything, one finding at a time, in the order in which to put things right."""
    yield _python()
    yield _keys(settings)
    yield _disk(settings.data_dir)
    whose = "the Redis of TIDINGS_REDIS_URL"
    if "redis_url" not in settings.model_fields_set:
        whose = f"the Redis that `tidings up` starts in {settings.data_dir}"
        url = local_redis_url(settings.data_dir) or settings.redis_url
        settings = settings.model_copy(update={"redis_url": url})
    reachable = False
    for finding in look_at_redis(settings, whose):
        reachable |= finding.verdict != "wrong" or finding.what != "Redis"
        yield finding
    if reachable:
        yield _queue(settings)
        yield from _workers(settings)
        yield _scheduler(settings)
    yield _engine(settings)
    yield look_at_service("ingest", ingest_url)
    yield look_at_service("search", api_url)


def _python() -> Finding:
    return Finding("Python", "ok", f"{'.'.join(map(str, sys.version_info[:3]))} at {sys.executable}")


def _keys(settings: Settings) -> Finding:
    try:
        for host in (settings.ingest_host, settings.api_host):
            check_binding(settings, host)
    except SystemExit as refusal:
        return Finding("API keys", "wrong", str(refusal), "`tidings keys create` makes a key and its entry.")
    count = len([entry for entry in settings.api_keys.split(",") if entry.strip()])
    return Finding("API keys", "ok", f"{count} configured" if count else "none: this machine alone may call")


def _disk(data_dir: Path) -> Finding:
    folder = data_dir.resolve()
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free / GIB
    verdict: Verdict = "ok" if free > 5 else "warning" if free > 0.5 else "wrong"
    found = f"{free:.1f} GiB free for {data_dir}"
    return Finding(
        "disk", verdict, found, "" if verdict == "ok" else "Make room, or set TIDINGS_DATA_DIR to a larger disk."
    )


def look_at_redis(settings: Settings, whose: str) -> Iterator[Finding]:
    """Does Redis answer, and will it keep what it is told? `whose` says which one it is."""
    try:
        client = redis.Redis.from_url(
            settings.redis_url, socket_timeout=2, socket_connect_timeout=2, decode_responses=True
        )
    except ValueError as error:
        yield Finding("Redis", "wrong", f"TIDINGS_REDIS_URL: {error}", "It looks like this: redis://127.0.0.1:6379/0")
        return
    with client:
        try:
            version = client.info("server").get("redis_version")
            used = int(client.info("memory")["used_memory"]) / 1024**2
        except redis.AuthenticationError:
            yield Finding("Redis", "wrong", "it refuses the password", "Correct the password in TIDINGS_REDIS_URL.")
            return
        except (redis.RedisError, OSError) as error:
            yield Finding("Redis", "wrong", f"{whose} does not answer ({type(error).__name__})", _START)
            return
        yield Finding("Redis", "ok", f"{version}, {used:,.0f} MiB used")
        yield _durability(client)


def _durability(client: redis.Redis) -> Finding:
    try:
        said = {name: client.config_get(name).get(name) for name in _DURABLE}
    except redis.RedisError:
        remedy = f"See to it that it runs with {_wanted()}."
        return Finding("durability", "warning", "Redis does not tell its configuration", remedy)
    wrong = [f"{name} {said[name]}" for name, value in _DURABLE.items() if said[name] != value]
    if wrong:
        found = f"Redis runs with {', '.join(wrong)}: what is accepted may be lost"
        return Finding("durability", "wrong", found, f"Set {_wanted()} in redis.conf and start it again.")
    return Finding("durability", "ok", _wanted())


def _wanted() -> str:
    return ", ".join(f"{name} {value}" for name, value in _DURABLE.items())


def _queue(settings: Settings) -> Finding:
    try:
        with make_celery(settings).connection_for_read() as connection:
            channel: Any = connection.default_channel  # kombu's annotations know only what all transports share
            length = int(channel.queue_declare(QUEUE).message_count)
    except (OperationalError, OSError) as error:
        return Finding("queue", "wrong", f"Celery's queue does not answer ({type(error).__name__})", _START)
    many = length > 1000
    remedy = "Hints pile up: are workers running? See the next line." if many else ""
    return Finding("queue", "warning" if many else "ok", f"{length} hints waiting", remedy)


def _workers(settings: Settings) -> Iterator[Finding]:
    """The workers and the fetchers: each by the queue it listens to."""
    try:
        queues = make_celery(settings).control.inspect(timeout=WORKER_SECONDS).active_queues() or {}
    except (OperationalError, OSError) as error:
        yield Finding("workers", "wrong", f"cannot be asked ({type(error).__name__})", _START)
        return
    for what, queue, start in (
        ("workers", QUEUE, "celery -A services.enrich.celery_app worker"),
        ("fetchers", FETCH_QUEUE, "celery -A services.ingest.fetcher worker --queues fetch --pool threads"),
    ):
        names = sorted(name for name, listened in queues.items() if any(one["name"] == queue for one in listened))
        if names:
            yield Finding(what, "ok", f"{len(names)} answering: {', '.join(names)}")
        else:
            yield Finding(what, "wrong", "none answers", f"Start them: `tidings up`, or {start}.")


def _scheduler(settings: Settings) -> Finding:
    """Whether feeds are polled: what is due is asked for twice a second, and that leaves a trace every five."""
    try:
        count, asked = FeedStore.connect(settings).attended()
    except InboxUnavailable as error:
        return Finding("scheduler", "wrong", str(error), _START)
    if asked is not None and asked < SCHEDULER_SECONDS:
        return Finding("scheduler", "ok", f"attends to {count} feeds")
    since = "has never run" if asked is None else f"has not asked for due feeds for {asked:.0f} s"
    remedy = "Start it: `tidings up`, or python -m services.ingest.scheduler."
    return Finding("scheduler", "wrong" if count else "warning", f"{since}; there are {count} feeds", remedy)


def _engine(settings: Settings) -> Finding:
    if settings.elasticsearch_url:
        what, remedy = "Elasticsearch", "Is TIDINGS_ELASTICSEARCH_URL right, and is Elasticsearch running?"
    else:
        what, remedy = "index", _START
    try:
        index = open_index(settings)
    except (ValueError, OSError) as error:  # an address or a certificate file that is none
        return Finding(what, "wrong", f"cannot be set up: {error}", remedy)
    try:
        index.check()
    except EngineUnavailable as error:
        return Finding(what, "wrong", str(error) or "does not answer", remedy)
    finally:
        index.close()
    where = "answers" if settings.elasticsearch_url else f"tantivy, in {settings.data_dir / 'index'}"
    return Finding(what, "ok", where)


def look_at_service(name: str, url: str) -> Finding:
    """Is the web service at `url` ready?"""
    try:
        answer = httpx.get(f"{url}/health/ready", timeout=5, trust_env=False)
    except httpx.HTTPError as error:
        return Finding(name, "wrong", f"nothing answers at {url} ({type(error).__name__})", _START)
    if answer.is_success:
        return Finding(name, "ok", f"ready at {url}")
    try:
        failing = ", ".join(error["field"] for error in answer.json()["errors"])
    except (ValueError, KeyError, TypeError):
        return Finding(name, "wrong", f"{url} answers {answer.status_code}", "Does another program listen there?")
    return Finding(name, "wrong", f"{url} is not ready: {failing}", "Put right what is wrong above; its log says more.")
