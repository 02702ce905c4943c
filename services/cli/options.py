"""The options that many commands share, and the client they lead to."""

from __future__ import annotations

import os
from typing import Annotated

import typer
from pydantic import ValidationError

from services.cli.client import Client
from services.cli.terminal import Failure
from services.shared.settings import Settings

__all__ = ["Api", "AsJson", "Key", "api_url", "connect", "read_settings"]

Api = Annotated[
    str | None,
    typer.Option(
        "--api",
        envvar="TIDINGS_API_URL",
        metavar="URL",
        help="Where Tidings is; by default http://127.0.0.1:8000.",
        show_default=False,
    ),
]
Key = Annotated[
    str | None,
    typer.Option("--key", envvar="TIDINGS_API_KEY", metavar="KEY", help="Your API key.", show_default=False),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]


def api_url(api: str | None) -> str:
    """Where the search service is: as said, else on this machine."""
    return api or f"http://127.0.0.1:{os.environ.get('TIDINGS_API_PORT') or 8000}"


def connect(api: str | None, key: str | None) -> Client:
    """A client for what `--api` and `--key` say."""
    return Client(api_url(api), key)


def read_settings(**given: object) -> Settings:
    """The settings of this process, with those `given` that are not None; a `Failure` names what is wrong with them."""
    try:
        return Settings(**{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
    except ValidationError as error:
        wrong = [f"TIDINGS_{'_'.join(map(str, one['loc'])).upper()}: {one['msg']}" for one in error.errors()]
        raise Failure("The settings are not valid.", *wrong) from None
