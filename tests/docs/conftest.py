"""The one running Tidings that all tests of the docs share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.stack import Client, running_stack


@pytest.fixture(scope="package")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with running_stack(tmp_path_factory.mktemp("docs")) as running:
        yield running
