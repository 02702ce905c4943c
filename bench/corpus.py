"""The documents that are pushed: generated news-like articles, the same for the same seed, or real text from disk."""

from __future__ import annotations

import json
import math
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson

from bench.story import Story
from bench.vocabulary import WORDS
from bench.world import world_of

__all__ = ["CorpusError", "encode", "generate", "read"]

MEAN_WORDS, SPREAD_WORDS = 360, 230  # articles come out some 20 words longer: the last paragraph is finished
LEAST_WORDS, MOST_WORDS = 80, 1600
DUPLICATES = 0.015
"""The share of near duplicates: an earlier article from another outlet, with some words changed."""
BEGIN = datetime(2023, 1, 2, 6, tzinfo=UTC)

Fields = dict[str, Any]


class CorpusError(Exception):
    """What was given as a corpus cannot be read as one; the text says why."""


def generate(seed: int, count: int, *, start: int = 0) -> list[Fields]:
    """Documents number `start` to `start + count` of the endless corpus of this `seed`, as fields of a push."""
    return [_document(seed, number) for number in range(start, start + count)]


def _document(seed: int, number: int) -> Fields:
    if number and random.Random(f"{seed} copy {number}").random() < DUPLICATES:
        return _near_duplicate(seed, number)
    return _original(seed, number)


def _original(seed: int, number: int) -> Fields:
    chance = random.Random(f"{seed} article {number}")
    world = world_of(seed)
    published = BEGIN + timedelta(minutes=23 * number + chance.randint(0, 300))
    story = Story(world, chance, published)
    variance = math.log(1 + (SPREAD_WORDS / MEAN_WORDS) ** 2)
    wanted = chance.lognormvariate(math.log(MEAN_WORDS) - variance / 2, math.sqrt(variance))
    body = story.body(int(min(MOST_WORDS, max(LEAST_WORDS, wanted))))  # the headline is about people in the text
    return {
        **_origin(chance, world.outlets, number),
        "headline": story.headline(),
        "body": body,
        "published_at": published.isoformat(),
        "authors": story.authors,
        "section": chance.choice(WORDS["sections"]),
        "tags": story.tags,
    }


def _near_duplicate(seed: int, number: int) -> Fields:
    chance = random.Random(f"{seed} changes {number}")
    original = _original(seed, max(0, number - chance.randint(1, 300)))
    paragraphs = original["body"].split("\n\n")
    edited = chance.randrange(len(paragraphs))
    text = paragraphs[edited].split(" ")
    text[chance.randrange(len(text))] = chance.choice(WORDS["adjectives"])
    paragraphs[edited] = " ".join(text)
    return {
        **original,
        **_origin(chance, world_of(seed).outlets, number),
        "body": "\n\n".join(paragraphs),
        "published_at": (BEGIN + timedelta(minutes=23 * number)).isoformat(),
    }


def _origin(chance: random.Random, outlets: Sequence[str], number: int) -> Fields:
    name = chance.choice(outlets)
    domain = "".join(c for c in name.lower() if c.isascii() and c.isalpha()) + ".example"
    return {
        "source_id": f"item-{number}",
        "url": f"https://{domain}/articles/{number}",
        "publisher": {"name": name, "domain": domain},
    }


def read(path: Path, count: int) -> list[Fields]:
    """The first `count` documents of a folder of .txt and .jsonl files, or of one such file.

    A .txt file is one article: its first line is the headline where an empty line follows. A line of a .jsonl file is
    an object with `body` or `text`, and maybe `headline` or `title` and `published_at`. Raises `CorpusError` where
    there is no article.
    """
    files = sorted(p for p in path.rglob("*") if p.suffix in (".txt", ".jsonl")) if path.is_dir() else [path]
    documents: list[Fields] = []
    for file in files:
        for fields in _in_lines(file) if file.suffix == ".jsonl" else _in_text(file):
            documents.append({"source_id": f"item-{len(documents)}", "publisher": "Bench", **fields})
            if len(documents) == count:
                return documents
    if not documents:
        raise CorpusError(f"{path} holds no .txt or .jsonl file with an article.")
    return documents


def _in_text(file: Path) -> Iterator[Fields]:
    text = file.read_text(encoding="utf-8", errors="replace").replace("\0", "").strip()
    headline, gap, body = text.partition("\n\n")
    if gap and "\n" not in headline and len(headline) < 300:
        yield {"headline": headline, "body": body}
    elif text:
        yield {"body": text}


def _in_lines(file: Path) -> Iterator[Fields]:
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, 1):
            try:
                found = json.loads(line)
            except json.JSONDecodeError as error:
                raise CorpusError(f"{file}:{number} is not JSON: {error.msg}") from None
            fields = _fields_of(found) if isinstance(found, dict) else None
            if fields:
                yield fields


def _fields_of(found: Mapping[str, Any]) -> Fields | None:
    body = found.get("body") or found.get("text")
    if not isinstance(body, str) or not body.strip():
        return None
    fields = {"body": body, "headline": found.get("headline") or found.get("title")}
    if isinstance(found.get("published_at"), str):
        fields["published_at"] = found["published_at"]
    return {name: value for name, value in fields.items() if value}


def encode(documents: Sequence[Fields], run: str, *, count: int | None = None) -> list[bytes]:
    """JSON of `count` pushes (by default one a document), each an article of its own: its id is `run` and a number.

    With more pushes than documents, texts come again under other ids.
    """
    wanted = len(documents) if count is None else count
    return [
        orjson.dumps({**documents[n % len(documents)], "source_id": f"{run}-{n}", "url": None}) for n in range(wanted)
    ]
