"""Language: the code of single sentences in many languages, every other one of Lingua's."""

from __future__ import annotations

from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.spans import share

__all__ = ["language"]

SAME = {"no": "nb"}
"""The set has Bokmål alone."""


def language(run: Run) -> Outcome:
    """The share of sentences whose code is right."""
    rows = run.folder.rows("langid_lingua")[::2]
    documents = [run.document("language", row, body=row["text"]) for row in rows]
    right, errors = 0, Errors()
    for row, article in zip(rows, run.enrich(documents, "detect_language"), strict=True):
        code = article.language.code if article else "none"
        if SAME.get(code, code) == row["lang"]:
            right += 1
        else:
            errors.add(f"{row['lang']} said to be {code}", row["text"])
    return Outcome({"texts": len(rows), "accuracy": share(right, len(rows))}, errors)
