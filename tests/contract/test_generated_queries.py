"""Two thousand generated queries: both engines find what a plain reading of each article finds."""

from __future__ import annotations

import random

import pytest

from services.shared.search.fields import PERIODS, WORDS
from services.shared.search.language import parse
from services.shared.search.port import Index, Query
from tests.contract.corpus import LANGUAGES, ORGANIZATIONS, PEOPLE, PLACES, TEXTS, corpus
from tests.contract.plain import Read

QUERIES = 2000
_SPOKEN = sorted({word for text in TEXTS.values() for word in text.split() if word.isalpha()} - {"and"})
_NAMES = [word for name in (*PEOPLE, *ORGANIZATIONS, *(place for place, _ in PLACES), "Kiev") for word in name.split()]
_TIMES = ["2024", "2024-08", "2024-08-03", "2024-08-09", "2024-W31", "2024-Q3", "2024-09-01", "*", "2023-12-31"]
_NAMED = ("person", "organization", "place", "speaker", "publisher", "author", "tag", "keyword", "section")


class Author:
    """Writes queries as people do, and as nobody does."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)

    def query(self, depth: int = 0) -> str:
        """A query of one to four parts."""
        parts = [self.part(depth) for _ in range(self.chance.choice([1, 1, 2, 2, 3, 4]))]
        said = parts[0]
        for part in parts[1:]:
            said += self.chance.choice([" ", " ", " AND ", " OR ", " OR ", " NOT ", " -" if part[0].isalnum() else " "])
            said += part
        return said

    def part(self, depth: int) -> str:
        """A word, a phrase, a field, a time or parentheses."""
        kinds = [self.word, self.word, self.phrase, self.near, self.marked, self.field, self.field, self.time]
        if depth < 2 and self.chance.random() < 0.2:
            return f"({self.query(depth + 1)})"
        return self.chance.choice(kinds)()

    def word(self) -> str:
        """A word of the articles in some spelling, or one that is nowhere."""
        word = self.chance.choice(self.chance.choice([_SPOKEN, _SPOKEN, _NAMES, ["number", "part", "nowhere", "3"]]))
        return self.chance.choice([word, word, word.lower(), word.upper(), word + "s"])

    def phrase(self) -> str:
        """Words that stand beside each other in some article, mostly."""
        words = self.chance.choice([*TEXTS.values(), "said number 3 matters in Kyiv", "Locks and levels"]).split()
        begin = self.chance.randrange(len(words))
        return '"' + " ".join(words[begin : begin + self.chance.randint(1, 3)]).strip("“”") + '"'

    def near(self) -> str:
        """Words of one article, in any order, and how near they should be."""
        words = self.chance.choice([TEXTS["en"], TEXTS["de"], TEXTS["fr"], "Locks and levels part"]).split()
        chosen = self.chance.sample(words, min(len(words), self.chance.randint(2, 3)))
        return f'"{" ".join(chosen)}"~{self.chance.randint(0, 12)}'

    def marked(self) -> str:
        """A prefix, a fuzzy word or an exact form."""
        word = self.chance.choice([*(w for w in _SPOKEN if len(w) > 4), "Obuya", "Koval", "Nairobi"])
        at = self.chance.randrange(len(word))
        slip = word[:at] + self.chance.choice(["", "e", word[at] + "x"]) + word[at + 1 :]
        return self.chance.choice(
            [f"{word[: self.chance.randint(3, len(word))]}*", f"{slip}~", f"{slip}~1", f"={word}"]
        )

    def field(self) -> str:
        """Something in one field."""
        kind = self.chance.random()
        if kind < 0.3:
            inside = self.chance.choice([self.word, self.phrase, self.near, self.marked])()
            return f"{self.chance.choice(['headline', 'body', 'summary', 'quote'])}:{inside}"
        if kind < 0.5:
            return self.chance.choice([f"language:{self.chance.choice(LANGUAGES)}", "country:UA", "sentiment:negative"])
        word = self.chance.choice([*_NAMES, "gazette", "smith", "flood", "water", "politics", "quaygazette.example"])
        return f"{self.chance.choice(_NAMED)}:{word}"

    def time(self) -> str:
        """A time or a range of times."""
        name = self.chance.choice(PERIODS)
        times = [self.chance.choice(_TIMES), self.chance.choice(_TIMES)]
        if "*" not in times:
            times.sort(key=lambda said: said[:4] + said.replace("W31", "07-29").replace("Q3", "07-01")[4:])
        one = self.chance.choice(_TIMES[:-2])
        return self.chance.choice(
            [f"{name}:{one}", f"{name}:>={one}", f"{name}:<{one}", f"{name}:[{times[0]} TO {times[1]}]"]
        )


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str], list[str]]:
    """The ids that each query and operator should find."""
    author = Author(20240806)
    articles = [Read(article) for article in corpus()]
    found: dict[tuple[str, str], list[str]] = {}
    while len(found) < QUERIES:
        operator = author.chance.choice(["and", "or"])
        text = author.query()
        node = parse(text, "or" if operator == "or" else "and", fields=WORDS, periods=PERIODS)
        assert node is not None
        found[text, operator] = sorted(read.article.id for read in articles if read.meets(node))
    return found


def test_generated_queries_find_what_a_plain_reading_finds(
    archive: Index, expected: dict[tuple[str, str], list[str]]
) -> None:
    wrong = []
    for (text, operator), ids in expected.items():
        node = parse(text, "or" if operator == "or" else "and", fields=WORDS, periods=PERIODS)
        page = archive.search(Query(text=node, size=100, highlight=False))
        if sorted(hit.article["id"] for hit in page.hits) != ids or page.total.value != len(ids):
            wrong.append((text, operator, len(ids), page.total.value))
    assert not wrong


def test_the_generated_queries_are_worth_asking(expected: dict[tuple[str, str], list[str]]) -> None:
    all_of_them = len(corpus())
    some = [ids for ids in expected.values() if 0 < len(ids) < all_of_them]
    assert len(some) > QUERIES / 2
    assert len({tuple(ids) for ids in some}) > QUERIES / 10
