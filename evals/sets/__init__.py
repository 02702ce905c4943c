"""The sets: one module each, a function from a `Run` to its `Outcome`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evals.outcome import Outcome
from evals.run import Run
from evals.sets.dates import dates
from evals.sets.duplicates import duplicates
from evals.sets.entities import ner
from evals.sets.extraction import extraction
from evals.sets.feeds import feeds
from evals.sets.json_testsuite import json_testsuite
from evals.sets.language import language
from evals.sets.naughty_strings import naughty_strings
from evals.sets.pages import pages
from evals.sets.places import places
from evals.sets.quotes import quotes
from evals.sets.stories import stories

__all__ = ["SETS"]

SETS: Mapping[str, Callable[[Run], Outcome]] = {
    "ner": ner,
    "quotes": quotes,
    "places": places,
    "dates": dates,
    "language": language,
    "duplicates": duplicates,
    "stories_galaxy": stories("cluster_galaxy"),
    "stories_basil": stories("cluster_basil"),
    "extraction": extraction,
    "pages": pages,
    "feeds": feeds,
    "naughty_strings": naughty_strings,
    "json_testsuite": json_testsuite,
}
"""By name, in the order they are measured in."""
