"""Counts of groups come from counts of articles, in as many parts as the engine takes."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence

import pytest

from services.shared.errors import EngineUnavailable
from services.shared.search import aggregations
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


def test_counting_that_nobody_waits_for_any_more_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = Tally(Stubborn(1), "duplicates", Labels())
    monkeypatch.setattr(aggregations, "monotonic", lambda: float("inf"))
    with pytest.raises(EngineUnavailable):
        tally.table(Values("person", ("a",)))


def test_no_values_are_no_question() -> None:
    assert Tally(Stubborn(0), "duplicates", Labels()).table(Values("person", ())) == {}


class Plain(NoCells):
    """Articles in memory: the group of each and its values."""

    def __init__(self, articles: Sequence[tuple[int, frozenset[str]]]):
        self.articles = articles

    def matches(self) -> int:
        return len(self.articles)

    def repeated(self, group: str, most: int) -> list[int]:  # noqa: ARG002
        return [group for group, n in Counter(group for group, _ in self.articles).items() if n > 1]

    def values(self, sizes: Mapping[str, int]) -> dict[str, list[tuple[str, int]]]:
        counts = Counter(value for _, values in self.articles for value in values)
        ranked = sorted(counts.items(), key=lambda of: (-of[1], of[0]))
        return {field: ranked[:size] for field, size in sizes.items()}

    def surplus(self, axes: Sequence[Axis], group: str, groups: Sequence[int]) -> Counter[Cell]:  # noqa: ARG002
        (axis,) = axes
        assert isinstance(axis, Values)
        among = [(group, values) for group, values in self.articles if group in groups]
        counted: Counter[Cell] = Counter()
        for value in {value for _, values in among for value in values} & set(axis.values or [*map(str, range(9999))]):
            having = [group for group, values in among if value in values]
            counted[(value,)] = len(having) - len(set(having))
        return +counted


@pytest.mark.parametrize("least", [1, 3])
@pytest.mark.parametrize("size", [1, 5, 40])
@pytest.mark.parametrize("seed", range(6))
def test_the_commonest_by_group_are_found_however_far_behind_by_article(seed: int, size: int, least: int) -> None:
    chance = random.Random(seed)
    # copies by the hundred of articles with the values up to 300: common by article, rare by group
    copies = [(chance.randrange(3), frozenset(str(chance.randrange(300)) for _ in range(20))) for _ in range(600)]
    alone = [(n, frozenset(str(300 + chance.randrange(200)) for _ in range(3))) for n in range(10, 800)]
    cells = Plain([*copies, *alone])
    groups: dict[str, set[int]] = {}
    for group, values in cells.articles:
        for value in values:
            groups.setdefault(value, set()).add(group)
    expected = sorted(((v, len(g)) for v, g in groups.items() if len(g) >= least), key=lambda of: (-of[1], of[0]))
    assert Tally(cells, "duplicates", Labels()).commonest("entity", size, least=least) == expected[:size]
