"""`tidings article`, `trace` and `delete`: one article, what it says, what happened to it, and its end."""

from __future__ import annotations

import sys
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from services.cli.client import Refused, naming, path_id
from services.cli.options import Api, AsJson, Key, connect
from services.cli.rendering import whole_article
from services.cli.terminal import Failure, aside, clean, out, print_json

__all__ = ["article", "delete", "trace"]

Id = Annotated[str, typer.Argument(metavar="ID", help="The article's id.", show_default=False)]
_STYLES = {"indexed": "green", "quarantined": "red", "removed": "yellow"}


def article(id: Id, *, as_json: AsJson = False, api: Api = None, key: Key = None) -> None:
    """Show one article: its text, who, where, when, who said what."""
    with connect(api, key) as client, naming(id):
        try:
            found = client.get(f"/v1/articles/{path_id(id)}")
        except Refused as refusal:
            if refusal.status == 404:
                raise Failure(
                    f"No article {id} can be found.", f"It may still be on its way: `tidings trace {id}` tells."
                ) from None
            raise
    if as_json:
        print_json(found)
        return
    console = out()
    for part in whole_article(found):
        console.print(part)


def trace(id: Id, *, as_json: AsJson = False, api: Api = None, key: Key = None) -> None:
    """Show what happened to an article so far, from its acceptance on."""
    with connect(api, key) as client, naming(id):
        found = client.get(f"/v1/articles/{path_id(id)}/trace")
    if as_json:
        print_json(found)
        return
    console = out()
    status = str(found["status"])
    console.print(Text.assemble((clean(str(found["id"])), "dim"), " is ", (status, _STYLES.get(status, "cyan"))))
    table = Table.grid(padding=(0, 2))
    for event in found["events"]:
        table.add_row(
            Text(str(event["at"]), "dim"), Text(clean(event["event"])), Text(clean(event.get("detail") or ""))
        )
    console.print(table)
    if status == "quarantined":
        aside().print(
            f"\nWhy: `tidings quarantine show {id}`. Again, once the cause is gone: `tidings quarantine replay {id}`."
        )


def delete(
    id: Id,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Delete an article for good: text, revisions, trace; later pushes of it are refused."""
    if not yes:
        if not sys.stdin.isatty():
            raise Failure("Nobody is here to be asked.", "Say --yes to delete without being asked.")
        typer.confirm(f"Delete {id} for good? Feeds and pushes cannot bring it back.", abort=True, err=True)
    with connect(api, key) as client, naming(id):
        client.call("DELETE", f"/v1/articles/{path_id(id)}")
    out().print(f"{id} is deleted; it leaves search within seconds.")
