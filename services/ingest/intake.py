"""From what a sender pushed to an offer for the inbox: JSON, then validation, then the article's identity."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from typing import Any, Literal

import orjson
from pydantic import ValidationError

from services.ingest.jsonld import articles_in, document_of, in_their_words
from services.ingest.submission import Submission, SubmittedPublisher, dump_submission, errors_of
from services.ingest.urls import parse_url
from services.shared.article import Document, Publisher, content_hash
from services.shared.errors import FieldError, ProblemError
from services.shared.ids import readable_id
from services.shared.inbox import Offer

__all__ = ["article_id", "decode", "offer", "offer_of_jsonld", "only_article"]

_NUL = b"\\u0000"
_BOM = b"\xef\xbb\xbf"


def decode(raw: bytes | bytearray) -> Any:
    """Read JSON strictly: no NaN, no 1e400, no lone surrogates, no depth over 1,024. Raises a 422 `ProblemError`."""
    try:
        return orjson.loads(raw.removeprefix(_BOM))
    except orjson.JSONDecodeError as error:
        message = f"is not valid JSON: {error.msg} at line {error.lineno}, column {error.colno}"
        raise ProblemError(422, "This is not valid JSON.", [{"field": "$", "message": message}]) from None


def offer(
    raw: object, *, channel: str = "push", lane: Literal["live", "bulk"] = "live", restore: bool = False
) -> Offer:
    """Validate one decoded document and make it an offer. Raises a 422 `ProblemError` that names each bad field."""
    if not isinstance(raw, dict):
        raise ProblemError(422, "A document is a JSON object.", [{"field": "$", "message": "must be an object"}])
    try:
        document = Submission.model_validate(raw)
    except ValidationError as error:
        raise _invalid(errors_of(error)) from None
    if not document.body and not document.html:
        raise _invalid([{"field": "body", "message": "is empty or missing, and so is html: send one of them"}])
    address = parse_url(document.url) if document.url else None
    publisher = document.publisher
    if publisher is None and address:
        publisher = SubmittedPublisher.model_construct(domain=address.host.removeprefix("www."))
    payload = dump_submission(document, publisher)
    if _NUL in payload:
        _refuse_nul(payload)
    hashed = _content_hash(document)
    return Offer(
        id=article_id(document.source_id, publisher, address.canonical if address else None, hashed),
        payload=payload,
        content_hash=hashed[:16],
        channel=channel,
        lane=lane,
        restore=restore,
    )


def offer_of_jsonld(node: Mapping[str, Any], *, lane: Literal["live", "bulk"] = "live", restore: bool = False) -> Offer:
    """The same as `offer` for a schema.org article; errors name its fields as schema.org does."""
    try:
        return offer(document_of(node), lane=lane, restore=restore)
    except ProblemError as error:
        raise _invalid(in_their_words(error.problem["errors"])) from None


def only_article(data: object) -> Mapping[str, Any]:
    """The one article in a JSON-LD document. Raises a 422 `ProblemError` where there is none or more than one."""
    found = articles_in(data)
    if len(found) > 1:
        raise _invalid([{"field": "@graph", "message": "must hold one article: a line has one receipt"}])
    return found[0]


def article_id(source_id: str | None, publisher: Publisher | None, canonical_url: str | None, hashed: bytes) -> str:
    """The id of the article that a document is a version of: 26 characters of base32.

    Its identity is the sender's own id within its publisher, else the URL, else `hashed`, the hash of its text.
    """
    if source_id:
        identity = f"source\0{_publisher_key(publisher)}\0{source_id}".encode()
    elif canonical_url:
        identity = f"url\0{canonical_url}".encode()
    else:
        identity = b"text\0" + hashed
    return readable_id(hashlib.sha256(identity).digest()[:16])


def _publisher_key(publisher: Publisher | None) -> str:
    if publisher is None:
        return ""
    return publisher.domain or " ".join(unicodedata.normalize("NFKC", publisher.name or "").casefold().split())


def _content_hash(document: Document) -> bytes:
    if document.body:
        return bytes.fromhex(content_hash(document.headline, document.body))
    return hashlib.sha256((document.html or "").encode()).digest()


def _invalid(errors: list[FieldError]) -> ProblemError:
    return ProblemError(422, "The document is not valid: " + "; ".join(_sentence(one) for one in errors[:3]), errors)


def _sentence(error: FieldError) -> str:
    return f"{error['field']} {error['message']}"


def _refuse_nul(payload: bytes) -> None:
    """Raise where a string really has a NUL in it: the six characters of its escape are a text like any other."""
    errors: list[FieldError] = [
        {"field": name, "message": "must not contain the character U+0000"}
        for name, value in orjson.loads(payload).items()
        if _has_nul(value)
    ]
    if errors:
        raise _invalid(errors)


def _has_nul(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_nul, value.values()))
    return any(map(_has_nul, value)) if isinstance(value, list) else "\0" in str(value)
