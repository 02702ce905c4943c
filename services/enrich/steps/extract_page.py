"""The step that turns a page into an article: its text where the sender gave none, and what the page says about itself.

Every article leaves it, page or not, with `canonical_url`, `content_hash` and `word_count`, and without `html`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import islice

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from services.enrich.page_metadata import PageMetadata, as_text, read_metadata
from services.shared.article import Article, Language, content_hash
from services.shared.errors import Unprocessable

__all__ = ["extract_page"]

_DEEPEST = 200
"""Elements nested deeper are no article, and trees so deep overrun the stack of what walks them."""
_MOST_ELEMENTS = 50_000
_HINT = 0.5
"""Confidence in the language a page names: many name their template's."""
_AHEAD = timedelta(hours=48)
_WORD = re.compile(r"\w+")
_UNREAD = frozenset(("script", "style", "noscript", "template", "title", "head"))


def extract_page(article: Article) -> Article:
    """Fill from `article.html` what the sender left empty, and describe the text.

    Raises `Unprocessable` where neither the sender nor the page has a text.
    """
    update: dict[str, object] = {"html": None}
    if article.html is not None:
        update.update(_from_page(article, article.html))
    body = str(update.get("body", article.body))
    headline = update.get("headline", article.headline)
    if article.html is not None and not body.strip():
        raise Unprocessable("No text could be read from the page.")
    update.setdefault("canonical_url", article.canonical_url or article.url)
    update["content_hash"] = content_hash(headline if isinstance(headline, str) else None, body)
    update["word_count"] = sum(1 for _ in _WORD.finditer(body))
    return article.model_copy(update=update)


def _from_page(article: Article, html: str) -> dict[str, object]:
    page = _parse(html)
    if page is None:
        return {}
    not_after = article.received_at + _AHEAD
    said = read_metadata(page, article.url, not_after)
    sound = _is_sound(page)
    update: dict[str, object] = {}
    if not (said.headline and said.authors) and sound:
        said = _completed(said, page)
    for field in ("headline", "summary", "authors", "published_at", "modified_at", "section", "image", "canonical_url"):
        value = getattr(said, field)
        if value and not getattr(article, field):
            update[field] = value
    if said.publisher and not article.publisher.name:
        update["publisher"] = article.publisher.model_copy(update={"name": said.publisher})
    if said.language and article.language.code == "und":
        update["language"] = Language(code=said.language, confidence=_HINT)
    if not article.body or article.channel == "feed":  # a feed's own text is often no more than a teaser
        text = _text(page, said, sound)
        if len(text) > len(article.body):
            update["body"] = text
    return update


def _parse(html: str) -> HtmlElement | None:
    # without huge_tree the parser itself stops at absurd depth; NUL and a declared encoding would stop it early
    text = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", html).replace("\0", "")
    try:
        page = document_fromstring(
            text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=False)
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None
    return page if isinstance(page, HtmlElement) else None


def _is_sound(page: HtmlElement) -> bool:
    depth = deepest = 0
    for event, _ in islice(etree.iterwalk(page, events=("start", "end")), 2 * _MOST_ELEMENTS):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest <= _DEEPEST and depth <= 0


def _completed(said: PageMetadata, page: HtmlElement) -> PageMetadata:
    # its date is left alone: it is any date on the page, of a comment, of another article, of the last change
    found = trafilatura.extract_metadata(page)
    authors = tuple(name for part in (found.author or "").split(";") if (name := as_text(part, 200)))
    return replace(
        said,
        headline=said.headline or as_text(found.title),
        authors=said.authors or authors[:20],
        publisher=said.publisher or as_text(found.sitename, 200),
    )


def _text(page: HtmlElement, said: PageMetadata, sound: bool) -> str:
    """The article's text: precision first, which on news pages costs less than it gains; then whatever there is."""
    if sound:
        for precise in (True, False):
            text = trafilatura.extract(page, include_comments=False, favor_precision=precise)
            if text:
                return str(text)
    if said.body:
        paragraphs = (as_text(line, 1_000_000) for line in said.body.splitlines())
        if text := "\n".join(filter(None, paragraphs)):
            return text
    return "\n".join(_lines(page))


def _lines(page: HtmlElement) -> Iterator[str]:
    for element in page.iter():
        if (
            isinstance(element.tag, str)
            and element.tag not in _UNREAD
            and (line := " ".join((element.text or "").split()))
        ):
            yield line
        if line := " ".join((element.tail or "").split()):
            yield line
