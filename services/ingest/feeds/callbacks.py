"""The calls under `/v1/websub`, which hubs make: verification of what was asked of them, and deliveries.

They need no key: what a caller must know is the token in the path, and for a delivery the secret that signs it.
"""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from services.ingest.feeds.service import FeedService
from services.ingest.feeds.websub import CALLBACKS
from services.shared.errors import ProblemError
from services.shared.ids import ID_PATTERN

__all__ = ["callback_routes"]

Id = Annotated[str, Path(description="The id of a feed", pattern=ID_PATTERN)]
Token = Annotated[str, Path(description="What the hub was told", max_length=100)]
Text = Annotated[str, Query(max_length=2000)]


def callback_routes(service: FeedService) -> APIRouter:
    """The calls, bound to a running service; none answers anything but 410 where WebSub is not set up."""
    router = APIRouter(prefix=CALLBACKS.rstrip("/"), include_in_schema=False)  # nothing that a client would call
    gone = ProblemError(410, "There is no such subscription.")

    @router.get("/{id}/{token}", response_class=Response)
    async def verified(  # noqa: PLR0917 - parameters of the query, all named
        id: Id,
        token: Token,
        mode: Annotated[Text, Query(alias="hub.mode")] = "",
        topic: Annotated[Text, Query(alias="hub.topic")] = "",
        challenge: Annotated[Text, Query(alias="hub.challenge")] = "",
        lease: Annotated[float, Query(alias="hub.lease_seconds", ge=0, le=1e9)] = 86_400.0,
        reason: Annotated[Text, Query(alias="hub.reason")] = "",
    ) -> Response:
        """A hub verifies a subscription, or refuses it."""
        hubs = service.hubs
        if hubs is None:
            raise gone
        if mode == "denied" and await service.blocking(hubs.denied, id, token, reason):
            return Response(status_code=204)
        if mode == "subscribe" and await service.blocking(hubs.verified, id, token, topic, lease):
            return PlainTextResponse(challenge)
        raise gone

    @router.post("/{id}/{token}", response_class=Response)
    async def delivered(id: Id, token: Token, request: Request) -> Response:
        """A hub delivers."""
        hubs = service.hubs
        if service.deliveries is None or hubs is None or not await service.blocking(hubs.knows, id, token):
            raise gone  # before the body is read: anybody may call here
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > service.most_bytes:
                raise ProblemError(413, f"A delivery may have {service.most_bytes} bytes.")
        headers = request.headers
        outcome = await service.fetching(
            service.deliveries.take,
            id,
            token,
            body,
            headers.get("content-type", ""),
            headers.get("x-hub-signature", ""),
        )
        if outcome == "unknown":
            raise gone
        if outcome == "full":
            raise ProblemError(503, "The inbox is full.", retry_after=30)
        return Response(status_code=202)  # what is not signed gets the same answer: WebSub, 7.1

    return router
