"""Every setting of Tidings: an environment variable `TIDINGS_<NAME>`, or a file of that name in `TIDINGS_SECRETS_DIR`.

Settings are read once, where a process starts (`Settings()`), and passed on. docs/settings.md lists them; a test
compares the two.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import AfterValidator, Field, HttpUrl
from pydantic_settings import BaseSettings, SettingsConfigDict

__all__ = ["Settings"]

Port = Annotated[int, Field(ge=1, le=65535)]
Seconds = Annotated[float, Field(gt=0)]


def _with_port(url: str) -> str:
    """The client wants a port: add the usual one where there is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be a URL such as https://elasticsearch.example:9200")
    return url if parts.port else urlunsplit(parts._replace(netloc=f"{parts.netloc}:{443 if url[4] == 's' else 9200}"))


class Settings(BaseSettings):
    """The settings of one process; a value out of bounds is a `pydantic.ValidationError` that names the variable."""

    model_config = SettingsConfigDict(
        env_prefix="TIDINGS_",
        env_ignore_empty=True,
        frozen=True,
        extra="ignore",
        secrets_dir=os.environ.get("TIDINGS_SECRETS_DIR") or None,
    )

    data_dir: Path = Path("data")
    """Where `tidings up` keeps Redis's files and the tantivy index."""
    entities_file: Path | None = None
    """Your own entities: a `.csv` or JSONL file of `name`, `aliases`, `type`, `uri`; read again when it changes."""

    redis_url: str = "redis://127.0.0.1:6379/0"
    """The Redis that holds the inbox and Celery's queue. It must run with `appendonly yes`, `appendfsync always` and
    `maxmemory-policy noeviction`: an accepted document is a promise."""
    redis_timeout: Seconds = 1.0
    """How long one Redis call may take before it counts as failed, in seconds; HTTP calls answer within twice this."""

    ingest_host: str = "127.0.0.1"
    """The address ingest listens on. Anything but a loopback address needs `TIDINGS_API_KEYS`."""
    ingest_port: Port = 8001
    """The port ingest listens on."""
    ingest_url: HttpUrl | None = None
    """Where the search service finds ingest, to forward its calls; by default `ingest_host` and `ingest_port`."""
    api_host: str = "127.0.0.1"
    """The address the search service listens on. Anything but a loopback address needs `TIDINGS_API_KEYS`."""
    api_port: Port = 8000
    """The port the search service listens on."""
    api_keys: str = ""
    """Who may call, comma-separated: `sha256:` and the hex digest of a key, as `tidings keys create` prints it, or the
    key itself. Empty: anybody on this machine, and nobody from elsewhere."""
    allowed_hosts: str = ""
    """Further `Host` names, comma-separated, that the services answer to without keys, beside those of this machine."""

    cors_origins: str = ""
    """Web origins, comma-separated (`https://desk.example`), whose pages may call the services from a browser; `*` is
    any. They need a key where keys are configured."""
    rate_limit_calls: Annotated[int, Field(ge=0)] = 0
    """How many calls each key may make in `rate_limit_seconds`, counted by each process for itself; past it, 429. 0 is
    no limit."""
    rate_limit_seconds: Annotated[int, Field(ge=1)] = 60
    """The while that `rate_limit_calls` holds for, in seconds."""

    elasticsearch_url: Annotated[str, AfterValidator(_with_port)] | None = None
    """The Elasticsearch 9 to index into. Without it, articles are indexed by tantivy in `data_dir`."""
    elasticsearch_user: str | None = None
    """The user for basic authentication."""
    elasticsearch_password: str | None = None
    """The password for basic authentication."""
    elasticsearch_api_key: str | None = None
    """An Elasticsearch API key, instead of user and password."""
    elasticsearch_ca_certs: Path | None = None
    """The certificate authority that signed Elasticsearch's certificate, as a PEM file."""
    elasticsearch_index: str = "tidings"
    """The alias articles are found under; the index behind it is `<alias>-v<schema version>`."""
    elasticsearch_shards: Annotated[int, Field(ge=1)] = 1
    """Primary shards of a new index."""
    elasticsearch_replicas: Annotated[int, Field(ge=0)] = 0
    """Replicas of a new index."""
    elasticsearch_timeout: Seconds = 10.0
    """How long one call to Elasticsearch may take, in seconds."""

    max_document_bytes: Annotated[int, Field(ge=1024)] = 10 * 1024 * 1024
    """The largest request body (single and array) and NDJSON line taken, in bytes."""
    max_documents: Annotated[int, Field(ge=1)] = 1000
    """The most documents in one array."""
    commit_documents: Annotated[int, Field(ge=1)] = 512
    """The most documents of concurrent pushes that share one durable write; 1 writes each push alone."""
    max_pending: Annotated[int, Field(ge=1)] = 500_000
    """The most records in motion; past it, pushes are refused with 503 and `Retry-After`."""
    max_pending_bytes: Annotated[int, Field(ge=1024)] = 4 * 1024**3
    """The most bytes of documents in motion; past it, pushes are refused with 503. Redis needs some more memory."""
    trace_days: Annotated[int, Field(ge=1)] = 30
    """How long the trace of an article is kept, in days."""

    workers: Annotated[int, Field(ge=1)] = 2
    """Enrichment processes that `tidings up` starts; each takes about 600 MB."""
    claim_size: Annotated[int, Field(ge=1, le=1000)] = 32
    """The most documents a worker claims at once."""
    lease_seconds: Seconds = 20.0
    """How long claimed work stays with a worker that no longer renews its lease."""
    enrich_seconds: Seconds = 60.0
    """How long a claimed batch, and so one document, may take to enrich; a slower worker ends itself, and the documents
    of its batch are tried alone."""
    max_attempts: Annotated[int, Field(ge=1)] = 5
    """How often a document is tried before it is quarantined."""
    retry_seconds: Seconds = 1.0
    """The wait before the second attempt; it doubles with each further one, up to a minute."""
    index_batch: Annotated[int, Field(ge=1, le=5000)] = 500
    """The most records in one bulk request to the engine."""
    steps: str = "services.enrich.pipeline:STEPS"
    """The pipeline, as `module:attribute` of a tuple of steps."""

    story_days: Annotated[int, Field(ge=1, le=60)] = 7
    """A story ends when nothing was published on it for so many days; what comes later begins another. The indexer
    holds the articles of so many days before and after in memory, some kilobytes each."""

    fetch_contact: str = ""
    """A web or mail address in the `User-Agent` of every fetch, for sites that want to talk to whoever runs this."""
    fetch_private_networks: str = ""
    """Networks beside the public internet that may be fetched from, comma-separated: `10.1.0.0/16, fd00:1::/32`. For
    intranets; whoever may name a URL may then read what answers there."""
    fetch_proxy: str | None = None
    """The HTTP proxy to fetch through, as `http://user:password@proxy:3128`. It resolves names and connects, so it must
    itself refuse private addresses."""
    fetch_connect_seconds: Seconds = 10.0
    """How long resolving a name and connecting may take, each, in seconds."""
    fetch_read_seconds: Seconds = 15.0
    """How long a server may be silent, in seconds."""
    fetch_seconds: Seconds = 30.0
    """How long a whole fetch may take, redirects and body included, in seconds."""
    fetch_host_concurrency: Annotated[int, Field(ge=1)] = 2
    """The most fetches under way at one host, over all processes."""
    fetch_host_delay: Annotated[float, Field(ge=0)] = 1.0
    """The least time between the beginnings of two fetches at one host, in seconds; `Crawl-delay` may lengthen it."""
    fetch_retry_seconds: Seconds = 30.0
    """The wait before a page that could not be fetched is tried again; four times as long with each further attempt, up
    to six hours, or what `Retry-After` asks."""
    fetch_threads: Annotated[int, Field(ge=1, le=256)] = 8
    """How many fetches `tidings up` runs at once."""

    feed_polls: Annotated[int, Field(ge=1, le=256)] = 8
    """How many feeds one scheduler polls at once."""
    feed_least_interval: Annotated[float, Field(ge=1)] = 60.0
    """The least `min_interval` that may be asked for a feed, in seconds."""
    websub_url: HttpUrl | None = None
    """Where hubs reach ingest from outside, such as `https://news.example.org`: then feeds that have a hub are
    subscribed to (WebSub). Without it they are polled alone."""
    feed_items: Annotated[int, Field(ge=1)] = 500
    """The most items that one poll takes from a feed, the newest."""

    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    """The least severe log line written."""
    log_format: Literal["json", "text"] = "json"
    """One JSON object a line, or plain text."""

    @property
    def ingest_base(self) -> str:
        """Ingest's base URL, without a trailing slash."""
        return str(self.ingest_url).rstrip("/") if self.ingest_url else f"http://{self.ingest_host}:{self.ingest_port}"
