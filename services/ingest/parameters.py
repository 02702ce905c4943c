"""Refuses parameters of the query that a call does not know, so that no slip of the pen is passed over."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from difflib import get_close_matches

from fastapi import Request
from fastapi.routing import APIRoute

from services.shared.errors import FieldError, ProblemError

__all__ = ["refuse_unknown", "refuse_unknown_parameters"]


def refuse_unknown_parameters(request: Request) -> None:
    """A dependency of routes: `refuse_unknown` by the parameters that the route declares."""
    route = request.scope["route"]
    known = [one.alias for one in route.dependant.query_params] if isinstance(route, APIRoute) else []
    refuse_unknown(request.query_params, known)


def refuse_unknown(names: Iterable[str], known: Collection[str]) -> None:
    """Raise a `ProblemError` (422) that names each of `names` that is not `known`, and the nearest that is."""
    errors: list[FieldError] = [
        {"field": name[:50], "message": f"there is no such parameter{_hint(name, known)}"}
        for name in names
        if name not in known
    ]
    if errors:
        raise ProblemError(422, "The request cannot be understood.", errors)


def _hint(name: str, known: Collection[str]) -> str:
    if near := get_close_matches(name, known, 1):
        return f": did you mean {near[0]}?"
    return f": expected one of {', '.join(sorted(known))}" if known else ": this call takes none"
