"""Naughty strings: each into every text field and every search parameter of a running system, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from evals.folder import Row
from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.system import Json, System, running_system
from services.shared.search.fields import FILTERS

__all__ = ["naughty_strings"]

PARAMETERS = ("q", "cursor", "sort", "size", "facets", "collapse", "published_after", *FILTERS)
EVERY = 10
PLAIN = "The harbour office opened at nine on Tuesday and closed at five."
KEPT = ("headline", "summary", "body")
"""Kept to the character, because offsets count into them; the others are trimmed. A blank value is an absent one."""
TRIMMED = ("section", "authors", "tags", "publisher")


def naughty_strings(run: Run) -> Outcome:
    """Nothing answers 5xx, nothing is lost, nothing is changed, and no neighbour suffers."""
    rows = run.folder.rows("naughty_strings")
    errors = Errors()
    documents = [_document(row) for row in rows]
    with running_system() as system:
        failed = _push_one_by_one(system, documents, errors)
        ids, neighbours = _push_together(system, documents)
        stored = system.searchable([id for id in (*ids, *neighbours) if id])
        for document, id in zip(documents, ids, strict=True):
            if id not in stored:
                errors.add("lost", document["body"])
        changed = [
            (name, document["body"])
            for document, id in zip(documents, ids, strict=True)
            if id in stored
            for name in _changed(document, stored[id])
        ]
        for name, text in changed:
            errors.add(f"changed: {name}", text)
        failed += _ask_for_each(run, system, rows, errors)
    figures = {
        "strings": len(rows),
        "server_errors": failed,
        "lost": sum(id not in stored for id in ids),
        "changed": len(changed),
        "neighbours_lost": sum(id not in stored for id in neighbours),
    }
    return Outcome(figures, errors)


def _document(row: Row) -> Json:
    """A document that is this text everywhere; a blank one is no body, so there the body is another."""
    text: str = row["text"]
    fields: Json = dict.fromkeys(("headline", "summary", "section"), text)
    body = text if text.strip() else PLAIN
    return {
        "source_id": f"naughty-{row['id']}",
        "body": body,
        "authors": [text],
        "tags": [text],
        "publisher": {"name": text, "domain": "naughty.example"},
        **fields,
    }


def _push_one_by_one(system: System, documents: Sequence[Json], errors: Errors) -> int:
    failed = 0
    for document in documents:
        answer = system.ask("POST", f"{system.ingest}/v1/articles", json=document)
        if answer is None or answer.status_code >= 500:
            failed += 1
            errors.add("server error: push", document["body"])
    return failed


def _push_together(system: System, documents: Sequence[Json]) -> tuple[list[str | None], list[str | None]]:
    """Push all in one stream, with a plain neighbour after every few; the ids of both, None where refused."""
    lines: list[tuple[bool, Json]] = []
    for n, document in enumerate(documents):
        lines.append((True, document))
        if n % EVERY == 0:
            lines.append((False, {"source_id": f"neighbour-{n}", "body": f"{PLAIN} Office {n}."}))
    receipts = system.push_lines(b"".join(json.dumps(document).encode() + b"\n" for _, document in lines)) or []
    ids = [receipt["id"] if receipt["status"] != "rejected" else None for receipt in receipts]
    ids += [None] * (len(lines) - len(ids))
    return (
        [id for id, (naughty, _) in zip(ids, lines, strict=True) if naughty],
        [id for id, (naughty, _) in zip(ids, lines, strict=True) if not naughty],
    )


def _changed(document: Json, article: Json) -> list[str]:
    """The fields that did not come back as they were pushed."""
    kept = [name for name in KEPT if article[name] != _unless_blank(document[name])]
    return kept + [name for name in TRIMMED if _trimmed(article[name]) != _trimmed(document[name])]


def _unless_blank(text: str) -> str | None:
    return text if text.strip() else None


def _trimmed(value: Any) -> list[str]:
    value = value["name"] if isinstance(value, dict) else value
    values = value if isinstance(value, list) else [value or ""]
    return [one.strip() for one in values if one.strip()]


def _ask_for_each(run: Run, system: System, rows: Sequence[Row], errors: Errors) -> int:
    failed = 0
    for n, row in enumerate(rows):
        run.tell(n, len(rows))
        for name in PARAMETERS:
            answer = system.ask("GET", f"{system.api}/v1/search", params={name: row["text"]})
            if answer is None or answer.status_code >= 500:
                failed += 1
                errors.add(f"server error: {name}", row["text"])
    return failed
