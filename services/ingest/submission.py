"""What a sender may put into each field of a document, and the words for what is wrong with it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import orjson
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    PlainValidator,
    StringConstraints,
    ValidationError,
)

from services.ingest.urls import host_name, parse_url
from services.shared.article import Document, Publisher
from services.shared.errors import FieldError

__all__ = ["Submission", "dump_submission", "errors_of", "parse_time"]

EARLIEST = datetime(1700, 1, 1, tzinfo=UTC)
AHEAD = timedelta(hours=48)

_CODES = """
aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el
en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu
ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na
nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg sh si sk sl sm sn
so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu
"""
ISO_639_1 = frozenset(_CODES.split())
_OLD_CODES = {"iw": "he", "in": "id", "ji": "yi", "jw": "jv", "mo": "ro"}


def parse_time(value: object) -> datetime:
    """Read an RFC 3339 time, or a date alone (its midnight), UTC without a zone. Raises `ValueError` in words."""
    if not isinstance(value, str):
        raise ValueError("must be a string with an RFC 3339 time, such as 2024-08-31T06:00:00Z, or a date, 2024-08-31")
    text = value.strip()
    moment = None
    if 10 <= len(text) <= 40 and text[4] == text[7] == "-":
        try:
            moment = datetime.fromisoformat(text[:-1] + "Z" if text[-1] == "z" else text)
        except ValueError:
            moment = None
    if moment is None:
        raise ValueError("is not a time: write 2024-08-31T06:00:00Z or 2024-08-31")
    try:
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:  # the first and the last day of the calendar have no time in every zone
        raise ValueError("must not be before 1700, nor more than 48 hours ahead") from None
    if moment < EARLIEST or moment > datetime.now(UTC) + AHEAD:
        raise ValueError("must not be before 1700, nor more than 48 hours ahead")
    return moment


def _optional_time(value: object) -> datetime | None:
    return None if value is None or (isinstance(value, str) and not value.strip()) else parse_time(value)


def _unless_blank(value: str) -> str | None:
    return None if value.isspace() else value


def _web_url(value: str) -> str:
    if value:
        parse_url(value)
    return value


def _language(value: str) -> str:
    if not value or value in ISO_639_1:
        return value
    code = value.replace("_", "-").partition("-")[0].lower()
    code = _OLD_CODES.get(code, code)
    if code not in ISO_639_1:
        raise ValueError("must be an ISO 639-1 code, such as en or uk")
    return code


def _domain(value: str) -> str:
    try:
        return host_name(value).removeprefix("www.") if value else value
    except ValueError:
        raise ValueError("must be a host name, such as example.org") from None


def _country(value: str) -> str:
    if value and not (len(value) == 2 and value.isascii() and value.isalpha()):
        raise ValueError("must be an ISO 3166-1 code of two letters, such as GB")
    return value.upper()


def _publisher_object(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


def _publisher_unless_empty(value: Publisher | None) -> Publisher | None:
    return value if value and (value.name or value.domain or value.country) else None


def _without_blanks(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, values)))


def _list(value: object) -> object:
    return () if value is None else value


# An absent field may be left out, null or blank; a blank one is left out of the payload (see `dump_submission`). The
# texts are kept to the character, for offsets count into them; the other fields are trimmed.
Text = Annotated[str, AfterValidator(_unless_blank)]
Headline = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_unless_blank)]
Summary = Annotated[str, StringConstraints(max_length=100_000), AfterValidator(_unless_blank)]
Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=1000)]
Long = Annotated[str, StringConstraints(strip_whitespace=True, max_length=10_000)]
Names = Annotated[tuple[Short, ...], Field(max_length=500), BeforeValidator(_list), AfterValidator(_without_blanks)]
WebUrl = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_web_url)]
Moment = Annotated[datetime | None, PlainValidator(_optional_time)]


class SubmittedPublisher(Publisher):
    """A publisher as a sender may name it."""

    name: Short | None = None
    domain: Annotated[Short, AfterValidator(_domain)] | None = None
    country: Annotated[Short, AfterValidator(_country)] | None = None


class Submission(Document):
    """A document as a sender may describe it."""

    source_id: Short | None = None
    url: WebUrl | None = None
    headline: Headline | None = None
    summary: Summary | None = None
    body: Text | None = None
    html: Text | None = None
    published_at: Moment = None
    modified_at: Moment = None
    language: Annotated[Short, AfterValidator(_language)] | None = None
    authors: Names = ()
    publisher: Annotated[
        SubmittedPublisher | None, BeforeValidator(_publisher_object), AfterValidator(_publisher_unless_empty)
    ] = None
    section: Short | None = None
    tags: Names = ()
    image: WebUrl | None = None
    rights: Long | None = None


_KNOWN: dict[str, tuple[str, ...]] = {"": tuple(Submission.model_fields), "publisher": tuple(Publisher.model_fields)}

_MESSAGES: Mapping[str, str] = {
    "string_type": "must be a string",
    "tuple_type": "must be an array of strings",
    "model_type": "must be a string or an object with name, domain and country",
    "string_too_long": "must be at most {max_length} characters",
    "too_long": "must have at most {max_length} items",
}


def dump_submission(submission: Submission, publisher: Publisher | None) -> bytes:
    """The JSON of a document with this `publisher`: the same bytes for the same fields.

    What is absent is left out, so that a field that is added to `Document` one day changes no fingerprint.
    """
    fields = submission.__dict__ | {"publisher": publisher}  # keeps the place, and is many times faster than a copy
    return orjson.dumps(
        {name: value for name, value in fields.items() if value}, default=_present_fields, option=orjson.OPT_UTC_Z
    )


def _present_fields(part: object) -> dict[str, object]:
    if isinstance(part, BaseModel):
        return {name: value for name, value in part.__dict__.items() if value}
    raise TypeError(f"{type(part).__name__} is no part of a document")


def errors_of(error: ValidationError) -> list[FieldError]:
    """What is wrong, field by field, in words for the sender; of theirs, only an unknown field's name is repeated."""
    return [_field_error(one) for one in error.errors(include_url=False, include_input=False)]


def _field_error(one: Any) -> FieldError:
    path = ".".join(str(part) for part in one["loc"])
    context = one.get("ctx", {})
    if one["type"] == "extra_forbidden":
        message = _unknown(one["loc"])
    elif one["type"] == "value_error":
        message = str(context["error"])
    else:
        message = _MESSAGES.get(one["type"], "is not valid").format_map(context)
    return {"field": path[:200] or "$", "message": message}


def _unknown(location: tuple[str | int, ...]) -> str:
    known = _KNOWN.get(".".join(str(part) for part in location[:-1]), ())
    near = difflib.get_close_matches(str(location[-1])[:100].lower(), known, n=1, cutoff=0.5)
    return f"is not a field; did you mean {near[0]}?" if near else f"is not a field; the fields are {', '.join(known)}"
