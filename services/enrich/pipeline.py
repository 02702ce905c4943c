"""The pipeline: which steps an article goes through, in which order, and what happens when one of them fails."""

from __future__ import annotations

import gc
import importlib
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from services.enrich.allocator import keep_freed_memory
from services.enrich.steps.analyse_texts import analyse_texts
from services.enrich.steps.detect_language import detect_language
from services.enrich.steps.extract_page import extract_page
from services.enrich.steps.find_dates import find_dates
from services.enrich.steps.find_entities import find_entities
from services.enrich.steps.find_keywords import find_keywords
from services.enrich.steps.find_quotes import find_quotes
from services.enrich.steps.locate_places import locate_places
from services.enrich.steps.rate_sentiment import rate_sentiment
from services.enrich.steps.resolve_entities import resolve_entities
from services.enrich.steps.sign_text import sign_text
from services.enrich.steps.weigh_terms import weigh_terms
from services.shared.article import Article, Enrichment
from services.shared.errors import Unprocessable

__all__ = ["STEPS", "Step", "enrich", "load_steps", "warm_up"]

log = logging.getLogger(__name__)

Batch = Callable[[Sequence[Article]], Sequence[Article]]


@dataclass(frozen=True, slots=True)
class Step:
    """One step: `run` takes a batch and returns changed copies in the same order.

    A `required` step's failure is the document's; any other step that fails leaves its part empty.
    """

    name: str
    version: str
    run: Batch
    required: bool = False


def one(function: Callable[[Article], Article], *, version: str = "1", required: bool = False) -> Step:
    """A step that looks at one article at a time."""
    return Step(function.__name__, version, lambda articles: [function(article) for article in articles], required)


def many(function: Batch, *, version: str = "1") -> Step:
    """A step that is faster over a batch."""
    return Step(function.__name__, version, function)


STEPS: tuple[Step, ...] = (
    one(extract_page, required=True),
    one(detect_language),
    one(sign_text),
    many(find_entities),
    one(resolve_entities),
    one(locate_places),
    one(find_quotes),
    one(find_dates),
    one(find_keywords),
    one(rate_sentiment),
    one(analyse_texts),
    one(weigh_terms),
)


def load_steps(where: str) -> tuple[Step, ...]:
    """Import the steps that the setting `steps` names as `module:attribute`."""
    module, _, attribute = where.partition(":")
    steps = getattr(importlib.import_module(module), attribute)
    if not (isinstance(steps, tuple) and all(isinstance(step, Step) for step in steps)):
        raise TypeError(f"TIDINGS_STEPS: {where} is not a tuple of steps")
    return steps


def warm_up(steps: Sequence[Step] = STEPS) -> None:
    """Make the process ready: models and knowledge loaded, by one small article taken through `steps`."""
    keep_freed_memory()
    moment = datetime(2024, 8, 31, tzinfo=UTC)
    body = "The mayor of Paris said on Saturday that “the bridge opens in May”."
    article = Article(id="warm-up", version=1, body=body, published_at=moment, received_at=moment)
    enrich([article], steps)
    gc.freeze()  # what is loaded stays: the collector need not go through it, nor write to pages that forks share


def enrich(articles: Sequence[Article], steps: Sequence[Step] = STEPS) -> list[Article | Exception]:
    """Take each article through `steps`; in its place the exception of a required step that failed."""
    results: list[Article | Exception] = list(articles)
    for step in steps:
        alive = [n for n, result in enumerate(results) if isinstance(result, Article)]
        if not alive:
            break
        for n, result in zip(alive, _run(step, [results[n] for n in alive]), strict=True):  # type: ignore[misc]
            results[n] = result
    return results


def _run(step: Step, articles: list[Article]) -> list[Article | Exception]:
    begun = time.perf_counter()
    try:
        changed = step.run(articles)
        if len(changed) != len(articles):
            raise RuntimeError(f"{step.name} returned {len(changed)} articles for {len(articles)}")
    except Exception as error:  # noqa: BLE001  a step may meet anything: one document's failure must stay its own
        if len(articles) > 1:
            return [result for article in articles for result in _run(step, [article])]
        return [_failed(step, articles[0], error, begun)]
    took = (time.perf_counter() - begun) * 1000 / len(articles)
    return [_noted(article, step, took) for article in changed]


def _noted(
    article: Article, step: Step, took: float, status: Literal["ok", "failed"] = "ok", error: str | None = None
) -> Article:
    if any(note.name == step.name for note in article.enrichments):  # the step had something of its own to say
        return article
    note = Enrichment.model_construct(
        name=step.name, version=step.version, status=status, duration_ms=round(took, 3), error=error
    )
    return article.model_copy(update={"enrichments": (*article.enrichments, note)})


def _failed(step: Step, article: Article, error: Exception, begun: float) -> Article | Exception:
    if step.required or isinstance(error, Unprocessable):
        return error
    log.exception("step %s failed", step.name, extra={"article_id": article.id})
    took = (time.perf_counter() - begun) * 1000
    return _noted(article, step, took, "failed", f"{type(error).__name__} in {step.name}")
