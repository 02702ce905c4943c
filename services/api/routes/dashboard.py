"""The dashboard's page, the same under every address of the dashboard, and its files; nothing from another origin."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

__all__ = ["ASSETS", "OPEN_PATHS", "assets", "router"]

FOLDER = Path(__file__).parent.parent / "dashboard"
SAMPLES = Path(__file__).parents[3] / "seeds" / "articles.ndjson"
ASSETS = "/assets"

PAGES = (
    "/", "/search", "/columns", "/articles/{id}", "/stories", "/stories/{id}", "/entities/{id}", "/map", "/quotes",
    "/feeds", "/feeds/{id}", "/pipeline", "/quarantine/{id}", "/docs",
)  # fmt: skip
"""Where the dashboard's page is answered; which of its views is shown is for its own router (main.js) to say."""

OPEN_PATHS = (*(page.partition("{")[0] for page in PAGES), ASSETS + "/", "/ingest/openapi.json")
"""What needs no key: the page and its files, which hold nothing of the archive; `…/` is everything below it."""

HEADERS = {
    "Cache-Control": "no-cache",  # kept, but asked for again: an answer of 304
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
        "frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

router = APIRouter(include_in_schema=False)


async def _page() -> Response:
    return FileResponse(FOLDER / "index.html", headers=HEADERS, media_type="text/html; charset=utf-8")


@router.api_route("/samples.ndjson", methods=["GET", "HEAD"])
async def _samples() -> Response:
    """The seeds, for the page to offer while there is nothing; 204 where they are not installed (in a container)."""
    if not SAMPLES.is_file():
        return Response(status_code=204, headers=HEADERS)
    return FileResponse(SAMPLES, headers=HEADERS, media_type="application/x-ndjson")


for _path in PAGES:
    router.add_api_route(_path, _page, methods=["GET", "HEAD"])


class _Assets(StaticFiles):
    """The files of the dashboard, with its headers."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in ("GET", "HEAD"):
            await super().__call__(scope, receive, send)
        else:
            await Response(status_code=405, headers={"Allow": "GET, HEAD"})(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        answer = await super().get_response(path, scope)
        answer.headers.update(HEADERS)
        return answer


def assets() -> StaticFiles:
    """The application to mount at `ASSETS`."""
    return _Assets(directory=FOLDER)
