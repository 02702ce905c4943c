"""From a fetched page to the document that enrichment reads: its bytes as text, or why it is none."""

from __future__ import annotations

import codecs
import hashlib
import re
from typing import Any
from urllib.parse import urlsplit

import orjson

from services.ingest.fetch import Fetched
from services.shared.errors import Unprocessable

__all__ = ["page_document", "page_text"]

_PAGES = frozenset(("", "text/html", "application/xhtml+xml", "application/xml", "text/xml", "text/plain"))
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([a-zA-Z0-9_:.-]{2,40})""", re.IGNORECASE)
_XML = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([a-zA-Z0-9_.-]{2,40})""")
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso8859-9": "cp1254",
}
_NO_CHARSETS = frozenset(("utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"))


def page_text(body: bytes, charset: str | None) -> str:
    """Decode a page as browsers do: byte order mark, header, what it declares itself, UTF-8, Windows-1252."""
    for mark, name in _BOMS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    found = _DECLARED.search(body, 0, 4096) or _XML.match(body)
    declared = found[1].decode("ascii") if found else None
    for given in (charset, declared):
        codec = _codec(given)
        if codec and not (given is declared and codec.startswith("utf-16")):  # it was read, so it is none
            return body.decode(codec, "replace")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


def _codec(name: str | None) -> str | None:
    if name is None:
        return None
    try:
        found = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    if found.name in _NO_CHARSETS or not getattr(found, "_is_text_encoding", True):
        return None
    return _AS_BROWSERS_DO.get(found.name, found.name)


def page_document(given: dict[str, Any], fetched: Fetched) -> tuple[bytes, bytes]:
    """The document of a page that was asked for as `given` (its URL, and what else is known): JSON, and content hash.

    Its URL is where the page was found, after redirects. Raises `Unprocessable` where the answer is no page.
    """
    if fetched.content_type not in _PAGES:
        raise Unprocessable(f"not a page: {fetched.content_type[:80]}")
    html = page_text(fetched.body, fetched.charset).replace("\0", "")
    if not html.strip():
        raise Unprocessable("the page is empty")
    document = {**given, "url": fetched.url, "html": html}
    if not document.get("publisher"):
        document["publisher"] = {"domain": (urlsplit(fetched.url).hostname or "").removeprefix("www.")}
    return orjson.dumps(document), hashlib.sha256(html.encode()).digest()[:16]
