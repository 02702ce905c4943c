"""Settings that are checked or completed when they are read."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from services.shared.settings import Settings


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("http://elastic.example", "http://elastic.example:9200"),
        ("https://elastic.example/path", "https://elastic.example:443/path"),
        ("http://elastic.example:9299", "http://elastic.example:9299"),
    ],
)
def test_elasticsearchs_url_gets_the_usual_port(given: str, used: str) -> None:
    assert Settings(elasticsearch_url=given).elasticsearch_url == used


@pytest.mark.parametrize("url", ["elastic.example:9200", "nonsense", "ftp://elastic.example"])
def test_an_elasticsearch_url_that_is_none_is_refused_by_name(url: str) -> None:
    with pytest.raises(ValidationError, match="elasticsearch_url"):
        Settings(elasticsearch_url=url)


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIDINGS_ELASTICSEARCH_URL", "")
    assert Settings().elasticsearch_url is None
