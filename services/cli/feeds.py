"""`tidings feeds`: which feeds there are, how they are doing and why, and lists of them in and out."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from services.cli.client import Client, path_id
from services.cli.options import Api, AsJson, Key, connect
from services.cli.terminal import Failure, aside, clean, out, print_json
from services.shared.ids import ID_PATTERN

__all__ = ["feeds"]

feeds = typer.Typer(no_args_is_help=True, help="News feeds: add them, import a list, see how they are doing.")
Which = Annotated[
    str, typer.Argument(metavar="FEED", help="A feed's id, its URL, or words that it alone has.", show_default=False)
]
_COLORS = {"ok": "green", "failing": "red", "ended": "red", "paused": "yellow"}


@feeds.command()
def add(  # noqa: PLR0917 - options, all named
    url: Annotated[str, typer.Argument(help="The URL of a feed, or of a page that links feeds.", show_default=False)],
    title: Annotated[str | None, typer.Option("--title", help="What to call it.", show_default=False)] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help="A tag for its articles.", show_default=False)] = None,
    language: Annotated[str | None, typer.Option("--language", help="Its language: en.", show_default=False)] = None,
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Add a feed; it is polled from now on."""
    given = {"url": url, "title": title, "tags": tag, "language": language}
    with connect(api, key) as client:
        answer = client.call("POST", "/v1/feeds", json={name: value for name, value in given.items() if value})
    if as_json:
        print_json(answer)
    elif answer["feed"] is None:
        out().print(Text("This is a page. It links these feeds; add the one you want:"))
        for one in answer["candidates"]:
            out().print(Text(f"  tidings feeds add {clean(one['url'])}   {clean(one['title'] or '')}".rstrip()))
    else:
        feed = answer["feed"]
        out().print(Text(f"{feed['id']}  {clean(feed['url'])}  {feed['status']}"))


