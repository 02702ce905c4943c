"""`GET /v1/pipeline`: how much is where between accepted and searchable, for people who look after it."""

from __future__ import annotations

from typing import Literal

import orjson
from fastapi import APIRouter, Depends
from pydantic import BaseModel
from starlette.responses import Response

from services.ingest.parameters import refuse_unknown_parameters
from services.ingest.service import Service
from services.shared.problems import problem_answers

__all__ = ["pipeline_routes"]

EXAMPLE = {
    "pending": 12,
    "pending_bytes": 48213,
    "most_pending": 500000,
    "oldest_seconds": 0.4,
    "quarantined": 1,
    "stages": [
        {"stage": "fetch", "waiting": 0, "working": 0},
        {"stage": "enrich", "waiting": 4, "working": 8},
        {"stage": "index", "waiting": 0, "working": 0},
    ],
    "receipts": {"accepted": 340, "unchanged": 2, "rejected": 1},
}


class StageState(BaseModel):
    """How many articles wait for a stage, and how many are being worked on."""

    stage: Literal["fetch", "enrich", "index"]
    waiting: int
    working: int


class Pipeline(BaseModel):
    """How much is in motion, where, and how long the oldest of it has waited."""

    pending: int
    pending_bytes: int
    most_pending: int
    oldest_seconds: float
    quarantined: int
    stages: list[StageState]
    receipts: dict[str, int]


def pipeline_routes(service: Service) -> APIRouter:
    """The call, bound to a running service."""
    router = APIRouter(
        tags=["operations"], responses=problem_answers(401, 503), dependencies=[Depends(refuse_unknown_parameters)]
    )

    @router.get(
        "/v1/pipeline",
        summary="How much is where between accepted and searchable",
        operation_id="pipeline",
        response_class=Response,
        responses={200: {"model": Pipeline, "content": {"application/json": {"example": EXAMPLE}}}},
    )
    async def pipeline() -> Response:
        """`receipts` are counted by the process that answers, since it started."""
        state = await service.blocking(service.inbox.state)
        return Response(
            orjson.dumps(
                {
                    "pending": state.pending,
                    "pending_bytes": state.pending_bytes,
                    "most_pending": service.settings.max_pending,
                    "oldest_seconds": state.oldest_seconds,
                    "quarantined": state.quarantined,
                    "stages": [
                        {"stage": stage, "waiting": state.waiting(stage), "working": state.leased.get(stage, 0)}
                        for stage in ("fetch", "enrich", "index")
                    ],
                    "receipts": service.counted(),
                }
            ),
            media_type="application/json",
        )

    return router
