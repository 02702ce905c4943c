"""What every call that counts has in common: its parameters (`q`, the filters, `tz`) and how it is answered."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import orjson
from fastapi import Request, Response

from services.api.engine import ask_engine
from services.api.parameters import OPENAPI, Reader, nearest
from services.shared.errors import ProblemError
from services.shared.search.calendar import TooManyBuckets
from services.shared.search.fields import COLLAPSES, FACETS, FILTERS
from services.shared.search.port import FacetCount, Index, InvalidQuery, Query

__all__ = ["SIZE", "Asked", "answer", "facet_counts", "parameters"]

_COMMON = ("q", "operator", "match", "collapse", "published_after", "published_before", *FILTERS)
_TZ = {
    "name": "tz",
    "in": "query",
    "schema": {"type": "string", "default": "UTC"},
    "description": "A zone of the IANA database (`Europe/Kyiv`): of the calendar, and of times without a zone.",
}
SIZE = ({"type": "integer", "minimum": 1, "maximum": 1000, "default": 20}, "The most values of a facet.")


def parameters(**own: tuple[dict[str, Any], str]) -> dict[str, Any]:
    """`openapi_extra` of a call: the common parameters and its `own`, each with its schema and description."""
    common = [said for said in OPENAPI if said["name"] in _COMMON and said["name"] not in own]
    return {
        "parameters": [
            *(
                {"name": name, "in": "query", "schema": schema, "description": said}
                for name, (schema, said) in own.items()
            ),
            *common,
            _TZ,
        ]
    }


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


class Asked:
    """The parameters of one call. What is wrong with any of them is gathered, and told by `done`."""

    def __init__(self, request: Request, own: Sequence[str], common: Sequence[str] = (*_COMMON, "tz")):
        values: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            values.setdefault(name, []).append(value)
        self.reader = Reader(values, [])
        known = (*own, *common)
        for name in values:
            if name not in known:
                self.reader.wrong(name[:50], f"there is no such parameter{nearest(name, known)}")
        self.zone = self._zone()

    def query(self, q: str | None = None) -> Query:
        """The query of the common parameters; `q` instead of the parameter of this name."""
        reader = self.reader if q is None else Reader({**self.reader.values, "q": [q]}, self.reader.errors)
        after, before = self.time("published_after"), self.time("published_before")
        if after is not None and before is not None and after > before:
            reader.wrong("published_before", "expected a time after published_after")
        collapse = reader.choice("collapse", COLLAPSES, "")
        return Query(
            text=reader.text(reader.choice("operator", ("and", "or"), "and")),
            filters=reader.filters(),
            match="all" if reader.choice("match", ("any", "all"), "any") == "all" else "any",
            published_after=after,
            published_before=before,
            collapse=collapse or None,  # type: ignore[arg-type]
            highlight=False,
        )

    def time(self, name: str) -> datetime | None:
        """A time; without a zone it is one of `tz`."""
        value = self.reader.one(name)
        try:
            moment = datetime.fromisoformat(value) if value else None
            if moment is not None and moment.tzinfo is None:
                return moment.replace(tzinfo=self.zone).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # the reader says what is wrong with it
        return self.reader.time(name)

    def facet(self, name: str, among: Sequence[str] = tuple(FACETS)) -> str | None:
        """The name of a facet."""
        value = self.reader.one(name)
        if value is not None and value not in among:
            self.reader.wrong(name, f"there is no facet {value[:50]!r}{nearest(value, among)}")
            return None
        return value

    def facets(self, default: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The names of facets, comma-separated."""
        return self.reader.facets() or default

    def wrong(self, name: str, message: str) -> None:
        """Note what is wrong with a parameter."""
        self.reader.wrong(name, message)

    def done(self) -> None:
        """Raise a `ProblemError` (422) where anything is wrong."""
        if self.reader.errors:
            once = {(error["field"], error["message"]): error for error in self.reader.errors}
            raise ProblemError(422, "The request cannot be understood.", list(once.values()))

    def _zone(self) -> ZoneInfo:
        name = self.reader.one("tz") or "UTC"
        if name not in _zones():
            near = nearest(name, _zones())
            said = near if "did you mean" in near else ": expected one of the IANA database, such as Europe/Kyiv"
            self.reader.wrong("tz", f"there is no zone {name[:50]!r}{said}")
            name = "UTC"
        return ZoneInfo(name)


async def answer(
    request: Request, work: Callable[[Index], Mapping[str, Any]], *, media_type: str = "application/json"
) -> Response:
    """Have `work` ask the engine, off the event loop and with a deadline; answer what it returns, and `took_ms`."""
    began = time.perf_counter()
    try:
        said = await ask_engine(request, work, request.app.state.index)
    except InvalidQuery as error:
        raise ProblemError(
            422, "The request cannot be understood.", [{"field": error.field, "message": error.message}]
        ) from None
    except TooManyBuckets as error:
        raise ProblemError(422, "The timeline is too long.", [{"field": "interval", "message": str(error)}]) from None
    took = round((time.perf_counter() - began) * 1000, 1)
    return Response(orjson.dumps({**said, "took_ms": took}), media_type=media_type)


def facet_counts(counts: Sequence[FacetCount]) -> list[dict[str, Any]]:
    """Facet values as they are answered."""
    return [
        {"value": one.value, "label": one.label, "count": one.count}
        | ({} if one.articles is None else {"articles": one.articles})
        for one in counts
    ]
