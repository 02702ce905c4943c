"""A schema.org `NewsArticle` (JSON-LD) read as a document in our own words; what it has beyond that is ignored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from services.ingest.urls import parse_url
from services.shared.errors import FieldError, ProblemError

__all__ = ["articles_in", "document_of", "in_their_words"]

Node = Mapping[str, Any]

_ARTICLE_TYPES = """
Article NewsArticle AdvertiserContentArticle AnalysisNewsArticle AskPublicNewsArticle BackgroundNewsArticle
BlogPosting LiveBlogPosting OpinionNewsArticle Report ReportageNewsArticle ReviewNewsArticle SatiricalArticle
SocialMediaPosting DiscussionForumPosting ScholarlyArticle MedicalScholarlyArticle TechArticle
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())

_THEIR_NAMES = {
    "source_id": "identifier",
    "summary": "description",
    "body": "articleBody",
    "published_at": "datePublished",
    "modified_at": "dateModified",
    "language": "inLanguage",
    "authors": "author",
    "section": "articleSection",
    "tags": "keywords",
    "rights": "copyrightNotice",
}


def articles_in(data: object) -> list[Node]:
    """Every article in a JSON-LD document: the object itself, those of a list, those of an `@graph`.

    References to other nodes of the graph (`{"@id": …}`) are replaced by these. Raises a 422 `ProblemError` where
    there is no article.
    """
    nodes = list(_nodes(data))
    by_id = {node["@id"]: node for node in nodes if isinstance(node.get("@id"), str) and len(node) > 1}
    found: list[Node] = [
        {name: _resolved(value, by_id) for name, value in node.items()} for node in nodes if _is_article(node)
    ]
    if not found:
        message = "must be a schema.org NewsArticle, or hold one in @graph"
        raise ProblemError(422, "There is no article in this JSON-LD.", [{"field": "@type", "message": message}])
    return found


def document_of(node: Node) -> dict[str, object]:
    """The fields of a document that an article node fills, still to be validated."""
    publisher = _first(node.get("publisher")) or _first(node.get("sourceOrganization"))
    document = {
        "source_id": _identifier(node.get("identifier")),
        "url": _url(node),
        "headline": _text(node.get("headline")) or _text(node.get("name")),
        "summary": _text(node.get("description")) or _text(node.get("abstract")),
        "body": _text(node.get("articleBody")) or _text(node.get("text")),
        "published_at": _text(node.get("datePublished")),
        "modified_at": _text(node.get("dateModified")),
        "language": _language(node.get("inLanguage")),
        "authors": _names(node.get("author")) or _names(node.get("creator")),
        "publisher": _publisher(publisher),
        "section": _text(node.get("articleSection")),
        "tags": _keywords(node.get("keywords")),
        "image": _image(node.get("image")) or _image(node.get("thumbnailUrl")),
        "rights": _text(node.get("copyrightNotice")) or _link(node.get("license")) or _text(node.get("license")),
    }
    return {name: value for name, value in document.items() if value is not None}


def in_their_words(errors: list[FieldError]) -> list[FieldError]:
    """The same errors under schema.org's names, for a sender who knows no others."""
    told: list[FieldError] = []
    for error in errors:
        name, dot, rest = error["field"].partition(".")
        message = error["message"]
        if name == "body" and "html" in message:
            message = "is empty or missing"
        told.append({"field": _THEIR_NAMES.get(name, name) + dot + rest, "message": message})
    return told


def _nodes(data: object) -> Iterator[Node]:
    if isinstance(data, list):
        for one in data:
            if isinstance(one, dict):
                yield from _nodes_of(one)
    elif isinstance(data, dict):
        yield from _nodes_of(data)


def _nodes_of(node: Node) -> Iterator[Node]:
    graph = node.get("@graph")
    if isinstance(graph, dict):
        graph = [graph]
    if isinstance(graph, list):
        yield from (one for one in graph if isinstance(one, dict))
    else:
        yield node


def _is_article(node: Node) -> bool:
    types = node.get("@type")
    names = types if isinstance(types, list) else [types]
    return any(isinstance(name, str) and name.rpartition("/")[2].rpartition(":")[2] in ARTICLE_TYPES for name in names)


def _resolved(value: object, by_id: Mapping[str, Node]) -> object:
    if isinstance(value, list):
        return [_resolved(one, by_id) if not isinstance(one, list) else one for one in value]
    if isinstance(value, dict) and set(value) == {"@id"} and isinstance(value["@id"], str):
        return by_id.get(value["@id"], value)
    return value


def _first(value: object) -> object:
    return (value[0] if value else None) if isinstance(value, list) else value


def _text(value: object) -> Any:
    """The text of a string, a `{"@value"}`, or the first of a list; anything else as it is, for validation."""
    value = _first(value)
    if isinstance(value, dict):
        value = _first(value.get("@value") if "@value" in value else value.get("name"))
    return value


def _identifier(value: object) -> object:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("value") if "value" in value else value.get("@value")
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _link(value: object) -> str | None:
    """The http(s) URL in a string or a node, None where there is no usable one."""
    value = _first(value)
    if isinstance(value, dict):
        value = next((value[name] for name in ("url", "contentUrl", "@id") if isinstance(value.get(name), str)), None)
    return value if isinstance(value, str) and _is_web_url(value) else None


def _is_web_url(value: str) -> bool:
    try:
        parse_url(value.strip())
    except ValueError:
        return False
    return True


def _url(node: Node) -> object:
    own = _first(node.get("url"))
    if isinstance(own, str) and own.strip():
        return own  # what they call its URL is refused where it is none; the rest is a guess and is left out
    return _link(node.get("url")) or _link(node.get("mainEntityOfPage")) or _link(node.get("@id"))


def _image(value: object) -> str | None:
    return next((link for one in _many(value) if (link := _link(one))), None)


def _many(value: object) -> list[object]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _names(value: object) -> list[object] | None:
    return [name for one in _many(value) if (name := _text(one))] or None


def _keywords(value: object) -> list[object] | None:
    words: list[object] = []
    for one in _many(value):
        said = _text(one)
        words += said.split(",") if isinstance(said, str) else [] if said is None else [said]
    return words or None


def _language(value: object) -> object:
    value = _first(value)
    if isinstance(value, dict):
        value = value.get("alternateName") or value.get("@value") or value.get("name")
    # "English" is a language too, but no code: the text itself tells it then.
    return value if isinstance(value, str) and len(value.replace("_", "-").partition("-")[0]) == 2 else None


def _publisher(value: object) -> object:
    if not isinstance(value, dict):
        return value
    link = _link(value)
    host = parse_url(link.strip()).host.removeprefix("www.") if link else None
    country = value.get("address", {}).get("addressCountry") if isinstance(value.get("address"), dict) else None
    known = {
        "name": _text(value.get("name")),
        "domain": host,
        "country": country if isinstance(country, str) and len(country) == 2 else None,
    }
    return {name: one for name, one in known.items() if one is not None}
