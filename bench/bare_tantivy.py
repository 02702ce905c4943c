"""tantivy as one would use it without Tidings, for `bench.search`: the same queries, told by the barest HTTP server.

Its index holds the same fields and, as stored text for its own snippets, headline and body. A call is looked up by the
name in the query string, run, and answered with what a list needs: count, hits, snippets, facets, members of groups.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import orjson
import tantivy

from bench.search_calls import CALLS, query_of, words_of
from services.shared.article import Article
from services.shared.search import matching as m
from services.shared.search.documents import field_values, for_lists
from services.shared.search.fields import COLLAPSES, FACETS
from services.shared.search.tantivy_schema import register_tokenizers, schema_of_fields
from services.shared.search.tantivy_search import to_tantivy

__all__ = ["BareTantivy", "serve"]

_HEAP = 64_000_000
_SHOWN = ("shown_headline", "shown_body")
_RANKED = 10_000
"""Matches that are ranked to find the best of each group: tantivy has no collapsing."""


def _schema() -> tantivy.Schema:
    builder = schema_of_fields()
    for name in _SHOWN:
        builder.add_text_field(name, stored=True, tokenizer_name="en_stem")
    builder.add_text_field("listed", stored=True, tokenizer_name="nothing", index_option="basic")
    return builder.build()


class BareTantivy:
    """The bare index in a folder."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True, exist_ok=True)
        self._schema = _schema()
        self._index = tantivy.Index(self._schema, str(folder))
        self._index.config_reader("manual")
        register_tokenizers(self._index)
        self._runs: dict[str, Callable[[], bytes]] = {}

    def fill(self, batches: Iterable[list[Article]]) -> None:
        """Write batches of articles, as the index under test does."""
        writer = self._index.writer(_HEAP, 1)
        for batch in batches:
            for article in batch:
                stored = (article.headline or "", article.body, for_lists(article)["listed"])
                values = field_values(article) | {
                    name: [text] for name, text in zip((*_SHOWN, "listed"), stored, strict=True)
                }
                writer.add_document(tantivy.Document.from_dict(values, self._schema))
            writer.commit()
        writer.wait_merging_threads()

    def open(self) -> None:
        """See what is written, and make the queries of all calls."""
        self._index.reload()
        self._runs = {name: self._prepared(name) for name in CALLS}

    def answer(self, call: str) -> bytes:
        """Run a call: its JSON."""
        return self._runs[call]()

    def _prepared(self, call: str) -> Callable[[], bytes]:
        asked, words = query_of(call), words_of(call)
        condition = m.text_condition(asked, frozenset({"en"})) or m.Everything()
        query = to_tantivy(self._schema, m.All((condition, *m.filter_conditions(asked))))
        facets = {name: {"terms": {"field": FACETS[name].name, "size": 20}} for name in asked.facets}
        marked = self._index.parse_query(words.rstrip("*"), list(_SHOWN)) if words else None
        group = COLLAPSES[asked.collapse] if asked.collapse else None
        sort: dict[str, Any] = {} if asked.sort == "relevance" else {"order_by_field": asked.sort.lstrip("-")}

        def run() -> bytes:
            searcher = self._index.searcher()
            said = searcher.search(query, _RANKED if group else asked.size + 1, count=True, **sort)
            hits, total = said.hits, said.count  # type: ignore[attr-defined]
            members: list[Any] = [None] * len(hits)
            if group:
                numbers = searcher.fast_field_values(group, [address for _, address in hits])
                sizes = Counter(numbers)
                first = {
                    number: n for n, number in zip(range(len(numbers) - 1, -1, -1), reversed(numbers), strict=True)
                }
                best = sorted(first.values())[: asked.size + 1]
                hits, members, total = [hits[n] for n in best], [sizes[numbers[n]] for n in best], len(first)
            generators = (
                [(name, tantivy.SnippetGenerator.create(searcher, marked, self._schema, name)) for name in _SHOWN]
                if marked
                else []
            )
            shown = []
            for (score, address), size in itertools.islice(zip(hits, members, strict=True), asked.size):
                document = searcher.doc(address)
                marks = {name: snippet.snippet_from_doc(document).to_html() for name, snippet in generators}
                article = orjson.Fragment(document.get_first("listed"))
                shown.append({"article": article, "score": score, "highlights": marks, "members": size})
            counted = searcher.aggregate(query, facets) if facets else {}
            return orjson.dumps({"total": total, "hits": shown, "facets": counted})

        return run


def serve(folder: Path, port: int) -> None:
    """Answer `/?call=…` until terminated."""
    import uvicorn  # noqa: PLC0415 - only the process that serves needs it

    bare = BareTantivy(folder)
    bare.open()

    async def app(scope: dict[str, Any], receive: Any, send: Callable[[dict[str, Any]], Awaitable[None]]) -> None:  # noqa: ARG001
        if scope["type"] == "http":
            body = bare.answer(parse_qs(scope["query_string"].decode())["call"][0])
            headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
            await send({"type": "http.response.start", "status": 200, "headers": headers})
            await send({"type": "http.response.body", "body": body})

    uvicorn.run(app, port=port, lifespan="off", loop="uvloop", http="httptools", log_config=None, access_log=False)
