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


@given(st.lists(st.sampled_from([*WORDS, *MANY]), max_size=40), st.booleans())
def test_every_wanted_token_is_found_where_it_stands(pieces: list[str], prefixes: bool) -> None:
    text = " ".join(pieces)
    also = (lambda exact: {token for token in exact if token.startswith("run")}) if prefixes else None
    runs = Spotter(frozenset({"run", "en|run"}), "en", also).runs(text)
    wanted = [
        token
        for token in tokens(text, "en")
        if token[0] == "run" or token[1] == "en|run" or (prefixes and token[0].startswith("run"))
    ]
    found = [token for run in runs for token in run]
    assert set(wanted) <= set(found) <= set(tokens(text, "en"))
    assert found == sorted(found, key=lambda token: token[2])


def test_a_dash_between_spaces_parts_no_run_and_a_word_does() -> None:
    spotter = Spotter(frozenset({"air", "defence"}), "en")
    assert [[token[0] for token in run] for run in spotter.runs("air — defence of air defence")] == [
        ["air", "defence"],
        ["air", "defence"],
    ]
