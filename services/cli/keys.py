"""`tidings keys`: make an API key, and the entry of `TIDINGS_API_KEYS` that admits it."""

from __future__ import annotations

import sys

import typer
from rich.text import Text

from services.cli.options import AsJson
from services.cli.terminal import Failure, aside, out, print_json
from services.shared.keys import create_key, hash_key

__all__ = ["keys"]

keys = typer.Typer(no_args_is_help=True, help="Make API keys. The services keep only a key's hash.")


@keys.command()
def create(as_json: AsJson = False) -> None:
    """Make a key, and print it this once, with the entry to configure."""
    key = create_key()
    if as_json:
        print_json({"key": key, "entry": hash_key(key)})
        return
    console = out()
    console.print(Text.assemble(("key    ", "dim"), (key, "bold green")))
    console.print(Text.assemble(("entry  ", "dim"), hash_key(key)))
    remarks = aside()
    remarks.print(
        "\nThe key is not kept anywhere: note it now. Who calls sends it as X-API-Key, or sets TIDINGS_API_KEY."
    )
    remarks.print("Add the entry to TIDINGS_API_KEYS (comma-separated) of both web services and start them again.")


@keys.command("hash")
def hash_() -> None:
    """Print the entry for a key read from standard input, so that it stands in no shell history."""
    asked = sys.stdin.isatty()
    key: str = typer.prompt("Key", hide_input=True, err=True) if asked else sys.stdin.readline()
    key = key.strip()
    if not key:
        raise Failure("There is no key on standard input.", "For example: tidings keys hash < key.txt")
    out().print(hash_key(key))
