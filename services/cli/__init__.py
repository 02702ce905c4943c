"""The command line: `tidings …`."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command that the process's arguments name; exits with its status."""
    try:
        from services.cli.app import app  # noqa: PLC0415 - importing one module of this package must not load them all
    except KeyboardInterrupt:
        sys.exit(130)
    app()
