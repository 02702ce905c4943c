"""News sitemaps, plain sitemaps and sitemap indexes, gzipped or not."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime

from lxml import etree

from services.ingest.feeds.plain import line_of, lines_of, plausible, web_url
from services.ingest.feeds.port import Feed, Item, NotAFeed, Source
from services.ingest.feeds.xml_guard import check_xml

__all__ = ["MAX_SITEMAPS", "read", "recognises"]

MAX_BYTES = 10 * 1024 * 1024
"""The most a gzipped sitemap may become, as any other answer."""
MAX_ELEMENTS = 300_000
"""Six for each of fifty thousand URLs, the most that the protocol allows."""
MAX_SITEMAPS = 5
"""The most sitemaps of one index that a poll reads, the most recently changed first."""
_ROOT = re.compile(rb"<(?:[A-Za-z0-9_]+:)?(?:urlset|sitemapindex)[\s>]", re.IGNORECASE)


def recognises(source: Source) -> bool:
    """A sitemap's outermost element near the beginning, or gzip with one in it."""
    if source.body[:2] == b"\x1f\x8b":
        return _ROOT.search(_start_of_gzip(source.body)) is not None
    return _ROOT.search(source.start()) is not None


def read(source: Source) -> Feed:
    """Read a `urlset` into items or a `sitemapindex` into `more`. Raises `NotAFeed`."""
    body = _unpacked(source.body)
    check_xml(body, elements=MAX_ELEMENTS)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotAFeed(f"not a sitemap that can be read: {str(error)[:100]}") from None
    if root is None:
        raise NotAFeed("not a sitemap that can be read: no XML in it")
    name = _local(root)
    if name == "sitemapindex":
        return Feed(kind="sitemap index", more=_newest(root, source.url))
    if name != "urlset":
        raise NotAFeed(f"not a sitemap: its outermost element is {name[:50]}")
    items = [item for entry in _children(root, "url") if (item := _item(entry, source.url))]
    title = next((item.rights for item in items if item.rights), None)  # carried there by `_item`
    return Feed(kind="sitemap", title=title, items=tuple(replace(item, rights=None) for item in items))


def _newest(root: etree._Element, base: str) -> tuple[str, ...]:
    found: list[tuple[datetime, int, str]] = []
    for number, entry in enumerate(_children(root, "sitemap")):
        url = web_url(_words(entry, "loc"), base)
        if url:
            found.append((_moment(_words(entry, "lastmod")) or datetime(1970, 1, 1, tzinfo=UTC), -number, url))
    return tuple(url for _, _, url in sorted(found, reverse=True)[:MAX_SITEMAPS])


def _item(entry: etree._Element, base: str) -> Item | None:
    """One `url`. Without a `news:news` in it, it is a page of any kind, with no title but its address."""
    url = web_url(_words(entry, "loc"), base)
    if url is None:
        return None
    news = next(_children(entry, "news"), None)
    image = next(_children(entry, "image"), None)
    modified = _moment(_words(entry, "lastmod"))
    shown = web_url(_words(image, "loc"), base) if image is not None else None
    if news is None:
        return Item(url=url, modified_at=modified, image=shown)
    publication = next(_children(news, "publication"), None)
    published = _moment(_words(news, "publication_date"))
    return Item(
        url=url,
        title=line_of(_words(news, "title")),
        published_at=published or modified,
        modified_at=modified if published and modified != published else None,
        tags=lines_of((_words(news, "keywords") or "").split(",")),
        image=shown,
        language=line_of(_words(publication, "language")) if publication is not None else None,
        rights=line_of(_words(publication, "name")) if publication is not None else None,
    )


def _local(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _children(element: etree._Element, name: str) -> Iterator[etree._Element]:
    return (child for child in element if _local(child) == name)


def _words(element: etree._Element, name: str) -> str | None:
    child = next(_children(element, name), None)
    return "".join(str(part) for part in child.itertext()).strip() or None if child is not None else None


def _moment(value: str | None) -> datetime | None:
    try:
        return plausible(datetime.fromisoformat(value)) if value else None
    except ValueError:
        return None


def _start_of_gzip(body: bytes) -> bytes:
    try:
        return zlib.decompressobj(31).decompress(body, 4096)
    except zlib.error:
        return b""


def _unpacked(body: bytes) -> bytes:
    if body[:2] != b"\x1f\x8b":
        return body
    unpacker = zlib.decompressobj(31)
    try:
        unpacked = unpacker.decompress(body, MAX_BYTES)
    except zlib.error:
        raise NotAFeed("not a sitemap that can be read: its gzip is broken") from None
    if unpacker.unconsumed_tail:
        raise NotAFeed(f"too large: more than {MAX_BYTES // 1024**2} MiB after decompression")
    return unpacked
