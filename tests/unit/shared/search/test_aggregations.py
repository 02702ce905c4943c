"""Counts of groups come from counts of articles, in as many parts as the engine takes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from services.shared.search.aggregations import Axis, Cell, NoCells, Tally, TooManyCells, Values
from services.shared.search.counting import Labels


class Stubborn(NoCells):
    """Three copies of each of 700 articles, and an engine that takes no more than `most` groups at once."""

    def __init__(self, most: int):
        self.most = most
        self.taken: list[int] = []

    def matches(self) -> int:
        return 2100

    def repeated(self, group: str, most: int) -> list[int]:  # noqa: ARG002
        return list(range(700))

    def cells(self, axes: Sequence[Axis]) -> Counter[Cell]:  # noqa: ARG002
        return Counter({("a",): 2100})

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:  # noqa: ARG002
        if len(groups) > self.most:
            raise TooManyCells
        self.taken += groups
        return Counter({("a",) if axes else (): 2 * len(groups)})


@pytest.mark.parametrize("most", [1000, 299, 40, 1])
def test_every_group_is_counted_once_however_little_the_engine_takes(most: int) -> None:
    cells = Stubborn(most)
    tally = Tally(cells, "duplicates", Labels())
    assert tally.table(Values("person", ("a",))) == {("a",): 700}
    assert sorted(cells.taken) == list(range(700))
    assert tally.total().value == 700


def test_an_engine_that_takes_not_even_one_group_is_no_answer() -> None:
    with pytest.raises(TooManyCells):
        Tally(Stubborn(0), "duplicates", Labels()).table(Values("person", ("a",)))


def test_no_values_are_no_question() -> None:
    assert Tally(Stubborn(0), "duplicates", Labels()).table(Values("person", ())) == {}
