"""Words are found in a text where its tokens say they stand, whatever is between them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from services.shared.search.analysis import tokens
from services.shared.search.spotting import FEW, Spotter

WORDS = [
    "run",
    "Running",
    "ran",
    "the",
    "—",
    "",
    "air-run,",
    "(run)",
    "run\n\nthe",
    "x" * 70 + ".run",
    "港口run",
    "runs",
]
MANY = [f"run{n}" for n in range(2 * FEW)]


@given(
    st.lists(st.sampled_from([*WORDS, *MANY]), max_size=40), st.sampled_from(["", "r", "run", "runn"]), st.booleans()
)
def test_every_wanted_token_is_found_where_it_stands(pieces: list[str], start: str, asked: bool) -> None:
    text = " ".join(pieces)

    def wants(token: str) -> bool:
        return bool(start) and token.startswith(start)

    also = (lambda exact: set(filter(wants, exact))) if asked else None
    spotter = Spotter(frozenset({"run", "en|run"}), "en", (start,) if start and not asked else (), also)
    spotter.runs(text)
    runs = spotter.runs(text)  # the second time it is known
    wanted = [token for token in tokens(text, "en") if token[0] == "run" or token[1] == "en|run" or wants(token[0])]
    found = [token for run in runs for token in run]
    assert set(wanted) <= set(found) <= set(tokens(text, "en"))
    assert found == sorted(found, key=lambda token: token[2])


def test_a_dash_between_spaces_parts_no_run_and_a_word_does() -> None:
    spotter = Spotter(frozenset({"air", "defence"}), "en")
    assert [[token[0] for token in run] for run in spotter.runs("air — defence of air defence")] == [
        ["air", "defence"],
        ["air", "defence"],
    ]


@given(st.lists(st.sampled_from([*WORDS, *MANY]), max_size=40), st.integers(0, 3))
def test_around_a_token_stand_its_neighbours(pieces: list[str], reach: int) -> None:
    text = " ".join(pieces)
    spotter = Spotter({"run"}, "en")
    spotter.runs(text)
    all_of_them = tokens(text, "en")
    runs = spotter.around(text, reach)
    for n, token in enumerate(all_of_them):
        if token[0] == "run":
            beside = all_of_them[max(0, n - reach) : n + reach + 1]
            assert any("".join(map(str, beside)) in "".join(map(str, run)) for run in runs)
    for run in runs:
        assert run == all_of_them[all_of_them.index(run[0]) :][: len(run)]
