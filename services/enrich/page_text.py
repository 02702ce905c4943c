"""What is read of a page's elements: their text on one line, and its words."""

from __future__ import annotations

import re
from itertools import islice

from lxml.html import HtmlElement

__all__ = ["text_of", "words_of"]

_WORD = re.compile(r"\w+")


def text_of(element: HtmlElement, most: int) -> str:
    """The text of an element and of those in it, of `most` pieces, with single spaces."""
    return " ".join(" ".join(islice(map(str, element.itertext()), most)).split())


def words_of(text: str) -> list[str]:
    """The words of `text`, case folded."""
    return _WORD.findall(text.casefold())
