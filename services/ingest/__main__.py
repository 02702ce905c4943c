"""Runs the ingest service: `python -m services.ingest`."""

from __future__ import annotations

from services.ingest.app import create_app
from services.shared import web
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging


def main() -> None:
    """Serve until asked to stop."""
    settings = Settings()
    configure_logging(settings)
    web.check_binding(settings, settings.ingest_host)
    web.serve(create_app(settings), host=settings.ingest_host, port=settings.ingest_port)


if __name__ == "__main__":
    main()
