"""What a page says about itself: JSON-LD first, then OpenGraph and other meta tags.

Everything here is a page's claim, so everything is checked: text is stripped of markup, links are http(s), times are
plausible,
and a January 1st without a time of day counts as unknown, since templates put it where they know only the year.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from services.enrich.page_dates import shown_date
from services.enrich.page_headline import headline_of
from services.enrich.written_days import written_days

__all__ = ["PageMetadata", "as_link", "as_text", "as_time", "read_metadata"]

_JSON_LD_CHARACTERS = 500_000
_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report|Review|Recipe|Episode)$")
_PAGE_TYPE = re.compile(r"^WebPage$")
_CDATA = re.compile(r"^\s*<!\[CDATA\[|\]\]>\s*$")
_PUBLISHED = (
    "article:published_time", "datepublished", "og:published_time", "article.published", "parsely-pub-date",
    "sailthru.date", "dc.date.issued", "dcterms.created", "pubdate", "publishdate", "publish-date",
    "cxenseparse:recs:publishtime", "dc.date", "date",
)  # fmt: skip
_SPEAKS_OF_IT = re.compile(r"pub(?:l(?:ish(?:ed)?|ication))?[_.:-]?(?:date|time)|published$")
_MODIFIED = ("article:modified_time", "datemodified", "og:updated_time", "dcterms.modified", "lastmod")
_AUTHOR = ("author", "article:author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_TITLE = ("og:title", "twitter:title", "dc.title", "dc:title", "dcterms.title", "parsely-title")
_SECTION = ("article:section", "parsely-section", "section")
_TAG = re.compile(r"<[^<>]{0,1000}>")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_BYLINE = re.compile(r"^\s*(?:by|von|par|por|от)\s+", re.IGNORECASE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST = 1700


@dataclass(frozen=True, slots=True)
class PageMetadata:
    """What was found; None and () where nothing was. `body` is JSON-LD's `articleBody`, `language` ISO 639-1."""

    headline: str | None = None
    summary: str | None = None
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    modified_at: datetime | None = None
    section: str | None = None
    image: str | None = None
    canonical_url: str | None = None
    language: str | None = None
    publisher: str | None = None
    body: str | None = None


def as_text(value: object, limit: int = 2000) -> str | None:
    """`value` as one line of plain text of at most `limit` characters; None where there is none."""
    if not isinstance(value, str):
        return None
    # entities may hold tags, and tags entities: unescape between two strippings
    text = _TAG.sub(" ", html.unescape(_TAG.sub(" ", value[: 4 * limit])))
    return " ".join(_CONTROL.sub(" ", text).split())[:limit] or None


def as_link(value: object, base: str | None) -> str | None:
    """`value` as an absolute http(s) URL, resolved against `base`; None where it is none."""
    if not isinstance(value, str) or not value.strip() or len(value) > 4000:
        return None
    try:
        link = urljoin(base or "", value.strip())
        parts = urlsplit(link)
    except ValueError:
        return None
    plain = parts.scheme in ("http", "https") and parts.hostname and not re.search(r"[\s<>\"\x00-\x1f]", link)
    return link if plain else None


def as_time(value: object, not_after: datetime) -> datetime | None:
    """`value` (ISO 8601) in UTC; None where it is no time, before 1700, after `not_after` or a bare January 1st."""
    if not isinstance(value, str) or not (day := _DATE.match(value.strip())):
        return None
    moment = _iso(value.strip()) or _iso(day[0])
    if moment is None or moment.year < _EARLIEST:
        return None
    if (moment.month, moment.day, moment.hour, moment.minute) == (1, 1, 0, 0):
        return None
    moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    return moment if moment <= not_after else None


