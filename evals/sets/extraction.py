"""Extraction: the article's text out of its web page, in four-word shingles, on Scrapinghub's benchmark."""

from __future__ import annotations

import re
from collections import Counter

from evals.outcome import Errors, Outcome
from evals.run import Run

__all__ = ["extraction"]

WORDS = 4
POOR = 0.8


def extraction(run: Run) -> Outcome:
    """Mean precision (of pages with any text) and mean recall of all pages, and their harmonic mean."""
    rows = run.folder.rows("extract_aeb")
    documents = [
        run.document("extraction", row, url=row["url"], html=run.folder.page("extract_aeb", row["html"]))
        for row in rows
    ]
    precisions, recalls, errors = [], [], Errors()
    for row, article in zip(rows, run.enrich(documents, "extract_page"), strict=True):
        gold, said = _shingles(row["articleBody"]), _shingles(article.body if article else "")
        right = (gold & said).total()
        recalls.append(right / max(1, gold.total()))
        if said:
            precisions.append(right / said.total())
            if precisions[-1] < POOR:
                errors.add("too much", f"{precisions[-1]:.2f} {row['url']}")
        if recalls[-1] < POOR:
            errors.add("too little" if said else "nothing", f"{recalls[-1]:.2f} {row['url']}")
    precision, recall = sum(precisions) / max(1, len(precisions)), sum(recalls) / max(1, len(recalls))
    both = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    figures = {"precision": precision, "recall": recall, "f1": both}
    return Outcome({"pages": len(rows), **{name: round(value, 4) for name, value in figures.items()}}, errors)


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    if not words:
        return Counter()
    first = min(WORDS, len(words))
    return Counter(tuple(words[max(0, at - WORDS) : at]) for at in range(first, len(words) + 1))
