"""A point in time is opened once, a moment after it was wanted, and closed if it was opened."""

from __future__ import annotations

from typing import Any

import pytest

from services.shared.errors import EngineUnavailable
from services.shared.search.elasticsearch_points import Point, Points


class Answer:
    def __init__(self, **body: Any) -> None:
        self.body = body


class Client:
    """Elasticsearch's client, as far as points go."""

    def __init__(self) -> None:
        self.opened, self.closed = 0, list[str]()

    def open_point_in_time(self, **_: Any) -> Answer:
        self.opened += 1
        return Answer(id=f"point {self.opened}")

    def close_point_in_time(self, *, id: str) -> Answer:
        self.closed.append(id)
        return Answer()


def away() -> str:
    raise EngineUnavailable("it is away")


def test_a_point_is_opened_behind_whoever_wants_it_and_before_whoever_asks() -> None:
    client = Client()
    points = Points(client, "articles")  # type: ignore[arg-type]
    point = points.soon()
    assert client.opened == 0
    assert point.id() == point.id() == "point 1"
    points.close()
    assert client.opened == 1


def test_a_point_that_nobody_asks_for_is_opened_too() -> None:
    client = Client()
    points = Points(client, "articles")  # type: ignore[arg-type]
    point = points.soon()
    points.close()
    assert client.opened == 1
    assert point.id() == "point 1"


def test_what_was_opened_is_closed_and_what_was_not_is_not_opened_any_more() -> None:
    client = Client()
    points = Points(client, "articles")  # type: ignore[arg-type]
    opened, unopened = points.soon(), points.soon()
    opened.id()
    assert unopened.give_up() is None
    points.let_go(opened)
    points.close()
    assert (client.opened, client.closed) == (1, ["point 1"])
    with pytest.raises(EngineUnavailable):
        unopened.id()


def test_a_failure_to_open_is_told_to_everybody_who_asks() -> None:
    point = Point(away)
    for _ in range(2):
        with pytest.raises(EngineUnavailable, match="it is away"):
            point.id()
    assert point.give_up() is None