def _iso(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def read_metadata(page: HtmlElement, url: str | None, not_after: datetime) -> PageMetadata:
    """Read `page`, found at `url`; times after `not_after` are set aside."""
    said = next(_things(page, _ARTICLE_TYPE), {})
    around = next(_things(page, _PAGE_TYPE), {})
    meta = _meta(page)

    def first(names: tuple[str, ...]) -> list[str]:
        return [value for name in names for value in meta.get(name, ())]

    def moments(*values: object) -> Iterator[datetime]:
        for value in values:
            days = written_days(value, page.get("lang") or "") if isinstance(value, str) and len(value) < 100 else ()
            yield from filter(None, (as_time(one, not_after) for one in (value, *days)))

    published = moments(
        said.get("datePublished"), *first(_PUBLISHED), *_time_elements(page), around.get("datePublished")
    )
    changed = moments(said.get("dateModified"), *first(_MODIFIED))
    canonical = [
        link.get("href") for link in page.iter("link") if "canonical" in (link.get("rel") or "").lower().split()
    ]
    links = [link for v in (*canonical, *first(("og:url",))) if (link := as_link(v, url))]
    body = said.get("articleBody")
    titles = (said.get("headline"), *first(_TITLE))
    claims = [text for value in titles if (text := as_text(value))]
    publisher = _first_text([*_names(said.get("publisher")), *first(("og:site_name",))], 200)
    headline = headline_of(page, claims, publisher, url)
    return PageMetadata(
        headline=headline,
        summary=_first_text([said.get("description"), *first(("og:description", "description"))]),
        authors=_authors(said.get("author"), first(_AUTHOR)),
        published_at=next(published, None)
        or shown_date(page, headline, [url or "", *links], lambda value: as_time(value, not_after))
        or next(moments(*_named_published(meta)), None),
        modified_at=next(changed, None),
        section=_first_text([*_each(said.get("articleSection")), *first(_SECTION)], 200),
        image=next(
            (link for v in (*_images(said.get("image")), *first(("og:image",))) if (link := as_link(v, url))), None
        ),
        canonical_url=next(iter(links), None),
        language=_language(said.get("inLanguage"), page.get("lang"), *first(("og:locale", "content-language"))),
        publisher=publisher,
        body=body if isinstance(body, str) else None,
    )


def _first_text(values: list[object] | list[str], limit: int = 2000) -> str | None:
    return next((text for value in values if (text := as_text(value, limit))), None)


def _things(page: HtmlElement, kinds: re.Pattern[str]) -> Iterator[dict[str, object]]:
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        text = _CDATA.sub("", script.text or "").strip()
        try:
            things = json.loads(text[:_JSON_LD_CHARACTERS], strict=False)
        except (ValueError, RecursionError):
            continue
        waiting = [things]
        for _ in range(1000):
            if not waiting:
                break
            thing = waiting.pop(0)
            if isinstance(thing, list):
                waiting.extend(thing[:200])
            elif isinstance(thing, dict):
                if any(isinstance(kind, str) and kinds.search(kind) for kind in _each(thing.get("@type"))):
                    yield thing
                waiting.extend(thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing)


def _meta(page: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for tag in page.iter("meta"):
        content = tag.get("content")
        if content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                if tag.get(key):
                    found.setdefault(tag.get(key, "").strip().lower(), []).append(content)
    return found


def _named_published(meta: dict[str, list[str]]) -> Iterator[str]:
    """What other names that speak of publication say: `DCSext.articleFirstPublished`, `citation_publication_date`."""
    return (value for name, values in meta.items() if _SPEAKS_OF_IT.search(name) for value in values)


def _time_elements(page: HtmlElement) -> Iterator[str]:
    for tag in page.iter("time"):
        if tag.get("datetime") and (
            "datepublished" in (tag.get("itemprop") or "").lower() or tag.get("pubdate") is not None
        ):
            yield tag.get("datetime", "")


def _each(value: object) -> list[object]:
    return value[:50] if isinstance(value, list) else [] if value is None else [value]


def _names(value: object) -> list[object]:
    return [item.get("name") if isinstance(item, dict) else item for item in _each(value)]


def _images(value: object) -> list[object]:
    return [item.get("url") if isinstance(item, dict) else item for item in _each(value)]


def _authors(said: object, meta: list[str]) -> tuple[str, ...]:
    names = [name for value in _names(said) for each in _each(value) if (name := as_text(each, 200))] or [
        name for value in meta if (name := as_text(value, 200))
    ]
    people = (_BYLINE.sub("", name) for name in names if "://" not in name and not name.startswith("@"))
    return tuple(dict.fromkeys(name for name in people if name))[:20]


def _language(*values: object) -> str | None:
    for value in values:
        if isinstance(value, str) and (code := re.match(r"([a-zA-Z]{2})(?:[-_]|$)", value.strip())):
            return code[1].lower()
    return None
