"""The command line: `tidings …`."""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """Run the command that the process's arguments name; exits with its status."""
    from services.cli.app import app  # noqa: PLC0415 - importing a module of this package must not load every command

    app()
