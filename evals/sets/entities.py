"""People, organizations and places: strict F1 on CoNLL++ 2020 news, where span and type must both be right."""

from __future__ import annotations

from collections import Counter

from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.spans import f1, overlaps

__all__ = ["ner"]

TYPES = {"PER": "person", "LOC": "place", "ORG": "organization"}
Typed = tuple[int, int, str]


def ner(run: Run) -> Outcome:
    """Compare each mention of these three types in the body with the answer."""
    rows = run.folder.rows("ner_conllpp2020")
    documents = [run.document("ner", row, body=row["text"], language="en") for row in rows]
    every, in_document = Counter[str](), Counter[str]()
    by_type = {kind: Counter[str]() for kind in TYPES.values()}
    errors = Errors()
    for row, article in zip(rows, run.enrich(documents, "resolve_entities"), strict=True):
        text: str = row["text"]
        gold = {(e["start"], e["end"], TYPES[e["label"]]) for e in row["entities"] if e["label"] in TYPES}
        mentions = [m for m in (article.mentions if article else ()) if m.field == "body"]
        said: set[Typed] = {(m.start, m.end, m.type) for m in mentions if m.type in by_type}
        others: set[Typed] = {(m.start, m.end, m.type) for m in mentions if m.type not in by_type}
        for kind, counts in by_type.items():
            _count(counts, {one for one in gold if one[2] == kind}, {one for one in said if one[2] == kind})
        _count(every, gold, said)
        _count(in_document, _words(text, gold), _words(text, said))
        _explain(errors, text, gold, said, others)
    figures = {"strict_f1": _f1(every), "document_level_f1": _f1(in_document)}
    return Outcome({"articles": len(rows), **figures, **{kind: _f1(c) for kind, c in by_type.items()}}, errors)


def _count[T](counts: Counter[str], gold: set[T], said: set[T]) -> None:
    counts.update(right=len(gold & said), invented=len(said - gold), missed=len(gold - said))


def _words(text: str, spans: set[Typed]) -> set[tuple[str, str]]:
    return {(text[start:end].lower(), kind) for start, end, kind in spans}


def _f1(counts: Counter[str]) -> float:
    return f1(counts["right"], counts["invented"], counts["missed"])


def _explain(errors: Errors, text: str, gold: set[Typed], said: set[Typed], others: set[Typed]) -> None:
    """Each gold mention that is not found, and each mention that is not gold and touches none, is one error."""
    for start, end, kind in sorted(gold - said):
        words = text[start:end]
        near = sorted(one for one in said | others if overlaps(one[:2], (start, end)))
        exact = [one for one in near if one[:2] == (start, end)]
        if exact:
            errors.add(f"type wrong: {kind} said to be {exact[0][2]}", words)
        elif near:
            found = " + ".join(text[a:b] for a, b, _ in near)
            same = "boundary" if near[0][2] == kind else f"boundary and type: {kind} said to be {near[0][2]}"
            errors.add(same, f"{words} ← {found}")
        else:
            errors.add(f"missed: {kind}", words)
    for start, end, kind in sorted(said - gold):
        if not any(overlaps((start, end), one[:2]) for one in gold):
            errors.add(f"invented: {kind}", text[start:end])
