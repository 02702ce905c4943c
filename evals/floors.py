"""The floors: the least, or the most, that each figure must come to. Source: the goals of issues 4 and 5."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from evals.outcome import Figure

__all__ = ["FLOORS", "Floor"]


@dataclass(frozen=True, slots=True)
class Floor:
    """A bound on one figure: `at_least` a value, or, where `ceiling` is set, at most that."""

    value: float
    ceiling: bool = False

    def met(self, figure: Figure) -> bool:
        """Whether `figure` keeps to the bound; what could not be measured does."""
        return figure is None or (figure <= self.value if self.ceiling else figure >= self.value)

    def __str__(self) -> str:
        return f"{'≤' if self.ceiling else '≥'} {self.value:g}"


FLOORS: Mapping[str, Mapping[str, Floor]] = {
    "ner": {"strict_f1": Floor(0.88), "document_level_f1": Floor(0.87)},
    "quotes": {
        "recall": Floor(0.96),
        "in_an_attribution": Floor(0.94),
        "speaker_span_right_of_gold": Floor(0.83),
        "named_speaker_right": Floor(0.90),
    },
    "places": {
        "exact_f1.lgl": Floor(0.74),
        "within_161km_of_all_gold.lgl": Floor(0.61),
        "exact_f1.trnews": Floor(0.83),
        "within_161km_of_all_gold.trnews": Floor(0.70),
        "exact_f1.geovirus": Floor(0.92),
        "within_161km_of_all_gold.geovirus": Floor(0.82),
        "exact_f1.gwn": Floor(0.82),
    },
    "dates": {"found": Floor(0.97), "value_right_of_gold": Floor(0.88)},
    "language": {"accuracy": Floor(0.975)},
    "duplicates": {
        "exact_found": Floor(1.0),
        "jaccard_over_0.8_found": Floor(1.0),
        "false_pairs": Floor(0, ceiling=True),
    },
    "stories_galaxy": {
        "bcubed_f1": Floor(0.91),
        "bcubed_f1.among_others": Floor(0.87),
        "bcubed_f1.among_others_undated": Floor(0.83),
        "bcubed_f1.moved_within_a_minute": Floor(0.02, ceiling=True),
    },
    "stories_basil": {
        "bcubed_f1": Floor(0.98),
        "bcubed_f1.among_others": Floor(0.97),
        "bcubed_f1.among_others_undated": Floor(0.91),
        "bcubed_f1.moved_within_a_minute": Floor(0.02, ceiling=True),
    },
    "extraction": {"f1": Floor(0.957)},
    "pages": {
        "dates_right.trafilatura": Floor(0.90),
        "dates_right.readability": Floor(0.90),
        "titles_right.trafilatura": Floor(0.85),
        "titles_right.readability": Floor(0.85),
        "dates_wrong.trafilatura": Floor(0.05, ceiling=True),
        "dates_wrong.readability": Floor(0.05, ceiling=True),
        "dates_invented.trafilatura": Floor(0, ceiling=True),
        "dates_invented.readability": Floor(0, ceiling=True),
        "titles_invented.trafilatura": Floor(0, ceiling=True),
        "titles_invented.readability": Floor(0, ceiling=True),
    },
    "feeds": {
        "crashes": Floor(0, ceiling=True),
        "hangs": Floor(0, ceiling=True),
        "without_reason": Floor(0, ceiling=True),
        "feedparser_right": Floor(0.96),
        "gofeed_right": Floor(0.95),
    },
    "naughty_strings": {
        "server_errors": Floor(0, ceiling=True),
        "neighbours_lost": Floor(0, ceiling=True),
        "changed": Floor(0, ceiling=True),
        "lost": Floor(0, ceiling=True),
    },
    "json_testsuite": {
        "server_errors": Floor(0, ceiling=True),
        "neighbours_lost": Floor(0, ceiling=True),
        "bad_taken": Floor(0, ceiling=True),
        "good_called_bad": Floor(0, ceiling=True),
    },
}
"""By set and figure."""
