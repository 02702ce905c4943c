"""Articles and facets for reading: JSON values of the API in, what rich prints out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.cli.terminal import clean

__all__ = [
    "byline",
    "coordinates",
    "facet_bars",
    "heading",
    "highlighted",
    "indented",
    "named",
    "places",
    "quotes",
    "resolved_dates",
    "whole_article",
]

Json = Mapping[str, Any]
TYPE_STYLES = {"person": "cyan", "organization": "magenta", "place": "green"}
_MARK, _UNMARK = "<mark>", "</mark>"
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&#39;", "'"), ("&amp;", "&"))
_BAR_WIDTH = 12


def heading(text: str) -> Text:
    """The line over a section."""
    return Text(f"\n{text}", "bold")


def byline(article: Json) -> Text:
    """Who published it, when, in which language: one dim line."""
    publisher = article.get("publisher") or {}
    language = (article.get("language") or {}).get("code")
    parts = [
        (article.get("published_at") or "no date")[:16].replace("T", " ").removesuffix(" 00:00"),
        publisher.get("name") or publisher.get("domain"),
        language if language != "und" else None,
        article.get("section"),
    ]
    return Text(clean(" · ".join(str(part) for part in parts if part)), "dim")


def highlighted(snippet: str) -> Text:
    """A highlight of the search, HTML-escaped text with `<mark>`, as text with the marked words standing out."""
    line = Text()
    for n, piece in enumerate(" ".join(snippet.split()).split(_MARK)):
        marked, closed, rest = piece.partition(_UNMARK) if n else ("", "", piece)
        line.append(_unescape(marked if closed else ""), "bold yellow")
        line.append(_unescape(rest if closed or not n else marked))
    return line


def _unescape(text: str) -> str:
    for escaped, character in _ENTITIES:
        text = text.replace(escaped, character)
    return clean(text)


def facet_bars(name: str, values: Sequence[Json]) -> Table:
    """One facet: its values with small bars, as long as their counts are large."""
    table = Table(box=None, pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(Text(name, "bold"), max_width=28)
    table.add_column()
    table.add_column(justify="right")
    most = max((int(value["count"]) for value in values), default=1)
    for value in values:
        label = str(value.get("label") or value["value"])
        length = max(1, round(_BAR_WIDTH * int(value["count"]) / most))
        table.add_row(
            Text(clean(label), overflow="ellipsis", no_wrap=True),
            Text("█" * length, "blue"),
            Text(str(value["count"])),
        )
    return table


def coordinates(place: Json) -> str:
    """Where a place lies, in degrees, or a dash."""
    location = place.get("location")
    if not location:
        return "–"
    lat, lon = location["lat"], location["lon"]
    return f"{abs(lat):.2f}° {'N' if lat >= 0 else 'S'}, {abs(lon):.2f}° {'E' if lon >= 0 else 'W'}"


def _grid() -> Table:
    """A table without lines whose rows begin with an empty cell: its padding indents them."""
    return Table.grid(padding=(0, 2))


def named(article: Json, types: Sequence[str], limit: int = 20) -> Table:
    """Who is named: name, other spellings, how often; by `types` in their order, most salient first."""
    table = _grid()
    wanted = [entity for entity in article.get("entities") or () if entity["type"] in types]
    for entity in sorted(wanted[:limit], key=lambda entity: types.index(entity["type"])):
        aliases = ", ".join(f"“{alias}”" for alias in entity.get("aliases") or ())
        also = Text.assemble(("also spelled ", "dim"), clean(aliases)) if aliases else Text("")
        table.add_row(
            "",
            Text(clean(entity["name"]), TYPE_STYLES.get(entity["type"], "yellow")),
            Text(entity["type"], "dim"),
            Text(f"{entity['count']}×", "dim"),
            also,
        )
    return table


def places(article: Json, limit: int = 20) -> Table:
    """Where it happens: name, what it is, country, coordinates; the primary place is starred."""
    table = _grid()
    for place in (article.get("places") or ())[:limit]:
        table.add_row(
            "",
            Text(("★ " if place.get("primary") else "  ") + clean(place["name"]), "green"),
            Text(place.get("country") or "–"),
            Text(place.get("kind") or "", "dim"),
            Text(coordinates(place)),
            Text(f"{place['count']}×", "dim"),
        )
    return table


def resolved_dates(article: Json, limit: int = 20) -> Text:
    """When: each date as it is written and what it means, once each."""
    seen = {(date["text"], date.get("value")): None for date in article.get("dates") or ()}
    line = Text()
    for n, (text, value) in enumerate(list(seen)[:limit]):
        line.append("   " if n else "")
        line.append(f"“{clean(text)}” ")
        line.append(f"→ {value or 'unknown'}", "bold" if value else "dim")
    return line


def quotes(article: Json, limit: int = 20) -> Iterator[Text]:
    """Who said what, a line each; a speaker who stands there by another name is shown with it."""
    for quote in (article.get("quotes") or ())[:limit]:
        line = Text.assemble(("“", "dim"), clean(" ".join(quote["text"].split())), ("”", "dim"))
        speaker = quote.get("speaker")
        if speaker:
            name = speaker.get("name") or speaker["text"]
            line.append(" — ", "dim").append(clean(name), "cyan")
            if speaker["text"] != name:
                line.append(f" (“{clean(speaker['text'])}” in the text)", "dim")
        else:
            line.append(" — speaker unknown", "dim")
        yield line


def _body(article: Json) -> Text:
    text = Text(clean(article.get("body") or ""))
    for mention in article.get("mentions") or ():
        if mention.get("field") == "body":
            text.stylize(TYPE_STYLES.get(mention["type"], "yellow"), mention["start"], mention["end"])
    return text


def indented(part: Text) -> Padding:
    """Lines as far in as the rows of a section's table."""
    return Padding(part, (0, 0, 0, 2), expand=False)


