"""The health check of processes without a web server: `python -m services.shared.health NAME`."""

from __future__ import annotations

import sys

from services.shared.process import is_alive

NAMES = ("worker", "fetcher", "scheduler", "indexer", "reconciler")


def main() -> None:
    """Exit 0 where the named process shows itself, 1 where it does not, 2 where the name is none."""
    match sys.argv[1:]:
        case [name] if name in NAMES:
            sys.exit(0 if is_alive(name) else f"{name} has not shown itself for half a minute: see its log")
        case _:
            print(f"usage: python -m services.shared.health {'|'.join(NAMES)}", file=sys.stderr)
            sys.exit(2)


if __name__ == "__main__":
    main()
