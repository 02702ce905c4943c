"""OPML 2.0: lists of feeds as other readers write and take them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from lxml import etree

from services.ingest.feeds.plain import line_of, web_url
from services.ingest.feeds.port import NotAFeed
from services.ingest.feeds.xml_guard import check_xml

__all__ = ["Outline", "read_opml", "write_opml"]

MAX_FEEDS = 10_000


@dataclass(frozen=True, slots=True)
class Outline:
    """One feed of a list: `tags` are the folders and categories it is in."""

    url: str
    title: str | None = None
    tags: tuple[str, ...] = ()
    language: str | None = None


def read_opml(body: bytes) -> list[Outline]:
    """The feeds of an OPML document, each once; `url` may be no web address. Raises `NotAFeed` where it is no OPML."""
    check_xml(body)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError):
        root = None
    if root is None or str(root.tag).lower() != "opml":
        raise NotAFeed("not OPML: its outermost element is not <opml>")
    found: dict[str, Outline] = {}
    for outline, folders in _outlines(root):
        given = {str(name).lower(): str(value) for name, value in outline.attrib.items()}
        said = given.get("xmlurl") or given.get("url") if given.get("type") != "link" else given.get("xmlurl")
        if not said:
            continue
        url = web_url(said) or said[:2000]
        categories = [one.strip("/ ") for one in given.get("category", "").split(",")]
        tags = tuple(dict.fromkeys(filter(None, (line_of(one) for one in (*folders, *categories)))))
        title, language = line_of(given.get("title") or given.get("text")), line_of(given.get("language"))
        found.setdefault(url, Outline(url, title, tags, language))
        if len(found) > MAX_FEEDS:
            raise NotAFeed(f"too large: more than {MAX_FEEDS} feeds in one OPML document")
    return list(found.values())


def _outlines(root: etree._Element) -> Iterator[tuple[etree._Element, tuple[str, ...]]]:
    waiting: list[tuple[etree._Element, tuple[str, ...]]] = [(root, ())]
    while waiting:
        element, folders = waiting.pop()
        if element.tag == "outline" and (element.get("xmlUrl") or element.get("url")):
            yield element, folders
        inside = folders
        if element.tag == "outline" and len(element):
            inside = (*folders, element.get("title") or element.get("text") or "")
        waiting += [(child, inside) for child in reversed(element)]


def write_opml(feeds: Iterable[Outline]) -> bytes:
    """An OPML document with a line for each feed."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<opml version="2.0">',
        "<head><title>Tidings</title></head>",
        "<body>",
    ]
    for feed in feeds:
        attributes = {"type": "rss", "text": feed.title or feed.url, "xmlUrl": feed.url}
        if feed.tags:
            attributes["category"] = ",".join(tag.replace(",", " ") for tag in feed.tags)
        if feed.language:
            attributes["language"] = feed.language
        lines.append(f"<outline {' '.join(f'{name}={quoteattr(value)}' for name, value in attributes.items())}/>")
    return "\n".join([*lines, "</body>", "</opml>", ""]).encode()
