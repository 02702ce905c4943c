"""The ingest service: a FastAPI application over the inbox."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from pydantic.json_schema import models_json_schema

from services.ingest.feeds.callbacks import callback_routes
from services.ingest.feeds.calls import feed_routes
from services.ingest.feeds.service import FeedService
from services.ingest.feeds.websub import CALLBACKS
from services.ingest.fetch import Fetcher, HostBusy
from services.ingest.pipeline import pipeline_routes
from services.ingest.quarantine import quarantine_routes
from services.ingest.receipts import Receipt
from services.ingest.routes import article_routes, push_routes
from services.ingest.service import Hinting, Service
from services.shared import web
from services.shared.article import Document
from services.shared.direct import Direct
from services.shared.feed_store import FeedStore
from services.shared.hosts import Hosts
from services.shared.inbox import Inbox
from services.shared.problems import problem_answers
from services.shared.queue import Hints
from services.shared.settings import Settings
from services.shared.telemetry import InboxGauges, Metrics

__all__ = ["create_app"]

_REFERENCE = "#/components/schemas/{model}"


def create_app(settings: Settings, *, inbox: Inbox | None = None, hints: Hinting | None = None) -> FastAPI:
    """The application; it starts without Redis, and says so in `/health/ready`."""
    inbox = inbox or Inbox.connect(settings)
    metrics = Metrics()
    metrics.registry.register(InboxGauges(inbox.state))
    hints = hints or Hints(settings)
    service = Service(settings, inbox, hints, metrics)
    feeds = FeedService(
        settings, FeedStore.connect(settings), inbox, hints, Fetcher(settings, turns=Hosts(settings, HostBusy))
    )

    @asynccontextmanager
    async def running(_app: FastAPI) -> AsyncIterator[None]:
        yield
        feeds.close()
        await service.close()

    app = FastAPI(
        title="Tidings: ingest",
        version="1",
        description="Takes news articles in, durably. Errors are `application/problem+json` (RFC 9457).",
        lifespan=running,
        redirect_slashes=False,
        redoc_url=None,
        generate_unique_id_function=web.operation_id,
        responses=problem_answers(422),
        docs_url=None,  # the search service's page at /docs tells of both
    )
    pushes = push_routes(service)
    for routes in (pushes, article_routes(service), quarantine_routes(service), pipeline_routes(service)):
        app.include_router(routes)
    app.include_router(feed_routes(feeds))
    app.include_router(callback_routes(feeds))
    app.add_middleware(Direct, routes=[route for route in pushes.routes if isinstance(route, APIRoute)])
    web.install(app, settings, ready={"inbox": inbox.ping}, metrics=metrics, public_paths={CALLBACKS})
    _describe_models(app)
    return app


def _describe_models(app: FastAPI) -> None:
    """Add the schemas that the calls refer to: they read their bodies themselves, so FastAPI knows none."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        schema = generate()
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        if "Document" not in schemas:
            _, documents = models_json_schema([(Document, "validation")], ref_template=_REFERENCE)
            receipt = TypeAdapter(Receipt).json_schema(ref_template=_REFERENCE)
            schemas.update(documents["$defs"], **receipt.pop("$defs", {}), Receipt=receipt)
            publisher = schemas["Document"]["properties"]["publisher"]
            publisher["anyOf"].insert(0, {"type": "string", "description": "Its name"})
        return schema

    app.openapi = openapi  # type: ignore[method-assign]
