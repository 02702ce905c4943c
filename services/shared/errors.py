"""The two kinds of failure, and how a failure is told to a client (RFC 9457, `application/problem+json`)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from difflib import get_close_matches
from http import HTTPStatus
from typing import NotRequired, TypedDict

__all__ = [
    "EngineUnavailable", "FieldError", "InboxUnavailable", "Problem", "ProblemError", "Unprocessable", "nearest",
    "problem", "unknown_parameters",
]  # fmt: skip


class Unprocessable(Exception):
    """This document can never be processed: it goes to quarantine at once, with this text as the reason."""


class InboxUnavailable(Exception):
    """Redis did not answer in time: whether a write happened is unknown, and trying again is harmless."""


class EngineUnavailable(Exception):
    """The search engine did not answer, or not as a whole: the work waits and is tried again."""


class FieldError(TypedDict):
    """What is wrong with one field, and what to do about it; `field` is a path such as `authors.0`, or `$` for all."""

    field: str
    message: str
    position: NotRequired[int]
    """Of the character at fault in the field's value, counted from 1."""
    suggestion: NotRequired[str]
    """A value that may be what was meant."""


class Problem(TypedDict):
    """A problem of RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError]
    retry_after: NotRequired[int]


def problem(status: int, detail: str, errors: Sequence[FieldError] = (), *, retry_after: int | None = None) -> Problem:
    """Describe a failure: `status` an HTTP status, `detail` a sentence for people, `retry_after` in seconds."""
    said: Problem = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }
    if retry_after is not None:
        said["retry_after"] = retry_after
    return said


class ProblemError(Exception):
    """Raised anywhere in a web service to answer with `problem`."""

    def __init__(self, status: int, detail: str, errors: Sequence[FieldError] = (), *, retry_after: int | None = None):
        super().__init__(detail)
        self.problem = problem(status, detail, errors, retry_after=retry_after)


def nearest(name: str, known: Iterable[str]) -> str:
    """How a message about an unknown `name` ends: with the one of `known` that may be meant, else with all of them."""
    near = get_close_matches(name, list(known), 1)
    return f": did you mean {near[0]}?" if near else f": expected one of {', '.join(sorted(known))}"


def unknown_parameters(names: Iterable[str], known: Collection[str]) -> list[FieldError]:
    """What is wrong with those of a query string's `names` that a call does not know."""
    return [
        {
            "field": name[:50],
            "message": f"there is no such parameter{nearest(name, known) if known else ': this call takes none'}",
        }
        for name in names
        if name not in known
    ]