@feeds.command()
def preview(
    url: Annotated[str, typer.Argument(help="The URL of a feed.", show_default=False)],
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Show what a feed would bring; nothing is stored."""
    with connect(api, key) as client:
        found = client.call("POST", "/v1/feeds/preview", json={"url": url})
    if as_json:
        print_json(found)
        return
    out().print(Text(f"{clean(found['title'] or url)}  {found['kind']}, {found['items']} items", "bold"))
    for one in found["documents"][:15]:
        out().print(
            Text(f"  {(one.get('published_at') or '')[:16]:16}  {clean(one.get('headline') or one['body'][:80])}")
        )
    if found["left_out"]:
        out().print(Text(f"  {clean(found['left_out'])}", "dim"))


@feeds.command()
def remove(which: Which, api: Api = None, key: Key = None) -> None:
    """Forget a feed; the articles that it brought stay."""
    with connect(api, key) as client:
        id = _id(client, which)
        client.call("DELETE", f"/v1/feeds/{id}")
    out().print(Text(f"{id}  removed"))


@feeds.command("list")
def list_(  # noqa: PLR0917 - options, all named
    status: Annotated[
        list[str] | None,
        typer.Option("--status", help="Only these: new, ok, failing, paused, ended.", show_default=False),
    ] = None,
    words: Annotated[str | None, typer.Option("--words", help="Words in title or URL.", show_default=False)] = None,
    size: Annotated[int, typer.Option("--size", "-n", min=1, max=500, help="Feeds a page.")] = 50,
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """List the feeds and how each is doing."""
    with connect(api, key) as client:
        page = client.get("/v1/feeds", {"status": status, "q": words, "size": size})
    if as_json:
        print_json(page)
        return
    table = Table("id", "status", "title", "last new", "reason", box=None)
    for one in page["feeds"]:
        table.add_row(
            one["id"],
            Text(one["status"], _COLORS.get(one["status"], "")),
            clean(one["title"] or one["url"]),
            (one["last_new_at"] or "")[:16],
            clean(one["reason"] or ""),
        )
    out().print(table if page["feeds"] else Text("No feeds. Begin with: tidings feeds import seeds/feeds.opml"))
    if page["total"] > len(page["feeds"]):
        aside().print(Text(f"{len(page['feeds'])} of {page['total']}: --size shows more."))


@feeds.command("import")
def import_(
    file: Annotated[str, typer.Argument(help="An OPML file, or - for standard input.", show_default=False)],
    as_json: AsJson = False,
    api: Api = None,
    key: Key = None,
) -> None:
    """Add the feeds of an OPML list, as other readers export it."""
    try:
        body = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise Failure(f"{file} cannot be read: {error.strerror}.") from None
    with connect(api, key) as client:
        answer = client.call("POST", "/v1/feeds/opml", json={"opml": body.decode("utf-8", "replace")})
    if as_json:
        print_json(answer)
        return
    for one in answer["feeds"]:
        if one["status"] == "refused":
            aside().print(Text(f"refused: {clean(one['url'])}: {clean(one['reason'])}"))
    out().print(Text(f"{answer['added']} added, {answer['known']} known before, {answer['refused']} refused"))


@feeds.command()
def export(api: Api = None, key: Key = None) -> None:
    """Print all feeds as OPML."""
    with connect(api, key) as client:
        sys.stdout.write(client.text("/v1/feeds/opml"))


@feeds.command()
def poll(which: Which, as_json: AsJson = False, api: Api = None, key: Key = None) -> None:
    """Poll a feed now, and tell what came of it."""
    with connect(api, key) as client:
        line = client.call("POST", f"/v1/feeds/{_id(client, which)}/poll")
    if as_json:
        print_json(line)
    else:
        out().print(Text(_told(line)))


@feeds.command()
def why(which: Which, as_json: AsJson = False, api: Api = None, key: Key = None) -> None:
    """Tell how a feed is doing, why, and what its last polls brought."""
    with connect(api, key) as client:
        id = _id(client, which)
        feed, lines = client.get(f"/v1/feeds/{id}"), client.get(f"/v1/feeds/{id}/fetches")["fetches"]
    if as_json:
        print_json({**feed, "fetches": lines})
        return
    console = out()
    console.print(Text(f"{clean(feed['title'] or feed['url'])}  {feed['url']}", "bold"))
    console.print(
        Text(": ".join(filter(None, (feed["status"], clean(feed["reason"] or "")))), _COLORS.get(feed["status"], ""))
    )
    if feed["next_poll_at"]:
        console.print(Text(f"next poll {feed['next_poll_at'][:19]}Z"))
    for line in lines[:15]:
        console.print(Text(f"  {line['at'][:19]}Z  {_told(line)}", "dim"))


@feeds.command()
def pause(which: Which, api: Api = None, key: Key = None) -> None:
    """Poll a feed no more until it is resumed."""
    _switch(which, "pause", api, key)


@feeds.command()
def resume(which: Which, api: Api = None, key: Key = None) -> None:
    """Poll a paused or ended feed again."""
    _switch(which, "resume", api, key)


def _switch(which: str, verb: str, api: str | None, key: str | None) -> None:
    with connect(api, key) as client:
        feed = client.call("POST", f"/v1/feeds/{_id(client, which)}/{verb}")
    out().print(Text(f"{feed['id']}  {feed['status']}"))


def _id(client: Client, which: str) -> str:
    """The id of the feed that was named by id, URL, or words that no other feed has in its title or URL."""
    if re.fullmatch(ID_PATTERN, which):
        return path_id(which)
    alike = client.get("/v1/feeds", {"q": which[:200], "size": 500})["feeds"]
    found = [one for one in alike if one["url"] == which] or alike
    if len(found) != 1:
        hint = "; ".join(one["url"] for one in found[:3]) or "`tidings feeds list` shows them."
        raise Failure(
            f"There {'are' if found else 'is'} {len(found) or 'no'} such feed{'s' * (len(found) > 1)}: {which}.", hint
        )
    return str(found[0]["id"])


def _told(line: dict[str, Any]) -> str:
    counts = f"{line['new']} new of {line['items']}" if line.get("items") else ""
    reason, status = clean(line.get("reason") or ""), str(line.get("status") or "")
    parts = ("" if status and reason.startswith(status) else status, counts, reason)
    return " · ".join(filter(None, parts)) or "nothing"
