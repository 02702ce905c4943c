"""What `tidings demo` shows of a running system: the seeds go in, and what was found in them comes out."""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from rich.text import Text

from services.cli.client import Client, Refused, path_id
from services.cli.demo_feed import DemoFeed, show_feed
from services.cli.rendering import byline, heading, indented, named, places, quotes, resolved_dates
from services.cli.search import print_facets, print_hits, total_text
from services.cli.sources import Line
from services.cli.submitting import push_portion
from services.cli.terminal import Failure, aside, clean, out

__all__ = ["show"]

Json = dict[str, Any]
SEARCHABLE_SECONDS = 120.0
SINGLES = 15
SEARCHES: tuple[tuple[str, str, Json], ...] = (
    ("tidings search Kiev", "the article writes “Kyiv”", {"q": "Kiev"}),
    (
        "tidings search --speaker Stoltenberg --facet person,country",
        "",
        {"speaker": "Stoltenberg", "facets": "person,country"},
    ),
    ("tidings search --place Lviv --facet language,publisher", "", {"place": "Lviv", "facets": "language,publisher"}),
)


def show(client: Client, feed: DemoFeed | None = None) -> None:
    """Push the seeds to the system behind `client`, have it read `feed`, and print what it makes of them; a `Failure`
    says what is wrong."""
    documents = _seeds()
    began = time.monotonic()
    ids = _push(client, documents)
    first, last = (moment - began for moment in _wait_until_searchable(client, ids, "enriching and indexing"))
    out().print(
        Text.assemble(
            ("✓ ", "green"),
            f"{len(set(ids))} articles are searchable, {last:.1f} s after the push",
            (f" (the first after {first:.1f} s, with the models loaded). One of them:", "dim"),
        )
    )
    _show_article(client.get(f"/v1/articles/{path_id(ids[0])}"))
    empty = [
        command for command, remark, parameters in SEARCHES if not _show_search(client, command, remark, parameters)
    ]
    if feed:
        show_feed(client, feed)
    _show_latency(client, documents)
    if empty:
        raise Failure(f"`{empty[0]}` found nothing, and should have.")


def _seeds() -> list[bytes]:
    path = Path(__file__).resolve().parents[2] / "seeds" / "articles.ndjson"
    try:
        lines = path.read_bytes().splitlines()
    except OSError:
        raise Failure(
            f"The seed articles are not at {path}.", "The demo needs a clone of the repository: run it from there."
        ) from None
    return [line for line in lines if line.strip()]


def _push(client: Client, documents: Sequence[bytes]) -> list[str]:
    lines = [Line(number, 0, document) for number, document in enumerate(documents, 1)]
    receipts = push_portion(
        client, lines, on_wait=lambda why, seconds: aside().print(f"{why} Waiting {seconds:.0f} s.")
    )
    for number, receipt in enumerate(receipts, 1):
        if receipt["status"] == "rejected":
            raise Failure(f"Seed article {number} was rejected: {(receipt['error'] or {}).get('detail')}")
    return [str(receipt["id"]) for receipt in receipts]


def _is_searchable(client: Client, id: str) -> bool:
    try:
        client.get(f"/v1/articles/{path_id(id)}")
    except Refused as refusal:
        if refusal.status in (404, 503):
            return False
        raise
    return True


def _wait_until_searchable(client: Client, ids: Sequence[str], doing: str) -> tuple[float, float]:
    """Wait for all of `ids`; return when, on the monotonic clock, the first was searchable and when the last."""
    waiting = list(dict.fromkeys(ids))
    console = aside()
    progress = Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), console=console, transient=True,
        disable=not console.is_terminal,
    )  # fmt: skip
    deadline = time.monotonic() + SEARCHABLE_SECONDS
    first: float | None = None
    with progress:
        task = progress.add_task(doing, total=len(waiting))
        while True:
            before = len(waiting)
            waiting = [id for id in waiting if not _is_searchable(client, id)]
            progress.advance(task, before - len(waiting))
            now = time.monotonic()
            if first is None and len(waiting) < before:
                first = now
            if not waiting:
                return first or now, now
            if time.monotonic() > deadline:
                raise Failure(_why_not(client, waiting))
            time.sleep(0.1)


def _why_not(client: Client, waiting: Sequence[str]) -> str:
    trace = client.get(f"/v1/articles/{path_id(waiting[0])}/trace")
    last = trace["events"][-1] if trace["events"] else {}
    return (
        f"{len(waiting)} articles are not searchable after {SEARCHABLE_SECONDS:.0f} s. "
        f"{waiting[0]} is {trace['status']}: {last.get('event', '')} {last.get('detail') or ''}".strip()
    )


def _show_article(article: Json) -> None:
    console = out()
    console.print(Text("\n" + clean(article["headline"]), "bold"))
    console.print(byline(article))
    sections: tuple[tuple[str, list[RenderableType]], ...] = (
        ("Who", [named(article, ("person", "organization"))]),
        ("Where", [places(article)]),
        ("When", [indented(resolved_dates(article))]),
        ("Who said what", [indented(quote) for quote in quotes(article)]),
    )
    for title, parts in sections:
        console.print(heading(title))
        for part in parts:
            console.print(part)


def _show_search(client: Client, command: str, remark: str, parameters: Json) -> bool:
    page = client.get("/v1/search", {**parameters, "size": 3})
    console = out()
    console.print(
        Text.assemble(
            "\n", ("$ ", "dim"), (command, "bold"), (f"   {total_text(page)}{', ' if remark else ''}{remark}", "dim")
        )
    )
    print_hits(page, snippets=0)
    print_facets(page, limit=4)
    return bool(page["hits"])


def _show_latency(client: Client, documents: Sequence[bytes]) -> None:
    """Measure how long an article takes when nothing else is to be done; what was pushed for it is deleted."""
    run = secrets.token_hex(4)
    texts = [document for document in map(json.loads, documents) if document.get("body")][:SINGLES]
    times: list[float] = []
    pushed: list[str] = []
    console = aside()
    try:
        with console.status("Measuring how long one article takes…"):
            for number, document in enumerate(texts):
                probe = {
                    "source_id": f"demo-{run}-{number}",
                    "headline": document.get("headline"),
                    "body": document["body"],
                }
                answer = client.call("POST", "/v1/articles", json=probe)
                accepted = time.perf_counter()
                pushed.append(answer["receipts"][0]["id"])
                deadline = accepted + SEARCHABLE_SECONDS
                while not _is_searchable(client, pushed[-1]):
                    if time.perf_counter() > deadline:
                        raise Failure(_why_not(client, pushed[-1:]))
                    time.sleep(0.005)
                times.append((time.perf_counter() - accepted) * 1000)
    finally:
        for id in pushed:
            client.call("DELETE", f"/v1/articles/{path_id(id)}")
    times.sort()
    p95 = times[min(len(times) - 1, round(0.95 * (len(times) - 1)))]
    out().print(
        Text.assemble(
            ("\nAccepted → searchable  ", "bold"),
            f"p50 {median(times):.0f} ms, p95 {p95:.0f} ms",
            (f"   measured: {len(times)} articles of the seeds, one after another", "dim"),
        )
    )
