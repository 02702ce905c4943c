"""Reading parameters from a query string one by one, with every mistake in them gathered under its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from typing import Any, Literal

from services.api.describing import HALF_LIFE, MOST_VALUES
from services.api.engine import NOT_UNDERSTOOD
from services.shared.errors import FieldError, ProblemError, nearest, unknown_parameters
from services.shared.search.fields import FACETS, FILTERS, PERIODS, WORDS
from services.shared.search.language import Node, QuerySyntaxError, parse

__all__ = ["Reader"]

_LOST_PLUS = re.compile(r"(?<=:\d\d) (?=\d\d:?\d\d$)|(?<=\.\d{3}) (?=\d\d:?\d\d$)")


@dataclass
class Reader:
    """Takes parameters one by one and gathers what is wrong with them."""

    values: dict[str, list[str]]
    errors: list[FieldError]

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], names: Collection[str]) -> Reader:
        """Begin to read the pairs of a query string; every name beside `names` is noted as a mistake."""
        values: dict[str, list[str]] = {}
        for name, value in pairs:
            values.setdefault(name, []).append(value)
        return cls(values, unknown_parameters(values, names))

    def done(self) -> None:
        """Raise a `ProblemError` (422) that names every mistake, where there are any."""
        if self.errors:
            once = {(error["field"], error["message"]): error for error in self.errors}
            raise ProblemError(422, NOT_UNDERSTOOD, list(once.values()))

    def wrong(self, field: str, message: str) -> None:
        self.errors.append({"field": field, "message": message})

    def one(self, name: str) -> str | None:
        found = self.values.get(name, [])
        if len(found) > 1:
            self.wrong(name, "given more than once")
        return found[0] if found else None

    def choice(self, name: str, allowed: Iterable[str], default: str) -> str:
        value = self.one(name)
        if value is None:
            return default
        if value not in allowed:
            self.wrong(name, f"expected one of {', '.join(allowed)}")
            return default
        return value

    def number(self, name: str, low: int, high: int, default: int) -> int:
        value = self.one(name)
        if value is None:
            return default
        if not (value.isascii() and value.isdigit() and len(value) < 10 and low <= int(value) <= high):
            self.wrong(name, f"expected a whole number from {low} to {high}")
            return default
        return int(value)

    def span(self, name: str) -> timedelta | None:
        """Some hours, days or weeks."""
        value = self.one(name)
        if value is None:
            return None
        if not re.fullmatch(HALF_LIFE, value):
            self.wrong(name, "expected hours, days or weeks, such as 12h, 7d or 4w (up to 9999h, 999d, 99w)")
            return None
        return timedelta(hours=int(value[:-1]) * {"h": 1, "d": 24, "w": 168}[value[-1]])

    def time(self, name: str, zone: tzinfo = UTC) -> datetime | None:
        """A time; without a zone it is one of `zone`."""
        value = self.one(name)
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(_LOST_PLUS.sub("+", value))
            return (moment.replace(tzinfo=zone) if moment.tzinfo is None else moment).astimezone(UTC)
        except (ValueError, OverflowError):
            self.wrong(name, "expected a time of RFC 3339, such as 2024-08-31 or 2024-08-31T12:00:00Z")
            return None

    def period(self, zone: tzinfo = UTC) -> tuple[datetime | None, datetime | None]:
        """`published_after` and `published_before`, in this order."""
        after, before = self.time("published_after", zone), self.time("published_before", zone)
        if after is not None and before is not None and after > before:
            self.wrong("published_before", "expected a time after published_after")
        return after, before

    def text(self, fields: Collection[str] = WORDS, periods: Collection[str] = PERIODS) -> Node | None:
        """The query in `q`, its words joined by `operator`; only these fields and times may be named in it."""
        joined: Any = self.choice("operator", ("and", "or"), "and")
        try:
            return parse(self.one("q") or "", joined, fields=fields, periods=periods)
        except QuerySyntaxError as error:
            wrong: FieldError = {"field": "q", "message": str(error), "position": error.position}
            if error.suggestion is not None:
                wrong["suggestion"] = error.suggestion
            self.errors.append(wrong)
            return None

    def match(self) -> Literal["any", "all"]:
        """Whether a repeated filter means any of its values or all."""
        return "all" if self.choice("match", ("any", "all"), "any") == "all" else "any"

    def filters(self) -> dict[str, tuple[str, ...]]:
        found = {name: tuple(self.values[name]) for name in FILTERS if name in self.values}
        for name, asked in found.items():
            if len(asked) > MOST_VALUES:
                self.wrong(name, f"expected at most {MOST_VALUES} values")
            if any(not value.strip() for value in asked):
                self.wrong(name, "expected a value")
        return found

    def facets(self) -> tuple[str, ...]:
        asked = [name.strip() for value in self.values.get("facets", []) for name in value.split(",") if name.strip()]
        for name in asked:
            if name not in FACETS:
                self.wrong("facets", f"there is no facet {name[:50]!r}{nearest(name, FACETS)}")
        return tuple(dict.fromkeys(name for name in asked if name in FACETS))
