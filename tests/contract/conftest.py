"""The same index on both engines, and an inbox, for every contract test."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from services.shared.inbox import Inbox
from services.shared.search import open_index
from services.shared.search.port import Index, Put
from services.shared.settings import Settings
from tests.contract.corpus import corpus, further_names
from tests.contract.desk import Desk
from tests.elasticsearch_server import forget_alias

ENGINES = ["tantivy", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)]


def engine_settings(engine: str, folder: Path, request: pytest.FixtureRequest) -> Settings:
    """Settings for an empty index of this engine."""
    if engine == "tantivy":
        return Settings(data_dir=folder)
    url = request.getfixturevalue("elasticsearch_url")
    return Settings(elasticsearch_url=url, elasticsearch_index=f"contract-{uuid.uuid4().hex[:12]}")


def delete_index(settings: Settings) -> None:
    """Leave nothing behind in an Elasticsearch that is not ours."""
    if settings.elasticsearch_url:
        forget_alias(settings.elasticsearch_url, settings.elasticsearch_index)


def make_searchable(settings: Settings) -> None:
    """Wait until what was written is searchable."""
    if settings.elasticsearch_url:
        httpx.post(f"{settings.elasticsearch_url}/{settings.elasticsearch_index}/_refresh").raise_for_status()


@pytest.fixture(params=ENGINES)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    """Settings of an engine in which there is nothing yet."""
    chosen = engine_settings(request.param, tmp_path, request)
    yield chosen
    delete_index(chosen)


@pytest.fixture
def index(settings: Settings) -> Iterator[Index]:
    """An empty index, to be written to."""
    opened = open_index(settings, writer=True, names_of=further_names)
    opened.prepare()
    yield opened
    opened.close()


@pytest.fixture
def refresh(settings: Settings) -> Callable[[], None]:
    """Call it to have everything written searchable."""
    return lambda: make_searchable(settings)


@pytest.fixture(scope="session", params=ENGINES)
def archive(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Index]:
    """The corpus in a reader's index: only to be read from."""
    chosen = engine_settings(request.param, tmp_path_factory.mktemp("archive"), request)
    writer = open_index(chosen, writer=True, names_of=further_names)
    writer.prepare()
    articles = corpus()
    outcomes = [*writer.write([Put(a) for a in articles[:25]]), *writer.write([Put(a) for a in articles[25:]])]
    assert {outcome.status for outcome in outcomes} == {"done"}
    writer.close()
    make_searchable(chosen)
    reader = open_index(chosen)
    yield reader
    reader.close()
    delete_index(chosen)


@pytest.fixture
def inbox_settings(redis_url: str) -> Settings:
    """Settings of an inbox whose leases run out soon."""
    return Settings(redis_url=redis_url, lease_seconds=0.2, retry_seconds=0.02, max_attempts=3, max_pending=1000)


@pytest.fixture
def inbox(inbox_settings: Settings) -> Inbox:
    """An empty inbox on a real Redis."""
    return Inbox.connect(inbox_settings)


@pytest.fixture
def desk(redis_url: str) -> Desk:
    """A desk that has told nothing yet."""
    return Desk(redis_url)
