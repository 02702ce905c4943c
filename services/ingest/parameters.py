"""Refuses parameters of the query that a call does not know, so that no slip of the pen is passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fastapi import Request
from fastapi.routing import APIRoute

from services.shared.errors import ProblemError, unknown_parameters

__all__ = ["refuse_unknown", "refuse_unknown_parameters"]


def refuse_unknown_parameters(request: Request) -> None:
    """A dependency of routes: `refuse_unknown` by the parameters that the route declares."""
    route = request.scope["route"]
    known = [one.alias for one in route.dependant.query_params] if isinstance(route, APIRoute) else []
    refuse_unknown(request.query_params, known)


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Raise a `ProblemError` (422) that names each of `names` that is not `known`, and the nearest that is."""
    if errors := unknown_parameters(names, known):
        raise ProblemError(422, "The request cannot be understood.", errors)
