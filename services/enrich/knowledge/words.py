"""Small word lists: titles, heads of organizations' and places' names, given names, words that name nobody."""

from __future__ import annotations

import csv
import functools
from pathlib import Path

from services.enrich.knowledge.folding import fold

__all__ = ["demonyms", "given_names", "is_state_abbreviation", "us_states", "words"]

DATA = Path(__file__).with_name("data")


@functools.cache
def words(kind: str) -> frozenset[str]:
    """The words of one kind in `data/words.csv`, in lower case; `KeyError` for a kind that is not there."""
    with (DATA / "words.csv").open(encoding="utf-8", newline="") as lines:
        found = {row["kind"]: frozenset(row["words"].split()) for row in csv.DictReader(lines, delimiter="|")}
    return found[kind]


@functools.cache
def given_names() -> frozenset[str]:
    """First names of people, folded: common ones in English-language news, some in Cyrillic."""
    return frozenset(fold(name) for name in (DATA / "given_names.txt").read_text(encoding="utf-8").split())


@functools.cache
def demonyms() -> dict[str, str]:
    """Folded demonym or adjective → ISO 3166-1 alpha-2 code: `ukrainian` → `UA`; plurals included."""
    found = {}
    with (DATA / "countries.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
            for word in filter(None, row["demonyms"].split(";")):
                found[fold(word)] = found[fold(word + "s")] = row["iso"]
    return found


@functools.cache
def us_states() -> dict[str, str]:
    """What stands for a US state after a town's name → the state's name: `Ill` and `IL` → `Illinois`."""
    found = {}
    with (DATA / "us_states.csv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="|"):
            found.update({short: row["name"] for short in (row["code"], row["short"], row["name"]) if short})
    return found


def is_state_abbreviation(word: str) -> bool:
    """Whether `word` is how newspapers shorten a US state, so that a full stop after it is its own: `Ill`, `W.Va`."""
    return len(word) > 2 and us_states().get(word, word) != word
