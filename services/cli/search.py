"""`tidings search`: find articles by words, who, where, when and who said it."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Any, Literal

import typer
from rich.columns import Columns
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from services.cli.options import Api, AsJson, Key, connect
from services.cli.rendering import byline, facet_bars, highlighted
from services.cli.terminal import aside, clean, out, print_json

__all__ = ["print_facets", "print_hits", "search", "total_text"]

_WHO = "Who, where, what"
_WHICH = "Which articles"
_HOW = "How to show them"


def _filter(name: str, help: str, panel: str = _WHICH, metavar: str | None = "NAME") -> Any:
    return typer.Option(name, help=help, rich_help_panel=panel, metavar=metavar, show_default=False)


Names = list[str] | None


class Tone(StrEnum):
    """What `--sentiment` takes."""

    negative = "negative"
    neutral = "neutral"
    positive = "positive"


def search(
    query: Annotated[str, typer.Argument(help='Words, "phrases", AND OR NOT, field:word.', show_default=False)] = "",
    *,
    person: Annotated[Names, _filter("--person", "A person, by any name.", _WHO)] = None,
    organization: Annotated[Names, _filter("--organization", "An organization, by any name.", _WHO)] = None,
    place: Annotated[Names, _filter("--place", "A place, by any name.", _WHO)] = None,
    country: Annotated[Names, _filter("--country", "A country, as UA.", _WHO, "CODE")] = None,
    speaker: Annotated[Names, _filter("--speaker", "Who is quoted.", _WHO)] = None,
    entity: Annotated[Names, _filter("--entity", "An entity's id.", _WHO, "ID")] = None,
    language: Annotated[Names, _filter("--language", "A language, as en.", metavar="CODE")] = None,
    publisher: Annotated[Names, _filter("--publisher", "A publisher's name or domain.")] = None,
    author: Annotated[Names, _filter("--author", "An author.")] = None,
    section: Annotated[Names, _filter("--section", "A section.")] = None,
    tag: Annotated[Names, _filter("--tag", "A tag.")] = None,
    sentiment: Annotated[list[Tone] | None, _filter("--sentiment", "The tone.", metavar=None)] = None,
    story: Annotated[Names, _filter("--story", "A story's id.", metavar="ID")] = None,
    feed: Annotated[Names, _filter("--feed", "A feed's id.", metavar="ID")] = None,
    after: Annotated[
        str | None,
        typer.Option(
            "--after", metavar="TIME", help="Published then or later.", rich_help_panel=_WHICH, show_default=False
        ),
    ] = None,
    before: Annotated[
        str | None,
        typer.Option("--before", metavar="TIME", help="Published earlier.", rich_help_panel=_WHICH, show_default=False),
    ] = None,
    match: Annotated[
        Literal["any", "all"], typer.Option("--match", help="Of a repeated filter.", rich_help_panel=_WHICH)
    ] = "any",
    operator: Annotated[
        Literal["and", "or"], typer.Option("--operator", help="Between words.", rich_help_panel=_WHICH)
    ] = "and",
    sort: Annotated[
        str | None,
        typer.Option(
            "--sort",
            metavar="FIELD",
            help="relevance, published_at, -published_at, received_at…",
            rich_help_panel=_HOW,
            show_default=False,
        ),
    ] = None,
    recency: Annotated[
        str | None,
        typer.Option(
            "--recency",
            metavar="AGE",
            help="Of this age, articles count half: 12h, 7d, 4w.",
            rich_help_panel=_HOW,
            show_default=False,
        ),
    ] = None,
    facets: Annotated[
        Names,
        typer.Option(
            "--facet",
            "--facets",
            metavar="NAMES",
            help="Count by these, comma-separated: country,person…",
            rich_help_panel=_HOW,
            show_default=False,
        ),
    ] = None,
    collapse: Annotated[
        Literal["duplicates", "story"] | None,
        typer.Option("--collapse", help="One hit a group.", rich_help_panel=_HOW, show_default=False),
    ] = None,
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=100, help="Hits a page.", rich_help_panel=_HOW)] = 10,
    cursor: Annotated[
        str | None,
        typer.Option(
            "--cursor", help="The next page, as the page before says.", rich_help_panel=_HOW, show_default=False
        ),
    ] = None,
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Find articles, by words and by who, where, when and who said it.

    A filter that is given several times means any of them (--match all: all of them); different filters all hold.
    """
    parameters = {
        "q": query,
        "person": person,
        "organization": organization,
        "place": place,
        "country": country,
        "speaker": speaker,
        "entity": entity,
        "language": language,
        "publisher": publisher,
        "author": author,
        "section": section,
        "tag": tag,
        "sentiment": sentiment,
        "story": story,
        "feed": feed,
        "published_after": after,
        "published_before": before,
        "match": "all" if match == "all" else None,
        "operator": "or" if operator == "or" else None,
        "sort": sort,
        "recency": recency,
        "facets": ",".join(facets or ()),
        "collapse": collapse,
        "size": size,
        "cursor": cursor,
    }
    with connect(api, key) as client:
        page = client.get("/v1/search", parameters)
    if as_json:
        print_json(page)
        return
    out().print(Text(total_text(page), "bold"))
    if page["hits"]:
        out().print()
    print_hits(page)
    print_facets(page)
    if page.get("next_cursor"):
        aside().print(Text(f"\nmore: the same search with --cursor {page['next_cursor']}", "dim"))


def total_text(page: dict[str, Any]) -> str:
    """How many there are, and how long that took."""
    total = page["total"]
    exactly = {"eq": "", "gte": "at least ", "estimated": "about "}.get(total.get("relation", "eq"), "about ")
    count = total["value"]
    return f"{exactly}{count:,} article{'' if count == 1 else 's'} in {page.get('took_ms', 0):.0f} ms"


def print_hits(page: dict[str, Any], *, snippets: int = 2) -> None:
    """Print the hits of a page: headline, byline, id, and up to `snippets` places where the words were found."""
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    for n, hit in enumerate(page["hits"], 1):
        article, highlights = hit["article"], hit.get("highlights") or {}
        headline = (highlights.get("headline") or [None])[0]
        title = highlighted(headline) if headline else Text(clean(article.get("headline") or "(no headline)"))
        title.stylize("bold")
        lines = [title, Text.assemble(byline(article), ("  " + clean(article["id"]), "dim"))]
        found = [snippet for field, given in highlights.items() if field != "headline" for snippet in given]
        lines += [highlighted(snippet) for snippet in found[:snippets]]
        table.add_row(Text(str(n), "dim"), Text("\n").join(lines))
    if page["hits"]:
        out().print(table)


def print_facets(page: dict[str, Any], *, limit: int = 10) -> None:
    """Print each facet's first `limit` values as small bars."""
    bars = [facet_bars(name, values[:limit]) for name, values in (page.get("facets") or {}).items() if values]
    if bars:
        out().print("", Padding(Columns(bars, padding=(0, 3)), (0, 0, 0, 2), expand=False), sep="\n")
