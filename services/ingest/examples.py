"""What the API's own documentation says and shows about ingest's calls."""

from __future__ import annotations

from typing import Any

__all__ = [
    "BULK",
    "BULK_BODY",
    "BULK_RECEIPTS",
    "DELETE",
    "FEED_ID",
    "FEED_URL",
    "ID",
    "IDEMPOTENCY_KEY",
    "OPML_BODY",
    "PUSH",
    "PUSH_BODY",
    "QUARANTINED",
    "QUARANTINED_ID",
    "RECEIPTS",
    "RESTORE",
    "TRACE",
    "URLS",
    "URLS_BODY",
]

ID = "jv3p3h2gpqmk2cjjtipzch6coq"
"""Of the document below, once it is pushed."""
QUARANTINED_ID = "qdxle5yjhpnmeiabfg5mckaj5q"
"""Of the page without text below."""
FEED_URL = "https://news.example.org/feed.xml"
FEED_ID = "vovvzzsm6eo2wgmp7pgziiahb4"

PUSH = """
Answers 202 with a receipt for each document once they are written durably. `accepted` is a promise: the article is
searchable sooner or later, or in quarantine with a reason. Pushing the same again is `unchanged`; any other value
under the same identity is a new version.

**Identity**: `source_id` within its publisher (domain, else name); without one, the URL, after tracking parameters, the
fragment and the like are taken off; without either, the text.

**Limits**: 10 MiB a body, 1,000 documents an array; 10,000 characters a headline, 100,000 a summary, 8,192 a URL,
1,000 other short fields, 500 authors or tags. `body` and `headline` are kept to the character; what is blank
counts as absent.

As `application/ld+json`, schema.org articles are taken: an object, a list, an `@graph`; nodes of other types and
unknown fields are ignored.

A 503 or a time-out means that it is not known whether the push was written: pushing again is always harmless.
"""

BULK = """
One document a line, one receipt a line, in the same order, both streamed; no limit but 10 MiB a line. A bad line is a
`rejected` receipt and ends nothing; blank lines are left out and get no receipt. You may send everything before you
read anything. As `application/ld+json`, each line is a schema.org article.
"""

URLS = """
Each page is fetched and extracted by a worker. Answers 202 with a receipt for each URL once they are written durably;
the trace of its id then tells how the fetch went. The article's identity is the URL, as for pushed documents. Pushing
a URL again is `unchanged`, unless its page could not be had: then it is tried again.

Nothing but the public web is fetched, and no page that robots.txt forbids: such a URL ends in quarantine with the
reason, as does one that answers 404, or fails too often.
"""

DELETE = """
Takes the article out of search, with its revisions, trace and quarantine. Pushing it again is refused (410) from then
on, unless with `?restore=true`.
"""

_DOCUMENT = {
    "url": "https://news.example.org/2024/08/31/harbour",
    "headline": "Harbour reopens after the storm",
    "body": "The harbour of Odense reopened on Saturday, said the mayor, Peter Rahbæk Juel.",
    "published_at": "2024-08-31T06:00:00Z",
    "language": "en",
    "authors": ["Ana Example"],
    "publisher": {"name": "Example News", "domain": "news.example.org", "country": "DK"},
    "tags": ["harbours"],
}
_RECEIPT = {"id": ID, "status": "accepted", "version": 1, "error": None}
_NEWS_ARTICLE = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "url": _DOCUMENT["url"],
    "headline": _DOCUMENT["headline"],
    "articleBody": _DOCUMENT["body"],
    "datePublished": "2024-08-31",
}
_DOCUMENT_SCHEMA = {"$ref": "#/components/schemas/Document"}

PUSH_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {"anyOf": [_DOCUMENT_SCHEMA, {"type": "array", "items": _DOCUMENT_SCHEMA}]},
            "examples": {
                "one": {"summary": "One article", "value": _DOCUMENT},
                "array": {"summary": "An array", "value": [_DOCUMENT]},
            },
        },
        "application/ld+json": {"schema": {"type": "object"}, "example": _NEWS_ARTICLE},
    },
}
RESTORE = {
    "name": "restore",
    "in": "query",
    "description": "Bring articles back that were deleted",
    "schema": {"type": "boolean", "default": False},
}
IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "For 24 hours the same push under the same key is answered as before, and another is a 422",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
}
RECEIPTS: dict[str, Any] = {
    "description": "A receipt for each document",
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "properties": {"receipts": {"type": "array", "items": {"$ref": "#/components/schemas/Receipt"}}},
                "required": ["receipts"],
            },
            "example": {"receipts": [_RECEIPT]},
        }
    },
}
BULK_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/x-ndjson": {"schema": {"type": "string"}, "example": '{"body": "One."}\n{"body": "Two."}\n'}
    },
}
BULK_RECEIPTS: dict[str, Any] = {
    "description": "A receipt a line",
    "content": {"application/x-ndjson": {"schema": {"type": "string"}}},
}
TRACE = {
    "id": ID,
    "status": "indexed",
    "events": [{"at": "2024-08-31T06:00:01.250000Z", "event": "accepted", "detail": "version 1"}],
}
QUARANTINED = {
    "id": QUARANTINED_ID,
    "version": 1,
    "stage": "enrich",
    "reason": "extract_page: the page has no text",
    "attempts": 1,
    "quarantined_at": "2024-08-31T06:00:02Z",
    "document": {"html": "<html></html>"},
}

_PAGE_URL = {
    "type": "object",
    "properties": {"url": {"type": "string", "format": "uri", "maxLength": 8192}},
    "required": ["url"],
    "additionalProperties": False,
}
URLS_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "anyOf": [_PAGE_URL, {"type": "array", "items": _PAGE_URL, "maxItems": 1000}],
            },
            "example": {"url": "https://news.example.org/2024/08/31/harbour"},
        }
    },
}
_OPML = f'<opml version="2.0"><body><outline text="News" xmlUrl="{FEED_URL}"/></body></opml>'
OPML_BODY: dict[str, Any] = {
    "required": True,
    "content": {
        "text/x-opml": {"schema": {"type": "string"}, "example": _OPML},
        "application/json": {
            "schema": {"type": "object", "properties": {"opml": {"type": "string"}}, "required": ["opml"]},
            "example": {"opml": _OPML},
        },
    },
}