def whole_article(article: Json) -> Iterator[RenderableType]:
    """Everything worth reading in an article, top to bottom; sections with nothing in them are left out."""
    yield Text(clean(article.get("headline") or "(no headline)"), "bold")
    yield byline(article)
    if article.get("authors"):
        yield Text(clean("by " + ", ".join(article["authors"])), "dim")
    if article.get("url"):
        yield Text(clean(article["url"]), "dim underline")
    yield Text("")
    yield _body(article)
    entities = article.get("entities") or ()
    if any(entity["type"] != "place" for entity in entities):
        yield heading("Who and what")
        others = (entity["type"] for entity in entities if entity["type"] not in TYPE_STYLES)
        yield named(article, ["person", "organization", *dict.fromkeys(others)])
    sections: tuple[tuple[str, str, list[RenderableType]], ...] = (
        ("Where", "places", [places(article)]),
        ("When", "dates", [indented(resolved_dates(article))]),
        ("Who said what", "quotes", [indented(quote) for quote in quotes(article)]),
    )
    for title, key, parts in sections:
        if article.get(key):
            yield heading(title)
            yield from parts
    if article.get("keywords"):
        yield heading("Keywords")
        yield indented(Text(clean(", ".join(keyword["text"] for keyword in article["keywords"]))))
    if article.get("sentiment"):
        yield heading("Tone")
        yield indented(Text(f"{article['sentiment']['label']} ({article['sentiment']['score']:+.2f})"))
    yield from _standing(article)


def _standing(article: Json) -> Iterator[RenderableType]:
    yield Text("")
    duplicate = article.get("duplicate")
    if duplicate and duplicate.get("of"):
        how = "the same text as" if duplicate["kind"] == "exact" else "nearly the same text as"
        yield Text(f"A copy: {how} {duplicate['of']}", "yellow")
    for step in article.get("enrichments") or ():
        if step.get("status") == "failed":
            yield Text(clean(f"{step['name']} failed: {step.get('error') or 'no reason given'}"), "red")
    words, version = article.get("word_count", 0), article.get("version", 1)
    yield Text(clean(f"id {article['id']} · version {version} · {words} words"), "dim")
