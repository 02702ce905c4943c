"""Which engines are measured, and an Elasticsearch for it: one that a URL names, or one of our own."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import batched, cycle
from pathlib import Path
from typing import Any, get_args

import httpx

from bench.corpus import Fields, generate
from services.local import free_port
from services.shared.article import Article, Entity, EntityType, Language
from services.shared.errors import EngineUnavailable
from services.shared.search import open_index
from services.shared.search.port import Put, Query
from services.shared.settings import Settings

__all__ = ["ENGINES", "Engine", "EngineMissing", "available", "elasticsearch", "tantivy"]

ENGINES = ("tantivy", "elasticsearch")

SCRIPT = Path(__file__).parent.parent / "deploy" / "elasticsearch" / "run-elasticsearch"
FETCH_SECONDS = 900
START_SECONDS = 180
WARM_SECONDS = 40.0
WARM_BATCH = 64
WARM_SEED = 1_000_003


class EngineMissing(Exception):
    """There is no Elasticsearch to measure; the text is a sentence that says why and what to do."""


@dataclass(frozen=True, slots=True)
class Engine:
    """`settings` choose it; `pid` is its server's on this machine, where it has one."""

    name: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    pid: int | None = None


def available(
    stack: contextlib.ExitStack,
    wanted: Collection[str],
    settings: Settings,
    *,
    tell: Callable[[str], None],
    skipped: Callable[[str], None],
) -> Iterator[Engine]:
    """The wanted `ENGINES`, started on `stack`; `skipped` hears why Elasticsearch is left out where there is none."""
    if "tantivy" in wanted:
        yield tantivy()
    if "elasticsearch" in wanted:
        try:
            yield stack.enter_context(elasticsearch(settings, tell))
        except EngineMissing as missing:
            skipped(f"Elasticsearch was skipped. {missing}")


def tantivy() -> Engine:
    """The embedded engine."""
    return Engine("tantivy")


@contextlib.contextmanager
def elasticsearch(given: Settings, tell: Callable[[str], None]) -> Iterator[Engine]:
    """The Elasticsearch that `given` names, else a new one; indices made here are removed. Raises `EngineMissing`."""
    chosen = {n: getattr(given, n) for n in given.model_fields_set if n.startswith("elasticsearch_")}
    with contextlib.ExitStack() as stack:
        if not given.elasticsearch_url:
            chosen["elasticsearch_url"] = stack.enter_context(_started(tell))
        chosen["elasticsearch_index"] = f"tidings-bench-{secrets.token_hex(4)}"
        client = stack.enter_context(_client(Settings(**chosen)))
        try:
            client.get("/").raise_for_status()
        except httpx.HTTPError as error:
            raise EngineMissing(f"Elasticsearch does not answer as it should: {error}") from None
        try:
            tell(f"Elasticsearch: {WARM_SECONDS:.0f} s of writes, for in its first minute everything costs double")
            with contextlib.suppress(EngineUnavailable):  # too slow for a call now and then while it is cold
                _warm(Settings(**{**chosen, "elasticsearch_index": chosen["elasticsearch_index"] + "-warm"}))
            yield Engine("elasticsearch", chosen, _pid(client))
        finally:
            remove_indices(client, chosen["elasticsearch_index"])


def _warm(settings: Settings) -> None:
    """Have the server's code compiled: write articles, and look for some, for a while."""
    index = open_index(settings, writer=True)
    moment, end, count = datetime.now(UTC), time.monotonic() + WARM_SECONDS, 0
    batches = cycle(batched(generate(WARM_SEED, 10 * WARM_BATCH), WARM_BATCH))
    index.prepare()
    while time.monotonic() < end:
        index.write([Put(_article(f"warm-{count + n}", one, moment)) for n, one in enumerate(next(batches))])
        count += WARM_BATCH
        index.article(f"warm-{count - 1}")
        index.search(Query(size=1))
    index.close()


def _article(id: str, fields: Fields, moment: datetime) -> Article:
    """An article with something in most fields; some of its words serve as the names of entities."""
    names = zip(cycle(get_args(EntityType)), fields["body"].split()[:40], strict=False)
    entities = tuple(Entity(id=f"{type}:{name}", type=type, name=name, count=1, salience=0.1) for type, name in names)
    return Article(
        id=id,
        version=1,
        revision=1,
        headline=fields["headline"],
        body=fields["body"],
        authors=tuple(fields["authors"]),
        tags=tuple(fields["tags"]),
        language=Language(code="en", confidence=1.0),
        entities=entities,
        received_at=moment,
    )


def remove_indices(client: httpx.Client, prefix: str) -> None:
    """Remove what was made under `prefix`, one by one: a cluster may forbid to name several by a pattern."""
    found = client.get(f"/_cat/indices/{prefix}*", params={"format": "json", "h": "index"})
    for row in found.json() if found.status_code == 200 else ():
        client.delete(f"/{row['index']}")


def _client(settings: Settings) -> httpx.Client:
    headers, auth = {}, None
    if settings.elasticsearch_api_key:
        headers["Authorization"] = f"ApiKey {settings.elasticsearch_api_key}"
    elif settings.elasticsearch_user:
        auth = (settings.elasticsearch_user, settings.elasticsearch_password or "")
    return httpx.Client(base_url=settings.elasticsearch_url or "", headers=headers, auth=auth, timeout=30)


def _pid(client: httpx.Client) -> int | None:
    """The server's process, where it is one of this machine."""
    if client.base_url.host not in ("127.0.0.1", "localhost", "::1"):
        return None
    nodes = client.get("/_nodes/_local/process").json().get("nodes", {})
    pids = [node["process"]["id"] for node in nodes.values()]
    command = Path(f"/proc/{pids[0]}/cmdline") if len(pids) == 1 else None
    return pids[0] if command and command.exists() and b"elasticsearch" in command.read_bytes() else None


@contextlib.contextmanager
def _started(tell: Callable[[str], None]) -> Iterator[str]:
    if not SCRIPT.exists():
        raise EngineMissing("Set TIDINGS_ELASTICSEARCH_URL to measure Elasticsearch.")
    for step, seconds in (("--check", 30), ("--fetch", FETCH_SECONDS)):
        tell(f"Elasticsearch: {SCRIPT.name} {step}")
        ran = subprocess.run([SCRIPT, step], capture_output=True, text=True, timeout=seconds)
        if ran.returncode:
            raise EngineMissing(_sentence(ran.stderr))
    port = free_port()
    tell("Elasticsearch: starting one")
    with subprocess.Popen(
        [SCRIPT, str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            _wait(f"http://127.0.0.1:{port}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            _end(process)


def _wait(url: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while process.poll() is None and time.monotonic() < deadline:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{url}/_cluster/health?wait_for_status=yellow", timeout=5).status_code == 200:
                return
        time.sleep(0.3)
    raise EngineMissing(f"Elasticsearch could not be started: run {SCRIPT.name} to see why.")


def _end(process: subprocess.Popen[bytes]) -> None:
    for how in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        try:
            process.wait(20)
            return
        except subprocess.TimeoutExpired:
            continue


def _sentence(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line.startswith("run-elasticsearch: ")]
    return lines[-1].removeprefix("run-elasticsearch: ") if lines else "Elasticsearch could not be fetched."
