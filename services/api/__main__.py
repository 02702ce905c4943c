"""Run the search service: `python -m services.api`."""

from __future__ import annotations

import logging

from services.api.app import create_app
from services.shared.errors import EngineUnavailable
from services.shared.search import open_index
from services.shared.search.port import SchemaMismatch
from services.shared.settings import Settings
from services.shared.telemetry import configure_logging
from services.shared.web import check_binding, serve


def main() -> None:
    """Listen on `api_host` and `api_port` until SIGTERM; refuse to start on an index of another schema."""
    settings = Settings()
    configure_logging(settings)
    check_binding(settings, settings.api_host)
    index = open_index(settings)
    try:
        index.prepare()
    except SchemaMismatch as error:
        raise SystemExit(str(error)) from None
    except EngineUnavailable as error:  # it may come back: searches answer 503 until then
        logging.getLogger(__name__).warning("the search engine does not answer yet: %s", error)
    serve(create_app(settings, index=index), host=settings.api_host, port=settings.api_port)


if __name__ == "__main__":
    main()
