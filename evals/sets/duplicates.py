"""Duplicates: groups of copies among a thousand BBC articles, decided as the indexer does, on a real Redis."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import batched, combinations

from evals.outcome import Errors, Outcome
from evals.redis_server import redis_server
from evals.run import Run
from services.enrich.groups import Groups
from services.shared.article import Article
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore

__all__ = ["duplicates"]

Pair = frozenset[str]


def duplicates(run: Run) -> Outcome:
    """Compare pairs in one group with the full Jaccard index of their word trigrams, which the set comes with.

    A pair under 0.2, or not listed at all, is a false one.
    """
    rows = run.folder.rows("corpus_bbc")
    documents = [
        run.document("duplicates", row, body=row["text"], headline=row["title"], language="en") for row in rows
    ]
    articles = run.enrich(documents, "sign_text")
    groups = _groups([article for article in articles if article])
    group = {
        row["id"]: groups[article.id] if article else row["id"] for row, article in zip(rows, articles, strict=True)
    }
    listed = run.folder.rows("corpus_bbc", "overlap_pairs")
    near: dict[Pair, float] = {frozenset((one["a"], one["b"])): one["jaccard3"] for one in listed}
    near = {pair: jaccard for pair, jaccard in near.items() if pair <= group.keys()}
    errors = Errors()
    for pair, jaccard in near.items():
        if jaccard >= 0.5 and not _same(pair, group):
            errors.add("missed", f"{jaccard:.2f} {' | '.join(sorted(pair))}")
    said = _pairs(group)
    false = [pair for pair in said if near.get(pair, 0) < 0.2]
    for pair in false:
        errors.add("invented", " | ".join(sorted(pair)))
    figures = {
        "articles": len(rows),
        "exact_found": _found(near, group, 0.999, 2),
        "jaccard_over_0.8_found": _found(near, group, 0.8, 0.999),
        "jaccard_0.5_to_0.8_found": _found(near, group, 0.5, 0.8),
        "pairs_said": len(said),
        "false_pairs": len(false),
    }
    return Outcome(figures, errors)


def _groups(articles: Sequence[Article]) -> dict[str, str]:
    """The id of each article's group, after all were indexed in this order, a batch at a time."""
    written: dict[str, Article] = {}

    def stored(ids: Sequence[str]) -> dict[str, Article]:
        return {id: written[id] for id in ids if id in written}

    with redis_server() as url:
        settings = Settings(redis_url=url)
        groups = Groups(SignatureStore(settings), stored)
        for batch in batched(articles, settings.index_batch):
            changes = groups.assign(batch, before={})
            groups.save(changes)
            written.update((article.id, article) for article in changes.articles)
        return {id: groups.duplicate_of(id).group_id for id in written}


def _pairs(group: dict[str, str]) -> list[Pair]:
    members: dict[str, list[str]] = {}
    for id, name in group.items():
        members.setdefault(name, []).append(id)
    return [frozenset(pair) for ids in members.values() for pair in combinations(ids, 2)]


def _same(pair: Iterable[str], group: dict[str, str]) -> bool:
    return len({group[id] for id in pair}) == 1


def _found(near: dict[Pair, float], group: dict[str, str], least: float, below: float) -> float | None:
    pairs = [pair for pair, jaccard in near.items() if least <= jaccard < below]
    return round(sum(_same(pair, group) for pair in pairs) / len(pairs), 4) if pairs else None
