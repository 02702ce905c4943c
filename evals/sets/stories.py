"""Stories: articles on one event, told apart as the indexer does, on a real Redis.

Each set is also scored among a thousand other articles, with the days of its own articles and without
any days: what is gained by days alone does not count as telling stories apart. And it is told how far F1 moves where
the articles of each minute come in another order.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from itertools import batched

from evals.enriching import Pushed
from evals.outcome import Errors, Outcome
from evals.redis_server import redis_server
from evals.run import Run
from services.enrich.groups import Groups
from services.enrich.stories import Stories
from services.shared.article import Article
from services.shared.settings import Settings
from services.shared.signatures import SignatureStore
from services.shared.story_store import StoryStore

__all__ = ["bcubed", "stories", "told"]

OTHERS = 1000
A_MINUTE = 60
"""So many articles come in a minute: one a second."""
ORDERS = 8


def stories(name: str) -> Callable[[Run], Outcome]:
    """The set `name`, whose rows say which `cluster` they are in."""

    def measured(run: Run) -> Outcome:
        rows = run.folder.rows(name)
        gold = {row["id"]: str(row["cluster"]) for row in rows}
        own = [
            run.document(name, row, body=row["text"], headline=row["title"], language="en")
            | ({"published_at": f"{str(row['date'])[:10]}T00:00:00Z"} if row.get("date") else {})
            for row in rows
        ]
        chance = random.Random(1)
        days = [one["published_at"] for one in own if "published_at" in one]
        others: list[Pushed] = [
            run.document("others", row, body=row["text"], headline=row["title"], language="en")
            | {"published_at": chance.choice(days)}
            for row in run.folder.rows("corpus_bbc")[:OTHERS]
        ]
        enriched = run.enrich([*own, *others], "weigh_terms")
        named = dict(zip([*gold, *(f"other {n}" for n in range(len(others)))], enriched, strict=True))
        articles = {id: article for id, article in named.items() if article}
        by_themselves = {id: article for id, article in articles.items() if id in gold}
        alone = told(by_themselves)
        mixed = list(articles.items())
        chance.shuffle(mixed)
        dated = told(dict(mixed))
        undated = told({id: article.model_copy(update={"published_at": None}) for id, article in mixed})
        precision, recall, f1 = bcubed(gold, alone)
        figures = {
            "articles": len(rows),
            "bcubed_p": precision,
            "bcubed_r": recall,
            "bcubed_f1": f1,
            "bcubed_f1.among_others": bcubed(gold, dated)[2],
            "bcubed_f1.among_others_undated": bcubed(gold, undated)[2],
            "bcubed_f1.moved_within_a_minute": max(
                abs(bcubed(gold, told(_shuffled(by_themselves, seed)))[2] - f1) for seed in range(ORDERS)
            ),
        }
        return Outcome(figures, _errors(rows, gold, alone))

    return measured


def _shuffled(articles: Mapping[str, Article], seed: int) -> dict[str, Article]:
    chance = random.Random(seed)
    minutes = batched(articles.items(), A_MINUTE)
    return dict(one for minute in minutes for one in chance.sample(minute, len(minute)))


def told(articles: Mapping[str, Article]) -> dict[str, str]:
    """The story of each article, by the same names, after all were indexed in this order, a batch at a time."""
    written: dict[str, Article] = {}

    def stored(ids: Sequence[str]) -> dict[str, Article]:
        return {id: written[id] for id in ids if id in written}

    with redis_server() as url:
        settings = Settings(redis_url=url, redis_timeout=60)  # a busy machine is no error here
        groups = Groups(SignatureStore(settings), stored)
        found = Stories(StoryStore(settings), days=settings.story_days)
        for n, batch in enumerate(batched(articles.values(), settings.index_batch)):
            numbered = [one.model_copy(update={"revision": n * 10_000 + m}) for m, one in enumerate(batch, 1)]
            changes = groups.assign(numbered, before={})
            groups.save(changes)
            found.save(found.assign(changes.articles, before={}, copies=changes.copies()))
            written.update((article.id, article) for article in changes.articles)
        return {name: found.story_of(article) or name for name, article in articles.items()}


def bcubed(gold: Mapping[str, str], said: Mapping[str, str]) -> tuple[float, float, float]:
    """BCubed precision, recall and F1 (Bagga and Baldwin, 1998) over the articles of `gold`.

    Others that share a story with them count against the precision.
    """
    clusters, classes = defaultdict(set), defaultdict(set)
    for id, story in said.items():
        clusters[story].add(id)
    for id, label in gold.items():
        classes[label].add(id)
    common = {id: len(clusters[said.get(id, id)] & classes[label]) for id, label in gold.items()}
    precision = sum(common[id] / max(1, len(clusters[said.get(id, id)])) for id in gold) / len(gold)
    recall = sum(common[id] / len(classes[label]) for id, label in gold.items()) / len(gold)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return round(precision, 4), round(recall, 4), round(f1, 4)


def _errors(rows: Sequence[Mapping[str, object]], gold: Mapping[str, str], said: Mapping[str, str]) -> Errors:
    """The stories that were taken apart, and those thrown together."""
    errors = Errors()
    titles = {str(row["id"]): str(row["title"]) for row in rows}
    for kind, one, other in (("taken apart", gold, said), ("thrown together", said, gold)):
        groups = defaultdict(list)
        for id in gold:
            groups[one.get(id, id)].append(id)
        for ids in groups.values():
            if len({other.get(id, id) for id in ids}) > 1:
                errors.add(kind, " | ".join(titles[id][:40] for id in ids[:3]))
    return errors
