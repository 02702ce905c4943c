"""The commands of `tidings`, put together."""

from __future__ import annotations

from typing import Any

import typer
from typer.core import TyperGroup

from services.cli.articles import article, delete, trace
from services.cli.doctor import doctor
from services.cli.feeds import feeds
from services.cli.keys import keys
from services.cli.push import push
from services.cli.quarantine import quarantine
from services.cli.reindex import reindex
from services.cli.search import search
from services.cli.system import demo, up
from services.cli.terminal import Failure, print_failure

__all__ = ["app"]


class Commands(TyperGroup):
    """The top group: a `Failure` of any command is told in words and exits with 1."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        try:
            return super().invoke(ctx)
        except Failure as failure:
            print_failure(failure)
            raise typer.Exit(1) from None

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002
        """In the order a newcomer needs them."""
        return list(self.commands)


app = typer.Typer(
    name="tidings",
    cls=Commands,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="Self-hosted news intelligence: who, what, when, where and who said what.",
)
app.command()(demo)
app.command()(up)
app.command()(push)
app.command()(search)
app.command()(article)
app.command()(trace)
app.command()(delete)
app.add_typer(feeds, name="feeds")
app.add_typer(quarantine, name="quarantine")
app.add_typer(keys, name="keys")
app.command()(doctor)
app.command()(reindex)
