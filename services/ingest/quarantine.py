"""The calls under `/v1/quarantine`: what could not be processed, to look at, to try again, to give up."""

from __future__ import annotations

import logging
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel
from starlette.responses import Response

from services.ingest import examples
from services.ingest.parameters import refuse_unknown_parameters
from services.ingest.service import Service
from services.shared.errors import ProblemError
from services.shared.ids import ID_PATTERN
from services.shared.inbox import QuarantineEntry, Stage
from services.shared.problems import problem_answers

__all__ = ["quarantine_routes"]

log = logging.getLogger(__name__)

REPLAY_AT_ONCE = 500
Id = Annotated[str, Path(description="The id from a receipt", pattern=ID_PATTERN, examples=[examples.QUARANTINED_ID])]
JSON = "application/json"


class Quarantined(BaseModel):
    """A document that could not be processed, as it was accepted or as far as it was enriched, and why."""

    id: str
    version: int
    stage: Stage
    reason: str
    attempts: int
    quarantined_at: str
    document: dict[str, Any]


class Quarantine(BaseModel):
    """A page of what is in quarantine, newest first."""

    entries: list[Quarantined]
    next_cursor: str | None


def _not_there() -> ProblemError:
    return ProblemError(404, "This article is not in quarantine.", [{"field": "id", "message": "is not in quarantine"}])


def _entry(entry: QuarantineEntry) -> dict[str, Any]:
    return {
        "id": entry.id,
        "version": entry.version,
        "stage": entry.stage,
        "reason": entry.reason,
        "attempts": entry.attempts,
        "quarantined_at": entry.quarantined_at,
        "document": orjson.Fragment(entry.document),
    }


def _json(content: object) -> Response:
    return Response(orjson.dumps(content), media_type=JSON)


def quarantine_routes(service: Service) -> APIRouter:
    """The calls, bound to a running service."""
    router = APIRouter(
        prefix="/v1/quarantine",
        tags=["quarantine"],
        responses=problem_answers(401, 503),
        dependencies=[Depends(refuse_unknown_parameters)],
    )

    @router.get(
        "",
        summary="What is in quarantine, newest first",
        response_class=Response,
        responses={
            200: {
                "model": Quarantine,
                "content": {JSON: {"example": {"entries": [examples.QUARANTINED], "next_cursor": None}}},
            },
            **problem_answers(422),
        },
    )
    async def list_quarantine(
        size: Annotated[int, Query(ge=1, le=100)] = 20,
        cursor: Annotated[str | None, Query(pattern="^[0-9]{1,12}$", description="A `next_cursor`")] = None,
    ) -> Response:
        entries, following = await service.blocking(service.inbox.quarantined, size=size, start=int(cursor or 0))
        return _json(
            {
                "entries": [_entry(entry) for entry in entries],
                "next_cursor": None if following is None else str(following),
            }
        )

    @router.post(
        "/replay",
        status_code=202,
        summary="Take everything in quarantine up again",
        responses={202: {"content": {JSON: {"example": {"replayed": 3}}}}},
    )
    async def replay_all() -> dict[str, int]:
        ids = await service.blocking(service.inbox.quarantined_ids)
        replayed = 0
        for start in range(0, len(ids), REPLAY_AT_ONCE):
            count, wants_hint = await service.blocking(service.inbox.replay, ids[start : start + REPLAY_AT_ONCE])
            replayed += count
            if wants_hint:
                service.committer.hint()
        log.info("replayed all in quarantine: %d", replayed)
        return {"replayed": replayed}

    @router.get(
        "/{id}",
        summary="One article in quarantine, with the reason and the document",
        response_class=Response,
        responses={
            200: {"model": Quarantined, "content": {JSON: {"example": examples.QUARANTINED}}},
            **problem_answers(404),
        },
    )
    async def show_quarantined(id: Id) -> Response:
        entry = await service.blocking(service.inbox.quarantine_entry, id)
        if entry is None:
            raise _not_there()
        return _json(_entry(entry))

    @router.post(
        "/{id}/replay",
        status_code=202,
        summary="Take one article up again where it stopped",
        responses={202: {"content": {JSON: {"example": {"replayed": 1}}}}, **problem_answers(404)},
    )
    async def replay(id: Id) -> dict[str, int]:
        count, wants_hint = await service.blocking(service.inbox.replay, [id])
        if not count:
            raise _not_there()
        if wants_hint:
            service.committer.hint()
        log.info("replayed", extra={"article_id": id})
        return {"replayed": count}

    @router.delete(
        "/{id}",
        status_code=204,
        summary="Give one article in quarantine up",
        responses=problem_answers(404),
    )
    async def discard(id: Id) -> None:
        if not await service.blocking(service.inbox.discard, [id]):
            raise _not_there()
        log.info("discarded from quarantine", extra={"article_id": id})

    return router
