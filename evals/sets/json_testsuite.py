"""JSONTestSuite: each of its bodies to every ingest call of a running system, alone and between two good lines."""

from __future__ import annotations

import base64
import json

import httpx

from evals.outcome import Errors, Outcome
from evals.run import Run
from evals.system import System, running_system

__all__ = ["json_testsuite"]

CALLS = (
    ("/v1/articles", "application/json"),
    ("/v1/articles", "application/ld+json"),
    ("/v1/urls", "application/json"),
)


def json_testsuite(run: Run) -> Outcome:
    """Nothing answers 5xx, what is no JSON is refused, what is JSON is not called bad, and no neighbour suffers."""
    rows = run.folder.rows("json_testsuite")
    errors = Errors()
    neighbours: list[str | None] = []
    with running_system() as system:
        for n, row in enumerate(rows):
            run.tell(n, len(rows))
            raw = base64.b64decode(row["bytes_b64"])
            for path, content_type in CALLS:
                answer = system.ask("POST", system.ingest + path, content=raw, headers={"Content-Type": content_type})
                if problem := _problem(answer, row["expect"]):
                    errors.add(problem, f"{row['id']} to {path} as {content_type}")
            neighbours += _push_between(system, row["id"], raw, row["expect"], errors)
        stored = system.searchable([id for id in neighbours if id])
    lost = sum(id not in stored for id in neighbours)
    counts = {kind: texts.total() for kind, texts in errors.kinds.items()}
    figures = {
        "bodies": len(rows),
        **{name.replace(" ", "_"): counts.get(name, 0) for name in ("server errors", "bad taken", "good called bad")},
        "neighbours_lost": lost,
    }
    return Outcome(figures, errors)


def _problem(answer: httpx.Response | None, expect: str) -> str | None:
    if answer is None or answer.status_code >= 500:
        return "server errors"
    if expect == "reject" and answer.status_code < 400:
        return "bad taken"
    if expect == "accept" and "not valid JSON" in answer.text:
        return "good called bad"
    return None


def _push_between(system: System, name: str, raw: bytes, expect: str, errors: Errors) -> list[str | None]:
    """Push `raw` between two good lines; the ids of these, None where one is refused."""
    good = [
        json.dumps({"source_id": f"{name}-{n}", "body": f"The ferry left at {n} past nine."}).encode() for n in (1, 2)
    ]
    receipts = system.push_lines(b"\n".join([good[0], raw, good[1], b""]))
    if not receipts:
        errors.add("server errors", f"{name} to /v1/articles/bulk")
        return [None, None]
    if expect == "reject" and any(one["status"] != "rejected" for one in receipts[1:-1]):
        errors.add("bad taken", f"{name} to /v1/articles/bulk")
    return [one["id"] if one["status"] != "rejected" else None for one in (receipts[0], receipts[-1])]
