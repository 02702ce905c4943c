"""`tidings up` and `tidings demo`: the whole system on this machine, to work with and to look at."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from services.cli.client import Client
from services.cli.demo import show
from services.cli.demo_feed import NETWORK, serving_feed
from services.cli.options import read_settings
from services.cli.terminal import Failure, aside, clean, out
from services.shared.settings import Settings

if TYPE_CHECKING:
    from services.local import Stack

__all__ = ["demo", "up"]

_NOT_FOR_A_TRIAL = ("REDIS_URL", "INGEST_URL", "INGEST_HOST", "API_HOST", "API_KEYS", "SECRETS_DIR")


def up(
    ingest_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="By default TIDINGS_INGEST_PORT or 8001.", show_default=False)
    ] = None,
    api_port: Annotated[
        int | None, typer.Option(min=1, max=65535, help="By default TIDINGS_API_PORT or 8000.", show_default=False)
    ] = None,
    data: Annotated[
        Path | None,
        typer.Option(help="Where everything is kept; by default TIDINGS_DATA_DIR or ./data.", show_default=False),
    ] = None,
) -> None:
    """Start everything on this machine and keep it running until Ctrl-C; the next start has everything again."""
    settings = read_settings(ingest_port=ingest_port, api_port=api_port, data_dir=data)
    console = out()
    with _running(settings, settings.data_dir) as stack:
        console.print(Text("Tidings is up.", "bold green"))
        _where(console, stack, settings.data_dir)
        console.print(Text("\nTry:  tidings push seeds/articles.ndjson    tidings search Kyiv --facet country", "dim"))
        console.print(Text("Ctrl-C ends everything.", "dim"))
        stack.supervise(lambda: False)
        aside().print("Stopping…")


def demo(
    keep: Annotated[
        bool, typer.Option("--keep", help="Keep the articles in ./data, on the usual ports, and go on running.")
    ] = False,
) -> None:
    """See what Tidings does: start everything, push the seed articles, show what it found, stop."""
    if keep:
        settings = read_settings()
        with _running(settings, settings.data_dir) as stack:
            with Client(stack.api_url, os.environ.get("TIDINGS_API_KEY")) as client:
                show(client)
            out().print()
            _where(out(), stack, settings.data_dir)
            out().print(Text("It goes on running until Ctrl-C.", "dim"))
            stack.supervise(lambda: False)
        return
    from services.local import free_port  # noqa: PLC0415 - see `_running`

    for name in _NOT_FOR_A_TRIAL:  # a trial never touches what is configured for real use
        os.environ.pop(f"TIDINGS_{name}", None)
    with tempfile.TemporaryDirectory(prefix="tidings-demo-") as folder:
        settings = read_settings(
            data_dir=folder, ingest_port=free_port(), api_port=free_port(), elasticsearch_index="tidings-demo",
            fetch_private_networks=NETWORK, feed_least_interval=1.0,
        )  # fmt: skip
        with serving_feed() as feed, _running(settings, Path(folder)) as stack, Client(stack.api_url) as client:
            show(client, feed)
    out().print(
        Text.assemble(
            ("Dashboard             ", "bold"),
            "http://127.0.0.1:8000",
            ("   once `tidings up` runs", "dim"),
            (
                "\n\nEverything is stopped and removed. `tidings demo --keep` keeps it, `tidings up` starts empty.",
                "dim",
            ),
        )
    )


@contextlib.contextmanager
def _running(settings: Settings, data_dir: Path) -> Iterator[Stack]:
    """A started stack; SIGTERM ends it as Ctrl-C does, also while it is starting."""
    from services.local import Stack, StackError  # noqa: PLC0415 - loads the embedded Redis: other commands do without

    before = signal.signal(signal.SIGTERM, _interrupt)
    console = aside()
    try:
        stack = Stack(settings, data_dir=data_dir, on_event=lambda said: console.print(Text(clean(said), "yellow")))
        with contextlib.ExitStack() as opened:
            starting = "Starting Redis, the services and the workers…"
            if not console.is_terminal:
                console.print(starting)
            with console.status(starting):
                opened.enter_context(stack)
            yield stack
    except StackError as error:
        raise Failure(str(error)) from None
    except OSError as error:
        raise Failure(f"{error.filename or data_dir}: {error.strerror or error}.") from None
    finally:
        signal.signal(signal.SIGTERM, before)


def _interrupt(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _where(console: Console, stack: Stack, data_dir: Path) -> None:
    for what, where in (
        ("dashboard", stack.api_url),
        ("ingest", stack.ingest_url),
        ("API docs", f"{stack.api_url}/docs"),
        ("data", str(data_dir.resolve())),
        ("logs", str(stack.logs)),
    ):
        console.print(Text.assemble((f"  {what:<9}", "dim"), where))
