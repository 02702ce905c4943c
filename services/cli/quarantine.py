"""`tidings quarantine`: what could not be processed, why, and what to do with it."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from services.cli.client import Refused, naming, path_id
from services.cli.options import Api, AsJson, Key, connect
from services.cli.terminal import Failure, aside, clean, out, print_json

__all__ = ["quarantine"]

quarantine = typer.Typer(
    no_args_is_help=True, help="What could not be processed: look at it, try it again, give it up."
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The article's id.", show_default=False)]


@quarantine.command("list")
def list_(
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=100, help="Entries a page.")] = 20,
    cursor: Annotated[str | None, typer.Option("--cursor", help="The next page.", show_default=False)] = None,
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """List what is in quarantine, newest first."""
    with connect(api, key) as client:
        page = client.get("/v1/quarantine", {"size": size, "cursor": cursor})
    if as_json:
        print_json(page)
        return
    entries = page["entries"]
    if not entries:
        out().print("Nothing is in quarantine.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("id", "since", "stage", "tries", "reason"):
        table.add_column(column, overflow="fold")
    for entry in entries:
        table.add_row(*(Text(clean(str(entry.get(name, "")))) for name in _COLUMNS))
    out().print(table)
    if page.get("next_cursor"):
        aside().print(Text(f"\nmore: --cursor {page['next_cursor']}", "dim"))


_COLUMNS = ("id", "quarantined_at", "stage", "attempts", "reason")


@quarantine.command()
def show(id: Id, as_json: AsJson = False, api: Api = None, key: Key = None) -> None:
    """Show why one document is in quarantine, and the document."""
    with connect(api, key) as client, naming(id):
        entry = client.get(f"/v1/quarantine/{path_id(id)}")
    if as_json:
        print_json(entry)
        return
    console = out()
    table = Table.grid(padding=(0, 2))
    for name in (*_COLUMNS, "version"):
        table.add_row(Text(name, "dim"), Text(clean(str(entry.get(name, "")))))
    console.print(table)
    document: dict[str, Any] = entry.get("document") or {}
    console.print(Text("\n" + clean(str(document.get("headline") or "(no headline)")), "bold"))
    console.print(Text(_shortened(clean(str(document.get("body") or document.get("html") or "")))))


def _shortened(text: str, limit: int = 1000) -> str:
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text):,} characters; --json has them all)"


@quarantine.command()
def replay(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The article's id.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="All that is in quarantine.")] = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Try again what is in quarantine, once the cause is gone."""
    _one_or_all(id, every)
    with connect(api, key) as client:
        if id:
            with naming(id):
                client.call("POST", f"/v1/quarantine/{path_id(id)}/replay")
            out().print(f"{id} is tried again; `tidings trace {id}` tells how it goes.")
        else:
            answer = client.call("POST", "/v1/quarantine/replay") or {}
            out().print(f"{answer.get('replayed', 'All')} documents are tried again.")


@quarantine.command()
def discard(
    id: Annotated[str | None, typer.Argument(metavar="[ID]", help="The article's id.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="All that is in quarantine.")] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Give up what is in quarantine; the documents are gone, and may be pushed anew."""
    _one_or_all(id, every)
    if not yes:
        if not sys.stdin.isatty():
            raise Failure("Nobody is here to be asked.", "Say --yes to discard without being asked.")
        typer.confirm(f"Discard {id or 'everything in quarantine'}?", abort=True, err=True)
    with connect(api, key) as client:
        if id:
            with naming(id):
                client.call("DELETE", f"/v1/quarantine/{path_id(id)}")
            out().print(f"{id} is discarded.")
            return
        count = 0
        while entries := client.get("/v1/quarantine", {"size": 100})["entries"]:
            gone = sum(_discarded(client.call, entry["id"]) for entry in entries)
            if not gone:
                raise Failure("What is left in quarantine could not be discarded.")
            count += gone
        out().print(f"{count} documents are discarded.")


def _discarded(call: Any, id: str) -> bool:
    try:
        call("DELETE", f"/v1/quarantine/{path_id(id)}")
    except Refused as refusal:
        if refusal.status == 404:  # somebody else was faster, or it is tried again
            return False
        raise
    return True


def _one_or_all(id: str | None, every: bool) -> None:
    if bool(id) == every:
        raise Failure("Say which: one ID, or --all.", "`tidings quarantine list` shows what there is.")
