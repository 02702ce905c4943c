"""Calls that count refuse what they cannot answer, by the parameter's name, and answer the strangest texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from services.local import free_port
from services.shared.settings import Settings
from tests.contract.counted import Api, serving
from tests.contract.crowd import crowd

CALLS: dict[str, dict[str, Any]] = {
    "/v1/timeline": {},
    "/v1/facets": {"facets": "person"},
    "/v1/places": {},
    "/v1/compare": {"q": ["one", "two"]},
    "/v1/trending": {},
    "/v1/graph": {},
    "/v1/entities/person:ana-silva/related": {},
}  # fmt: skip
NAUGHTY = ["", " ", "\x00", "\ud7ff\uffff", "%", "' OR 1=1 --", "9" * 400, "-1", "nan", "1e309", "../../etc/passwd",
           "${jndi:ldap://x}", "\u202e", "a" * 9000, "[]", "{}", "null", "٣", "😀", "(" * 300]  # fmt: skip


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("counting"), api_port=free_port())
    yield from serving(settings, (told.article for told in crowd()[:60]))


def refused(api: Api, path: str, parameters: dict[str, Any]) -> dict[str, str]:
    answer = api.client.get(path, params=parameters)
    assert answer.status_code == 422, answer.text
    return {error["field"]: error["message"] for error in answer.json()["errors"]}


@pytest.mark.parametrize("path", CALLS)
@pytest.mark.parametrize(
    ("parameters", "field", "said"),
    [
        ({"tzz": "UTC"}, "tzz", "did you mean tz?"),
        ({"persn": "x"}, "persn", "did you mean person?"),
        ({"sort": "relevance"}, "sort", "there is no such parameter"),
        ({"cursor": "x"}, "cursor", "there is no such parameter"),
        ({"tz": "Europe/Kiyv"}, "tz", "did you mean Europe/Kyiv?"),
        ({"tz": "../../etc/passwd"}, "tz", "IANA"),
        ({"tz": ["UTC", "UTC"]}, "tz", "more than once"),
        ({"collapse": "copies"}, "collapse", "expected one of"),
        ({"match": "some"}, "match", "expected one of any, all"),
        ({"person": ""}, "person", "expected a value"),
        ({"published_after": "yesterday"}, "published_after", "RFC 3339"),
        (
            {"published_after": "2024-09-02", "published_before": "2024-09-01"},
            "published_before",
            "after published_after",
        ),
    ],
)
def test_a_bad_common_parameter_is_named(
    api: Api, path: str, parameters: dict[str, Any], field: str, said: str
) -> None:
    assert said in refused(api, path, {**CALLS[path], **parameters})[field]


@pytest.mark.parametrize(
    ("path", "parameters", "field", "said"),
    [
        ("/v1/timeline", {"interval": "fortnight"}, "interval", "expected one of auto, hour"),
        ("/v1/timeline", {"interval": "hour", "published_after": "2000-01-01"}, "interval", "use month"),
        ("/v1/timeline", {"by": "print"}, "by", "expected one of published, mentioned"),
        ("/v1/timeline", {"by": "mentioned", "interval": "hour"}, "interval", "day or longer"),
        ("/v1/timeline", {"by": "mentioned", "mentioned_after": "soon"}, "mentioned_after", "expected a day"),
        ("/v1/timeline", {"mentioned_after": "2024-01-01"}, "mentioned_after", "only for by=mentioned"),
        ("/v1/timeline", {"split": "persn"}, "split", "did you mean person?"),
        ("/v1/timeline", {"split": "person", "split_size": "21"}, "split_size", "from 1 to 20"),
        (
            "/v1/timeline", {"by": "mentioned", "mentioned_after": "2024-02", "mentioned_before": "2024-01"},
            "mentioned_before", "after mentioned_after",
        ),
        (
            "/v1/timeline",
            {"by": "mentioned", "interval": "day", "mentioned_after": "0001", "mentioned_before": "2024"},
            "interval", "buckets",
        ),
        ("/v1/facets", {}, "facets", "expected one or more of"),
        ("/v1/facets", {"facets": "persn"}, "facets", "did you mean person?"),
        ("/v1/facets", {"facets": "person", "size": "1000000000"}, "size", "from 1 to 1000"),
        ("/v1/places", {"bbox": "1,2,3"}, "bbox", "west,south,east,north"),
        ("/v1/places", {"bbox": "0,50,10,40"}, "bbox", "west,south,east,north"),
        ("/v1/places", {"bbox": "nan,nan,nan,nan"}, "bbox", "west,south,east,north"),
        ("/v1/places", {"zoom": "21"}, "zoom", "from 0 to 20"),
        ("/v1/compare", {"q": "alone"}, "q", "two to 5"),
        ("/v1/compare", {"q": ["a"] * 6}, "q", "two to 5"),
        ("/v1/compare", {"q": ["a", '"open']}, "q", "at character"),
        ("/v1/trending", {"window": "5 days"}, "window", "such as 24h"),
        ("/v1/trending", {"window": ""}, "window", "such as 24h"),
        ("/v1/trending", {"baseline": "0d"}, "baseline", "such as 24h"),
        ("/v1/trending", {"window": "7d", "published_after": "2024-10-01"}, "window", "either window or"),
        ("/v1/graph", {"nodes": "101"}, "nodes", "from 1 to 100"),
        ("/v1/graph", {"type": "keyword"}, "type", "expected one of entity"),
        ("/v1/graph", {"within": "page"}, "within", "expected one of article, sentence"),
    ],
)  # fmt: skip
def test_a_bad_parameter_of_a_call_is_named(
    api: Api, path: str, parameters: dict[str, Any], field: str, said: str
) -> None:
    assert said in refused(api, path, parameters)[field]


@pytest.mark.parametrize("path", CALLS)
def test_every_parameter_takes_the_strangest_texts_or_refuses_them(api: Api, path: str) -> None:
    described = api.client.get("/openapi.json").json()["paths"][path.replace("person:ana-silva", "{id}")]["get"]
    names = {parameter["name"] for parameter in described["parameters"]} - {"id"}
    assert {"q", "tz", "collapse", "person", "published_after"} <= names
    for name in names:
        for text in NAUGHTY:
            answer = api.client.get(path, params={**CALLS[path], name: text})
            assert answer.status_code in {200, 422}, (name, text, answer.text)


def test_a_strange_id_is_not_found(api: Api) -> None:
    for text in ("nobody", "%00", "a" * 5000, "%F0%9F%98%80", "' OR 1=1"):
        assert api.client.get(f"/v1/entities/{text}/related").status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01", "9999-12-31T23:59:59.999999Z"])
@pytest.mark.parametrize("name", ["published_after", "published_before"])
def test_the_ends_of_time_are_answered(api: Api, name: str, moment: str) -> None:
    for zone in ("UTC", "Pacific/Apia", "America/Adak"):
        for path, needed in CALLS.items():
            answer = api.client.get(path, params={**needed, name: moment, "tz": zone})
            assert answer.status_code in {200, 422}, (path, answer.text)
