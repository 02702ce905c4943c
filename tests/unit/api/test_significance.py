"""The statistics of trends and graphs give their published or exactly known values."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.api.communities import structure_of
from services.api.significance import log_likelihood, npmi


def test_g_squared_is_that_of_dunnings_example() -> None:
    # Dunning (1993), table 2, "the swiss": 110 of 2552 bigrams with the first word, 111 of 31,777 - 2552 others
    assert log_likelihood(110, 2552, 111, 29_114) == pytest.approx(270.72, abs=1.0)


def test_equal_frequencies_say_nothing() -> None:
    assert log_likelihood(10, 100, 20, 200) == pytest.approx(0)
    assert log_likelihood(5, 10, 0, 0) == 0
    assert log_likelihood(0, 0, 5, 10) == 0


@given(st.data())
def test_g_squared_has_a_sign_and_two_equal_sides(data: st.DataObject) -> None:
    n, m = data.draw(st.integers(1, 5000)), data.draw(st.integers(1, 5000))
    a, b = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))
    here, there = log_likelihood(a, n, b, m), log_likelihood(b, m, a, n)
    assert abs(here) == pytest.approx(abs(there), abs=1e-6)
    assert (here >= 0) == (a * m >= b * n)
    assert math.isfinite(here)


def test_mutual_information_runs_from_never_over_chance_to_always() -> None:
    assert npmi(0, 5, 5, 100) == -1
    assert npmi(25, 50, 50, 100) == pytest.approx(0)
    assert npmi(10, 10, 10, 100) == pytest.approx(1)
    assert npmi(7, 7, 7, 7) == 1


EDGES = {
    ("a", "b"): 5, ("b", "c"): 5, ("a", "c"): 5, ("c", "d"): 1, ("d", "e"): 5, ("e", "f"): 5, ("d", "f"): 5,
}  # fmt: skip


def test_two_circles_with_a_bridge_are_two_communities_and_the_bridge_is_central() -> None:
    found = structure_of("abcdefg", EDGES)
    assert [found.community[node] for node in "abcdefg"] == [0, 0, 0, 1, 1, 1, 2]
    # each end of the bridge lies on the paths from its two neighbours to the three beyond: 6 of 15 pairs (g is apart)
    assert found.centrality == pytest.approx({**dict.fromkeys("abefg", 0), "c": 6 / 15, "d": 6 / 15})
    # Newman (2004): for each community the share of weight inside less the square of its share of the ends
    assert found.modularity == pytest.approx(2 * (15 / 31 - (31 / 62) ** 2))


def test_the_same_graph_in_another_order_has_the_same_structure() -> None:
    assert structure_of("gfedcba", dict(reversed(EDGES.items()))) == structure_of("abcdefg", EDGES)


def test_a_graph_without_edges_or_nodes_has_a_structure_too() -> None:
    assert structure_of("ab", {}).community == {"a": 0, "b": 1}
    assert structure_of("", {}).community == {}
