"""The search service as a FastAPI app: search and articles from the engine, everything else forwarded to ingest."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from services.api.manners import Compress, Timed
from services.api.routes import (
    articles,
    compare,
    dashboard,
    entities,
    export,
    facets,
    forwarding,
    graph,
    live,
    places,
    publishers,
    quotes,
    search,
    similar,
    stories,
    suggest,
    syndication,
    timeline,
    trending,
)
from services.shared.direct import Direct
from services.shared.offload import Offload
from services.shared.search import open_index
from services.shared.search.meanings import Meanings
from services.shared.search.port import Index
from services.shared.settings import Settings
from services.shared.telemetry import Metrics
from services.shared.web import install, operation_id

__all__ = ["create_app"]

ENGINE_SECONDS = 1.95
"""How long a search may take, waiting for its turn included; then the answer is 503."""

DESCRIPTION = """Search enriched news articles. Every call of the ingest service (`/v1/articles`, `/v1/articles/bulk`,
`/v1/urls`, `/v1/feeds`, `/v1/quarantine`, …) is answered under the same path here too."""


def create_app(settings: Settings, *, index: Index | None = None) -> FastAPI:
    """Build the app; `index` instead of the engine that `settings` choose. Nothing is connected before it is used."""
    engine = index or open_index(settings)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.ingest = forwarding.ingest_client(settings.ingest_base)
        try:
            yield
        finally:
            await app.state.ingest.aclose()
            app.state.ask_engine.close()
            engine.close()

    app = FastAPI(
        title="Tidings search",
        description=DESCRIPTION,
        version="1",
        lifespan=lifespan,
        redoc_url=None,
        docs_url=None,
        generate_unique_id_function=operation_id,
    )
    app.state.meanings = Meanings()
    app.state.index = engine
    app.state.live = live.Live()
    app.state.ask_engine = Offload(threads=16, seconds=ENGINE_SECONDS, name="search")
    app.add_middleware(Direct, routes=[route for route in search.router.routes if isinstance(route, APIRoute)])
    install(app, settings, ready={"engine": engine.check}, metrics=Metrics(), open_paths=dashboard.OPEN_PATHS)
    app.add_middleware(Compress)
    app.add_middleware(Timed)
    app.include_router(search.router)
    app.include_router(live.router)
    app.include_router(stories.router)
    for things in (quotes, entities, publishers, suggest, similar, export, syndication):
        app.include_router(things.router)
    for counts in (timeline, facets, places, compare, trending, graph):
        app.include_router(counts.router)
    app.include_router(forwarding.router)  # before articles: `/v1/articles/bulk` is no id
    app.include_router(articles.router)
    app.include_router(dashboard.router)
    app.mount(dashboard.ASSETS, dashboard.assets(), name="assets")
    return app
